//! Actors: who is counted (spec/trends 6.3).

use std::borrow::Cow;
use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use crate::query::context::ActorIdentity;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// The person.
    Person,
    /// Each distinct id.
    DistinctId,
    /// The group of that type.
    Group(u8),
}

/// The actor of each row of a stretch.
pub struct Actors<'a> {
    /// A number below `count` for each row.
    pub of_rows: Cow<'a, [u32]>,
    /// How many numbers there are.
    pub count: usize,
    /// The rows that have an actor: those without a group key have none.
    pub present: Mask<'static>,
}

impl Frame<'_> {
    /// Returns the kind of actor that the team counts when nothing else is said.
    pub fn usual_actor(&self) -> ActorKind {
        match self.context.actor_identity {
            ActorIdentity::Person => ActorKind::Person,
            ActorIdentity::DistinctId => ActorKind::DistinctId,
        }
    }

    /// Returns the actor of each row of a stretch.
    pub fn actors(&self, kind: ActorKind, rows: &Range<usize>) -> Actors<'_> {
        let events = self.dataset.events();
        match kind {
            ActorKind::Person => Actors {
                of_rows: Cow::Borrowed(&self.dataset.person_of_rows()[rows.clone()]),
                count: self.dataset.persons().len(),
                present: Mask::All,
            },
            ActorKind::DistinctId => {
                let ids = events.distinct_ids();
                Actors {
                    of_rows: Cow::Owned(ids.codes().wide(rows)),
                    count: ids.dictionary().len(),
                    present: Mask::All,
                }
            }
            ActorKind::Group(group_type) => match events.group_keys(group_type) {
                None => Actors { of_rows: Cow::Owned(vec![0; rows.len()]), count: 1, present: Mask::None },
                Some(keys) => {
                    let keys = keys.coded();
                    let table: Vec<u8> = keys
                        .dictionary()
                        .values()
                        .map(|key| u8::from(key.text().is_some_and(|key| !key.is_empty())))
                        .collect();
                    let present = Mask::of_codes(keys.codes(), rows.clone(), &table);
                    let of_rows = keys.codes().looked_up(rows.clone(), &keys.dictionary().codes_by_text());
                    Actors { of_rows: Cow::Owned(of_rows), count: keys.dictionary().len(), present }
                }
            },
        }
    }
}
