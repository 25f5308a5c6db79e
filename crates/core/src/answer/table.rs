//! What a table's columns are.

use serde::Serialize;
use serde_json::Value;

use super::read::{Read, Unreadable};

/// The type of a table's column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ColumnType {
    /// The type (`EventsQuery`).
    Plain(String),
    /// The name of the column, and its type (`HogQLQuery`).
    Named(String, String),
}

impl Read for ColumnType {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value {
            Value::String(plain) => Ok(ColumnType::Plain(plain.clone())),
            named => <(String, String)>::read(named).map(|(name, kind)| ColumnType::Named(name, kind)),
        }
    }
}
