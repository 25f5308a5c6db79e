//! Events that are deleted: gone from every answer at once and from every segment soon, whatever happens meanwhile.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::collections::BTreeSet;

use oriel::columns::Dataset;
use oriel::columns::segment::Index;
use oriel::journal::{self, Database, Limits};
use oriel::plan::{Column, EventNames, Plan, TimeRange};
use oriel::platform::{Deletion, Persons, Record, RecordKind};
use oriel::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use tests::journal::Journal;

const NOW: Timestamp = Timestamp::from_seconds(1_710_000_000);
const START: i64 = 1_700_000_000;
const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// Whose an event is: five persons.
fn person(number: u64) -> String {
    format!("person-{}", number % 5)
}

/// The second of an event after the start: no order, and the same for some.
fn second(number: u64) -> i64 {
    (number as i64 * 7919) % 1000
}

fn record(number: u64) -> Record {
    let id = format!("018e0000-0000-7000-8000-{number:012x}");
    let at = Timestamp::from_seconds(START + second(number));
    let line = json!({
        "uuid": id, "event": "sent", "distinct_id": person(number), "timestamp": at.to_string(), "properties": {"n": number},
    });
    Record { kind: RecordKind::Event, id, at, line: line.to_string() }
}

fn append(journal: &Journal, numbers: impl IntoIterator<Item = u64>) -> u64 {
    let records: Vec<Record> = numbers.into_iter().map(record).collect();
    journal.transaction(|journal| journal::append(journal, &records)).unwrap()
}

fn delete(journal: &Journal, deletion: &Deletion) -> u64 {
    journal.transaction(|journal| journal::delete(journal, deletion)).unwrap()
}

fn events_of(number: u64) -> Deletion {
    Deletion { distinct_ids: Some(vec![person(number)]), times: Some(ALWAYS), persons: Persons::Kept }
}

fn range(seconds: std::ops::Range<i64>) -> Deletion {
    let micros = |second: i64| (START + second) * 1_000_000;
    let times = (micros(seconds.start), micros(seconds.end) - 1);
    Deletion { distinct_ids: None, times: Some(times), persons: Persons::Kept }
}

