//! What anybody may send who has a project's public token, which is in every page: it costs others nothing.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use oriel::columns::Dataset;
use oriel::journal::{self, Database as _};
use oriel::platform::{Deletion, Persons, Record, RecordKind};
use oriel::time::Timestamp;
use serde_json::{Value, json};
use tests::journal::Journal;

/// Returns JSON of lists in each other, so many.
fn nested(levels: usize) -> String {
    ["[".repeat(levels), "]".repeat(levels)].concat()
}

fn event(number: u64, distinct_id: &str, name: &str, properties: &Value) -> Record {
    let id = format!("018e0000-0000-7000-8000-{number:012x}");
    let at = Timestamp::from_seconds(1_700_000_000 + number as i64);
    let line = json!({
        "uuid": id, "event": name, "distinct_id": distinct_id, "timestamp": at.to_string(), "properties": properties,
    });
    Record { kind: RecordKind::Event, id, at, line: line.to_string() }
}

fn append(journal: &Journal, records: &[Record]) {
    journal.transaction(|journal| journal::append(journal, records)).unwrap();
}

/// Returns how many persons have events.
fn persons(dataset: &Dataset) -> usize {
    let mut persons = dataset.person_of_rows().to_vec();
    persons.sort_unstable();
    persons.dedup();
    persons.len()
}

#[test]
fn a_person_or_a_group_that_cannot_be_read_is_missed_alone() {
    let journal = Journal::default();
    // As capture took it once: readable by itself, but not three levels below.
    let deep: Value = serde_json::from_str(&nested(124)).unwrap();
    let group = json!({"$group_type": "company", "$group_key": "k", "$group_set": {"x": deep}});
    append(
        &journal,
        &[
            event(1, "anonymous-1", "seen", &json!({})),
            event(2, "deep", "$identify", &json!({"$anon_distinct_id": "anonymous-1", "$set": {"x": deep}})),
            event(3, "other", "$groupidentify", &group),
            event(4, "plain", "seen", &json!({"$set": {"plan": "pro"}})),
        ],
    );
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len(), persons(&dataset)), (4, 3), "it keeps its distinct ids");
    let properties = dataset.persons().properties();
    let plans = properties.get("plan").unwrap().coded().into_owned();
    assert!(plans.dictionary().values().any(|plan| plan.text() == Some("pro")));
}

#[test]
fn a_joined_id_is_cut_as_a_distinct_id_is() {
    let journal = Journal::default();
    let (long, cut) = ("é".repeat(450_000), "é".repeat(200));
    append(&journal, &[event(1, &cut, "seen", &json!({}))]);
    for (number, name) in (2..).zip(["$create_alias", "$identify", "$merge_dangerously"]) {
        let property = if name == "$identify" { "$anon_distinct_id" } else { "alias" };
        let long = format!("{}{number}", &long[..long.len() - 2]);
        append(&journal, &[event(number, "user", name, &json!({property: long}))]);
    }
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len(), persons(&dataset)), (4, 1));
}

#[test]
fn a_person_may_have_any_number_of_distinct_ids() {
    const MANY: u64 = 4_500;
    let journal = Journal::default();
    // Six bytes each, as JSON has them: more than two megabytes altogether.
    let id = |number: u64| format!("{number:06}{}", "\u{1}".repeat(194));
    let aliases: Vec<Record> =
        (0..MANY).map(|number| event(number, "user", "$create_alias", &json!({"alias": id(number)}))).collect();
    let seen: Vec<Record> = (0..MANY).map(|number| event(MANY + number, &id(number), "seen", &json!({}))).collect();
    append(&journal, &aliases);
    append(&journal, &seen);
    append(&journal, &[event(2 * MANY, "other", "seen", &json!({}))]);
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len() as u64, persons(&dataset)), (2 * MANY + 1, 2));

    let deletion =
        Deletion { distinct_ids: Some(vec![id(7)]), times: Some((i64::MIN, i64::MAX)), persons: Persons::Deleted };
    assert_eq!(journal.transaction(|journal| journal::delete(journal, &deletion)).unwrap(), 1);
    assert_eq!(journal.dataset().unwrap().events().len(), 1, "a person with very many ids can be deleted");
}

#[test]
fn a_batch_fits_a_row_with_the_groups_of_its_events() {
    let journal = Journal::default();
    let key = "\"\\".repeat(200_000);
    let small = (0..1_000).map(|number| event(number, "user", "seen", &json!({"x": "y".repeat(900)})));
    let large = event(1_000, "user", "seen", &json!({"$groups": {"company": {"name": key}}}));
    append(&journal, &small.chain([large]).collect::<Vec<_>>());
    assert_eq!(journal.dataset().unwrap().events().len(), 1_001);
}

#[test]
fn a_group_or_a_merged_person_does_not_grow_beyond_a_row() {
    let journal = Journal::default();
    let large = "\"".repeat(200_000);
    for number in 0..8 {
        let set = json!({format!("x{number}"): large});
        let group = json!({"$group_type": "company", "$group_key": "k", "$group_set": set});
        append(&journal, &[event(number, "user", "$groupidentify", &group)]);
        append(&journal, &[event(10 + number, &format!("u{number}"), "$set", &json!({"$set": set}))]);
        let merge = json!({"alias": format!("u{number}")});
        append(&journal, &[event(20 + number, "user", "$merge_dangerously", &merge)]);
    }
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len(), persons(&dataset)), (24, 1));
}
