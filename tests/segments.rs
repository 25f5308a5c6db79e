//! Segments as files: what was written is read, by range or as a whole, and nothing else is.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fs;
use std::path::Path;

use oriel::columns::Dataset;
use oriel::columns::events::EventColumns;
use oriel::columns::segment::{Index, Key, Pieces, Wanted, write};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Returns events as lines, the `number`th of them `number` seconds after the first of January 2024.
fn lines(events: impl Iterator<Item = (i64, Value)>) -> String {
    let line = |(number, properties): (i64, Value)| {
        let at = oriel::time::Timestamp::from_seconds(1_704_067_200 + number).to_string();
        let name = if number % 3 == 0 { "bought" } else { "seen" };
        let uuid = (number % 2 == 0).then(|| format!("018cc251-f400-7000-8000-{number:012x}"));
        let line = json!({"event": name, "distinct_id": format!("person {}", number % 7), "timestamp": at,
            "uuid": uuid, "properties": properties});
        line.to_string() + "\n"
    };
    events.map(line).collect()
}

fn dataset(lines: &str) -> Dataset {
    Dataset::of_journal(lines.as_bytes(), &|_| true).unwrap()
}

/// Events of several groups of rows, with columns of every form.
fn sample(rows: i64) -> Dataset {
    let properties = |number: i64| match number % 4 {
        0 => json!({"plan": "pro", "amount": number}),
        1 => json!({"plan": "free", "list": [1, {"a": null}], "is_new": true}),
        2 => json!({"plan": null, "wide": number.to_string()}),
        _ => json!({"plan": "", "same": "é"}),
    };
    dataset(&lines((0..rows).map(|number| (number, properties(number)))))
}

fn columns(bytes: &[u8], wanted: &Wanted<'_>) -> EventColumns {
    let index = Index::read(bytes).unwrap();
    let mut pieces = Pieces::default();
    for range in index.ranges(wanted) {
        let range = range.start as usize..range.end as usize;
        pieces.add(range.start as u64, bytes[range].to_vec());
    }
    index.columns(wanted, &pieces).unwrap()
}

#[test]
fn what_was_written_is_read() {
    let events = sample(200_000);
    let bytes = write(events.events()).unwrap();
    assert_eq!(Dataset::from_segment(&bytes).unwrap().to_ndjson(), events.to_ndjson());
    let empty = write(Dataset::new().events()).unwrap();
    assert_eq!(Dataset::from_segment(&empty).unwrap().events().len(), 0);
}

#[test]
fn only_what_is_wanted_is_fetched() {
    let events = sample(200_000);
    let bytes = write(events.events()).unwrap();
    let length = |wanted: &Wanted<'_>| -> u64 {
        let ranges = Index::read(&bytes).unwrap().ranges(wanted);
        ranges.iter().map(|range| range.end - range.start).sum()
    };
    let plan = |key: &Key| *key == Key::Property("plan".to_owned());
    let of_plan = Wanted { reads: &plan, times: (i64::MIN, i64::MAX) };
    let read = columns(&bytes, &of_plan);
    assert_eq!(read.properties.len(), 1);
    assert_eq!((read.times.len(), read.names.codes().len(), read.uuids.len()), (200_000, 0, 0));
    assert!(length(&of_plan) * 4 < bytes.len() as u64, "{} of {}", length(&of_plan), bytes.len());
    // The second of four groups of rows.
    let times = events.events().times();
    let of_second = Wanted { reads: &plan, times: (times[70_000], times[80_000]) };
    let read = columns(&bytes, &of_second);
    assert_eq!(read.times, times[65_536..131_072]);
    assert!(length(&of_second) * 2 < length(&of_plan));
    let of_none = Wanted { reads: &plan, times: (0, 1) };
    assert_eq!((columns(&bytes, &of_none).times.len(), length(&of_none)), (0, 0));
    let index = Index::read(&bytes).unwrap();
    assert_eq!((index.rows(), index.times()), (200_000, Some((times[0], times[199_999]))));
    assert!(index.has_event("bought") && !index.has_event("sold"));
}

