//! Persons, groups and types of properties as a journal says they are now.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::definitions::ReadPerson;
use super::persons::Person;
use super::{Dataset, Parts};
use crate::error::Error;
use crate::query::reader::Node;
use crate::time::Timestamp;

/// What a journal says. Properties are read one person after the other, so that no tree of all is in memory, and one whose
/// properties cannot be read is missing in nobody else's answer.
#[derive(Deserialize)]
struct Revision<'a> {
    #[serde(borrow)]
    persons: Vec<StoredPerson<'a>>,
    #[serde(borrow)]
    groups: Vec<StoredGroup<'a>>,
    property_definitions: Value,
}

#[derive(Deserialize)]
struct StoredPerson<'a> {
    #[serde(borrow)]
    created_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    properties: &'a RawValue,
    distinct_ids: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct StoredGroup<'a> {
    group_type_index: usize,
    #[serde(borrow)]
    group_key: Cow<'a, str>,
    #[serde(borrow)]
    created_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    properties: &'a RawValue,
}

impl Dataset {
    /// Replaces persons and groups by what they are now, and adds types of properties, from a document with the `persons` and
    /// `groups` that [`define`](Self::define) takes and `property_definitions`. A person has all its distinct ids; who had
    /// them is no more. Of one whose properties cannot be read there is nothing but the distinct ids.
    ///
    /// # Errors
    /// Refuses what is no such document.
    pub fn revise(&mut self, document: &str) -> Result<(), Error> {
        let revision: Revision<'_> =
            serde_json::from_str(document).map_err(|error| Error::invalid(format!("definitions: {error}")))?;
        self.property_types.read(&Node::root(&revision.property_definitions))?;
        self.change(|parts| {
            revision.persons.into_iter().for_each(|person| person.read(parts).replace(parts));
            revision.groups.into_iter().for_each(|group| group.add(parts));
        });
        Ok(())
    }
}

impl StoredPerson<'_> {
    fn read(self, parts: &mut Parts<'_>) -> ReadPerson {
        let (properties, created_at) = (properties(self.properties), time(self.created_at.as_deref()));
        let ids = self.distinct_ids.iter();
        let distinct_ids = ids.map(|distinct_id| parts.events.intern_distinct_id(distinct_id)).collect();
        ReadPerson { person: Person { properties, created_at, ..Person::default() }, distinct_ids }
    }
}

impl StoredGroup<'_> {
    fn add(self, parts: &mut Parts<'_>) {
        if let Some(groups) = parts.groups.get_mut(self.group_type_index) {
            groups.add(&self.group_key, properties(self.properties), time(self.created_at.as_deref()));
        }
    }
}

fn properties(raw: &RawValue) -> Map<String, Value> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

fn time(text: Option<&str>) -> Option<Timestamp> {
    text.and_then(|text| Timestamp::parse(text).ok())
}
