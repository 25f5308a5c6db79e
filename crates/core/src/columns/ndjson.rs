//! Reads events in capture format: a JSON object a line (spec/api 11.2).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::events::NewEvent;
use super::persons::Person;
use super::value::ReadValue;
use super::{Dataset, Parts};
use crate::error::Error;
use crate::time::Timestamp;

/// One line: an event in capture format.
#[derive(Deserialize)]
pub(crate) struct Line<'a> {
    #[serde(borrow)]
    pub(crate) event: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) distinct_id: Cow<'a, str>,
    #[serde(borrow)]
    timestamp: Cow<'a, str>,
    #[serde(default, borrow)]
    uuid: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    pub(crate) properties: EventProperties<'a>,
}

impl<'a> Line<'a> {
    /// Returns what a line says.
    pub(crate) fn read(line: &'a [u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(line)
    }
}

/// The properties of an event in the order in which they stand, unparsed.
#[derive(Default)]
pub(crate) struct EventProperties<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for EventProperties<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = EventProperties<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object of properties")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(EventProperties::default())
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut properties = Vec::new();
                while let Some(name) = map.next_key::<CowText<'de>>()? {
                    properties.push((name.0, map.next_value()?));
                }
                Ok(EventProperties(properties))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A text that borrows where nothing in it was escaped; serde's own `Cow` always copies keys.
struct CowText<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for CowText<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = CowText<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(CowText(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(CowText(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl Dataset {
    /// Adds the events of a document in capture format: a JSON object a line, blank lines ignored.
    ///
    /// Person properties follow `$set` and `$set_once` in the order of the lines; a person is created with
    /// its first event. Either all lines are added, or none.
    ///
    /// # Errors
    /// Names the line, and what is wrong with it.
    pub fn append_ndjson(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let lines = read_lines(bytes)?;
        self.change(|parts| {
            for (timestamp, line) in &lines {
                add_event(parts, *timestamp, line);
                add_to_person(parts, *timestamp, line);
            }
        });
        Ok(())
    }

    /// Adds events as [`append_ndjson`](Self::append_ndjson), but nothing about persons: those of a journal come by
    /// [`revise`](Self::revise).
    ///
    /// # Errors
    /// Names the line, and what is wrong with it.
    pub fn append_journal(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let lines = read_lines(bytes)?;
        self.change(|parts| lines.iter().for_each(|(timestamp, line)| add_event(parts, *timestamp, line)));
        Ok(())
    }
}

fn add_event(parts: &mut Parts<'_>, timestamp: Timestamp, line: &Line<'_>) {
    let uuid = line.uuid.as_deref().and_then(uuid_of);
    let new = NewEvent { timestamp, name: &line.event, distinct_id: &line.distinct_id, uuid };
    let row = parts.events.push(new);
    for (name, raw) in line.properties.0.iter().filter(|(name, _)| !is_about_person(name)) {
        parts.events.set_property(row, name, ReadValue::from_json_text(raw.get()).as_value());
    }
}

fn add_to_person(parts: &mut Parts<'_>, timestamp: Timestamp, line: &Line<'_>) {
    let code = parts.events.intern_distinct_id(&line.distinct_id);
    let person = parts.persons.of_distinct_id(code).unwrap_or_else(|| {
        let person = parts.persons.add(Person { created_at: Some(timestamp), ..Person::default() });
        parts.persons.assign(code, person);
        person
    });
    for (name, raw) in line.properties.0.iter().filter(|(name, _)| is_about_person(name)) {
        if let Some(person) = parts.persons.get_mut(person) {
            set_person_properties(person, name, raw);
        }
    }
}

fn is_about_person(name: &str) -> bool {
    matches!(name, "$set" | "$set_once")
}

fn read_lines(bytes: &[u8]) -> Result<Vec<(Timestamp, Line<'_>)>, Error> {
    let mut lines = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let refuse = |reason: &str| Error::invalid(format!("line {}: {reason}", index + 1));
        let line: Line<'_> = Line::read(line).map_err(|error| refuse(&error.to_string()))?;
        let timestamp = Timestamp::parse(&line.timestamp).map_err(|error| refuse(error.detail()))?;
        lines.push((timestamp, line));
    }
    Ok(lines)
}

fn set_person_properties(person: &mut Person, how: &str, raw: &RawValue) {
    let Ok(serde_json::Value::Object(properties)) = serde_json::from_str(raw.get()) else { return };
    for (name, value) in properties {
        if how == "$set" || !person.properties.contains_key(&name) {
            person.properties.insert(name, value);
        }
    }
}

/// Returns the number that a UUID in hexadecimal stands for, with or without dashes.
pub fn uuid_of(text: &str) -> Option<u128> {
    let mut number: u128 = 0;
    let mut digits = 0;
    for character in text.chars().filter(|character| *character != '-') {
        number = (number << 4) | u128::from(character.to_digit(16)?);
        digits += 1;
        if digits > 32 {
            return None;
        }
    }
    (digits == 32).then_some(number)
}

/// Returns a UUID in hexadecimal with dashes.
pub fn uuid_text(uuid: u128) -> String {
    let digits = format!("{uuid:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
