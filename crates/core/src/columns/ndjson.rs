//! Reads events in capture format: a JSON object a line (spec/api 11.2).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::events::NewEvent;
use super::joins::Joins;
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
    pub(crate) timestamp: Cow<'a, str>,
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
    /// its first event, and events that join two ids make old ones follow. Either all lines are added, or none.
    ///
    /// # Errors
    /// Names the line, and what is wrong with it.
    pub fn append_ndjson(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let lines = read_lines(bytes)?;
        self.change(|parts| {
            let mut joins = Joins::default();
            for (timestamp, line) in &lines {
                add_event(parts, *timestamp, line);
                joins.read(parts, *timestamp, line);
                add_to_person(parts, &joins, *timestamp, line);
            }
            joins.settle(parts.persons);
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

fn add_to_person(parts: &mut Parts<'_>, joins: &Joins, timestamp: Timestamp, line: &Line<'_>) {
    let code = parts.events.intern_distinct_id(&line.distinct_id);
    let person = joins.person_of(parts.persons, code).unwrap_or_else(|| {
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
    let refuse = |index: usize, reason: &str| Error::invalid(format!("line {}: {reason}", index + 1));
    // Looked at once and as a whole: a reader of bytes would do it for each of the texts.
    let document = std::str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        refuse(valid.iter().filter(|byte| **byte == b'\n').count(), "is not UTF-8")
    })?;
    let mut lines = Vec::new();
    for (index, line) in document.split('\n').enumerate() {
        if line.bytes().all(|byte| byte.is_ascii_whitespace()) {
            continue;
        }
        let line: Line<'_> = serde_json::from_str(line).map_err(|error| refuse(index, &error.to_string()))?;
        let timestamp = Timestamp::parse(&line.timestamp).map_err(|error| refuse(index, error.detail()))?;
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
    for byte in text.bytes().filter(|byte| *byte != b'-') {
        number = (number << 4) | u128::from(char::from(byte).to_digit(16)?);
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    const EVENT: &str =
        r#"{"event":"a","distinct_id":"1","timestamp":"2026-01-01T00:00:00Z","properties":{"x":1,"y":2}}"#;

    #[test]
    fn what_is_no_event_is_refused_by_its_line_and_adds_nothing() {
        let mut dataset = Dataset::new();
        for wrong in [&b"{"[..], b"\xff", br#"{"event":"a","distinct_id":"1","timestamp":"soon"}"#] {
            let document = [EVENT.as_bytes(), wrong].join(&b"\n\n"[..]);
            let error = dataset.append_ndjson(&document).unwrap_err();
            assert!(error.detail().starts_with("line 3: "), "{}", error.detail());
            assert!(dataset.events().is_empty());
        }
    }

    #[test]
    fn properties_may_come_in_any_order_and_be_left_out() {
        let mut dataset = Dataset::new();
        let others = [r#"{"y":3,"x":1}"#, r#"{"y":2}"#, r#"{"x":4,"z":"5","y":2}"#];
        let lines = others.map(|properties| EVENT.replace(r#"{"x":1,"y":2}"#, properties));
        dataset.append_ndjson([EVENT, &lines.join("\n")].join("\n").as_bytes()).unwrap();
        let column = |name: &str| -> Vec<Option<String>> {
            let column = dataset.events().property(name).unwrap().coded().into_owned();
            (0..4).map(|row| column.get(row).text().map(str::to_owned)).collect()
        };
        let texts = |texts: [&str; 4]| texts.map(|text| (!text.is_empty()).then(|| text.to_owned())).to_vec();
        assert_eq!(column("x"), texts(["1", "1", "", "4"]));
        assert_eq!(column("y"), texts(["2", "3", "2", "2"]));
        assert_eq!(column("z"), texts(["", "", "", "5"]));
    }
}
