//! The types of properties, learned from the first value that says one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Database, json_lists};
use crate::columns::ndjson::Line;
use crate::platform::{Failure, Statement};
use crate::query::context::PropertyType;
use crate::query::reader::Choice;

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
        if let Some(kind) = PropertyType::of_value(name, value) {
            self.0.entry(owner).or_default().entry(name.to_owned()).or_insert(kind.name());
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
