//! Segments of a journal: whatever happens while they are written, every event is there once.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::collections::BTreeMap;

use oriel::columns::Dataset;
use oriel::journal::{self, Database, Limits};
use oriel::plan::{Column, EventNames, Plan, TimeRange};
use oriel::platform::{Record, RecordKind};
use oriel::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use tests::journal::Journal;

const NOW: Timestamp = Timestamp::from_seconds(1_710_000_000);

fn limits(tail_bytes: i64, segment_rows: i64) -> Limits {
    Limits { tail_bytes, segment_rows, grace_seconds: 60 }
}

fn record(number: u64) -> Record {
    let id = format!("018e0000-0000-7000-8000-{number:012x}");
    let at = Timestamp::from_seconds(1_700_000_000 + (number as i64 * 7919) % 100_000);
    let line = json!({
        "uuid": id, "event": if number.is_multiple_of(2) { "even" } else { "odd" }, "distinct_id": format!("p{}", number % 5),
        "timestamp": at.to_string(), "properties": {"n": number, "$set": {"last": number}},
    });
    Record { kind: RecordKind::Event, id, at, line: line.to_string() }
}

fn append(journal: &Journal, numbers: std::ops::Range<u64>) {
    let records: Vec<Record> = numbers.map(record).collect();
    journal.transaction(|journal| journal::append(journal, &records)).unwrap();
}

/// Returns how often each event is there, by its number.
fn found(dataset: &Dataset) -> BTreeMap<u64, u32> {
    let mut found = BTreeMap::new();
    for row in 0..dataset.events().len() {
        *found.entry(dataset.events().uuid(row).unwrap() as u64 & 0xffff_ffff).or_default() += 1;
    }
    found
}

fn all(numbers: std::ops::Range<u64>) -> BTreeMap<u64, u32> {
    numbers.map(|number| (number, 1)).collect()
}

#[test]
fn events_move_to_segments_and_answers_stay() {
    let journal = Journal::default();
    let limits = limits(2000, 300);
    for batch in 0..40 {
        append(&journal, batch * 25..(batch + 1) * 25);
        journal.maintain(&limits, NOW).unwrap();
        // One reader reads all along, another starts now.
        assert_eq!(found(&journal.dataset().unwrap()), all(0..(batch + 1) * 25));
    }
    let reader = journal.dataset().unwrap();
    let anew = journal.read(&Plan { columns: [Column::Name].into(), ..Plan::everything() }).unwrap();
    assert_eq!((reader.events().len(), anew.events().len()), (1000, 1000));
    assert_eq!(reader.persons().properties().get("last").unwrap().coded().dictionary().len(), 6);
    // What was replaced is deleted when nobody can be reading it any more.
    let before = journal.kept().len();
    journal.maintain(&limits, NOW.plus_seconds(61)).unwrap();
    assert!(journal.kept().len() < before && journal.kept().len() <= 8, "{} {:?}", before, journal.kept());
    assert_eq!(found(&journal.dataset().unwrap()), all(0..1000));
}

#[test]
fn newer_events_bring_no_column_that_a_plan_does_not_read() {
    let journal = Journal::default();
    append(&journal, 0..2000);
    journal.maintain(&limits(0, 10_000), NOW).unwrap();
    append(&journal, 2000..2010);
    let of_names = Plan { columns: [Column::Name].into(), range: TimeRange::ALL, events: EventNames::All };
    let dataset = journal.read(&of_names).unwrap();
    let events = dataset.events();
    assert_eq!((events.len(), events.uuid(2009), events.properties().iter().count()), (2010, None, 0));
    assert_eq!(events.names().codes().len(), 2010);
    let everything = journal.read(&Plan::everything()).unwrap();
    assert!(everything.events().uuid(2009).is_some() && everything.events().properties().iter().count() > 0);
}

#[test]
fn a_plan_fetches_its_columns_only() {
    let journal = Journal::default();
    append(&journal, 0..2000);
    journal.maintain(&limits(0, 10_000), NOW).unwrap();
    let of_names = Plan { columns: [Column::Name].into(), range: TimeRange::ALL, events: EventNames::All };
    assert_eq!(journal.read(&of_names).unwrap().events().len(), 2000);
    let of_names = journal.bytes_read.replace(0);
    journal.read(&Plan::everything()).unwrap();
    assert!(of_names * 4 < journal.bytes_read.get(), "{of_names} of {}", journal.bytes_read.get());
    // What is held is not fetched again.
    journal.bytes_read.set(0);
    journal.read(&Plan::everything()).unwrap();
    assert_eq!(journal.bytes_read.get(), 0);
}

/// Sends so many events after each other, and lets the power go after so many steps of the work each time.
fn survive(crashes: Vec<(u64, u32)>) -> Result<(), TestCaseError> {
    let journal = Journal::default();
    let limits = limits(1500, 200);
    let (mut sent, mut now) = (0, NOW);
    for (events, steps) in crashes {
        journal.steps_left.set(u32::MAX);
        append(&journal, sent..sent + events);
        sent += events;
        now = now.plus_seconds(45);
        journal.steps_left.set(steps);
        let _ = journal.maintain(&limits, now);
        journal.steps_left.set(u32::MAX);
        prop_assert_eq!(found(&journal.dataset().unwrap()), all(0..sent));
    }
    // At rest nothing is left behind, and a new reader sees the same.
    for _ in 0..2 {
        now = now.plus_seconds(61);
        journal.maintain(&limits, now).unwrap();
    }
    let columns = Plan { columns: [Column::Uuid].into(), range: TimeRange::ALL, events: EventNames::All };
    prop_assert_eq!(found(&journal.read(&columns).unwrap()), all(0..sent));
    prop_assert!(journal.kept().len() as u64 <= 4 + sent / 50, "{:?}", journal.kept());
    Ok(())
}

#[test]
fn small_segments_before_a_large_one_do_not_keep_later_ones_small() {
    let crashes = [(56, 4), (11, 4), (22, 4), (59, 0), (53, 4), (10, 4), (10, 4), (10, 4), (10, 4), (10, 4), (10, 0)];
    survive(crashes.to_vec()).unwrap();
}

proptest! {
    /// The power goes after any number of steps, any number of times.
    #[test]
    fn a_crash_loses_and_doubles_nothing(crashes in vec((1..60_u64, 0..12_u32), 1..25)) {
        survive(crashes)?;
    }
}
