//! Events and persons as JSON objects.

use serde_json::{Map, Value, json};

use crate::columns::Dataset;
use crate::columns::column::Column;
use crate::columns::elements::CHAIN;
use crate::columns::ndjson::uuid_text;
use crate::columns::value::Value as Stored;
use crate::sort;
use crate::time::Timestamp;

/// Returns an event as an object.
pub(super) fn event(dataset: &Dataset, row: usize) -> Value {
    let events = dataset.events();
    let elements = events.property(CHAIN).map(Column::coded);
    json!({
        "uuid": events.uuid(row).map(uuid_text),
        "event": events.names().get(row).text(),
        "properties": event_properties(dataset, row),
        "timestamp": Timestamp::from_micros(events.times()[row]).to_string(),
        "distinct_id": events.distinct_ids().get(row).text(),
        "elements_chain": elements.as_ref().and_then(|elements| elements.get(row).text()).unwrap_or_default(),
    })
}

/// Returns the properties of an event, by name.
pub(super) fn event_properties(dataset: &Dataset, row: usize) -> Map<String, Value> {
    let mut properties: Vec<_> = dataset.events().properties().iter().filter(|(name, _)| *name != CHAIN).collect();
    sort::sort_by(&mut properties, |(one, _), (other, _)| one.cmp(other));
    let value = |column: &Column| match column {
        Column::Coded(coded) => json_of(coded.get(row)),
        Column::Numbers(numbers) => json!(numbers.get(row)),
    };
    let values = properties.into_iter().map(|(name, column)| (name.to_owned(), value(column)));
    values.filter(|(_, value)| !value.is_null()).collect()
}

/// Returns the person of an event as an object.
pub(super) fn person(dataset: &Dataset, row: usize) -> Value {
    let person = person_of(dataset, row).and_then(|person| dataset.persons().get(person));
    json!({
        "distinct_id": dataset.events().distinct_ids().get(row).text(),
        "created_at": person.and_then(|person| person.created_at).map(|at| at.to_string()),
        "properties": person.map(|person| &person.properties),
    })
}

/// Returns the properties of the person of an event.
pub(super) fn person_properties(dataset: &Dataset, row: usize) -> Option<&Map<String, Value>> {
    dataset.persons().get(person_of(dataset, row)?).map(|person| &person.properties)
}

fn person_of(dataset: &Dataset, row: usize) -> Option<u32> {
    dataset.persons().of_distinct_id(dataset.events().distinct_ids().codes().get(row))
}

fn json_of(value: Stored<'_>) -> Value {
    match value {
        Stored::Absent => Value::Null,
        Stored::Text(text) => json!(text),
        Stored::Json(text) => serde_json::from_str(text).unwrap_or_default(),
    }
}
