//! The groups of one type, as they are now.

use super::column::Coded;
use super::properties::Properties;
use super::value::{ReadValue, Value};
use crate::time::Timestamp;

/// The groups of one type.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    keys: Coded,
    properties: Properties,
    created_at: Vec<Option<Timestamp>>,
}

impl Groups {
    /// Returns the number of groups.
    pub fn len(&self) -> usize {
        self.created_at.len()
    }

    /// Returns whether there are no groups.
    pub fn is_empty(&self) -> bool {
        self.created_at.is_empty()
    }

    /// Returns the number of the group with that key.
    pub fn of_key(&self, key: &str) -> Option<usize> {
        self.keys.dictionary().code_of(Value::Text(key)).map(|code| code as usize - 1)
    }

    /// Returns the properties as columns, a row a group.
    pub fn properties(&self) -> &Properties {
        &self.properties
    }

    /// Returns when a group was created.
    pub fn created_at(&self, group: usize) -> Option<Timestamp> {
        self.created_at.get(group).copied().flatten()
    }

    /// Adds a group. A key that is there already is ignored: the first one holds.
    pub fn add(
        &mut self,
        key: &str,
        properties: &serde_json::Map<String, serde_json::Value>,
        created_at: Option<Timestamp>,
    ) {
        if self.of_key(key).is_some() {
            return;
        }
        let row = self.created_at.len();
        self.keys.push(Value::Text(key));
        self.created_at.push(created_at);
        for (name, value) in properties {
            self.properties.set(row, name, ReadValue::from_json(value).as_value());
        }
        self.properties.pad(row + 1);
    }
}
