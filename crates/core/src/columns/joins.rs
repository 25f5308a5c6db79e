//! Distinct ids that become one person's while events are read (spec/api 11.4).

use std::collections::BTreeMap;

use serde_json::Value;

use super::Parts;
use super::ndjson::Line;
use super::persons::{Identity, Person, Persons};
use crate::time::Timestamp;

/// Distinct ids that many strangers share by mistake, in lower case.
const SHARED: [&str; 10] = [
    "anonymous",
    "guest",
    "distinctid",
    "distinct_id",
    "id",
    "not_authenticated",
    "email",
    "undefined",
    "true",
    "false",
];
/// The same, as they are written.
const SHARED_EXACTLY: [&str; 7] = ["[object Object]", "NaN", "None", "none", "null", "0", "undefined"];

/// Persons that became others; their distinct ids follow when all lines are read.
pub(super) struct Joins {
    into: BTreeMap<u32, u32>,
    /// Whether there are distinct ids whose persons only stand for them.
    has_strangers: bool,
}

impl Joins {
    /// Returns no joins yet of persons.
    pub(super) fn among(persons: &Persons) -> Self {
        Self { into: BTreeMap::new(), has_strangers: persons.recorded().contains(&0) }
    }

    /// Returns whose a distinct id is, by its code, if it has a person of which there is a record.
    pub(super) fn person_of(&self, persons: &Persons, code: u32) -> Option<u32> {
        let person = self.now(persons.of_distinct_id(code)?);
        (!self.has_strangers || !persons.is_assumed(person)).then_some(person)
    }

    /// Joins the ids that an event names as one person's, if it does.
    pub(super) fn read(&mut self, parts: &mut Parts<'_>, at: Timestamp, line: &Line<'_>) {
        let Some((other, is_forced)) = other_id(line) else { return };
        if other == line.distinct_id || is_shared(&other) || is_shared(&line.distinct_id) {
            return;
        }
        let [own, other] = [line.distinct_id.as_ref(), &other].map(|id| parts.events.intern_distinct_id(id));
        let persons = &mut *parts.persons;
        let person = match (self.person_of(persons, own), self.person_of(persons, other)) {
            (Some(into), Some(from)) => {
                let is_free = persons.get(from).is_some_and(|person| person.identity == Identity::Anonymous);
                if from != into && (is_free || is_forced) {
                    persons.merge(from, into);
                    self.into.insert(from, into);
                }
                into
            }
            (known, other) => {
                known.or(other).unwrap_or_else(|| persons.add(Person { created_at: Some(at), ..Person::default() }))
            }
        };
        if self.person_of(persons, own).is_none() {
            persons.assign(own, person);
        }
        if self.person_of(persons, other).is_none() {
            persons.assign(other, person);
        }
        if let Some(person) = persons.get_mut(person) {
            person.identity = Identity::Identified;
        }
    }

    /// Gives every distinct id to the person that its own became.
    pub(super) fn settle(self, persons: &mut Persons) {
        if !self.into.is_empty() {
            persons.give(|person| self.now(person));
        }
    }

    fn now(&self, mut person: u32) -> u32 {
        while let Some(into) = self.into.get(&person) {
            person = *into;
        }
        person
    }
}

/// Returns the other id of an event's person, and whether it joins one that is identified already.
fn other_id(line: &Line<'_>) -> Option<(String, bool)> {
    let (name, is_forced) = match line.event.as_ref() {
        "$identify" => ("$anon_distinct_id", false),
        "$create_alias" => ("alias", false),
        "$merge_dangerously" => ("alias", true),
        _ => return None,
    };
    let (_, raw) = line.properties.0.iter().find(|(own, _)| own == name)?;
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null) | Err(_) => None,
        Ok(Value::String(text)) => Some((text, is_forced)),
        Ok(value) => Some((value.to_string(), is_forced)),
    }
}

