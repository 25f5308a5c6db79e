//! SELECTs and tables of events against SQLite: the same question in each dialect, over small random data.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};
use tests::matching::difference;
use tests::native::response;

/// 2024-03-04T00:00:00Z, in seconds since the epoch.
const BASE: i64 = 1_709_510_400;

/// The same in the dialect of clients and in SQLite's.
type Pair = (&'static str, &'static str);

const KEYS: [Pair; 7] = [
    ("event", "event"),
    ("properties.browser", "browser"),
    ("toDate(timestamp)", "date(second, 'unixepoch')"),
    ("concat(distinct_id, '-', lower(event))", "distinct_id || '-' || lower(event)"),
    ("length(event)", "length(event)"),
    ("if(properties.amount > 2, 'big', 'small')", "CASE WHEN amount > 2 THEN 'big' ELSE 'small' END"),
    ("properties.amount + 1", "amount + 1"),
];
const AGGREGATES: [Pair; 11] = [
    ("count()", "count(*)"),
    ("count(properties.amount)", "count(amount)"),
    ("sum(properties.amount)", "coalesce(sum(amount), 0)"),
    ("avg(properties.amount)", "avg(amount)"),
    ("min(properties.amount)", "min(amount)"),
    ("max(properties.browser)", "max(browser)"),
    ("count(DISTINCT properties.browser)", "count(DISTINCT browser)"),
    ("uniq(distinct_id)", "count(DISTINCT distinct_id)"),
    ("countIf(event = 'Buy')", "count(*) FILTER (WHERE event = 'Buy')"),
    ("sumIf(properties.amount, event != 'Buy') * 2", "coalesce(sum(amount) FILTER (WHERE event != 'Buy'), 0) * 2"),
    ("toUnixTimestamp(max(timestamp)) - toUnixTimestamp(min(timestamp))", "max(second) - min(second)"),
];
const CONDITIONS: [Pair; 8] = [
    ("event = 'Buy'", "event = 'Buy'"),
    ("properties.browser != 'Chrome'", "browser IS NOT 'Chrome'"),
    ("properties.browser IS NULL", "browser IS NULL"),
    ("properties.amount >= 2 OR distinct_id = 'ada'", "amount >= 2 OR distinct_id = 'ada'"),
    ("event NOT IN ('Buy', 'none')", "event NOT IN ('Buy', 'none')"),
    ("event LIKE '%e%'", "event GLOB '*e*'"),
    ("properties.amount BETWEEN 1 AND 3.5", "amount BETWEEN 1 AND 3.5"),
    ("timestamp < toDateTime('2024-03-06')", "second < 1709683200"),
];
const GROUP_CONDITIONS: [Pair; 3] = [
    ("count() > 1", "count(*) > 1"),
    ("sum(properties.amount) > 3", "coalesce(sum(amount), 0) > 3"),
    ("min(event) = 'Buy' AND uniq(distinct_id) < 3", "min(event) = 'Buy' AND count(DISTINCT distinct_id) < 3"),
];

#[derive(Clone, Debug)]
struct Event {
    name: &'static str,
    distinct_id: &'static str,
    /// Half of it is the number.
    amount: Option<i32>,
    browser: Option<&'static str>,
}

/// A question in each dialect.
#[derive(Clone, Debug)]
struct Question {
    hogql: String,
    events_query: Value,
    sqlite: String,
    limit: usize,
}

fn event() -> impl Strategy<Value = Event> {
    (
        select(vec!["Buy", "view", "Open"]),
        select(vec!["ada", "bob", "cyn"]),
        prop::option::weighted(0.8, -2..12_i32),
        select(vec![Some("Chrome"), Some("Safari"), Some(""), None]),
    )
        .prop_map(|(name, distinct_id, amount, browser)| Event { name, distinct_id, amount, browser })
}

fn joined(pairs: &[Pair], with: &str) -> (String, String) {
    let of = |side: fn(&Pair) -> &'static str| pairs.iter().map(side).collect::<Vec<_>>().join(with);
    (of(|pair| pair.0), of(|pair| pair.1))
}

/// A clause, empty where there is nothing for it.
fn clause(word: &str, pairs: &[Pair], with: &str) -> (String, String) {
    let (one, other) = joined(pairs, with);
    if pairs.is_empty() { (one, other) } else { (format!(" {word} {one}"), format!(" {word} {other}")) }
}

/// Conditions, each in parentheses of its own.
fn conditions(pairs: &[Pair]) -> (String, String) {
    let (one, other) = joined(pairs, ") AND (");
    if pairs.is_empty() { (one, other) } else { (format!(" WHERE ({one})"), format!(" WHERE ({other})")) }
}

/// An order in which nulls come last and nothing is left to chance.
fn order(keys: &[Pair], descending: &[bool], last: Option<Pair>) -> (String, String) {
    let by = |pair: &Pair, descending: bool| {
        let direction = if descending { " DESC" } else { "" };
        (format!("{}{direction}", pair.0), format!("({0}) IS NULL, {0}{direction}", pair.1))
    };
    let keys = keys.iter().chain(last.as_ref()).zip(descending.iter().chain(std::iter::repeat(&false)));
    let (one, other): (Vec<_>, Vec<_>) = keys.map(|(pair, descending)| by(pair, *descending)).unzip();
    if one.is_empty() {
        return (String::new(), String::new());
    }
    (format!(" ORDER BY {}", one.join(", ")), format!(" ORDER BY {}", other.join(", ")))
}

