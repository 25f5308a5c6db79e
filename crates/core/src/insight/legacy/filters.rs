//! Reading filters: missing is null, and lists and objects may be JSON text.

use crate::error::Error;
use serde_json::{Map, Value};
use std::borrow::Cow;

static NULL: Value = Value::Null;

/// The filters of one insight.
#[derive(Clone, Copy)]
pub(super) struct Filters<'a>(&'a Map<String, Value>);

impl<'a> Filters<'a> {
    pub(super) const fn new(object: &'a Map<String, Value>) -> Self {
        Self(object)
    }

    /// Returns the value under `key`, null if there is none.
    pub(super) fn get(self, key: &str) -> &'a Value {
        self.0.get(key).unwrap_or(&NULL)
    }

    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.get(key).as_str()
    }

    /// Returns the list or object under `key`, which may be JSON text.
    pub(super) fn structure(self, key: &str) -> Result<Cow<'a, Value>, Error> {
        decoded(self.get(key)).map_err(|error| error.within(key))
    }

    /// Returns the list under `key`, which may be JSON text; empty if there is none.
    pub(super) fn list(self, key: &str) -> Result<Vec<Value>, Error> {
        match self.structure(key)?.into_owned() {
            Value::Null => Ok(Vec::new()),
            Value::Array(items) => Ok(items),
            _ => Err(Error::invalid("Must be a list.").at(key)),
        }
    }

    /// Returns an object of the fields of a node, each with the key that it is copied from.
    pub(super) fn renamed(self, fields: &[(&'static str, &str)]) -> Value {
        object(fields.iter().map(|&(field, key)| (field, self.get(key).clone())))
    }
}

/// Returns an object of these fields.
pub(super) fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Returns what a value says if it is JSON text, even text of text, else the value.
/// Blank text says nothing.
pub(super) fn decoded(value: &Value) -> Result<Cow<'_, Value>, Error> {
    let mut value = Cow::Borrowed(value);
    while let Value::String(text) = value.as_ref() {
        if text.trim().is_empty() {
            return Ok(Cow::Borrowed(&NULL));
        }
        let inner = serde_json::from_str(text)
            .map_err(|_| Error::invalid("Must be a list or an object, or JSON text of one."))?;
        value = Cow::Owned(inner);
    }
    Ok(value)
}

/// Removes the null fields of all objects in a value.
pub(super) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// Returns whether a value means yes: true, a number but 0, or one of the words that do.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(given) => *given,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => ["y", "yes", "t", "true", "on", "1"].iter().any(|yes| text.eq_ignore_ascii_case(yes)),
        _ => false,
    }
}

/// Returns whether a text is one of the words that mean no.
pub(super) fn is_false(value: &Value) -> bool {
    let words = ["n", "no", "f", "false", "off", "0"];
    value.as_str().is_some_and(|text| words.iter().any(|no| text.eq_ignore_ascii_case(no)))
}

/// Returns a number, or the number that a text writes, or null.
pub(super) fn number(value: &Value) -> Value {
    match value {
        Value::Number(_) => value.clone(),
        Value::String(text) => {
            let text = text.trim();
            text.parse::<i64>().map_or_else(|_| text.parse::<f64>().ok().into(), Value::from)
        }
        _ => Value::Null,
    }
}

/// Returns the numbers of the series that `hidden_legend_keys` hides: the keys that are one and
/// whose value is true.
pub(super) fn hidden_indexes(filters: Filters<'_>) -> Result<Value, Error> {
    let hidden = filters.structure("hidden_legend_keys")?;
    Ok(hidden.as_object().filter(|keys| !keys.is_empty()).map_or(Value::Null, |keys| {
        let hidden = keys.iter().filter(|(_, hidden)| **hidden == Value::Bool(true));
        hidden.filter_map(|(key, _)| series_index(key)).collect()
    }))
}

/// Returns the number that a key of `hidden_legend_keys` is, if it consists of digits.
fn series_index(key: &str) -> Option<u32> {
    if is_digits(key) { key.parse().ok() } else { None }
}

/// Returns whether a text consists of digits.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
