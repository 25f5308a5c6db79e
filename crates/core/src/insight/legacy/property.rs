//! Property filters of old insights, put into today's form (spec/api 8.4).

use super::filters::{decoded, object};
use crate::error::Error;
use serde_json::{Map, Value};

/// Returns the properties of a whole query as groups of groups, null if there are none.
pub(super) fn of_query(properties: &Value) -> Result<Value, Error> {
    let properties = decoded(properties).map_err(|error| error.within("properties"))?;
    match properties.as_ref() {
        Value::Null => Ok(Value::Null),
        Value::Array(items) if items.is_empty() => Ok(Value::Null),
        Value::Array(items) => Ok(all_of(vec![all_of(cleaned_values(items))])),
        Value::Object(fields) if fields.is_empty() => Ok(Value::Null),
        group if is_group(group) => {
            let nested = group_values(group).iter().any(is_group);
            let group = cleaned_group(group);
            Ok(if nested { group } else { all_of(vec![group]) })
        }
        Value::Object(fields) => Ok(all_of(vec![all_of(vec![old_form(fields).ok_or_else(not_understood)?])])),
        _ => Err(not_understood()),
    }
}

/// Returns the properties of one series as a flat list, null if there are none.
pub(super) fn of_series(properties: &Value) -> Result<Value, Error> {
    let properties = decoded(properties).map_err(|error| error.within("properties"))?;
    let cleaned = match properties.as_ref() {
        Value::Null => return Ok(Value::Null),
        Value::Array(items) => flat(&without_conjunctions(items))?,
        Value::Object(fields) if fields.is_empty() => return Ok(Value::Null),
        group if is_group(group) => flat(group_values(group))?,
        Value::Object(fields) => vec![old_form(fields).ok_or_else(not_understood)?],
        _ => return Err(not_understood()),
    };
    Ok(if cleaned.is_empty() { Value::Null } else { cleaned.into() })
}

fn not_understood() -> Error {
    let allowed = "Must be a list of property filters, or a group of them with type AND or OR.";
    Error::invalid(allowed).at("properties")
}

/// Returns a list with the values of its AND groups in their places: all of a list must hold anyway.
fn without_conjunctions(items: &[Value]) -> Vec<Value> {
    let values = items.iter().flat_map(|item| match item["type"].as_str() {
        Some("AND") => group_values(item),
        _ => std::slice::from_ref(item),
    });
    values.cloned().collect()
}

fn flat(items: &[Value]) -> Result<Vec<Value>, Error> {
    if items.iter().any(is_group) {
        let detail = "The properties of a series must be a list without groups.";
        return Err(Error::invalid(detail).at("properties"));
    }
    Ok(cleaned_values(items))
}

fn all_of(values: Vec<Value>) -> Value {
    object([("type", "AND".into()), ("values", values.into())])
}

fn is_group(value: &Value) -> bool {
    matches!(value.get("type").and_then(Value::as_str), Some("AND" | "OR"))
}

fn group_values(group: &Value) -> &[Value] {
    group.get("values").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn cleaned_group(group: &Value) -> Value {
    let operator = group.get("type").cloned().unwrap_or_default();
    object([("type", operator), ("values", cleaned_values(group_values(group)).into())])
}

/// Cleans filters and groups of them. What is neither, or empty, is dropped.
fn cleaned_values(values: &[Value]) -> Vec<Value> {
    let cleaned = values.iter().filter_map(|value| match value {
        group if is_group(group) => Some(cleaned_group(group)),
        Value::Object(fields) if !fields.is_empty() => Some(cleaned_property(fields.clone())),
        _ => None,
    });
    cleaned.collect()
}

/// Returns the filter that an object of one `key__operator: value` writes.
fn old_form(fields: &Map<String, Value>) -> Option<Value> {
    let mut fields = fields.iter();
    let ((name, value), None) = (fields.next()?, fields.next()) else { return None };
    let (key, operator) = name.split_once("__").unwrap_or((name, "exact"));
    let property =
        [("key", key.into()), ("operator", operator.into()), ("type", "event".into()), ("value", value.clone())];
    let property = property.map(|(name, value)| (name.to_owned(), value));
    Some(cleaned_property(property.into_iter().collect()))
}

fn cleaned_property(mut property: Map<String, Value>) -> Value {
    property.retain(|_, field| !field.is_null());
    if let Some(values) = property.shift_remove("values") {
        property.entry("value").or_insert(values);
    }
    if let Some(Value::Array(items)) = property.get_mut("value") {
        items.retain(|item| !item.is_null());
    }
    let kind = match property.get("type") {
        None => Some("event"),
        Some(kind) => kind.as_str().map(current_type),
    };
    let Some(kind) = kind.map(str::to_owned) else { return property.into() };
    let negated = property.get("negation") == Some(&Value::Bool(true));
    match kind.as_str() {
        "cohort" => {
            property.shift_remove("negation");
            property.insert("key".to_owned(), "id".into());
            let operator = if negated { "not_in" } else { "in" };
            property.entry("operator").or_insert(operator.into());
        }
        "hogql" => {
            property.shift_remove("operator");
        }
        _ => {
            property.entry("operator").or_insert("exact".into());
        }
    }
    property.insert("type".to_owned(), kind.into());
    property.into()
}

/// Returns today's name of a property type.
fn current_type(name: &str) -> &str {
    match name {
        "events" => "event",
        "precalculated-cohort" | "static-cohort" => "cohort",
        other => other,
    }
}