#[test]
fn an_index_is_read_from_the_end_of_a_segment() {
    let bytes = write(sample(1000).events()).unwrap();
    let length = Index::footer_length(&bytes[bytes.len() - 24..]).unwrap();
    assert!(length < bytes.len());
    assert_eq!(Index::read(&bytes[bytes.len() - length..]).unwrap().rows(), 1000);
    assert!(Index::read(&bytes[bytes.len() - length + 1..]).is_err());
}

#[test]
fn segments_one_after_the_other_are_all_their_events() {
    let (one, two) =
        (lines((0..50).map(|n| (n * 2, json!({"a": n % 3})))), lines((0..50).map(|n| (n * 3, json!({"b": "x"})))));
    let mut both = Dataset::new();
    for part in [&one, &two] {
        let bytes = write(dataset(part).events()).unwrap();
        both.change(|parts| parts.events.append(columns(&bytes, &Wanted::all())));
    }
    assert_eq!(both.to_ndjson(), dataset(&(one + &two)).to_ndjson());
}

/// The format may change only with its version: this file was written by the first.
#[test]
fn a_segment_of_version_1_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/segments/version1.orsg");
    let events = sample(100);
    if !path.exists() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, write(events.events()).unwrap()).unwrap();
    }
    let golden = fs::read(&path).unwrap();
    assert_eq!(Dataset::from_segment(&golden).unwrap().to_ndjson(), events.to_ndjson());
    assert_eq!(write(events.events()).unwrap(), golden, "the same events are the same bytes");
}

proptest! {
    #[test]
    fn any_events_are_read_as_they_were_written(
        rows in vec((-10_000_000_000..10_000_000_000_i64, "[ab]{0,2}", proptest::option::of(any::<i32>())), 0..60)
    ) {
        let events = rows.into_iter().map(|(number, text, amount)| (number, json!({"t": text, "n": amount})));
        let events = dataset(&lines(events));
        let bytes = write(events.events()).unwrap();
        prop_assert_eq!(Dataset::from_segment(&bytes).unwrap().to_ndjson(), events.to_ndjson());
    }

    /// Either it is refused, or what was changed did not matter.
    #[test]
    fn a_broken_segment_is_refused(at in any::<prop::sample::Index>(), flip in 1..=255_u8, cut in any::<prop::sample::Index>()) {
        let whole = write(sample(300).events()).unwrap();
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(Dataset::from_segment(&bytes).is_err(), "a changed byte at {} of {}", at, whole.len());
        prop_assert!(Dataset::from_segment(&whole[..cut.index(whole.len())]).is_err());
    }

    /// Whoever writes the checksums right may still lie in the footer: nothing panics, nothing grows without bound.
    #[test]
    fn a_lying_footer_is_refused_or_harmless(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let whole = write(sample(300).events()).unwrap();
        let lying = resigned(&whole, |footer| {
            for (at, byte) in &changes {
                let at = at.index(footer.len());
                footer[at] = *byte;
            }
        });
        if let Ok(dataset) = Dataset::from_segment(&lying) {
            let _ = dataset.to_ndjson();
        }
    }
}

/// Returns a segment with another footer under right checksums.
fn resigned(bytes: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let trailer = bytes.len() - 24;
    let (length, plain) = (number(trailer), number(trailer + 4));
    let packed = &bytes[trailer - length..trailer];
    let mut footer =
        if length == plain { packed.to_vec() } else { lz4_flex::block::decompress(packed, plain).unwrap() };
    change(&mut footer);
    let size = (footer.len() as u32).to_le_bytes();
    let checksum = twox_hash::XxHash3_64::oneshot(&footer).to_le_bytes();
    [&bytes[..trailer - length], &footer, &size, &size, &checksum, &bytes[bytes.len() - 8..]].concat()
}
