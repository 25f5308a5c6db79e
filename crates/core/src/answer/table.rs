//! What a table's columns are.

use serde::{Deserialize, Serialize};

/// The type of a table's column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnType {
    /// The type (`EventsQuery`).
    Plain(String),
    /// The name of the column, and its type (`HogQLQuery`).
    Named(String, String),
}
