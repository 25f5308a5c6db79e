//! The groups of one type, as they are now.

use std::cell::OnceCell;

use super::dictionary::Dictionary;
use super::properties::Properties;
use super::value::{ReadValue, Value};
use crate::time::Timestamp;

/// The groups of one type.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    keys: Dictionary,
    records: Vec<Group>,
    properties: OnceCell<Properties>,
}

#[derive(Clone, Debug)]
struct Group {
    properties: serde_json::Map<String, serde_json::Value>,
    created_at: Option<Timestamp>,
}

impl Groups {
    /// Returns the number of groups.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns whether there are no groups.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Returns the number of the group with that key.
    pub fn of_key(&self, key: &str) -> Option<usize> {
        self.keys.code_of(Value::Text(key)).map(|code| code as usize - 1)
    }

    /// Returns the properties as columns, a row a group.
    pub fn properties(&self) -> &Properties {
        self.properties.get_or_init(|| {
            let mut columns = Properties::default();
            for (row, group) in self.records.iter().enumerate() {
                for (name, value) in &group.properties {
                    columns.set(row, name, ReadValue::from_json(value).as_value());
                }
            }
            columns.pad(self.records.len());
            columns
        })
    }

    /// Returns when a group was created.
    pub fn created_at(&self, group: usize) -> Option<Timestamp> {
        self.records.get(group).and_then(|group| group.created_at)
    }

    /// Adds a group, in place of the one with that key.
    pub fn add(
        &mut self,
        key: &str,
        properties: serde_json::Map<String, serde_json::Value>,
        created_at: Option<Timestamp>,
    ) {
        self.properties.take();
        let group = Group { properties, created_at };
        let index = self.keys.intern(Value::Text(key)) as usize - 1;
        match self.records.get_mut(index) {
            Some(known) => *known = group,
            None => self.records.push(group),
        }
    }
}
