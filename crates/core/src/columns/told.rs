//! What events in capture format say about their persons (spec/api 11.4).

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Parts;
use super::joins::Joins;
use super::ndjson::Line;
use super::persons::Person;
use crate::time::Timestamp;

/// Properties of any event that its person takes over, sorted: where it came from, and on what it runs.
const AUTOMATIC: [&str; 43] = [
    "$app_build",
    "$app_name",
    "$app_namespace",
    "$app_version",
    "$browser",
    "$browser_version",
    "$current_url",
    "$device_type",
    "$os",
    "$os_name",
    "$os_version",
    "$pathname",
    "$raw_user_agent",
    "$referrer",
    "$referring_domain",
    "$screen_height",
    "$screen_width",
    "$viewport_height",
    "$viewport_width",
    "_kx",
    "dclid",
    "epik",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "irclid",
    "li_fat_id",
    "mc_cid",
    "msclkid",
    "qclid",
    "rdt_cid",
    "sccid",
    "ttclid",
    "twclid",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
    "wbraid",
];

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

/// Says which changes of a person count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// Each.
    Any,
    /// Those that are news ([`is_news`]).
    News,
}

impl Profile {
    /// Returns what the value of [`PROFILE`] says.
    pub(super) fn of(raw: &RawValue) -> Self {
        if raw.get() == "false" { Self::Left } else { Self::Processed }
    }
}

/// Says whether events of a name are about their person: whatever they change counts.
pub(crate) fn is_about_person(event: &str) -> bool {
    matches!(event, "$set" | "$identify" | "$create_alias" | "$merge_dangerously" | "$groupidentify")
}

/// Says whether a person takes a property over from any event that has it.
pub(crate) fn is_automatic(property: &str) -> bool {
    AUTOMATIC.binary_search(&property).is_ok()
}

/// Returns whether a person changed by more than what any event brings, which is no reason to write.
pub(crate) fn is_news(before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    let is_told = |(name, value): (&String, &Value)| !is_automatic(name) && before.get(name) != Some(value);
    after.iter().any(is_told) || before.keys().any(|name| !after.contains_key(name))
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
        let counts = if known.is_none() || is_about_person(&line.event) { Counts::Any } else { Counts::News };
        if let Some(person) = parts.persons.get_mut(number) {
            self.change(person, counts);
        }
    }

    fn change(self, person: &mut Person, counts: Counts) {
        let (set, set_once) = (object(self.set), object(self.set_once));
        let unset = self.unset.map(names).unwrap_or_default();
        let before = (counts == Counts::News && set.keys().chain(set_once.keys()).any(|name| is_automatic(name)))
            .then(|| person.properties.clone());
        tell(&mut person.properties, &set, &set_once, &unset);
        if let Some(before) = before.filter(|before| !is_news(before, &person.properties)) {
            person.properties = before;
        }
    }
}

fn object(raw: Option<&RawValue>) -> Map<String, Value> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// Applies what an event says of a person to its properties.
pub(crate) fn tell(
    properties: &mut Map<String, Value>,
    set: &Map<String, Value>,
    set_once: &Map<String, Value>,
    unset: &[String],
) {
    for (name, value) in set_once {
        properties.entry(name.as_str()).or_insert_with(|| value.clone());
    }
    for (name, value) in set {
        properties.insert(name.clone(), value.clone());
    }
    for name in unset {
        properties.shift_remove(name);
    }
}

/// Returns the names in a list of them, or those of an object.
pub(crate) fn names(raw: &RawValue) -> Vec<String> {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Array(names)) => names.into_iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        Ok(Value::Object(names)) => names.into_iter().map(|(name, _)| name).collect(),
        _ => Vec::new(),
    }
}
