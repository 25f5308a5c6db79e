//! Persons against a naive reading of spec/api 11.4: events that join ids, in any order, cut into any batches.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::collections::BTreeMap;

use oriel::columns::Dataset;
use oriel::columns::persons::Standing;
use oriel::journal::{self, Cursor, Database as _};
use oriel::platform::{Record, RecordKind};
use oriel::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tests::journal::Journal;

/// Distinct ids; the last three are ones that strangers share.
const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "Guest", "'null'", " "];
const NAMES: [&str; 4] = ["x", "y", "$browser", "utm_source"];
const EVENTS: [&str; 7] =
    ["seen", "$set", "$identify", "$create_alias", "$merge_dangerously", "$exception", "$groupidentify"];

/// A person, as the specification describes it.
#[derive(Clone, Debug, PartialEq)]
struct Person {
    ids: Vec<String>,
    properties: BTreeMap<String, Value>,
    created_at: Timestamp,
    is_identified: bool,
}

/// Persons, searched through from front to back.
#[derive(Default)]
struct Naive(Vec<Person>);

impl Naive {
    fn of(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|person| person.ids.iter().any(|own| own == id))
    }

    fn take(&mut self, event: &Value) {
        let properties = event["properties"].as_object().unwrap();
        if properties.get("$process_person_profile") == Some(&json!(false)) {
            return;
        }
        let (name, own) = (event["event"].as_str().unwrap(), event["distinct_id"].as_str().unwrap());
        let at: Timestamp = Timestamp::parse(event["timestamp"].as_str().unwrap()).unwrap();
        let other = match name {
            "$identify" => properties.get("$anon_distinct_id"),
            "$create_alias" | "$merge_dangerously" => properties.get("alias"),
            _ => None,
        };
        let before = self.0.len();
        if let Some(other) = other.and_then(Value::as_str)
            && other != own
            && !["Guest", "'null'", " "].contains(&own)
            && !["Guest", "'null'", " "].contains(&other)
        {
            self.join(own, other, at, name == "$merge_dangerously");
        }
        let index = self.of(own).unwrap_or_else(|| self.make(own, at));
        let is_new = self.0.len() > before;
        self.set(index, name, properties, is_new);
    }

    fn make(&mut self, id: &str, at: Timestamp) -> usize {
        let person =
            Person { ids: vec![id.to_owned()], properties: BTreeMap::new(), created_at: at, is_identified: false };
        self.0.push(person);
        self.0.len() - 1
    }

    fn join(&mut self, own: &str, other: &str, at: Timestamp, is_forced: bool) {
        let into = match (self.of(own), self.of(other)) {
            (None, None) => {
                let made = self.make(own, at);
                self.0[made].ids.push(other.to_owned());
                made
            }
            (Some(known), None) => {
                self.0[known].ids.push(other.to_owned());
                known
            }
            (None, Some(known)) => {
                self.0[known].ids.push(own.to_owned());
                known
            }
            (Some(into), Some(from)) if into != from && (is_forced || !self.0[from].is_identified) => {
                let merged = self.0.remove(from);
                let into = if from < into { into - 1 } else { into };
                let person = &mut self.0[into];
                person.ids.extend(merged.ids);
                person.created_at = person.created_at.min(merged.created_at);
                for (name, value) in merged.properties {
                    person.properties.entry(name).or_insert(value);
                }
                into
            }
            (Some(into), _) => into,
        };
        self.0[into].is_identified = true;
    }

    fn set(&mut self, index: usize, event: &str, properties: &Map<String, Value>, is_new: bool) {
        if event == "$exception" && !is_new {
            return;
        }
        let person = &mut self.0[index].properties;
        let before = person.clone();
        let object = |name: &str| properties.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, value) in object("$set_once") {
            person.entry(name).or_insert(value);
        }
        let unset: Vec<String> = object("$unset").into_iter().map(|(name, _)| name).collect();
        person.extend(object("$set"));
        person.retain(|name, _| !unset.contains(name));
        // Of the names that this test uses, two are told by every event.
        let is_news = |name: &&String| !["$browser", "utm_source"].contains(&name.as_str());
        let changed = person.keys().filter(is_news).any(|name| person.get(name) != before.get(name));
        if !changed && before.keys().all(|name| person.contains_key(name)) && !is_new && !event.starts_with('$') {
            *person = before;
            return;
        }
        for name in ["$browser", "utm_source"] {
            let Some(value) = properties.get(name) else { continue };
            if !value.is_null() {
                let initial = format!("$initial_{}", name.trim_start_matches('$'));
                person.entry(initial).or_insert(value.clone());
            }
            if !object("$set").contains_key(name) && !unset.iter().any(|unset| unset == name) {
                person.insert(name.to_owned(), value.clone());
            }
        }
    }

    /// Returns the persons in the order of their first ids.
    fn persons(self) -> Vec<(Vec<String>, Value, String)> {
        let shown = self.0.into_iter().map(|mut person| {
            person.ids.sort();
            (person.ids, json!(person.properties), person.created_at.to_string())
        });
        sorted(shown.collect())
    }
}

