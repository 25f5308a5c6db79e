//! An event's JSON as a tree, read within bounds: anybody may send one, and a tree takes far more room than its text.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Refused;

/// A property nests so deep below its event. What reads it again, with what a store wraps around it, gives up at 127.
const MOST_LEVELS: usize = 64;
/// An event has so many values: each takes some fifty bytes of memory, and as few as two of text.
const MOST_VALUES: usize = 100_000;
/// Names that begin so mean something to serde_json, which would take a text for what is written in it.
const RESERVED: &str = "$serde_json::private::";

/// Returns the object that an event's text holds.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, Refused> {
    let values_left = Cell::new(MOST_VALUES);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // The event itself is no level below it.
    let read = Bounded { levels_left: MOST_LEVELS + 1, values_left: &values_left }.deserialize(&mut deserializer);
    match read.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(Value::Object(event)) => Ok(event),
        Ok(_) => Err(Refused::bad("failed to parse request: an event must be an object")),
        Err(_) if values_left.get() == 0 => Err(Refused::event_too_big()),
        Err(error) => Err(Refused::bad(format!("failed to parse request: {error}"))),
    }
}

/// Reads a value while so many levels and values are left.
#[derive(Clone, Copy)]
struct Bounded<'a> {
    levels_left: usize,
    values_left: &'a Cell<usize>,
}

impl Bounded<'_> {
    /// Returns the bounds of what a list or an object holds.
    fn below<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.levels_left.checked_sub(1) {
            Some(levels_left) => Ok(Self { levels_left, ..self }),
            None => Err(E::custom(format_args!("an event nests more than {MOST_LEVELS} levels"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.values_left.get().checked_sub(1).ok_or_else(|| D::Error::custom("an event is too big"))?;
        self.values_left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let bounds = self.below()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(bounds)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let bounds = self.below()?;
        let mut values = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            if name.starts_with(RESERVED) {
                return Err(A::Error::custom(format_args!("a property must not be named {name}")));
            }
            values.insert(name, object.next_value_seed(bounds)?);
        }
        Ok(Value::Object(values))
    }
}
