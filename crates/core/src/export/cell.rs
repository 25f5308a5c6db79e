//! One cell of a CSV file.

use crate::number::{number_of, number_text};
use serde_json::Value;

/// The sentinel of the row that sums up the breakdown values beyond the limit.
const OTHER: &str = "$$_posthog_breakdown_other_$$";
/// The sentinel of events without the breakdown property.
const NONE: &str = "$$_posthog_breakdown_null_$$";

/// Returns a value as it is written in a cell. Numbers keep the form that they have in JSON.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => guarded(text),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => guarded(&value.to_string()),
    }
}

/// Returns a number without a decimal point if it is whole, any other value as it is.
pub(super) fn whole(value: &Value) -> String {
    value.as_f64().map_or_else(|| cell(value), number_text)
}

/// Returns a number with its decimal point, also if it is whole; any other value as it is.
pub(super) fn decimal(value: &Value) -> String {
    value.as_f64().map_or_else(|| cell(value), |number| Value::from(number).to_string())
}

/// Returns a breakdown value in words, the parts of a list joined by `::`.
pub(super) fn breakdown(value: &Value) -> String {
    let part = |part: &Value| match part.as_str() {
        Some(OTHER) => "Other".to_owned(),
        Some(NONE) => "None".to_owned(),
        Some(text) => text.to_owned(),
        None => cell(part),
    };
    match value {
        Value::Array(parts) => guarded(&parts.iter().map(part).collect::<Vec<_>>().join("::")),
        value => guarded(&part(value)),
    }
}

/// Returns a text that no spreadsheet takes for a formula: a quote goes before the characters that
/// begin one, unless the text is a number.
pub(super) fn guarded(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula && number_of(text).is_none() { ["'", text].concat() } else { text.to_owned() }
}

/// Adds a line of cells that end CRLF, quoted where needed (RFC 4180).
pub(super) fn push_line(text: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        // A lone empty cell would be an empty line, which readers skip.
        if cell.contains([',', '"', '\r', '\n']) || (cell.is_empty() && cells.len() == 1) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}
