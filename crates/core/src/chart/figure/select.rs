//! What there is to draw of a SELECT: its rows.

use serde_json::Value;

use super::{Figure, Shape, Table};
use crate::chart::format::ValueFormat;
use crate::chart::options::Reader;

pub(super) fn figure(columns: &[String], rows: &[Vec<Value>], reader: Reader) -> Figure {
    if rows.is_empty() {
        return Figure::nothing();
    }
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => ValueFormat::plain(reader.separators).full(number.as_f64().unwrap_or_default()),
        other => other.to_string(),
    };
    let rows = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let table = Table { columns: columns.to_vec(), rows };
    Figure::of(std::iter::once("Table".to_owned()), Shape::Table(table))
}
