//! The columns that this isolate holds, so that a query reads only what is newer or was never asked for.
//!
//! Nothing here decides what a query sees: the Durable Object is asked every time for what was stored since the cursor
//! of what is held here.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use oriel::columns::Dataset;
use oriel::columns::events::EventColumns;
use oriel::journal::{Added, Changes, Cursor, Held, Needs};
use oriel::platform::{EnvironmentId, Failure};

/// Columns of so many bytes are held; an isolate has 128 MB for everything.
pub(crate) const MOST_BYTES: usize = 72 * 1024 * 1024;

thread_local! {
    static HELD: RefCell<BTreeMap<EnvironmentId, Held>> = RefCell::default();
}

/// Makes ready for what is needed; returns what has to be fetched, and since when.
pub(crate) fn ready(environment: EnvironmentId, needs: &Needs) -> (Needs, Cursor) {
    HELD.with_borrow_mut(|all| {
        let held = all.remove(&environment).unwrap_or_else(|| Held::nothing(needs.clone()));
        let held = held.ready_for(needs, MOST_BYTES);
        let ready = (held.needs().clone(), held.cursor());
        all.insert(environment, held);
        ready
    })
}

/// Adds what was stored since then and returns the columns, if they are all there now. Else the caller asks again: there
/// is more, another request was quicker, or what was held is of no use any more.
///
/// # Errors
///
/// `Malformed` when what was stored is no event, person or group.
pub(crate) fn add(
    environment: EnvironmentId,
    (needs, since): &(Needs, Cursor),
    changes: &Changes,
    segments: impl Iterator<Item = Result<EventColumns, Failure>>,
) -> Result<Option<Rc<Dataset>>, Failure> {
    HELD.with_borrow_mut(|all| {
        // Taken out: columns that could be changed only in part are not held.
        let Some(held) = all.remove(&environment) else { return Ok(None) };
        if held.cursor() != *since || held.needs() != needs {
            all.insert(environment, held);
            return Ok(None);
        }
        let (held, dataset) = match held.add(changes, segments)? {
            Added::Complete(held) => {
                let dataset = held.dataset();
                (held, Some(dataset))
            }
            Added::Partly(held) => (held, None),
            Added::Stale => (Held::nothing(needs.clone()), None),
        };
        make_room(all, held.bytes());
        all.insert(environment, held);
        Ok(dataset)
    })
}

/// Forgets what is held of an environment.
pub(crate) fn forget(environment: EnvironmentId) {
    HELD.with_borrow_mut(|all| drop(all.remove(&environment)));
}

/// Forgets the largest until there is room for so many bytes.
fn make_room(all: &mut BTreeMap<EnvironmentId, Held>, bytes: usize) {
    while all.values().map(Held::bytes).sum::<usize>() + bytes > MOST_BYTES {
        let largest = all.iter().max_by_key(|(_, held)| held.bytes()).map(|(environment, _)| *environment);
        let Some(largest) = largest else { return };
        all.remove(&largest);
    }
}
