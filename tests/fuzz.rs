//! Hostile input: whatever comes in, the core answers or refuses, and neither panics nor takes long.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "a test measures how long it takes")]

use std::path::Path;
use std::sync::LazyLock;

use oriel::columns::Dataset;
use oriel::eval::evaluate;
use oriel::plan::Plan;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::query::expression::Expression;
use oriel::query::select::Select;
use oriel::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use tests::native::{context, dataset};
use tests::suite::{Half, Shape, Suite};

static CASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = Suite::read(&folder, &[Half::Query]).unwrap().files;
    files.into_iter().filter(|file| file.shape == Shape::Query).flat_map(|file| file.cases).collect()
});

/// Values that are seldom where one expects them.
fn odd_value() -> impl Strategy<Value = Value> {
    let texts =
        ["", "all", "-7d", "9999-99-99", "0001-01-01", "-99999999999y", "A/0", "\u{0}", "é\u{202e}", "((", "$", "null"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        select(vec![0, 1, -1, 5, 64, 1000, i64::MAX, i64::MIN]).prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        select(texts.to_vec()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let names = select(vec!["kind", "type", "value", "key", "values", "operator", "id", "event", "source"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names, inner), 0..4).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<Map<_, _>>()
                .into()),
        ]
    })
}

/// Returns how many values there are in a value, itself included.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

/// Puts another value in the place of the value of that number.
fn replace(value: &mut Value, number: &mut usize, other: &Value) {
    if *number == 0 {
        *value = other.clone();
    }
    *number = number.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, number, other)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, number, other)),
        _ => {}
    }
}

/// Asks a query of a case's events; anything but a panic will do.
fn ask(case: &Value, query: &Value) {
    let Ok(query) = Query::from_json(query) else { return };
    let context = context(case).unwrap();
    let _ = Plan::of(&query, &context);
    if let Ok(answer) = evaluate(&query, &dataset(case).unwrap(), &context) {
        assert!(serde_json::from_str::<Value>(&answer.to_json()).is_ok());
    }
}

fn sql() -> impl Strategy<Value = String> {
    let words = vec![
        "SELECT",
        "DISTINCT",
        "FROM events",
        "WHERE",
        "GROUP BY",
        "HAVING",
        "ORDER BY",
        "LIMIT",
        "OFFSET",
        "AS",
        "a",
        "event",
        "1",
        "2",
        "-",
        "count()",
        "sum(properties.x)",
        "*",
        ",",
        "(",
        ")",
        "{filters}",
        "{variables.v}",
        "{",
        "}",
        "'t'",
        "and",
        "DESC",
        "--",
        "\n",
        "timestamp",
        "toDate(timestamp)",
        "groupArray(event)",
        "argMax(event, timestamp)",
        "any(a)",
        "NULL",
        "9e99",
    ];
    prop::collection::vec(select(words), 0..24).prop_map(|words| format!("SELECT {}", words.join(" ")))
}

/// What fuzzing found, so that it is not found again.
#[test]
fn a_breakdown_by_no_cohort_is_none() {
    let steps = json!([{"kind": "EventsNode", "event": "a"}, {"kind": "EventsNode", "event": "b"}]);
    let events = json!([{"event": "a", "distinct_id": "x", "timestamp": "2024-03-04T12:00:00Z"}]);
    for breakdown in [
        json!({"breakdown": [], "breakdown_type": "cohort"}),
        json!({"breakdowns": [{"property": [], "type": "cohort"}]}),
    ] {
        let query = json!({"kind": "FunnelsQuery", "series": steps, "dateRange": {"date_from": "2024-03-01", "date_to": "2024-03-05"},
            "funnelsFilter": {"funnelVizType": "trends"}, "breakdownFilter": breakdown});
        ask(&json!({"events": events}), &query);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_with_odd_values_is_answered_or_refused(
        case in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), odd_value()), 1..4),
    ) {
        let case = &CASES[case.index(CASES.len())];
        let mut query = case["query"].clone();
        for (place, value) in &changes {
            let mut number = place.index(size(&query));
            replace(&mut query, &mut number, value);
        }
        ask(case, &query);
    }

    #[test]
    fn any_value_is_a_query_or_refused(query in odd_value()) {
        ask(&json!({}), &query);
    }

    #[test]
    fn any_select_is_answered_or_refused(text in prop_oneof![sql(), any::<String>()]) {
        if let Err(error) = Select::parse(&text) {
            prop_assert!(!error.detail().is_empty());
        }
        let events = json!([{"event": "a", "distinct_id": "x", "timestamp": "2024-03-04T12:00:00Z", "properties": {"x": 1}}]);
        let variables = json!({"1": {"code_name": "v", "value": 3}});
        ask(&json!({"events": events}), &json!({"kind": "HogQLQuery", "query": text, "variables": variables}));
        let _ = Expression::parse(&text);
    }

    #[test]
    fn any_bytes_are_events_or_refused(
        lines in prop::collection::vec(prop_oneof![ndjson_line(), any::<Vec<u8>>()], 0..6),
    ) {
        let mut dataset = Dataset::new();
        let before = dataset.events().len();
        match dataset.append_ndjson(&lines.join(&b'\n')) {
            Ok(()) => {}
            Err(error) => {
                prop_assert!(error.detail().starts_with("line "), "{}", error.detail());
                prop_assert_eq!(dataset.events().len(), before);
            }
        }
        let query = json!({"kind": "EventsQuery", "select": ["*", "person", "properties.a.b", "properties"], "limit": 5});
        let context = Context::new(Timestamp::EPOCH);
        prop_assert!(evaluate(&Query::from_json(&query).unwrap(), &dataset, &context).is_ok());
    }
}

/// A line that is nearly an event.
fn ndjson_line() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof![any::<String>(), select(vec!["$set", "a", "$session_id", ""]).prop_map(str::to_owned)];
    let time = prop_oneof![
        3 => Just("2024-03-04T12:00:00Z".to_owned()),
        1 => any::<String>(),
        1 => select(vec!["0000-01-01", "9999-12-31T23:59:59.999999Z", "2024-02-30", "2024-03-04T25:00:00Z"]).prop_map(str::to_owned),
    ];
    (text.clone(), text.clone(), time, prop::collection::vec((text, odd_value()), 0..4), any::<Index>(), any::<bool>())
        .prop_map(|(event, distinct_id, timestamp, properties, cut, whole)| {
            let properties: Map<String, Value> = properties.into_iter().collect();
            let line =
                json!({"event": event, "distinct_id": distinct_id, "timestamp": timestamp, "properties": properties});
            let mut bytes = line.to_string().into_bytes();
            if !whole {
                bytes.truncate(cut.index(bytes.len()));
            }
            bytes
        })
}

#[test]
fn a_long_line_and_a_deep_one_are_read_soon() {
    let event = |properties: &str| {
        format!(r#"{{"event":"a","distinct_id":"x","timestamp":"2024-03-04T12:00:00Z","properties":{properties}}}"#)
    };
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(1_000_000));
    let wide = (0..5_000).map(|number| format!(r#""p{number}":{number}"#)).collect::<Vec<_>>().join(",");
    for line in [event(&deep), event(&long), event(&format!("{{{wide}}}"))] {
        let start = std::time::Instant::now();
        let mut dataset = Dataset::new();
        dataset.append_ndjson(line.as_bytes()).unwrap();
        let query = json!({"kind": "EventsQuery", "select": ["*", "properties.a.b"]});
        evaluate(&Query::from_json(&query).unwrap(), &dataset, &Context::new(Timestamp::EPOCH)).unwrap();
        assert!(start.elapsed().as_secs() < 2);
    }
}
