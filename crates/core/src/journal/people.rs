//! Persons and the distinct ids that are theirs: what events do to them (spec/api 11.4).

pub(super) mod ids;
pub(super) mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::observation::{Effect, Force, Observation};
use crate::columns::joins::is_shared;
use crate::columns::persons::Identity;
use crate::sort::set_of;
use crate::time::Timestamp;

/// The properties of a person or a group take no more bytes as JSON; a change that would make them larger is left out. A
/// row has room for two megabytes, and in a list that is bound a text of JSON may become twice as long.
const LARGEST: usize = 512 * 1024;

/// Returns whether properties are not too large to be written.
pub(super) fn fits(properties: &Map<String, Value>) -> bool {
    serde_json::to_string(properties).is_ok_and(|text| text.len() <= LARGEST)
}

/// A person as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Person {
    pub(super) properties: Map<String, Value>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) identity: Identity,
}

/// Says whether an event is the first of its person.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Novelty {
    /// It made the person.
    New,
    /// The person was there.
    Known,
}

/// The persons that a batch of events is about.
#[derive(Debug, Default)]
pub(super) struct People {
    persons: BTreeMap<i64, Person>,
    of_distinct_ids: BTreeMap<String, i64>,
    /// Distinct ids that had no person; others that are not here have one that need not be known.
    strangers: BTreeSet<String>,
    last: i64,
    changed: BTreeSet<i64>,
    merged: Vec<(i64, i64)>,
    assigned: BTreeSet<String>,
}

/// What events did to persons.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Persons that are no more and those that they became, in order.
    pub(super) merged: Vec<(i64, i64)>,
    /// Distinct ids that got a person.
    pub(super) distinct_ids: Vec<(String, i64)>,
    /// Persons that are new or changed.
    pub(super) persons: Vec<(i64, Person)>,
    /// The last number that a person was given.
    pub(super) last: i64,
}

impl People {
    /// Says which distinct ids of events have no person yet.
    pub(super) fn are_strangers(&mut self, strangers: Vec<String>) {
        self.strangers = set_of(strangers);
    }

    /// Applies what one event says.
    pub(super) fn observe(&mut self, observation: &Observation<'_>) {
        if observation.effect == Effect::Personless {
            return;
        }
        let own = observation.distinct_id;
        if let Some((other, force)) = &observation.join
            && own != other
            && !is_shared(own)
            && !is_shared(other)
        {
            self.join(own, other, *force, observation.at);
        }
        let (id, novelty) = match self.of_distinct_ids.get(own) {
            Some(id) => (*id, Novelty::Known),
            None if observation.only_mentions() && !self.strangers.contains(own) => return,
            None => (self.create(own, observation.at), Novelty::New),
        };
        let Some(person) = self.persons.get_mut(&id) else { return };
        if let Some(properties) = observation.change(&person.properties, novelty)
            && fits(&properties)
        {
            person.properties = properties;
            self.changed.insert(id);
        }
    }

    /// Returns what was changed.
    pub(super) fn into_changes(mut self) -> Changed {
        let distinct_ids = self.assigned.into_iter().filter_map(|id| {
            let person = *self.of_distinct_ids.get(&id)?;
            Some((id, person))
        });
        Changed {
            merged: self.merged,
            distinct_ids: distinct_ids.collect(),
            persons: self.changed.iter().filter_map(|id| Some((*id, self.persons.remove(id)?))).collect(),
            last: self.last,
        }
    }

    /// Makes two ids one person's.
    fn join(&mut self, own: &str, other: &str, force: Force, at: Timestamp) {
        let persons = (self.of_distinct_ids.get(own).copied(), self.of_distinct_ids.get(other).copied());
        let id = match persons {
            (None, None) => {
                let id = self.create(own, at);
                self.assign(other, id);
                id
            }
            (Some(id), None) => {
                self.assign(other, id);
                id
            }
            (None, Some(id)) => {
                self.assign(own, id);
                id
            }
            (Some(into), Some(from)) => {
                self.merge(from, into, force);
                into
            }
        };
        if let Some(person) = self.persons.get_mut(&id) {
            person.identity = Identity::Identified;
            self.changed.insert(id);
        }
    }

    /// Merges a person into another, whose own properties win, and are all where both together would be too large; one that
    /// is identified stays what it is.
    fn merge(&mut self, from: i64, into: i64, force: Force) {
        let is_identified = |person: &Person| person.identity == Identity::Identified && force == Force::Safe;
        if from == into || self.persons.get(&from).is_none_or(is_identified) {
            return;
        }
        let (Some(merged), Some(person)) = (self.persons.remove(&from), self.persons.get_mut(&into)) else { return };
        let mut properties = person.properties.clone();
        for (name, value) in merged.properties {
            properties.entry(name).or_insert(value);
        }
        if fits(&properties) {
            person.properties = properties;
        }
        person.created_at = person.created_at.into_iter().chain(merged.created_at).min();
        self.of_distinct_ids.values_mut().filter(|person| **person == from).for_each(|person| *person = into);
        self.changed.remove(&from);
        self.merged.push((from, into));
    }

    fn create(&mut self, distinct_id: &str, at: Timestamp) -> i64 {
        self.last += 1;
        let person = Person { created_at: Some(at), ..Person::default() };
        self.persons.insert(self.last, person);
        self.changed.insert(self.last);
        self.assign(distinct_id, self.last);
        self.last
    }

    fn assign(&mut self, distinct_id: &str, id: i64) {
        self.of_distinct_ids.insert(distinct_id.to_owned(), id);
        self.assigned.insert(distinct_id.to_owned());
    }
}
