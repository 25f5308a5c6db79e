//! The core as it runs natively: a query case in, the response out.

use oriel::columns::events::NewEvent;
use oriel::columns::groups::Groups;
use oriel::columns::persons::Person;
use oriel::columns::value::ReadValue;
use oriel::columns::{Dataset, Parts};
use oriel::error::{Error, ErrorKind};
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::{Timestamp, Zone};
use serde_json::{Map, Value, json};

use crate::conformance::Engine;

/// Answers cases with the core in this process.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Engine for Native {
    fn answer(&mut self, case: &Value) -> Value {
        match serde_json::from_str(&response(case)) {
            Ok(response) => response,
            Err(error) => refusal(&Error::internal(format!("the response is not JSON: {error}"))),
        }
    }
}

/// Returns the response to a query case as JSON text: `{"results": …}` or `{"error": {…}}`.
pub fn response(case: &Value) -> String {
    let answer = Query::from_json(&case["query"]).and_then(|query| evaluate(&query, &dataset(case)?, &context(case)?));
    match answer {
        Ok(answer) => answer.to_json(),
        Err(error) => refusal(&error).to_string(),
    }
}

/// Returns the context of a case: its moment, team and definitions.
///
/// # Errors
/// Fails if a time, a zone or a definition is not what it should be.
pub fn context(case: &Value) -> Result<Context, Error> {
    let now = optional_time(case, "now")?.unwrap_or(Timestamp::EPOCH);
    let mut context = Context::new(now).with_definitions(case)?;
    context.calendar.zone = Zone::named(case["team"]["timezone"].as_str().unwrap_or("UTC"))?;
    Ok(context)
}

/// Returns the events, persons and groups of a case.
///
/// # Errors
/// Fails if a time or a group type is not what it should be.
pub fn dataset(case: &Value) -> Result<Dataset, Error> {
    let mut dataset = Dataset::new();
    dataset.change(|parts| {
        for person in items(&case["persons"]) {
            add_person(parts, person)?;
        }
        for group in items(&case["groups"]) {
            add_group(parts, group)?;
        }
        for event in items(&case["events"]) {
            add_event(parts, event)?;
        }
        Ok::<_, Error>(())
    })?;
    Ok(dataset)
}

fn add_person(parts: &mut Parts<'_>, person: &Value) -> Result<(), Error> {
    let created_at = optional_time(person, "created_at")?;
    let number = parts.persons.add(Person { properties: properties(person), created_at });
    for distinct_id in items(&person["distinct_ids"]).iter().filter_map(Value::as_str) {
        let code = parts.events.intern_distinct_id(distinct_id);
        parts.persons.assign(code, number);
    }
    Ok(())
}

fn add_group(parts: &mut Parts<'_>, group: &Value) -> Result<(), Error> {
    let key = group["group_key"].as_str().unwrap_or_default();
    let created_at = optional_time(group, "created_at")?;
    let index = group["group_type_index"].as_u64().and_then(|index| index.try_into().ok());
    let groups: Option<&mut Groups> = index.and_then(|index: usize| parts.groups.get_mut(index));
    let refusal = || Error::invalid("A group type is from 0 to 4.").at("group_type_index");
    groups.ok_or_else(refusal)?.add(key, &properties(group), created_at);
    Ok(())
}

fn add_event(parts: &mut Parts<'_>, event: &Value) -> Result<(), Error> {
    let text = |field: &str| event[field].as_str().unwrap_or_default();
    let timestamp = optional_time(event, "timestamp")?.unwrap_or(Timestamp::EPOCH);
    let (name, distinct_id) = (text("event"), text("distinct_id"));
    let row = parts.events.push(NewEvent { timestamp, name, distinct_id, uuid: None });
    for (name, value) in &properties(event) {
        parts.events.set_property(row, name, ReadValue::from_json(value).as_value());
    }
    Ok(())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn properties(object: &Value) -> Map<String, Value> {
    object["properties"].as_object().cloned().unwrap_or_default()
}

fn optional_time(object: &Value, field: &str) -> Result<Option<Timestamp>, Error> {
    object[field].as_str().map(Timestamp::parse).transpose().map_err(|error| error.at(field))
}

/// Returns the API's envelope of an error (spec/api 7.4).
fn refusal(error: &Error) -> Value {
    let (kind, code) = match error.kind() {
        ErrorKind::Invalid(fault) => ("validation_error", fault.code()),
        ErrorKind::Parse => ("invalid_request", "parse_error"),
        ErrorKind::NotFound => ("invalid_request", "not_found"),
        _ => ("server_error", "error"),
    };
    let envelope = json!({"type": kind, "code": code, "detail": error.detail(), "attr": error.attribute()});
    json!({"error": envelope})
}
