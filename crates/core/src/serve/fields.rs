//! Typed reading of a JSON body: a field is absent, null or given, and wrong types name themselves.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Fault};

/// Says what a body holds for a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field<T> {
    Absent,
    Null,
    Given(T),
}

impl<T> Field<T> {
    /// Returns the given value; null and absent are `None`.
    pub(crate) fn given(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns whether the body says anything about the field.
    pub(crate) fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Returns what is stored from now on, where `stored` was there before.
    pub(crate) fn or_stored(self, stored: Option<T>) -> Option<T> {
        match self {
            Self::Absent => stored,
            Self::Null => None,
            Self::Given(value) => Some(value),
        }
    }

    fn try_map<U>(self, read: impl FnOnce(T) -> Result<U, Error>) -> Result<Field<U>, Error> {
        Ok(match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Given(value) => Field::Given(read(value)?),
        })
    }
}

/// Returns the field `name` as it stands.
pub(crate) fn raw<'a>(body: &'a Map<String, Value>, name: &str) -> Field<&'a Value> {
    match body.get(name) {
        None => Field::Absent,
        Some(Value::Null) => Field::Null,
        Some(value) => Field::Given(value),
    }
}

/// Returns the field `name` as text of at most `longest` characters.
pub(crate) fn text(body: &Map<String, Value>, name: &str, longest: usize) -> Result<Field<String>, Error> {
    raw(body, name).try_map(|value| {
        let text = value.as_str().ok_or_else(|| Error::invalid("Not a valid string.").at(name))?;
        ensure_length(text, name, longest)?;
        Ok(text.to_owned())
    })
}

/// Refuses a text of the field `name` that has more than `longest` characters.
pub(crate) fn ensure_length(text: &str, name: &str, longest: usize) -> Result<(), Error> {
    if text.chars().count() <= longest {
        return Ok(());
    }
    let detail = format!("Ensure this field has no more than {longest} characters.");
    Err(Error::new(ErrorKind::Invalid(Fault::MaxLength), detail).at(name))
}

/// Returns the field `name` as a flag; null is refused.
pub(crate) fn flag(body: &Map<String, Value>, name: &str) -> Result<Option<bool>, Error> {
    match raw(body, name) {
        Field::Absent => Ok(None),
        Field::Given(Value::Bool(flag)) => Ok(Some(*flag)),
        Field::Null => Err(Error::new(ErrorKind::Invalid(Fault::Null), "This field may not be null.").at(name)),
        Field::Given(value) => match value.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "1" | "on" | "yes") => Ok(Some(true)),
            Some("false" | "0" | "off" | "no") => Ok(Some(false)),
            _ => Err(Error::invalid("Must be a valid boolean.").at(name)),
        },
    }
}

/// Returns a whole number that a double holds exactly, also one that is written as 3.0.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    // Below 2^53 the conversion is exact.
    let of_float = |number: f64| (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64);
    match value.as_i64() {
        Some(number) => (number.unsigned_abs() <= EXACT as u64).then_some(number),
        None => of_float(value.as_f64()?),
    }
}

/// Returns the field `name` as a whole number that fits 32 bits.
pub(crate) fn integer(body: &Map<String, Value>, name: &str) -> Result<Field<i64>, Error> {
    raw(body, name).try_map(|value| {
        whole(value)
            .filter(|number| i32::try_from(*number).is_ok())
            .ok_or_else(|| Error::invalid("A valid integer is required.").at(name))
    })
}

/// Returns the field `name` as a list of whole numbers.
pub(crate) fn integers(body: &Map<String, Value>, name: &str) -> Result<Field<Vec<i64>>, Error> {
    raw(body, name).try_map(|value| {
        let numbers = value.as_array().and_then(|items| items.iter().map(whole).collect());
        numbers.ok_or_else(|| Error::invalid("Expected a list of integers.").at(name))
    })
}

/// Returns the field `name` as a list of texts.
pub(crate) fn texts(body: &Map<String, Value>, name: &str) -> Result<Field<Vec<String>>, Error> {
    raw(body, name).try_map(|value| {
        let texts = value
            .as_array()
            .and_then(|items| items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>());
        texts.ok_or_else(|| Error::invalid("Expected a list of strings.").at(name))
    })
}

/// Returns the field `name` as an object.
pub(crate) fn object(body: &Map<String, Value>, name: &str) -> Result<Field<Map<String, Value>>, Error> {
    raw(body, name)
        .try_map(|value| value.as_object().cloned().ok_or_else(|| Error::invalid("Expected an object.").at(name)))
}