fn sorted(mut persons: Vec<(Vec<String>, Value, String)>) -> Vec<(Vec<String>, Value, String)> {
    persons.sort_by(|one, other| one.0.cmp(&other.0));
    persons
}

/// Returns the persons that a dataset has a record of, in the same form.
fn recorded(dataset: &Dataset) -> Vec<(Vec<String>, Value, String)> {
    let mut persons: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let ids = dataset.events().distinct_ids().dictionary();
    for code in 1..ids.len() as u32 {
        let person = dataset.persons().of_distinct_id(code).unwrap();
        persons.entry(person).or_default().push(ids.text(code).unwrap().to_owned());
    }
    let shown = persons.into_iter().filter_map(|(number, mut ids)| {
        let person = dataset.persons().get(number)?;
        ids.sort();
        (person.standing == Standing::Recorded)
            .then(|| (ids, json!(person.properties), person.created_at.unwrap().to_string()))
    });
    sorted(shown.collect())
}

/// Takes out what documents do not follow: properties of events that persons take over by themselves.
fn without_automatic(mut events: Vec<Value>) -> Vec<Value> {
    for event in &mut events {
        for name in ["$browser", "utm_source"] {
            event["properties"].as_object_mut().unwrap().remove(name);
        }
    }
    events
}

/// Returns the persons that the journal has, in the same form.
fn persons(journal: &Journal) -> Vec<(Vec<String>, Value, String)> {
    let definitions: Value =
        serde_json::from_str(&journal::changes(journal, Cursor::default()).unwrap().definitions).unwrap();
    let persons = definitions["persons"].as_array().unwrap().iter().map(|person| {
        let mut ids: Vec<String> = serde_json::from_value(person["distinct_ids"].clone()).unwrap();
        ids.sort();
        (ids, person["properties"].clone(), person["created_at"].as_str().unwrap().to_owned())
    });
    sorted(persons.collect())
}

fn changes() -> impl Strategy<Value = Value> {
    let value = prop_oneof![Just(json!(1)), Just(json!("2")), Just(Value::Null)];
    let set = || proptest::option::of((select(NAMES.as_slice()), value.clone()));
    let personless = prop::bool::weighted(0.1);
    (set(), set(), set(), set(), select(IDS.as_slice()), personless).prop_map(
        |(set, once, unset, own, other, is_personless)| {
            let object = |pair: (&str, Value)| json!({pair.0: pair.1});
            let mut properties = json!({"alias": other, "$anon_distinct_id": other});
            let told = [("$set", set), ("$set_once", once), ("$unset", unset)];
            for (name, pair) in told.into_iter().filter_map(|(name, pair)| Some((name, pair?))) {
                properties[name] = object(pair);
            }
            if let Some((name, value)) = own {
                properties[name] = value;
            }
            if is_personless {
                properties["$process_person_profile"] = json!(false);
            }
            properties
        },
    )
}

prop_compose! {
    fn events()(
        events in vec((select(EVENTS.as_slice()), select(IDS.as_slice()), 0..1000_i64, changes()), 1..40)
    ) -> Vec<Value> {
        let numbered = events.into_iter().enumerate();
        numbered.map(|(number, (event, distinct_id, second, properties))| json!({
            "uuid": format!("00000000-0000-7000-8000-{number:012}"),
            "event": event,
            "distinct_id": distinct_id,
            "timestamp": Timestamp::from_seconds(1_700_000_000 + second).to_string(),
            "properties": properties,
        })).collect()
    }
}

fn record(event: &Value) -> Record {
    Record {
        kind: RecordKind::Event,
        id: event["uuid"].as_str().unwrap().to_owned(),
        at: Timestamp::parse(event["timestamp"].as_str().unwrap()).unwrap(),
        line: event.to_string(),
    }
}