fn question() -> impl Strategy<Value = Question> {
    let keys = subsequence(KEYS.to_vec(), 0..3);
    let aggregates = prop_oneof![Just(Vec::new()), subsequence(AGGREGATES.to_vec(), 1..4)];
    let having = subsequence(GROUP_CONDITIONS.to_vec(), 0..2);
    let pages = (1..6_usize, 0..3_usize);
    (keys, aggregates, subsequence(CONDITIONS.to_vec(), 0..3), having, vec(any::<bool>(), 2), pages).prop_map(
        |(keys, aggregates, wheres, having, descending, (limit, offset))| {
            let is_grouped = !aggregates.is_empty();
            let columns: Vec<Pair> = match (keys.is_empty(), is_grouped) {
                (true, false) => vec![("distinct_id", "distinct_id")],
                _ => keys.iter().chain(&aggregates).copied().collect(),
            };
            let having = if is_grouped && !keys.is_empty() { having } else { Vec::new() };
            let last = (!is_grouped).then_some(("timestamp", "second"));
            let groups = if is_grouped { clause("GROUP BY", &keys, ", ") } else { (String::new(), String::new()) };
            let parts = [
                clause("SELECT", &columns, ", "),
                (" FROM events".to_owned(), " FROM events".to_owned()),
                conditions(&wheres),
                groups,
                clause("HAVING", &having, " AND "),
                order(&keys, &descending, last),
            ];
            let page = format!(" LIMIT {limit} OFFSET {offset}");
            let text = |side: fn(&(String, String)) -> &str| parts.iter().map(side).collect::<String>();
            let texts = |pairs: &[Pair]| pairs.iter().map(|pair| pair.0).collect::<Vec<_>>();
            let directed =
                |(pair, descending): (&Pair, &bool)| [pair.0, if *descending { " DESC" } else { "" }].concat();
            let ordered = keys.iter().chain(last.as_ref()).zip(descending.iter().chain(std::iter::repeat(&false)));
            let conditions = [texts(&wheres), texts(&having)].concat();
            let events_query = json!({
                "kind": "EventsQuery", "select": texts(&columns), "where": conditions,
                "orderBy": ordered.map(directed).collect::<Vec<_>>(), "limit": limit, "offset": offset,
            });
            let (hogql, sqlite) = (text(|part| &part.0) + &page, text(|part| &part.1) + &page);
            Question { hogql, events_query, sqlite, limit }
        },
    )
}

/// Returns the rows that SQLite answers, with one more where there is one.
fn of_sqlite(events: &[Event], question: &Question) -> Vec<Value> {
    let database = Connection::open_in_memory().unwrap();
    database.execute("CREATE TABLE events (event, distinct_id, second INTEGER, amount REAL, browser)", ()).unwrap();
    for (index, event) in events.iter().enumerate() {
        let amount = event.amount.map(|halves| f64::from(halves) / 2.0);
        let row = (event.name, event.distinct_id, BASE + index as i64 * 20_000, amount, event.browser);
        database.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row).unwrap();
    }
    let more =
        question.sqlite.replace(&format!(" LIMIT {} ", question.limit), &format!(" LIMIT {} ", question.limit + 1));
    let mut statement = database.prepare(&more).unwrap();
    let width = statement.column_count();
    let cell = |value: ValueRef<'_>| match value {
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => json!(std::str::from_utf8(text).unwrap()),
        _ => Value::Null,
    };
    let rows = statement.query_map((), |row| (0..width).map(|column| row.get_ref(column).map(cell)).collect());
    rows.unwrap().map(|row: rusqlite::Result<Value>| row.unwrap()).collect()
}

fn of_oriel(events: &[Event], query: &Value) -> Value {
    let events = events.iter().enumerate().map(|(index, event)| {
        let at = jiff::Timestamp::from_second(BASE + index as i64 * 20_000).unwrap().to_string();
        let amount = event.amount.map(|halves| f64::from(halves) / 2.0);
        let properties = json!({"amount": amount, "browser": event.browser});
        json!({"event": event.name, "distinct_id": event.distinct_id, "timestamp": at, "properties": properties})
    });
    let text = response(&json!({
        "now": "2024-03-20T00:00:00Z",
        "events": events.collect::<Vec<_>>(),
        "property_definitions": [{"name": "amount", "type": "event", "property_type": "Numeric"}],
        "query": query,
    }));
    serde_json::from_str(&text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_is_what_sqlite_answers(events in vec(event(), 0..14), question in question()) {
        let expected = of_sqlite(&events, &question);
        let shown: Value = expected.iter().take(question.limit).cloned().collect();
        let select = json!({"kind": "HogQLQuery", "query": question.hogql});
        for query in [&select, &question.events_query] {
            let actual = of_oriel(&events, query);
            prop_assert_eq!(difference(&shown, actual.get("results")), None, "{}: {}", query, &actual);
            prop_assert_eq!(&actual["hasMore"], &json!(expected.len() > question.limit), "{}", query);
        }
    }
}
