//! What the templates of a scenario stand for.

use serde_json::{Map, Value, json};

use crate::error::Error;

/// Maps kinds and references to ids: `{"insight": {"a": {"id": 1, "short_id": "…"}}, …}`.
pub(super) struct References(Map<String, Value>);

impl References {
    /// Returns the table that an earlier call answered with, or an empty one.
    pub(super) fn new(table: Value) -> Self {
        match table {
            Value::Object(table) => Self(table),
            _ => Self(Map::new()),
        }
    }

    /// Returns the table.
    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    /// Sets a value that is no reference, such as `token`.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Defines a reference; entries without a name are only stored.
    pub(super) fn define(&mut self, kind: &str, reference: Option<&str>, value: Value) {
        let Some(reference) = reference else { return };
        let table = self.0.entry(kind).or_insert_with(|| json!({}));
        if let Some(table) = table.as_object_mut() {
            table.insert(reference.to_owned(), value);
        }
    }

    /// Returns what a reference stands for.
    pub(super) fn get(&self, kind: &str, reference: &str) -> Option<&Value> {
        self.0.get(kind)?.get(reference)
    }

    /// Returns every reference of a kind.
    pub(super) fn all(&self, kind: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.0.get(kind).and_then(Value::as_object).into_iter().flatten()
    }

    /// Returns the id that a reference stands for: the value itself or its `id`.
    ///
    /// # Errors
    ///
    /// Names a reference that nothing defines.
    pub(super) fn id(&self, kind: &str, reference: &str) -> Result<i64, Error> {
        let value = self.get(kind, reference);
        let id = value.and_then(|value| value.as_i64().or_else(|| value.get("id")?.as_i64()));
        id.ok_or_else(|| Error::invalid(format!("No {kind} is called {reference}.")))
    }

    /// Returns the text that a reference stands for.
    ///
    /// # Errors
    ///
    /// Names a reference that nothing defines.
    pub(super) fn text(&self, kind: &str, reference: &str) -> Result<String, Error> {
        let text = self.get(kind, reference).and_then(Value::as_str);
        text.map(str::to_owned).ok_or_else(|| Error::invalid(format!("No {kind} is called {reference}.")))
    }
}
