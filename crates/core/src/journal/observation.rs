//! What an event says about its person and its groups (spec/api 11.4 and 11.5).

use std::borrow::Cow;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::people::Novelty;
use crate::columns::ndjson::Line;
use crate::columns::told::{is_about_person, is_automatic, is_mention, is_news, names, tell};
use crate::time::Timestamp;

/// An id of a person has so many characters, for what is longer is cut where events come in (spec/api 11.2).
const LONGEST_ID: usize = 200;
/// A group's type and its key have so many characters: they are added to the lines of events, for which a row has room.
const LONGEST_KEY: usize = 400;

/// What an event says about its person and its groups.
#[derive(Debug)]
pub(super) struct Observation<'a> {
    pub(super) distinct_id: &'a str,
    pub(super) at: Timestamp,
    pub(super) effect: Effect,
    /// The other id of the same person, and what follows if that is a person of its own.
    pub(super) join: Option<(Cow<'a, str>, Force)>,
    pub(super) groups: Vec<(String, String)>,
    pub(super) group: Option<GroupChange>,
    set: Map<String, Value>,
    set_once: Map<String, Value>,
    unset: Vec<String>,
    automatic: Vec<(&'a str, &'a RawValue)>,
}

/// Says what an event does to its person.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Effect {
    /// It has none and makes none (`$process_person_profile: false`).
    Personless,
    /// It makes one, and changes nothing about one that is there.
    Creates,
    /// It changes more than what it brings by itself, or nothing.
    Mentions,
    /// It is about the person: every change counts.
    Updates,
}

/// Says whether an identified person may be merged into another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Force {
    /// Only one that is not identified yet.
    Safe,
    /// Any (`$merge_dangerously`).
    Dangerous,
}

/// What `$groupidentify` says.
#[derive(Debug)]
pub(super) struct GroupChange {
    pub(super) group_type: String,
    pub(super) key: String,
    pub(super) set: Map<String, Value>,
}

impl<'a> Observation<'a> {
    /// Returns what an event says that happened at a time.
    pub(super) fn of(line: &'a Line<'_>, at: Timestamp) -> Self {
        let mut observation = Self {
            distinct_id: &line.distinct_id,
            at,
            effect: Effect::Mentions,
            join: None,
            groups: Vec::new(),
            group: None,
            set: Map::new(),
            set_once: Map::new(),
            unset: Vec::new(),
            automatic: Vec::new(),
        };
        let mut is_personless = false;
        let property = |name: &str| line.properties.0.iter().find(|(own, _)| own == name).map(|(_, raw)| *raw);
        for (name, raw) in &line.properties.0 {
            match name.as_ref() {
                "$set" => observation.set = object(raw),
                "$set_once" => observation.set_once = object(raw),
                "$unset" => observation.unset = names(raw),
                "$groups" => observation.groups = keys(raw),
                "$process_person_profile" => is_personless = raw.get() == "false",
                name if is_automatic(name) => observation.automatic.push((name, raw)),
                _ => {}
            }
        }
        observation.effect = match line.event.as_ref() {
            _ if is_personless => Effect::Personless,
            event if is_mention(event) => Effect::Creates,
            event if is_about_person(event) => Effect::Updates,
            _ => Effect::Mentions,
        };
        let other = |name, force| Some((key(property(name)?.get(), LONGEST_ID)?.into(), force));
        observation.join = match line.event.as_ref() {
            "$identify" => other("$anon_distinct_id", Force::Safe),
            "$create_alias" => other("alias", Force::Safe),
            "$merge_dangerously" => other("alias", Force::Dangerous),
            _ => None,
        };
        if line.event == "$groupidentify" {
            let text = |name| key(property(name)?.get(), LONGEST_KEY);
            observation.group = text("$group_type").zip(text("$group_key")).map(|(group_type, key)| GroupChange {
                group_type,
                key,
                set: property("$group_set").map(object).unwrap_or_default(),
            });
        }
        observation
    }

    /// Returns whether the event changes nothing about a person that is there.
    pub(super) fn only_mentions(&self) -> bool {
        let says_nothing = self.set.is_empty() && self.set_once.is_empty() && self.unset.is_empty();
        self.join.is_none() && (self.effect == Effect::Creates || self.effect == Effect::Mentions && says_nothing)
    }

    /// Returns the distinct ids whose persons have to be known.
    pub(super) fn persons(&self) -> impl Iterator<Item = &str> {
        let ids = std::iter::once(self.distinct_id).chain(self.join.as_ref().map(|(other, _)| other.as_ref()));
        ids.filter(|_| !self.only_mentions())
    }

    /// Returns a person's properties after the event, if they are to be written.
    pub(super) fn change(&self, before: &Map<String, Value>, novelty: Novelty) -> Option<Map<String, Value>> {
        if novelty == Novelty::Known && (self.effect == Effect::Personless || self.only_mentions()) {
            return None;
        }
        let mut properties = before.clone();
        tell(&mut properties, &self.set, &self.set_once, &self.unset);
        // What every event brings is no reason to write by itself, also where it is said.
        if novelty == Novelty::Known && self.effect != Effect::Updates && !is_news(before, &properties) {
            return None;
        }
        self.bring(&mut properties);
        (properties != *before).then_some(properties)
    }

    /// Applies what the event brings by itself, where it says nothing else.
    fn bring(&self, properties: &mut Map<String, Value>) {
        for (name, raw) in &self.automatic {
            let Ok(value) = serde_json::from_str::<Value>(raw.get()) else { continue };
            if !value.is_null() {
                let initial = format!("$initial_{}", name.trim_start_matches('$'));
                properties.entry(initial).or_insert_with(|| value.clone());
            }
            if !self.set.contains_key(*name) && !self.unset.iter().any(|unset| unset == name) {
                properties.insert((*name).to_owned(), value);
            }
        }
    }
}

fn object(raw: &RawValue) -> Map<String, Value> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// Returns the key of each group type in an object.
fn keys(raw: &RawValue) -> Vec<(String, String)> {
    let text = |value: &Value| key(&value.to_string(), LONGEST_KEY);
    let group_type = |name: &str| clean(name, LONGEST_KEY);
    object(raw).iter().filter_map(|(name, value)| Some((group_type(name), text(value)?))).collect()
}

/// Returns what JSON says as a key of so many characters at most: a text, or else its own text; `None` for null.
fn key(json: &str, most: usize) -> Option<String> {
    match serde_json::from_str(json) {
        Ok(Value::Null) | Err(_) => None,
        Ok(Value::String(text)) => Some(clean(&text, most)),
        Ok(value) => Some(clean(&value.to_string(), most)),
    }
}

/// Returns the first characters of a text, without NUL, which ends texts in SQLite.
fn clean(text: &str, most: usize) -> String {
    text.chars().take(most).map(|character| if character == '\0' { '\u{fffd}' } else { character }).collect()
}
