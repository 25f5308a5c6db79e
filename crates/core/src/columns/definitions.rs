//! Persons, groups and events from JSON documents, as callers of the browser module and case files write them.

use serde_json::{Map, Value};

use super::events::NewEvent;
use super::persons::Person;
use super::value::ReadValue;
use super::{Dataset, Parts};
use crate::error::Error;
use crate::time::Timestamp;

impl Dataset {
    /// Adds the `persons` (`distinct_ids`, `properties`, `created_at`), `groups` (`group_type_index`, `group_key`,
    /// `properties`, `created_at`) and `events` (`event`, `distinct_id`, `timestamp`, `properties`) of a document.
    ///
    /// A distinct id that belonged to another person goes over to the new one.
    ///
    /// # Errors
    /// Refuses a time that is none and a group type outside 0–4; what came before it is kept.
    pub fn define(&mut self, document: &Value) -> Result<(), Error> {
        self.change(|parts| {
            for person in items(document, "persons") {
                add_person(parts, person).map_err(|error| error.within("persons"))?;
            }
            for group in items(document, "groups") {
                add_group(parts, group).map_err(|error| error.within("groups"))?;
            }
            for event in items(document, "events") {
                add_event(parts, event).map_err(|error| error.within("events"))?;
            }
            Ok(())
        })
    }
}

fn add_person(parts: &mut Parts<'_>, person: &Value) -> Result<(), Error> {
    let created_at = optional_time(person, "created_at")?;
    let number = parts.persons.add(Person { properties: properties(person), created_at });
    for distinct_id in items(person, "distinct_ids").iter().filter_map(Value::as_str) {
        let code = parts.events.intern_distinct_id(distinct_id);
        parts.persons.assign(code, number);
    }
    Ok(())
}

fn add_group(parts: &mut Parts<'_>, group: &Value) -> Result<(), Error> {
    let created_at = optional_time(group, "created_at")?;
    let key = text(group, "group_key");
    let index = group.get("group_type_index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
    let refusal = || Error::invalid("A group type index is a whole number from 0 to 4.").at("group_type_index");
    let groups = index.and_then(|index| parts.groups.get_mut(index)).ok_or_else(refusal)?;
    groups.add(key, &properties(group), created_at);
    Ok(())
}

fn add_event(parts: &mut Parts<'_>, event: &Value) -> Result<(), Error> {
    let timestamp = optional_time(event, "timestamp")?.unwrap_or(Timestamp::EPOCH);
    let (name, distinct_id) = (text(event, "event"), text(event, "distinct_id"));
    let row = parts.events.push(NewEvent { timestamp, name, distinct_id, uuid: None });
    for (name, value) in &properties(event) {
        parts.events.set_property(row, name, ReadValue::from_json(value).as_value());
    }
    Ok(())
}

fn items<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    object.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn properties(object: &Value) -> Map<String, Value> {
    object.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn optional_time(object: &Value, field: &str) -> Result<Option<Timestamp>, Error> {
    let time = object.get(field).and_then(Value::as_str).map(Timestamp::parse).transpose();
    time.map_err(|error| error.at(field))
}
