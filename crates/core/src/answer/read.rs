//! Reads answers back from JSON, so that they can be drawn and exported without being computed.
//!
//! By hand rather than derived: that way it is a third of the size in the browser module.

use serde_json::{Map, Value};

/// A field that is missing, or holds something else than it should; without a name, the value itself does.
pub(super) struct Unreadable(pub(super) &'static str);

/// What can be read from JSON.
pub(super) trait Read: Sized {
    /// Returns what a value holds; a missing one is null.
    fn read(value: &Value) -> Result<Self, Unreadable>;
}

/// The fields of an object.
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value) -> Result<Self, Unreadable> {
        value.as_object().map(Self).ok_or(Unreadable(""))
    }

    pub(super) fn get<T: Read>(&self, name: &'static str) -> Result<T, Unreadable> {
        let value = self.0.get(name).unwrap_or(&Value::Null);
        T::read(value).map_err(|inner| if inner.0.is_empty() { Unreadable(name) } else { inner })
    }
}

/// Reads structs field by field, under the names of the fields or those that are given.
macro_rules! readable {
    ($($name:ident { $($field:ident $(= $json:literal)?),+ $(,)? })+) => {
        $(impl $crate::answer::read::Read for $name {
            fn read(value: &serde_json::Value) -> Result<Self, $crate::answer::read::Unreadable> {
                let fields = $crate::answer::read::Fields::of(value)?;
                Ok($name { $($field: fields.get($crate::answer::read::readable!(@ $field $($json)?))?),+ })
            }
        })+
    };
    (@ $field:ident) => { stringify!($field) };
    (@ $field:ident $json:literal) => { $json };
}
pub(super) use readable;

/// Reads enums by the names of their values.
macro_rules! readable_names {
    ($($name:ident { $($text:literal = $value:ident),+ $(,)? })+) => {
        $(impl $crate::answer::read::Read for $name {
            fn read(value: &serde_json::Value) -> Result<Self, $crate::answer::read::Unreadable> {
                match value.as_str() {
                    $(Some($text) => Ok($name::$value),)+
                    _ => Err($crate::answer::read::Unreadable("")),
                }
            }
        })+
    };
}
pub(super) use readable_names;

impl<T: Read> Read for Option<T> {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        let items = value.as_array().ok_or(Unreadable(""))?;
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            list.push(T::read(item)?);
        }
        Ok(list)
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value.as_array().map(Vec::as_slice) {
            Some([first, second]) => Ok((A::read(first)?, B::read(second)?)),
            _ => Err(Unreadable("")),
        }
    }
}

impl Read for Value {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        Ok(value.clone())
    }
}

impl Read for Map<String, Value> {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_object().cloned().ok_or(Unreadable(""))
    }
}

impl Read for String {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_str().map(str::to_owned).ok_or(Unreadable(""))
    }
}

impl Read for bool {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_bool().ok_or(Unreadable(""))
    }
}

impl Read for f64 {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_f64().ok_or(Unreadable(""))
    }
}

impl Read for i64 {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_i64().ok_or(Unreadable(""))
    }
}

impl Read for u64 {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_u64().ok_or(Unreadable(""))
    }
}

impl Read for usize {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        usize::try_from(u64::read(value)?).map_err(|_| Unreadable(""))
    }
}

impl Read for u32 {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        u32::try_from(u64::read(value)?).map_err(|_| Unreadable(""))
    }
}

impl Read for u8 {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        u8::try_from(u64::read(value)?).map_err(|_| Unreadable(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::paths::PathEdge;

    #[test]
    fn what_cannot_be_read_is_named() {
        let edge =
            serde_json::json!({"source": "1_/", "target": "2_/a", "value": "many", "average_conversion_time": 1});
        assert!(Vec::<PathEdge>::read(&serde_json::json!([edge])).is_err_and(|wrong| wrong.0 == "value"));
        assert!(Vec::<PathEdge>::read(&Value::Null).is_err_and(|wrong| wrong.0.is_empty()));
    }
}
