//! The columns that this isolate holds, so that a query reads only what is newer.
//!
//! Nothing here decides what a query sees: the Durable Object is asked every time for what was stored since the
//! revision that is held here.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use oriel::columns::Dataset;
use oriel::error::Error;
use oriel::journal::Changes;
use oriel::platform::{EnvironmentId, Failure};
use serde_json::Value;

/// The columns of as many bytes of events are held; an isolate has 128 MB for everything.
const MOST_BYTES: usize = 48 * 1024 * 1024;

thread_local! {
    static HELD: RefCell<BTreeMap<EnvironmentId, Held>> = RefCell::default();
}

/// The columns of an environment up to a revision.
#[derive(Default)]
struct Held {
    revision: i64,
    dataset: Rc<Dataset>,
    /// How many bytes of lines the columns were made of.
    bytes: usize,
}

/// Returns the revision up to which an environment's events are held.
pub(crate) fn revision(environment: EnvironmentId) -> i64 {
    HELD.with_borrow(|held| held.get(&environment).map_or(0, |held| held.revision))
}

/// Adds what was stored after the revision `since` and returns the columns; `None` when another request was quicker
/// or what is held can't be added to, so that the caller asks again.
///
/// # Errors
///
/// `Malformed` when what was stored is no event, person or group.
pub(crate) fn add(environment: EnvironmentId, since: i64, changes: Changes) -> Result<Option<Rc<Dataset>>, Failure> {
    HELD.with_borrow_mut(|all| {
        if all.get(&environment).map_or(0, |held| held.revision) != since {
            return Ok(None);
        }
        // Taken out: columns that could be changed only in part are not held.
        let Some(held) = all.remove(&environment).unwrap_or_default().add(changes)? else { return Ok(None) };
        let dataset = Rc::clone(&held.dataset);
        make_room(all, held.bytes);
        all.insert(environment, held);
        Ok(Some(dataset))
    })
}

impl Held {
    /// Returns the columns with changes added, or `None` when they have to be made anew.
    fn add(mut self, changes: Changes) -> Result<Option<Self>, Failure> {
        if changes.revision == self.revision {
            return Ok(Some(self));
        }
        let definitions = serde_json::from_str(&changes.definitions);
        let definitions: Value = definitions.map_err(|error| Failure::malformed(error.to_string()))?;
        // Columns that are being read are not changed.
        let Some(dataset) = Rc::get_mut(&mut self.dataset) else { return Ok(None) };
        let malformed = |error: Error| Failure::malformed(error.detail());
        dataset.append_journal(&changes.events).map_err(malformed)?;
        // After the events, whose distinct ids they name.
        dataset.revise(&definitions).map_err(malformed)?;
        self.revision = changes.revision;
        self.bytes += changes.events.len() + changes.definitions.len();
        Ok(Some(self))
    }
}

/// Forgets the largest until there is room for so many bytes.
fn make_room(all: &mut BTreeMap<EnvironmentId, Held>, bytes: usize) {
    while all.values().map(|held| held.bytes).sum::<usize>() + bytes > MOST_BYTES {
        let largest = all.iter().max_by_key(|(_, held)| held.bytes).map(|(environment, _)| *environment);
        let Some(largest) = largest else { return };
        all.remove(&largest);
    }
}
