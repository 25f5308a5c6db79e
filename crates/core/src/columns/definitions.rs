//! Persons, groups and events from JSON documents, as callers of the browser module and case files write them.

use serde_json::{Map, Value};

use super::elements;
use super::elements::json::element_from_json;
use super::events::NewEvent;
use super::ndjson::uuid_of;
use super::persons::Person;
use super::value::ReadValue;
use super::{Dataset, Parts};
use crate::error::Error;
use crate::time::Timestamp;

impl Dataset {
    /// Adds the `persons` (`distinct_ids`, `properties`, `created_at`), `groups` (`group_type_index`, `group_key`,
    /// `properties`, `created_at`) and `events` (`event`, `distinct_id`, `timestamp`, `uuid`, `properties`, and their `elements`
    /// or `elements_chain`) of a document.
    ///
    /// A distinct id that belonged to another person goes over to the new one.
    ///
    /// # Errors
    /// Refuses a time that is none and a group type outside 0–4; what came before it is kept.
    pub fn define(&mut self, document: &Value) -> Result<(), Error> {
        self.change(|parts| {
            for person in items(document, "persons") {
                let person = read_person(person, parts).map_err(|error| error.within("persons"))?;
                person.add(parts);
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

/// A person with its distinct ids, by code.
pub(super) struct ReadPerson {
    pub(super) person: Person,
    pub(super) distinct_ids: Vec<u32>,
}

fn read_person(person: &Value, parts: &mut Parts<'_>) -> Result<ReadPerson, Error> {
    let created_at = optional_time(person, "created_at")?;
    let ids = items(person, "distinct_ids").iter().filter_map(Value::as_str);
    let distinct_ids = ids.map(|distinct_id| parts.events.intern_distinct_id(distinct_id)).collect();
    let person = Person { properties: properties(person), created_at, ..Person::default() };
    Ok(ReadPerson { person, distinct_ids })
}

impl ReadPerson {
    fn add(self, parts: &mut Parts<'_>) {
        parts.persons.add_with_ids(self.person, &self.distinct_ids);
    }

    /// Takes the place of whoever has the first of the ids.
    pub(super) fn replace(self, parts: &mut Parts<'_>) {
        let known = self.distinct_ids.iter().find_map(|code| parts.persons.of_distinct_id(*code));
        let Some(number) = known else { return self.add(parts) };
        if let Some(known) = parts.persons.get_mut(number) {
            *known = self.person;
        }
        self.distinct_ids.into_iter().for_each(|code| parts.persons.assign(code, number));
    }
}

fn add_group(parts: &mut Parts<'_>, group: &Value) -> Result<(), Error> {
    let created_at = optional_time(group, "created_at")?;
    let key = text(group, "group_key");
    let index = group.get("group_type_index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
    let refusal = || Error::invalid("A group type index is a whole number from 0 to 4.").at("group_type_index");
    let groups = index.and_then(|index| parts.groups.get_mut(index)).ok_or_else(refusal)?;
    groups.add(key, properties(group), created_at);
    Ok(())
}

fn add_event(parts: &mut Parts<'_>, event: &Value) -> Result<(), Error> {
    let timestamp = optional_time(event, "timestamp")?.unwrap_or(Timestamp::EPOCH);
    let (name, distinct_id) = (text(event, "event"), text(event, "distinct_id"));
    let row = parts.events.push(NewEvent { timestamp, name, distinct_id, uuid: uuid_of(text(event, "uuid")) });
    for (name, value) in &properties(event) {
        parts.events.set_property(row, name, ReadValue::from_json(value).as_value());
    }
    let chain = match items(event, "elements") {
        [] => text(event, "elements_chain").to_owned(),
        elements => elements::write(&elements.iter().map(element_from_json).collect::<Vec<_>>()),
    };
    if !chain.is_empty() {
        parts.events.set_property(row, elements::CHAIN, ReadValue::from_json(&Value::from(chain)).as_value());
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whoever_is_defined_takes_the_place_of_who_stood_for_its_ids() -> Result<(), Error> {
        let mut dataset = Dataset::new();
        let event = |id: &str| json!({"event": "x", "distinct_id": id, "timestamp": "2020-01-02T12:00:00Z"});
        dataset.define(&json!({"events": [event("a"), event("b"), event("c")]}))?;
        assert_eq!(dataset.persons().len(), 3);
        let person = json!({"distinct_ids": ["b", "c"], "properties": {"plan": "pro"}});
        dataset.define(&json!({"persons": [person, {"distinct_ids": ["a"]}]}))?;
        assert_eq!(dataset.persons().len(), 3);
        assert_eq!(dataset.person_of_rows(), [0, 1, 1]);
        // A person that was defined stays: only one of its ids goes over.
        dataset.define(&json!({"persons": [{"distinct_ids": ["c"]}]}))?;
        assert_eq!(dataset.person_of_rows(), [0, 1, 3]);
        Ok(())
    }
}
