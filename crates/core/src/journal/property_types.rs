//! The types of properties, learned from the first value that says one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Database, json_lists};
use crate::columns::ndjson::Line;
use crate::platform::{Failure, Statement};
use crate::time::Timestamp;

/// Owns the properties of events, in place of a group type.
pub(super) const EVENT: i64 = -2;
/// Owns the properties of persons.
pub(super) const PERSON: i64 = -1;

/// What a batch of events says about the types of properties, by owner and name.
#[derive(Debug, Default)]
pub(super) struct PropertyTypes(BTreeMap<i64, BTreeMap<String, &'static str>>);

impl PropertyTypes {
    /// Learns from an event and from what it says about its person.
    pub(super) fn learn_line(&mut self, line: &Line<'_>) {
        for (name, raw) in &line.properties.0 {
            if self.0.get(&EVENT).is_some_and(|known| known.contains_key(name.as_ref())) {
                continue;
            }
            match name.as_ref() {
                "$set" | "$set_once" => {
                    if let Ok(Value::Object(set)) = serde_json::from_str(raw.get()) {
                        self.learn(PERSON, set.iter());
                    }
                }
                "$unset" | "$groups" | "$group_set" => {}
                name => {
                    let value: Value = serde_json::from_str(raw.get()).unwrap_or_default();
                    self.learn_one(EVENT, name, &value);
                }
            }
        }
    }

    /// Learns from values.
    pub(super) fn learn<'a>(&mut self, owner: i64, values: impl Iterator<Item = (&'a String, &'a Value)>) {
        values.for_each(|(name, value)| self.learn_one(owner, name, value));
    }

    fn learn_one(&mut self, owner: i64, name: &str, value: &Value) {
        if let Some(kind) = kind_of(name, value) {
            self.0.entry(owner).or_default().entry(name.to_owned()).or_insert(kind);
        }
    }

    /// Writes the types of properties that had none.
    pub(super) fn store<D: Database>(self, database: &D, revision: i64) -> Result<(), Failure> {
        const INSERT: &str = "INSERT OR IGNORE INTO property_types
            SELECT value ->> 0, value ->> 1, value ->> 2, ?2 FROM json_each(?1)";
        let owners = self.0.into_iter();
        let types =
            owners.flat_map(|(owner, types)| types.into_iter().map(move |(name, kind)| json!([owner, name, kind])));
        for list in json_lists(types) {
            database.run(Statement::new(INSERT).bind(list).bind(revision))?;
        }
        Ok(())
    }
}

/// Returns the type that a value says; lists, objects and null say none. Campaign parameters are text, whatever they
/// look like.
fn kind_of(name: &str, value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) if name.starts_with("utm_") => "String",
        Value::Bool(_) => "Boolean",
        Value::Number(_) => "Numeric",
        Value::String(text) if matches!(text.trim(), "true" | "false" | "True" | "False") => "Boolean",
        Value::String(text) if text.starts_with(|first: char| first.is_ascii_digit()) && is_date(text) => "DateTime",
        Value::String(_) => "String",
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

fn is_date(text: &str) -> bool {
    text.len() >= 10 && text.contains('-') && Timestamp::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_says_its_type() {
        for (value, kind) in [
            (json!(1), Some("Numeric")),
            (json!("1"), Some("String")),
            (json!(true), Some("Boolean")),
            (json!("false"), Some("Boolean")),
            (json!("2024-01-02T03:04:05Z"), Some("DateTime")),
            (json!("2024-01-02"), Some("DateTime")),
            (json!("2024-01-x2"), Some("String")),
            (json!(null), None),
            (json!([1]), None),
        ] {
            assert_eq!(kind_of("a", &value), kind, "{value}");
        }
        assert_eq!(kind_of("utm_term", &json!(1)), Some("String"));
    }
}