proptest! {
    #[test]
    fn persons_are_as_the_specification_says(events in events(), batch in 1..8_usize) {
        let (journal, mut naive) = (Journal::default(), Naive::default());
        for batch in events.chunks(batch) {
            let records: Vec<Record> = batch.iter().map(record).collect();
            journal.transaction(|journal| journal::append(journal, &records)).unwrap();
            // Sent again, it changes nothing.
            let again = journal.transaction(|journal| journal::append(journal, &records));
            prop_assert_eq!(again.unwrap(), 0);
        }
        events.iter().for_each(|event| naive.take(event));
        prop_assert_eq!(persons(&journal), naive.persons());
    }

    #[test]
    fn persons_of_a_document_are_those_of_the_journal(events in events(), cut in 0..40_usize) {
        let events = without_automatic(events);
        let mut naive = Naive::default();
        events.iter().for_each(|event| naive.take(event));
        let mut dataset = Dataset::new();
        let (first, second) = events.split_at(cut.min(events.len()));
        for part in [first, second] {
            let lines: Vec<String> = part.iter().map(Value::to_string).collect();
            dataset.append_ndjson(lines.join("\n").as_bytes()).unwrap();
        }
        prop_assert_eq!(recorded(&dataset), naive.persons());
    }

    #[test]
    fn every_event_belongs_to_the_person_of_its_distinct_id(events in events()) {
        let journal = Journal::default();
        let records: Vec<Record> = events.iter().map(record).collect();
        journal.transaction(|journal| journal::append(journal, &records)).unwrap();
        let dataset = journal.dataset().unwrap();
        let ids = dataset.events().distinct_ids();
        let person = |row: usize| dataset.person_of_rows()[row];
        let of_id = |id: &str| persons(&journal).iter().position(|person| person.0.iter().any(|own| own == id));
        for (one, other) in (0..dataset.events().len()).zip(1..dataset.events().len()) {
            let (one_id, other_id) = (ids.get(one).text().unwrap(), ids.get(other).text().unwrap());
            let is_one = one_id == other_id || of_id(one_id).is_some_and(|of_one| of_id(other_id) == Some(of_one));
            prop_assert_eq!(person(one) == person(other), is_one, "{} {}", one_id, other_id);
        }
    }
}

#[test]
fn groups_are_numbered_in_the_order_in_which_their_types_come() {
    let journal = Journal::default();
    let event = |number: usize, properties: Value| {
        record(&json!({
            "uuid": format!("00000000-0000-7000-8000-{number:012}"), "event": "$groupidentify", "distinct_id": "a",
            "timestamp": "2024-01-01T00:00:00Z", "properties": properties,
        }))
    };
    let groups = |number: usize| json!({"$groups": {format!("type{number}"): "acme", "type0": number}});
    let mut records: Vec<Record> = (0..7).map(|number| event(number, groups(number))).collect();
    records.push(event(7, json!({"$group_type": "type1", "$group_key": "acme", "$group_set": {"plan": "pro"}})));
    records.push(event(8, json!({"$group_type": "type1", "$group_key": "acme", "$group_set": {"seats": 3}})));
    journal.transaction(|journal| journal::append(journal, &records)).unwrap();
    let dataset = journal.dataset().unwrap();
    let keys = |index: u8| dataset.events().group_keys(index).unwrap().coded().into_owned();
    assert_eq!(keys(0).get(6).text(), Some("6"));
    assert_eq!(keys(4).get(4).text(), Some("acme"));
    // The sixth type has no place.
    assert_eq!(dataset.events().property("$group_5").map(|_| ()), None);
    let companies = dataset.groups(1).unwrap();
    let column = |name: &str| companies.properties().get(name).unwrap().coded().into_owned();
    assert_eq!((column("plan").get(0).text(), column("seats").get(0).text()), (Some("pro"), Some("3")));
}

#[test]
fn the_first_value_says_the_type_of_a_property() {
    let journal = Journal::default();
    let event = |number: usize, value: Value| {
        record(&json!({
            "uuid": format!("00000000-0000-7000-8000-{number:012}"), "event": "a", "distinct_id": "a",
            "timestamp": "2024-01-01T00:00:00Z", "properties": {"amount": value, "$set": {"since": "2024-01-01"}},
        }))
    };
    let records = [event(0, Value::Null), event(1, json!(1.5)), event(2, json!("later"))];
    for record in records {
        journal.transaction(|journal| journal::append(journal, std::slice::from_ref(&record))).unwrap();
    }
    let definitions: Value =
        serde_json::from_str(&journal::changes(&journal, Cursor::default()).unwrap().definitions).unwrap();
    let amount = json!({"name": "amount", "type": "event", "property_type": "Numeric"});
    let since = json!({"name": "since", "type": "person", "property_type": "DateTime"});
    let known = definitions["property_definitions"].as_array().unwrap();
    assert_eq!(known.len(), 2, "{known:?}");
    assert!(known.contains(&amount) && known.contains(&since), "{known:?}");
}
