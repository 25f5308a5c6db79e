//! Exports: every shape of a response as data, and what must hold for any.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use oriel::export::{attachment, csv_of_response, csv_of_trend};
use oriel::time::{Timestamp, Zone};
use proptest::prelude::prop;
use proptest::{prop_assert_eq, proptest};
use serde_json::{Value, json};
use tests::unit::csv_format;
use tests::verdict::Verdict;

fn failures(text: &str) -> (Vec<String>, usize) {
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut failures = Vec::new();
    let mut passed = 0;
    for case in &cases {
        match csv_format::run(case) {
            Verdict::Passed => passed += 1,
            Verdict::Failed(difference) => failures.push(format!("{}: {difference}", case["name"])),
            Verdict::Skipped(_) => {}
        }
    }
    (failures, passed)
}

#[test]
fn every_shape_becomes_its_lines() {
    let (failures, passed) = failures(include_str!("cases/unit/csv_export.json"));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(passed > 30);
}

#[test]
fn every_given_response_becomes_its_lines() {
    let (failures, passed) = failures(include_str!("cases/api/csv_format.json"));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(passed >= 4);
}

#[test]
fn a_trend_has_whole_numbers_under_its_link() {
    let rows = [
        json!({"label": "$pageview", "action": {"custom_name": "Sign, ups"}, "data": [4.0, 0], "labels": ["1-Mar-2024", "2-Mar-2024"]}),
        json!({"label": "left", "action": {}, "data": [1.5, -0.0], "labels": ["1-Mar-2024", "2-Mar-2024"]}),
    ];
    let expected = "https://host/insights/abc/\r\nseries,1-Mar-2024,2-Mar-2024\r\n\"Sign, ups\",4,0\r\nleft,1.5,0\r\n";
    assert_eq!(csv_of_trend(&rows, Some("https://host/insights/abc/")), expected);
}

#[test]
fn a_trend_of_totals_has_one_column() {
    let rows = [json!({"label": "a", "action": {}, "data": [], "aggregated_value": 3.0})];
    assert_eq!(csv_of_trend(&rows, None), "series,Total Sum\r\na,3\r\n");
}

#[test]
fn an_attachment_is_called_by_name_and_range() {
    let at = |text: &str| Timestamp::parse(text).unwrap();
    let (from, to) = (at("2012-01-08T00:00:00Z"), at("2012-01-15T23:59:59Z"));
    let named = |name: &str| attachment(name, &Zone::UTC, Some(from), to);
    let expected = "attachment; filename=\"pageview-count (2012-01-08 - 2012-01-15) from PostHog.csv\"";
    assert_eq!(named("Pageview count"), expected);
    assert_eq!(named(" \"Pageview\"\r\n -  COUNT: é"), expected);
    let expected = "attachment; filename=\"export (up until 2012-01-15) from PostHog.csv\"";
    assert_eq!(attachment("", &Zone::UTC, None, to), expected);
    let tokyo = Zone::named("Asia/Tokyo").unwrap();
    assert!(attachment("a", &tokyo, None, to).contains("2012-01-16"));
}

proptest! {
    #[test]
    fn another_reader_finds_the_same_cells(
        rows in prop::collection::vec(prop::collection::vec("[a-z,\"\r\n;'é ]{0,6}", 3), 1..5),
    ) {
        let results: Vec<Value> = rows.iter().map(|row| json!(row)).collect();
        let response = json!({"results": results, "columns": ["a", "b", "c"], "types": []});
        let text = csv_of_response(&response, &[]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), rows.len());
        for (read, row) in read.iter().zip(&rows) {
            let cells: Vec<&str> = read.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell)).collect();
            let row: Vec<&str> = row.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell)).collect();
            prop_assert_eq!(cells, row);
        }
    }
}
