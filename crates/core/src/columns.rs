//! Columns: events as columns, together with the persons and groups they belong to.
//!
//! Speed comes from this layout. Rows are sorted by time, so a bucket is a range of rows and costs
//! nothing per event; strings are dictionary codes of the least width, so a condition is decided once
//! per value and applied by table; persons hang on distinct ids, so a merge moves no event.

mod append;
pub mod column;
pub mod definitions;
pub mod dictionary;
pub mod elements;
pub mod events;
pub mod groups;
pub(crate) mod joins;
pub mod names;
pub mod ndjson;
pub mod ndjson_writer;
pub mod order;
pub mod persons;
pub mod properties;
mod revision;
pub mod segment;
pub mod session;
pub(crate) mod told;
pub mod typed;
pub mod value;

pub use oriel_kernels::codes;

use codes::Codes;
use column::Column;
use events::{EventColumns, Events};
use groups::Groups;
use order::PersonEvents;
use persons::Persons;
use segment::Key;
use session::Sessions;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::query::context::PropertyTypes;

/// The number of group types that a project may have (spec/trends 2).
pub const GROUP_TYPES: usize = 5;

/// Everything that queries read: events, persons and groups.
#[derive(Default)]
pub struct Dataset {
    events: Events,
    persons: Persons,
    groups: [Groups; GROUP_TYPES],
    property_types: PropertyTypes,
    person_rows: OnceCell<Vec<u32>>,
    sessions: OnceCell<Sessions>,
    reuse: Reuse,
    person_events: OnceCell<Option<PersonEvents>>,
    person_columns: RefCell<BTreeMap<String, Rc<Codes>>>,
}

/// How often a dataset is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reuse {
    /// Once, in as little memory as can be.
    #[default]
    Once,
    /// Often, so that what later questions gain from is kept.
    #[cfg(any(test, feature = "reuse"))]
    Often,
}

impl Dataset {
    /// Returns an empty dataset.
    pub fn new() -> Dataset {
        Dataset::default()
    }

    /// Makes the dataset one that is asked often: from the first question about the ways of persons on it keeps their events
    /// together, in 9 bytes for each event, and what else is asked of them; until events are added.
    #[cfg(any(test, feature = "reuse"))]
    #[must_use]
    pub fn asked_often(self) -> Dataset {
        Dataset { reuse: Reuse::Often, ..self }
    }

    /// Returns the events, sorted by time.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Returns the columns of the events that are wanted; others have no rows.
    pub fn into_columns(self, wanted: &dyn Fn(&Key) -> bool) -> EventColumns {
        self.events.into_columns(wanted)
    }

    /// Returns the persons that events belong to.
    pub fn persons(&self) -> &Persons {
        &self.persons
    }

    /// Returns the groups of a type (0–4); those of an unknown type are none.
    pub fn groups(&self, group_type: u8) -> Option<&Groups> {
        self.groups.get(usize::from(group_type))
    }

    /// Returns the types of properties that came with the events.
    pub fn property_types(&self) -> &PropertyTypes {
        &self.property_types
    }

    /// Returns about how many bytes events and persons take.
    pub fn bytes(&self) -> usize {
        const PERSON: usize = 256;
        self.events.bytes() + self.persons.len() * PERSON
    }

    /// Changes the dataset; what was derived from it is forgotten, and rows are put in order of time again.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Parts<'_>) -> T) -> T {
        let result =
            change(&mut Parts { events: &mut self.events, persons: &mut self.persons, groups: &mut self.groups });
        self.events.sort_by_time();
        self.persons.cover(self.events.distinct_ids().dictionary().len());
        self.person_rows.take();
        self.person_events.take();
        self.person_columns.take();
        self.sessions.take();
        result
    }

    /// Returns the person of each row.
    pub fn person_of_rows(&self) -> &[u32] {
        self.person_rows.get_or_init(|| {
            let person_of = self.persons.of_distinct_ids();
            let mut rows = vec![0; self.events.len()];
            self.events.distinct_ids().codes().translate(person_of, &mut rows);
            rows
        })
    }

    /// Returns the events of each person, unless the dataset keeps none.
    pub fn person_events(&self) -> Option<&PersonEvents> {
        match self.reuse {
            Reuse::Once => None,
            #[cfg(any(test, feature = "reuse"))]
            Reuse::Often => {
                let (names, times) = (self.events.names().codes(), self.events.times());
                let events = || PersonEvents::new(self.person_of_rows(), self.persons.len(), names, times);
                self.person_events.get_or_init(events).as_ref()
            }
        }
    }

    /// Returns the codes of a property in the order of [`Dataset::person_events`]; `None` where there are no such events, or no
    /// codes.
    pub fn person_column(&self, property: &str) -> Option<Rc<Codes>> {
        let events = self.person_events()?;
        let Column::Coded(column) = self.events.property(property)? else { return None };
        let mut columns = self.person_columns.borrow_mut();
        let of_property = columns.entry(property.to_owned());
        Some(Rc::clone(of_property.or_insert_with(|| Rc::new(events.in_order(self.person_of_rows(), column.codes())))))
    }

    /// Returns the sessions: events that share a non-empty `$session_id`.
    pub fn sessions(&self) -> &Sessions {
        self.sessions.get_or_init(|| Sessions::new(&self.events))
    }
}

/// The parts of a dataset while it is changed.
pub struct Parts<'a> {
    /// The events; rows may be added in any order of time.
    pub events: &'a mut Events,
    /// The persons.
    pub persons: &'a mut Persons,
    /// The groups, by type.
    pub groups: &'a mut [Groups; GROUP_TYPES],
}
