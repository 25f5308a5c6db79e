//! One property value, as it was sent.

use std::borrow::Cow;

use crate::number::number_text;

/// A property value as it was sent: a text, or other JSON as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// Missing or null.
    Absent,
    /// A JSON string, unescaped.
    Text(&'a str),
    /// A number, `true`, `false`, or an object or list as compact JSON.
    Json(&'a str),
}

/// What a value is, without its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ValueKind {
    /// Missing or null.
    Absent,
    /// A JSON string.
    Text,
    /// Other JSON.
    Json,
}

impl ValueKind {
    /// Returns the value of this kind with that text.
    pub fn with_text(self, text: &str) -> Value<'_> {
        match self {
            ValueKind::Absent => Value::Absent,
            ValueKind::Text => Value::Text(text),
            ValueKind::Json => Value::Json(text),
        }
    }
}

impl<'a> Value<'a> {
    /// Returns the raw text on which all comparisons work (spec/trends 2); `None` where absent.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Value::Absent => None,
            Value::Text(text) | Value::Json(text) => Some(text),
        }
    }

    /// Returns a number that is written as numbers are shown, NaN for the absent value; `None` for every other one.
    pub(super) fn plain_number(self) -> Option<f64> {
        match self {
            Value::Absent => Some(f64::NAN),
            Value::Text(_) => None,
            Value::Json(text) => text.parse().ok().filter(|number| number_text(*number) == text),
        }
    }

    /// Returns the kind of the value.
    pub fn kind(self) -> ValueKind {
        match self {
            Value::Absent => ValueKind::Absent,
            Value::Text(_) => ValueKind::Text,
            Value::Json(_) => ValueKind::Json,
        }
    }
}

/// A value read from JSON, holding its text where it had to be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadValue<'a> {
    /// Missing or null.
    Absent,
    /// A JSON string, unescaped.
    Text(Cow<'a, str>),
    /// Other JSON, compact.
    Json(Cow<'a, str>),
}

impl<'a> ReadValue<'a> {
    /// Returns the value that a piece of valid JSON holds.
    pub fn from_json_text(raw: &'a str) -> ReadValue<'a> {
        let raw = raw.trim();
        match raw.as_bytes().first() {
            None | Some(b'n') => ReadValue::Absent,
            Some(b'"') => ReadValue::Text(unescaped(raw)),
            Some(b'{' | b'[') => ReadValue::Json(compact(raw)),
            Some(_) => ReadValue::Json(Cow::Borrowed(raw)),
        }
    }

    /// Returns the value that a JSON document holds.
    pub fn from_json(value: &serde_json::Value) -> ReadValue<'static> {
        match value {
            serde_json::Value::Null => ReadValue::Absent,
            serde_json::Value::String(text) => ReadValue::Text(Cow::Owned(text.clone())),
            other => ReadValue::Json(Cow::Owned(other.to_string())),
        }
    }

    /// Returns the value, borrowed.
    pub fn as_value(&self) -> Value<'_> {
        match self {
            ReadValue::Absent => Value::Absent,
            ReadValue::Text(text) => Value::Text(text),
            ReadValue::Json(text) => Value::Json(text),
        }
    }
}

fn unescaped(raw: &str) -> Cow<'_, str> {
    match raw.get(1..raw.len().saturating_sub(1)) {
        Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
        _ => serde_json::from_str(raw).map_or(Cow::Borrowed(""), Cow::Owned),
    }
}

/// Returns JSON without the blanks between its tokens.
fn compact(raw: &str) -> Cow<'_, str> {
    if !raw.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return Cow::Borrowed(raw);
    }
    serde_json::from_str::<serde_json::Value>(raw).map_or(Cow::Borrowed(raw), |value| Cow::Owned(value.to_string()))
}
