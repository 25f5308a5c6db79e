//! Real events in capture format, counted by the evaluator and by hand.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use oriel::columns::Dataset;
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::Timestamp;
use serde_json::{Value, json};

const LINES: &str = r#"{"event":"commit","distinct_id":"ada","timestamp":"2024-03-02T10:00:00Z","properties":{"kind":"fix","files":3}}
{"event":"commit","distinct_id":"bob","timestamp":"2024-03-01T10:00:00Z","properties":{"kind":"feature","$set":{"team":"core"}}}

{"event":"file changed","distinct_id":"ada","timestamp":"2024-03-02T11:00:00Z","properties":{"kind":"fix"}}
{"event":"commit","distinct_id":"ada","timestamp":"2024-03-02T23:59:59Z","properties":{"kind":null}}
"#;

fn answer(query: &Value) -> Value {
    let mut dataset = Dataset::new();
    dataset.append_ndjson(LINES.as_bytes()).unwrap();
    let context = Context::new(Timestamp::parse("2024-03-03T12:00:00Z").unwrap());
    let answer = evaluate(&Query::from_json(query).unwrap(), &dataset, &context).unwrap();
    serde_json::from_str(&answer.to_json()).unwrap()
}

#[test]
fn daily_counts_fall_into_the_day_of_the_event() {
    let answer = answer(&json!({"kind": "InsightVizNode", "source": {
        "kind": "TrendsQuery", "dateRange": {"date_from": "2024-03-01"}, "series": [{"kind": "EventsNode", "event": "commit"}]}}));
    assert_eq!(answer["results"][0]["data"], json!([1, 2, 0]));
    assert_eq!(answer["results"][0]["labels"], json!(["1-Mar-2024", "2-Mar-2024", "3-Mar-2024"]));
    assert_eq!(answer["results"][0]["count"], json!(3));
}

#[test]
fn filters_look_at_event_and_person_properties() {
    let filtered = |filter: Value| {
        let answer = answer(&json!({"kind": "TrendsQuery", "dateRange": {"date_from": "2024-03-01"},
            "series": [{"kind": "EventsNode", "event": null}], "properties": [filter]}));
        answer["results"][0]["count"].as_f64().unwrap()
    };
    assert_eq!(filtered(json!({"key": "kind", "value": ["fix"], "type": "event"})), 2.0);
    assert_eq!(filtered(json!({"key": "kind", "value": ["fix"], "type": "event", "operator": "is_not"})), 2.0);
    assert_eq!(filtered(json!({"key": "team", "value": "core", "type": "person"})), 1.0);
}
