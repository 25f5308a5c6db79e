//! What events in capture format say about their persons (spec/api 11.4).

use serde_json::Value;
use serde_json::value::RawValue;

use super::Parts;
use super::joins::Joins;
use super::ndjson::Line;
use super::persons::Person;
use crate::time::Timestamp;

/// The property by which an event does without a person.
pub(super) const PROFILE: &str = "$process_person_profile";

/// What one event says about its person, unparsed.
#[derive(Clone, Copy, Default)]
pub(super) struct Told<'a> {
    pub(super) profile: Profile,
    pub(super) set: Option<&'a RawValue>,
    pub(super) set_once: Option<&'a RawValue>,
    pub(super) unset: Option<&'a RawValue>,
}

/// Says whether an event makes or changes a person.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Profile {
    /// It does.
    #[default]
    Processed,
    /// It does not, whatever it says.
    Left,
}

impl Profile {
    /// Returns what the value of [`PROFILE`] says.
    pub(super) fn of(raw: &RawValue) -> Self {
        if raw.get() == "false" { Self::Left } else { Self::Processed }
    }
}

/// Says whether events of a name are about no person: they make one, and change none that is there.
pub(crate) fn is_mention(event: &str) -> bool {
    matches!(event, "$exception" | "$$heatmap")
}

impl Told<'_> {
    /// Applies what the event of a line says to its person, which is made where there is none.
    pub(super) fn apply(self, parts: &mut Parts<'_>, joins: &mut Joins, at: Timestamp, line: &Line<'_>) {
        if self.profile == Profile::Left {
            return;
        }
        joins.read(parts, at, line);
        let code = parts.events.intern_distinct_id(&line.distinct_id);
        let known = joins.person_of(parts.persons, code);
        let number = known.unwrap_or_else(|| {
            let person = parts.persons.add(Person { created_at: Some(at), ..Person::default() });
            parts.persons.assign(code, person);
            person
        });
        let says_nothing = self.set.is_none() && self.set_once.is_none() && self.unset.is_none();
        if says_nothing || is_mention(&line.event) && known.is_some() {
            return;
        }
        if let Some(person) = parts.persons.get_mut(number) {
            self.change(person);
        }
    }

    fn change(self, person: &mut Person) {
        for (name, value) in object(self.set_once) {
            person.properties.entry(name).or_insert(value);
        }
        for (name, value) in object(self.set) {
            person.properties.insert(name, value);
        }
        for name in self.unset.map(names).unwrap_or_default() {
            person.properties.shift_remove(&name);
        }
    }
}

fn object(raw: Option<&RawValue>) -> serde_json::Map<String, Value> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// Returns the names in a list of them, or those of an object.
pub(crate) fn names(raw: &RawValue) -> Vec<String> {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Array(names)) => names.into_iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        Ok(Value::Object(names)) => names.into_iter().map(|(name, _)| name).collect(),
        _ => Vec::new(),
    }
}
