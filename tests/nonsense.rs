//! Queries that make no sense: each is refused soon, with the field to blame and what would be right.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "a test measures how long it takes")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use oriel::columns::Dataset;
use oriel::error::{Error, ErrorKind};
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::Timestamp;
use serde_json::{Value, json};

/// No refusal may take longer, on a slow machine either.
const SOON: Duration = Duration::from_secs(2);

fn refusal(query: &Value) -> Error {
    let context = Context::new(Timestamp::parse("2024-03-05T12:00:00Z").unwrap());
    let mut dataset = Dataset::new();
    let event = json!({"event": "a", "distinct_id": "x", "timestamp": "2024-03-04T12:00:00Z"});
    dataset.define(&json!({"events": [event]})).unwrap();
    let start = Instant::now();
    let answer = Query::from_json(query).and_then(|query| evaluate(&query, &dataset, &context));
    assert!(start.elapsed() < SOON, "took {:?}", start.elapsed());
    answer.map(|answer| answer.to_json()).unwrap_err()
}

#[test]
fn each_names_the_field_and_what_is_allowed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/unit/refused_queries.json");
    let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert!(cases.len() > 40);
    let mut wrong = Vec::new();
    for case in &cases {
        let error = refusal(&case["query"]);
        let says = case["says"].as_array().unwrap().iter().map(|part| part.as_str().unwrap());
        let is_said = says.into_iter().all(|part| error.detail().contains(part));
        let is_blamed = case["field"].as_str().is_none_or(|field| error.attribute().unwrap_or_default() == field);
        if !is_said || !is_blamed || !matches!(error.kind(), ErrorKind::Invalid(_)) {
            wrong.push(format!("{}: {:?} {}", case["name"], error.attribute(), error.detail()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns a trends query with this in the place of its filters.
fn with_properties(properties: &Value) -> Value {
    json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode"}], "properties": properties})
}

#[test]
fn what_is_too_much_is_refused_as_soon() {
    // Deeper JSON is refused before it is a query.
    let deepest = 120;
    let million = "x".repeat(1_000_000);
    let nested = |open: &str, close: &str| [open.repeat(10_000), "1".to_owned(), close.repeat(10_000)].concat();
    let deep_groups = (0..deepest / 2).fold(json!([]), |inner, _| json!({"type": "AND", "values": [inner]}));
    let wrapped = (0..deepest / 2).fold(json!({}), |inner, _| json!({"kind": "DataTableNode", "source": inner}));
    let hogql = |text: &str| json!({"kind": "HogQLQuery", "query": text});
    let expression = |text: &str| with_properties(&json!([{"type": "hogql", "key": text}]));
    let regex = |text: &str| with_properties(&json!([{"key": "a", "operator": "regex", "value": text}]));
    let many = json!(vec![json!({"kind": "EventsNode"}); 10_001]);
    let grown = format!(
        "SELECT 1 AS a0{} FROM events",
        (0..60).map(|n| format!(", a{n} + a{n} AS a{}", n + 1)).collect::<String>()
    );
    for (name, query, says) in [
        ("deep filter groups", with_properties(&deep_groups), "at most 32 deep"),
        ("deep wrappers", wrapped, "is not a query"),
        ("an expression 10,000 deep", expression(&nested("(", ")")), "10000 bytes"),
        ("an expression 4,000 deep", expression(&"(".repeat(4_000)), "deeper than 64"),
        ("an expression of signs", expression(&format!("{}1", "-".repeat(9_000))), "deeper than 64"),
        ("an expression of 1 MB", expression(&million), "10000 bytes"),
        ("a SELECT of 1 MB", hogql(&million), "10000 bytes"),
        ("a SELECT of parentheses", hogql(&format!("SELECT {}", "(".repeat(9_000))), "deeper than 64"),
        ("aliases that double", hogql(&grown), "more than 1000 parts"),
        ("a regular expression of 1 MB", regex(&million), "2000 bytes"),
        ("a regular expression that grows", regex("((((a{100}){100}){100}){100}){100}"), "regular expression"),
        (
            "a formula of 1 MB",
            json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode"}], "trendsFilter": {"formula": million}}),
            "cannot be read",
        ),
        ("10,001 series", json!({"kind": "TrendsQuery", "series": many}), "at most 10000 items"),
        (
            "101 series",
            json!({"kind": "TrendsQuery", "series": vec![json!({"kind": "EventsNode"}); 101]}),
            "at most 100 series",
        ),
        ("a kind of 1 MB", json!({"kind": million}), "is not a query"),
    ] {
        let error = refusal(&query);
        assert!(error.detail().contains(says), "{name}: {}", error.detail().chars().take(200).collect::<String>());
        assert!(error.detail().len() < 1_000, "{name}: the refusal repeats what was sent");
    }
}

#[test]
fn texts_that_are_no_json_are_refused_as_soon() {
    for text in ["[".repeat(10_000), "{\"kind\":".repeat(10_000), "\"".to_owned() + &"x".repeat(1_000_000)] {
        let start = Instant::now();
        assert!(serde_json::from_str::<Value>(&text).is_err());
        assert!(start.elapsed() < SOON);
    }
}

/// What is large but makes sense is answered.
#[test]
fn a_long_event_name_and_long_dates_are_answered() {
    let context = Context::new(Timestamp::parse("2024-03-05T12:00:00Z").unwrap());
    let name = "x".repeat(1_000_000);
    for range in
        [json!({"date_from": name}), json!({"date_from": "-99999999999999999999d"}), json!({"date_to": "yesterday"})]
    {
        let query =
            json!({"kind": "TrendsQuery", "dateRange": range, "series": [{"kind": "EventsNode", "event": name}]});
        let start = Instant::now();
        let answer = evaluate(&Query::from_json(&query).unwrap(), &Dataset::new(), &context);
        assert!(answer.is_ok() || answer.is_err_and(|error| matches!(error.kind(), ErrorKind::Invalid(_))));
        assert!(start.elapsed() < SOON);
    }
}
