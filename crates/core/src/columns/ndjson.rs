//! Reads events in capture format: a JSON object a line (spec/api 11.2).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::elements::CHAIN;
use super::elements::json::chain_of_list;
use super::events::NewEvent;
use super::joins::Joins;
use super::segment::Key;
use super::told::{PROFILE, Profile, Told};
use super::value::{ReadValue, Value};
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
    /// Persons become what they become at the edge (spec/api 11.4), but for what they take over of events that do not say
    /// so: a person is created with its first event that does not do without one, properties follow `$set`, `$set_once` and
    /// `$unset` in the order of the lines, and events that join two ids make old ones follow. Either all lines are added,
    /// or none.
    ///
    /// # Errors
    /// Names the line, and what is wrong with it.
    pub fn append_ndjson(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let lines: Vec<_> = lines(bytes)?.collect::<Result<_, _>>()?;
        self.change(|parts| {
            let mut joins = Joins::among(parts.persons);
            for (timestamp, line) in &lines {
                let told = add_event(parts, *timestamp, line, &mut |_| true);
                told.apply(parts, &mut joins, *timestamp, line);
            }
            joins.settle(parts.persons);
        });
        Ok(())
    }

    /// Returns the events of a journal, read as by [`append_ndjson`](Self::append_ndjson): nothing about persons, which come by
    /// [`revise`](Self::revise), and of their properties those that `reads` wants. One line is looked at after the other, for
    /// a journal may take most of the memory there is.
    ///
    /// # Errors
    /// Names the line, and what is wrong with it.
    pub fn of_journal(bytes: &[u8], reads: &dyn Fn(&Key) -> bool) -> Result<Dataset, Error> {
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        let mut is_read = |name: &str| {
            known.get(name).copied().unwrap_or_else(|| {
                let is_read = reads(&Key::Property(name.to_owned()));
                known.insert(name.to_owned(), is_read);
                is_read
            })
        };
        let mut dataset = Dataset::new();
        let added = dataset.change(|parts| {
            for line in lines(bytes)? {
                let (timestamp, line) = line?;
                add_event(parts, timestamp, &line, &mut is_read);
            }
            Ok(())
        });
        added.map(|()| dataset)
    }
}

/// Adds an event with those of its properties that are read; returns what it says about its person, which is no property of
/// its own.
fn add_event<'a>(
    parts: &mut Parts<'_>,
    timestamp: Timestamp,
    line: &Line<'a>,
    is_read: &mut dyn FnMut(&str) -> bool,
) -> Told<'a> {
    let uuid = line.uuid.as_deref().and_then(uuid_of);
    let new = NewEvent { timestamp, name: &line.event, distinct_id: &line.distinct_id, uuid };
    let row = parts.events.push(new);
    let (mut told, mut elements) = (Told::default(), None);
    for (name, raw) in &line.properties.0 {
        match name.as_ref() {
            "$set" => told.set = Some(raw),
            "$set_once" => told.set_once = Some(raw),
            "$elements" => elements = Some(raw),
            name => {
                match name {
                    "$unset" => told.unset = Some(raw),
                    PROFILE => told.profile = Profile::of(raw),
                    _ => {}
                }
                if is_read(name) {
                    parts.events.set_property(row, name, ReadValue::from_json_text(raw.get()).as_value());
                }
            }
        }
    }
    if let Some(raw) = elements.filter(|_| is_read(CHAIN) || is_read("$elements")) {
        add_elements(parts, row, line, raw);
    }
    told
}

/// Adds the elements that an old SDK sent as a list: as a chain, unless the event has one.
fn add_elements(parts: &mut Parts<'_>, row: usize, line: &Line<'_>, raw: &RawValue) {
    let list = serde_json::from_str(raw.get()).unwrap_or_default();
    let Some(chain) = chain_of_list(&list) else {
        return parts.events.set_property(row, "$elements", ReadValue::from_json(&list).as_value());
    };
    if !line.properties.0.iter().any(|(name, _)| name == CHAIN) {
        parts.events.set_property(row, CHAIN, Value::Text(&chain));
    }
}

/// Returns the lines of a document that are not blank, each with its time.
fn lines(bytes: &[u8]) -> Result<impl Iterator<Item = Result<(Timestamp, Line<'_>), Error>>, Error> {
    let refuse = |index: usize, reason: &str| Error::invalid(format!("line {}: {reason}", index + 1));
    // Looked at once and as a whole: a reader of bytes would do it for each of the texts.
    let document = std::str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        refuse(valid.iter().filter(|byte| **byte == b'\n').count(), "is not UTF-8")
    })?;
    let written =
        document.split('\n').enumerate().filter(|(_, line)| !line.bytes().all(|byte| byte.is_ascii_whitespace()));
    Ok(written.map(move |(index, line)| {
        let line: Line<'_> = serde_json::from_str(line).map_err(|error| refuse(index, &error.to_string()))?;
        let timestamp = Timestamp::parse(&line.timestamp).map_err(|error| refuse(index, error.detail()))?;
        Ok((timestamp, line))
    }))
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

    #[test]
    fn a_list_of_elements_becomes_a_chain_where_there_is_none() {
        let mut dataset = Dataset::new();
        let list =
            r#""$elements":[{"tag_name":"a","attr__class":"b  a","attr__href":"/x","$el_text":"Go","nth_child":1}]"#;
        let chain = r#""$elements_chain":"p:""#;
        let others = [format!("{{{list}}}"), format!("{{{list},{chain}}}"), r#"{"$elements":"none"}"#.to_owned()];
        let lines = others.map(|properties| EVENT.replace(r#"{"x":1,"y":2}"#, &properties));
        dataset.append_ndjson(lines.join("\n").as_bytes()).unwrap();
        let column = |name: &str| dataset.events().property(name).unwrap().coded().into_owned();
        let written = r#"a.a.b:attr__class="b  a"attr__href="/x"href="/x"nth-child="1"nth-of-type="0"text="Go""#;
        let chains = column(CHAIN);
        assert_eq!([0, 1, 2].map(|row| chains.get(row).text()), [Some(written), Some("p:"), None]);
        let lists = column("$elements");
        assert_eq!([0, 1, 2].map(|row| lists.get(row).text()), [None, None, Some("none")]);
    }

    #[test]
    fn a_journal_gives_what_is_read_of_it() {
        let line = r#"{"event":"a","distinct_id":"u","timestamp":"2024-01-01T00:00:00Z","properties":{"k":"v","other":1,"$elements":[{"tag_name":"a"}]}}"#;
        let names = |reads: &dyn Fn(&Key) -> bool| {
            let columns = Dataset::of_journal(line.as_bytes(), reads).unwrap().into_columns(reads);
            let rows = (columns.times.len(), columns.names.codes().len(), columns.distinct_ids.codes().len());
            (rows, columns.properties.into_iter().map(|(name, _)| name).collect::<Vec<String>>())
        };
        let property = |wanted: &'static str| move |key: &Key| matches!(key, Key::Property(name) if name == wanted);
        assert_eq!(names(&|_| true), ((1, 1, 1), ["k", "other", CHAIN].map(str::to_owned).to_vec()));
        assert_eq!(names(&property("k")), ((1, 0, 0), vec!["k".to_owned()]));
        assert_eq!(names(&property(CHAIN)), ((1, 0, 0), vec![CHAIN.to_owned()]));
        assert!(Dataset::of_journal(b"{}", &|_| true).is_err());
    }
}
