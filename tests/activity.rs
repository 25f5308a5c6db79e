//! Stickiness and lifecycle against naive counting over sets.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use oriel::columns::Dataset;
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The first day that an answer shows, and how many there are.
const FIRST_DAY: u32 = 3;
const DAYS: u32 = 10;

/// An event: whose it is, and on which day of March 2024 and at which hour it happened.
type Event = (u8, u32, u32);

fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((0..4_u8, 1..16_u32, 0..24_u32), 0..60)
}

fn answer(events: &[Event], query: &Value) -> Value {
    let line = |(person, day, hour): &Event| {
        let timestamp = format!("2024-03-{day:02}T{hour:02}:00:00Z");
        json!({"event": "x", "distinct_id": person.to_string(), "timestamp": timestamp, "properties": {}}).to_string()
    };
    let lines: Vec<String> = events.iter().map(line).collect();
    let mut dataset = Dataset::new();
    dataset.append_ndjson(lines.join("\n").as_bytes()).unwrap();
    let context = Context::new(Timestamp::parse("2024-03-20T00:00:00Z").unwrap());
    let answer = evaluate(&Query::from_json(query).unwrap(), &dataset, &context).unwrap();
    serde_json::from_str(&answer.to_json()).unwrap()
}

fn query(kind: &str) -> Value {
    let last = FIRST_DAY + DAYS - 1;
    json!({"kind": kind, "series": [{"kind": "EventsNode", "event": "x"}],
        "dateRange": {"date_from": format!("2024-03-{FIRST_DAY:02}"), "date_to": format!("2024-03-{last:02}")}})
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn stickiness_counts_the_intervals_of_each_actor(
        events in events(), width in 1..4_u32, least in 1..3_usize, cumulative: bool,
    ) {
        let mut asked = query("StickinessQuery");
        asked["intervalCount"] = json!(width);
        asked["stickinessFilter"] = json!({
            "stickinessCriteria": {"operator": "gte", "value": least},
            "computedAs": if cumulative { "cumulative" } else { "non_cumulative" },
        });
        let mut counts: BTreeMap<(u8, u32), usize> = BTreeMap::new();
        for (person, day, _) in &events {
            if (FIRST_DAY..FIRST_DAY + DAYS).contains(day) {
                // Blocks are counted back from the last day.
                *counts.entry((*person, (FIRST_DAY + DAYS - 1 - day) / width)).or_default() += 1;
            }
        }
        let mut active: BTreeMap<u8, usize> = BTreeMap::new();
        for ((person, _), _) in counts.iter().filter(|(_, count)| **count >= least) {
            *active.entry(*person).or_default() += 1;
        }
        let expected: Vec<usize> = (1..=DAYS.div_ceil(width) as usize)
            .map(|number| active.values().filter(|k| **k == number || (cumulative && **k > number)).count())
            .collect();
        let row = &answer(&events, &asked)["results"][0];
        prop_assert_eq!(&row["data"], &json!(expected));
        prop_assert_eq!(&row["count"], &json!(active.len()));
    }

    #[test]
    fn lifecycle_follows_each_actor(events in events()) {
        let mut days: BTreeMap<u8, BTreeSet<u32>> = BTreeMap::new();
        for (person, day, _) in &events {
            days.entry(*person).or_default().insert(*day);
        }
        // A person is created with the first event of the input.
        let mut created: BTreeMap<u8, u32> = BTreeMap::new();
        for (person, day, _) in &events {
            created.entry(*person).or_insert(*day);
        }
        let mut expected = BTreeMap::from([("new", [0; DAYS as usize]), ("returning", [0; DAYS as usize]),
            ("resurrecting", [0; DAYS as usize]), ("dormant", [0; DAYS as usize])]);
        for (person, days) in &days {
            let seen: BTreeSet<u32> = days.range(FIRST_DAY - 1..FIRST_DAY + DAYS).copied().collect();
            for day in FIRST_DAY..FIRST_DAY + DAYS {
                let first = seen.first() == Some(&day);
                let status = match (seen.contains(&day), seen.contains(&(day - 1))) {
                    (true, _) if first && created[person] == day => "new",
                    (true, true) => "returning",
                    (true, false) => "resurrecting",
                    (false, true) => "dormant",
                    (false, false) => continue,
                };
                let change = if status == "dormant" { -1 } else { 1 };
                expected.get_mut(status).unwrap()[(day - FIRST_DAY) as usize] += change;
            }
        }
        let answer = answer(&events, &query("LifecycleQuery"));
        for row in answer["results"].as_array().unwrap() {
            prop_assert_eq!(&row["data"], &json!(expected[row["status"].as_str().unwrap()]), "{}", row["status"]);
        }
    }
}