/// Returns whether a distinct id is one that strangers share, so that it must not join them.
pub(crate) fn is_shared(distinct_id: &str) -> bool {
    let unquoted = |quote: char| distinct_id.strip_prefix(quote)?.strip_suffix(quote);
    let bare = unquoted('"').or_else(|| unquoted('\'')).unwrap_or(distinct_id);
    bare.trim().is_empty() || SHARED.contains(&bare.to_lowercase().as_str()) || SHARED_EXACTLY.contains(&bare)
}

#[cfg(test)]
mod tests {
    use crate::columns::Dataset;
    use crate::error::Error;

    /// Returns the person of each row, numbered as they come.
    fn persons(lines: &[(&str, &str, &str)]) -> Result<Vec<usize>, Error> {
        let mut dataset = Dataset::new();
        for (part, (event, distinct_id, other)) in lines.iter().enumerate() {
            let property = if *event == "$identify" { "$anon_distinct_id" } else { "alias" };
            let line = format!(
                r#"{{"event":"{event}","distinct_id":"{distinct_id}","timestamp":"2020-01-01T00:{part:02}:00Z","properties":{{"{property}":"{other}","$set":{{"p{part}":{part}}}}}}}"#
            );
            dataset.append_ndjson(line.as_bytes())?;
        }
        let mut seen = Vec::new();
        let rows = dataset.person_of_rows().iter();
        Ok(rows
            .map(|person| {
                seen.iter().position(|known| known == person).unwrap_or_else(|| {
                    seen.push(*person);
                    seen.len() - 1
                })
            })
            .collect())
    }

    #[test]
    fn old_events_follow_a_merge() -> Result<(), Error> {
        let seen = |id: &'static str| ("seen", id, "");
        assert_eq!(persons(&[seen("anon"), seen("user"), ("$identify", "user", "anon"), seen("anon")])?, [0, 0, 0, 0]);
        assert_eq!(
            persons(&[seen("a"), ("$create_alias", "b", "a"), ("$identify", "c", "b"), seen("d")])?,
            [0, 0, 0, 1]
        );
        // Who is identified stays, unless it is said in so many words.
        let known = [("$identify", "a", "x"), ("$identify", "b", "y")];
        assert_eq!(persons(&[known[0], known[1], ("$identify", "a", "b")])?, [0, 1, 0]);
        assert_eq!(persons(&[known[0], known[1], ("$merge_dangerously", "a", "b")])?, [0, 0, 0]);
        // Ids that strangers share join nobody.
        for shared in ["anonymous", "GUEST", "null", "NaN", "'undefined'", " "] {
            assert_eq!(persons(&[seen(shared), seen("a"), ("$identify", "a", shared)])?, [0, 1, 1], "{shared}");
        }
        Ok(())
    }

    #[test]
    fn the_properties_of_who_is_merged_into_win() -> Result<(), Error> {
        let mut dataset = Dataset::new();
        let lines = [
            r#"{"event":"a","distinct_id":"old","timestamp":"2020-01-01T00:00:00Z","properties":{"$set":{"x":"old","y":"old"}}}"#,
            r#"{"event":"a","distinct_id":"new","timestamp":"2020-01-02T00:00:00Z","properties":{"$set":{"x":"new"}}}"#,
            r#"{"event":"$identify","distinct_id":"new","timestamp":"2020-01-03T00:00:00Z","properties":{"$anon_distinct_id":"old","$set":{"z":1}}}"#,
        ];
        dataset.append_ndjson(lines.join("\n").as_bytes())?;
        let person = dataset.persons().get(dataset.person_of_rows()[0]);
        let shown = person.map(|person| serde_json::Value::Object(person.properties.clone()));
        assert_eq!(shown, Some(serde_json::json!({"x": "new", "y": "old", "z": 1})));
        assert_eq!(person.and_then(|person| person.created_at), crate::time::Timestamp::parse("2020-01-01").ok());
        Ok(())
    }
}
