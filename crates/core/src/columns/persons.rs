//! The persons that events belong to, as they are now.

use std::cell::OnceCell;

use super::properties::Properties;
use super::value::ReadValue;
use crate::time::Timestamp;

/// Marks a distinct id that belongs to no person yet.
const NOBODY: u32 = u32::MAX;

/// The persons, and whose each distinct id is.
#[derive(Clone, Debug, Default)]
pub struct Persons {
    records: Vec<Person>,
    of_distinct_ids: Vec<u32>,
    properties: OnceCell<Properties>,
    created_at: OnceCell<Vec<Option<Timestamp>>>,
    recorded: OnceCell<Vec<u8>>,
}

/// A person as it is now.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Its properties.
    pub properties: serde_json::Map<String, serde_json::Value>,
    /// When it was created; `None` for a distinct id that no person lists.
    pub created_at: Option<Timestamp>,
    /// Whether there is a record of it.
    pub standing: Standing,
    /// Whether somebody has said who it is.
    pub identity: Identity,
}

/// Says whether somebody has said who a person is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Identity {
    /// Nobody has.
    #[default]
    Anonymous,
    /// Events joined it with another id.
    Identified,
}

/// Whether there is a record of a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    /// There is one.
    #[default]
    Recorded,
    /// It stands for a distinct id that no person lists.
    Assumed,
}

impl Persons {
    /// Returns the number of persons.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns whether there are no persons.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Returns the person of that number.
    pub fn get(&self, person: u32) -> Option<&Person> {
        self.records.get(person as usize)
    }

    /// Returns the person of that number, to be changed.
    pub fn get_mut(&mut self, person: u32) -> Option<&mut Person> {
        self.forget_columns();
        self.records.get_mut(person as usize)
    }

    /// Returns the person of each distinct id, by the code of the id.
    pub fn of_distinct_ids(&self) -> &[u32] {
        &self.of_distinct_ids
    }

    /// Returns the person of a distinct id, if it has one.
    pub fn of_distinct_id(&self, code: u32) -> Option<u32> {
        self.of_distinct_ids.get(code as usize).copied().filter(|person| *person != NOBODY)
    }

    /// Returns the properties of persons as columns, a row a person.
    pub fn properties(&self) -> &Properties {
        self.properties.get_or_init(|| {
            let mut columns = Properties::default();
            for (row, person) in self.records.iter().enumerate() {
                for (name, value) in &person.properties {
                    columns.set(row, name, ReadValue::from_json(value).as_value());
                }
            }
            columns.pad(self.records.len());
            columns
        })
    }

    /// Returns when a person was created: `None` for a distinct id that no person lists.
    pub fn created_at(&self, person: u32) -> Option<Timestamp> {
        // Records are large and lie anywhere in memory.
        let column = self.created_at.get_or_init(|| self.records.iter().map(|person| person.created_at).collect());
        column.get(person as usize).copied().flatten()
    }

    /// Returns a byte for each person: 1 where there is a record of it, 0 for a distinct id that no person lists.
    pub fn recorded(&self) -> &[u8] {
        let is_recorded = |person: &Person| u8::from(person.standing == Standing::Recorded);
        self.recorded.get_or_init(|| self.records.iter().map(is_recorded).collect())
    }

    /// Adds a person and returns its number.
    pub fn add(&mut self, person: Person) -> u32 {
        self.forget_columns();
        self.records.push(person);
        self.records.len() as u32 - 1
    }

    /// Adds the person of some distinct ids, by their codes. It takes the place of one that was assumed for one of them, so
    /// that there are no more persons than needed.
    pub fn add_with_ids(&mut self, person: Person, codes: &[u32]) {
        let mut present = codes.iter().filter_map(|code| self.of_distinct_id(*code));
        let number = match present.find(|number| self.is_assumed(*number)) {
            Some(number) => {
                self.forget_columns();
                self.records[number as usize] = person;
                number
            }
            None => self.add(person),
        };
        codes.iter().for_each(|code| self.assign(*code, number));
    }

    /// Merges a person into another, whose own properties win; nothing is left of it but its number.
    pub(super) fn merge(&mut self, from: u32, into: u32) {
        self.forget_columns();
        let Some(merged) = self.records.get_mut(from as usize).map(std::mem::take) else { return };
        if let Some(person) = self.records.get_mut(into as usize) {
            for (name, value) in merged.properties {
                person.properties.entry(name).or_insert(value);
            }
            person.created_at = person.created_at.into_iter().chain(merged.created_at).min();
        }
        if let Some(left) = self.records.get_mut(from as usize) {
            left.standing = Standing::Assumed;
        }
    }

    /// Gives every distinct id to who its person is now.
    pub(super) fn give(&mut self, now: impl Fn(u32) -> u32) {
        let owners = self.of_distinct_ids.iter_mut().filter(|person| **person != NOBODY);
        owners.for_each(|person| *person = now(*person));
    }

    /// Returns whether a person only stands for a distinct id.
    pub(super) fn is_assumed(&self, person: u32) -> bool {
        self.get(person).is_some_and(|person| person.standing == Standing::Assumed)
    }

    /// Gives a distinct id, by its code, to a person.
    pub fn assign(&mut self, code: u32, person: u32) {
        let index = code as usize;
        if self.of_distinct_ids.len() <= index {
            self.of_distinct_ids.resize(index + 1, NOBODY);
        }
        self.of_distinct_ids[index] = person;
    }

    /// Gives every distinct id that has none a person of its own (spec/trends 10).
    pub(super) fn cover(&mut self, distinct_ids: usize) {
        self.of_distinct_ids.resize(distinct_ids.max(self.of_distinct_ids.len()), NOBODY);
        // The absent code is never a row's; giving it the first person saves a branch in every table look-up.
        self.of_distinct_ids[0] = 0;
        for code in 1..self.of_distinct_ids.len() {
            if self.of_distinct_ids[code] == NOBODY {
                self.of_distinct_ids[code] = self.add(Person { standing: Standing::Assumed, ..Person::default() });
            }
        }
    }

    fn forget_columns(&mut self) {
        self.properties.take();
        self.created_at.take();
        self.recorded.take();
    }
}