/// Returns the numbers of the events that are there, in order; one that is there twice stands twice.
fn found(dataset: &Dataset) -> Vec<u64> {
    let numbers = (0..dataset.events().len()).map(|row| dataset.events().uuid(row).unwrap() as u64 & 0xffff_ffff);
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

/// Returns what a reader finds that wants nothing but the uuids.
fn found_by_uuid(journal: &Journal) -> Vec<u64> {
    let plan = Plan { columns: [Column::Uuid].into(), range: TimeRange::ALL, events: EventNames::All };
    found(&journal.read_anew(&plan).unwrap())
}

fn limits(tail_bytes: i64) -> Limits {
    Limits { tail_bytes, segment_rows: 120, grace_seconds: 60 }
}

#[test]
fn deleted_events_leave_answers_at_once_and_segments_soon() {
    let journal = Journal::default();
    for batch in 0..6 {
        append(&journal, batch * 50..(batch + 1) * 50);
        journal.maintain(&limits(3000), NOW).unwrap();
    }
    assert_eq!(found(&journal.dataset().unwrap()).len(), 300);
    assert_eq!(delete(&journal, &events_of(2)), 1);
    let others: Vec<u64> = (0..300).filter(|number| number % 5 != 2).collect();
    assert_eq!(found(&journal.dataset().unwrap()), others, "a reader that had all of them");
    assert_eq!(found_by_uuid(&journal), others, "a reader that needs no distinct ids");
    assert!(journal::manifest(&journal).is_err(), "no file is handed out that still has them");

    journal.maintain(&limits(3000), NOW).unwrap();
    assert_eq!(found_by_uuid(&journal), others);
    journal.maintain(&limits(3000), NOW.plus_seconds(61)).unwrap();
    let segments = journal::manifest(&journal).unwrap();
    assert_eq!(journal.kept().len(), segments.len(), "the files that had them are deleted");
    for bytes in segments.iter().map(|segment| journal.bytes_of(segment.number)) {
        let columns = Dataset::from_segment(&bytes).unwrap();
        let ids: BTreeSet<&str> =
            columns.events().distinct_ids().dictionary().values().filter_map(|id| id.text()).collect();
        assert!(!ids.contains("person-2"), "{ids:?}");
    }
    let removals = journal.run(oriel::platform::Statement::new("SELECT * FROM removals")).unwrap();
    assert!(removals.is_empty(), "who was deleted is not remembered");
}

#[test]
fn an_event_that_is_sent_again_stays_deleted_and_a_later_one_counts() {
    let journal = Journal::default();
    append(&journal, 0..20);
    journal.maintain(&limits(0), NOW).unwrap();
    append(&journal, 20..30);
    delete(&journal, &events_of(3));
    assert_eq!(append(&journal, [3, 8, 23, 33]), 1);
    let expected: Vec<u64> = (0..30).filter(|number| number % 5 != 3).chain([33]).collect();
    assert_eq!(found_by_uuid(&journal), expected);
    journal.maintain(&limits(0), NOW).unwrap();
    assert_eq!(found_by_uuid(&journal), expected);
}

#[test]
fn a_range_spares_what_lies_outside_of_it_and_segments_that_lie_outside_are_not_read() {
    let journal = Journal::default();
    append(&journal, 0..100);
    journal.maintain(&limits(0), NOW).unwrap();
    delete(&journal, &range(0..500));
    let later: Vec<u64> = (0..100).filter(|number| second(*number) >= 500).collect();
    assert_eq!(found(&journal.dataset().unwrap()), later);
    journal.maintain(&limits(0), NOW).unwrap();
    let before = journal.kept();
    delete(&journal, &range(0..400));
    journal.maintain(&limits(0), NOW).unwrap();
    assert_eq!((journal.kept(), found_by_uuid(&journal)), (before, later));
}

#[test]
fn a_segment_of_which_nothing_is_left_does_not_bring_anything_back() {
    let journal = Journal::default();
    append(&journal, 0..40);
    journal.maintain(&limits(0), NOW).unwrap();
    append(&journal, 40..50);
    delete(&journal, &range(0..1000));
    journal.maintain(&limits(0), NOW).unwrap();
    assert_eq!(found_by_uuid(&journal), Vec::<u64>::new());
    append(&journal, 50..60);
    journal.maintain(&limits(0), NOW.plus_seconds(100)).unwrap();
    assert_eq!(found_by_uuid(&journal), (50..60).collect::<Vec<u64>>());
    assert_eq!(found(&journal.dataset().unwrap()), (50..60).collect::<Vec<u64>>());
    let last = journal.kept().last().map(|number| journal.bytes_of(*number)).unwrap();
    assert!(Index::read(&last).unwrap().rows() >= 10);
}

#[test]
fn a_person_is_deleted_with_all_its_distinct_ids_and_comes_back_as_another() {
    let journal = Journal::default();
    let sent = |number: u64, distinct_id: &str, event: &str, properties: serde_json::Value| {
        let id = format!("018e0000-0000-7000-8000-{number:012x}");
        let at = Timestamp::from_seconds(START + number as i64);
        let line = json!({
            "uuid": id, "event": event, "distinct_id": distinct_id, "timestamp": at.to_string(), "properties": properties,
        });
        let record = Record { kind: RecordKind::Event, id, at, line: line.to_string() };
        journal.transaction(|journal| journal::append(journal, std::slice::from_ref(&record))).unwrap();
    };
    sent(1, "visitor", "seen", json!({"$set": {"plan": "free"}}));
    sent(2, "user", "$identify", json!({"$anon_distinct_id": "visitor", "$set": {"name": "Ada"}}));
    sent(3, "other", "seen", json!({"$set": {"name": "Bob"}}));
    journal.maintain(&limits(0), NOW).unwrap();
    let deletion = Deletion { distinct_ids: Some(vec!["user".into()]), times: Some(ALWAYS), persons: Persons::Deleted };
    assert_eq!((delete(&journal, &deletion), delete(&journal, &deletion)), (1, 0));
    assert_eq!(found(&journal.dataset().unwrap()), [3], "also what it did before anybody knew who it was");
    sent(4, "visitor", "seen", json!({}));
    let dataset = journal.dataset().unwrap();
    let properties = dataset.persons().properties();
    let names = properties.get("name").unwrap().coded().into_owned();
    let names: Vec<Option<&str>> = names.dictionary().values().map(|name| name.text()).collect();
    assert_eq!((found(&dataset), names), (vec![3, 4], vec![None, Some("Bob")]));
    assert!(properties.get("plan").is_none());
}

/// What happens to a journal, with so many steps of maintenance after it until the power goes.
#[derive(Clone, Debug)]
enum Happening {
    Sent(u64),
    PersonDeleted(u64),
    RangeDeleted(i64, i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (1..40_u64).prop_map(Happening::Sent),
        1 => (0..5_u64).prop_map(Happening::PersonDeleted),
        1 => (0..1000_i64, 1..300_i64).prop_map(|(first, seconds)| Happening::RangeDeleted(first, first + seconds)),
    ]
}

/// Lets things happen to a journal, and the power go after so many steps of the work that each leaves behind.
fn survive(happenings: Vec<(Happening, u32)>) -> Result<(), TestCaseError> {
    let journal = Journal::default();
    let limits = limits(1500);
    let (mut sent, mut now, mut expected) = (0, NOW, Vec::new());
    for (happening, steps) in happenings {
        journal.steps_left.set(u32::MAX);
        match happening {
            Happening::Sent(count) => {
                // Some are sent once more.
                append(&journal, sent.max(3) - 3..sent + count);
                expected.extend(sent..sent + count);
                sent += count;
            }
            Happening::PersonDeleted(whose) => {
                delete(&journal, &events_of(whose));
                expected.retain(|number| number % 5 != whose);
            }
            Happening::RangeDeleted(first, end) => {
                delete(&journal, &range(first..end));
                expected.retain(|number| !(first..end).contains(&second(*number)));
            }
        }
        now = now.plus_seconds(45);
        journal.steps_left.set(steps);
        let _ = journal.maintain(&limits, now);
        journal.steps_left.set(u32::MAX);
        prop_assert_eq!(&found(&journal.dataset().unwrap()), &expected);
        prop_assert_eq!(&found_by_uuid(&journal), &expected);
    }
    for _ in 0..2 {
        now = now.plus_seconds(61);
        journal.maintain(&limits, now).unwrap();
    }
    prop_assert_eq!(&found_by_uuid(&journal), &expected);
    prop_assert_eq!(journal.kept().len(), journal::manifest(&journal).unwrap().len());
    Ok(())
}

proptest! {
    /// The power goes after any number of steps, while events come in, are deleted, flushed, compacted and rewritten.
    #[test]
    fn a_crash_brings_nothing_back_and_loses_nothing_else(happenings in vec((happening(), 0..12_u32), 1..25)) {
        survive(happenings)?;
    }
}

#[test]
fn changes_are_the_same_after_they_travelled() {
    let journal = Journal::default();
    append(&journal, 0..200);
    journal.maintain(&limits(0), NOW).unwrap();
    append(&journal, 200..210);
    delete(&journal, &events_of(1));
    delete(&journal, &range(0..10));
    let changes = journal::changes(&journal, journal::Cursor::default()).unwrap();
    assert_eq!((changes.segments.len(), changes.removals.len()), (1, 2));
    let message = changes.message();
    assert_eq!(journal::Changes::from_message(message.clone()).unwrap(), changes);
    for length in 0..message.len().min(200) {
        assert!(journal::Changes::from_message(message[..length].to_vec()).is_err(), "{length}");
    }
    assert_eq!(journal::Cursor::parse(&changes.cursor.to_string()), Some(changes.cursor));
    for text in ["", "1.2", "1.2.3.4", "1.2.x", "1.2.3.x", "1.2.-3"] {
        assert_eq!(journal::Cursor::parse(text), None, "{text}");
    }
}
