//! The `hogql` of answers: what it says, and that what it says is what was computed.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;

use serde_json::{Value, json};
use tests::native::response;
use tests::suite::{Half, Shape, Suite};

fn answer(case: &Value) -> Value {
    serde_json::from_str(&response(case)).unwrap()
}

fn statement(query: &Value) -> String {
    let team = json!({"test_account_filters": [{"key": "email", "value": "@x.org", "operator": "not_icontains", "type": "person"}]});
    let actions =
        json!([{"id": 1, "name": "Bought", "steps": [{"event": "buy"}, {"event": "$pageview", "url": "/paid"}]}]);
    let answer = answer(&json!({"now": "2024-03-05T12:00:00Z", "query": query, "team": team, "actions": actions}));
    answer["hogql"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The range as it is where its end counts to the microsecond.
const RANGE: &str = "timestamp >= '2024-03-01T00:00:00Z' AND timestamp <= '2024-03-05T23:59:59.999999Z'";

/// The range as it is where its end counts to the second.
const RANGE_TO_THE_SECOND: &str = "timestamp >= '2024-03-01T00:00:00Z' AND timestamp <= '2024-03-05T23:59:59Z'";

#[test]
fn a_statement_says_what_was_computed() {
    let range = json!({"date_from": "2024-03-01"});
    let buy = json!({"kind": "EventsNode", "event": "buy", "properties": [
        {"key": "a b", "value": ["x", "it's"]}, {"key": "amount", "value": 3, "operator": "gt"}]});
    let view = json!({"kind": "EventsNode", "event": "$pageview", "math": "dau"});
    let action = json!({"kind": "ActionsNode", "id": 1});
    for (query, expected) in [
        (
            json!({"kind": "TrendsQuery", "dateRange": range, "series": [buy]}),
            format!(
                "SELECT toStartOfDay(timestamp), count() FROM events WHERE {RANGE_TO_THE_SECOND} AND event = 'buy' \
                 AND properties.`a b` IN ('x', 'it\\'s') AND properties.amount > 3 \
                 GROUP BY toStartOfDay(timestamp) ORDER BY toStartOfDay(timestamp)"
            ),
        ),
        (
            json!({"kind": "TrendsQuery", "dateRange": range, "series": [view, action], "filterTestAccounts": true,
                "breakdownFilter": {"breakdown": "$browser"},
                "trendsFilter": {"display": "ActionsTable", "formula": "A / B"}}),
            format!(
                "SELECT A / B FROM (SELECT properties.$browser, uniq(person_id) FROM events WHERE {RANGE_TO_THE_SECOND} \
                 AND (person.properties.email IS NULL OR person.properties.email NOT ILIKE '%@x.org%') AND event = '$pageview' \
                 GROUP BY properties.$browser ORDER BY properties.$browser UNION ALL \
                 SELECT properties.$browser, count() FROM events WHERE {RANGE_TO_THE_SECOND} \
                 AND (person.properties.email IS NULL OR person.properties.email NOT ILIKE '%@x.org%') \
                 AND (event = 'buy' OR event = '$pageview' AND properties.$current_url LIKE '%/paid%') \
                 GROUP BY properties.$browser ORDER BY properties.$browser)"
            ),
        ),
        (
            json!({"kind": "StickinessQuery", "dateRange": range, "series": [view]}),
            format!(
                "SELECT intervals, count() FROM (SELECT uniq(toStartOfDay(timestamp)) AS intervals FROM events \
                 WHERE {RANGE_TO_THE_SECOND} AND event = '$pageview' GROUP BY person_id) GROUP BY intervals ORDER BY intervals"
            ),
        ),
        (
            json!({"kind": "FunnelsQuery", "dateRange": range, "series": [view, action]}),
            format!(
                "SELECT step, count() FROM (SELECT windowFunnel(1209600)(timestamp, event = '$pageview', \
                 (event = 'buy' OR event = '$pageview' AND properties.$current_url LIKE '%/paid%')) AS step \
                 FROM events WHERE {RANGE} AND (event = '$pageview' OR (event = 'buy' OR event = '$pageview' \
                 AND properties.$current_url LIKE '%/paid%')) GROUP BY person_id) GROUP BY step ORDER BY step"
            ),
        ),
        (
            json!({"kind": "EventsQuery", "select": ["*", "properties.amount + 1"], "after": "2024-03-01",
                "where": ["event like 'b%'"]}),
            "SELECT *, (properties.amount + 1) FROM events WHERE timestamp > '2024-03-01T00:00:00Z' \
             AND (event LIKE 'b%') ORDER BY timestamp DESC"
                .to_owned(),
        ),
        (
            json!({"kind": "HogQLQuery", "query": "SELECT count() FROM events WHERE {filters};",
                "filters": {"properties": [{"key": "$session_duration", "type": "session", "operator": "gte", "value": 5}]}}),
            "SELECT count() FROM events WHERE session.$session_duration >= 5".to_owned(),
        ),
    ] {
        assert_eq!(statement(&query), expected);
    }
}

#[test]
fn every_kind_of_query_has_a_statement() {
    for case in cases() {
        let answer = answer(&case);
        if answer.get("error").is_none() {
            let statement = answer["hogql"].as_str().unwrap();
            assert!(statement.to_lowercase().starts_with("select "), "{}: {statement}", case["name"]);
            assert!(!answer["results"].to_string().contains(statement), "{}", case["name"]);
        }
    }
}

/// What a SELECT counts for each bucket adds up to what the trend counts.
#[test]
fn the_statement_of_a_plain_trend_gives_its_figures() {
    let (mut compared, mut differing) = (0, Vec::new());
    for case in cases().iter().filter(|case| is_plain_trend(&case["query"])) {
        let trend = answer(case);
        let Some(statement) = trend["hogql"].as_str() else { continue };
        let table = json!({"kind": "HogQLQuery", "query": format!("{statement} LIMIT 50000")});
        let mut of_table = case.clone();
        of_table["query"] = table;
        let rows = answer(&of_table);
        // Cohorts and elements have no word in the dialect that is evaluated.
        let Some(rows) = rows["results"].as_array() else { continue };
        let counted: f64 = rows.iter().map(|row| row.as_array().unwrap().last().unwrap().as_f64().unwrap()).sum();
        compared += 1;
        if Some(counted) != trend["results"][0]["count"].as_f64() {
            differing.push(format!("{}: {counted} {} {statement}", case["name"], trend["results"][0]["count"]));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(compared > 40, "{compared}");
}

fn cases() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = Suite::read(&folder, &[Half::Query]).unwrap().files;
    files.into_iter().filter(|file| file.shape == Shape::Query).flat_map(|file| file.cases).collect()
}

fn is_plain_trend(query: &Value) -> bool {
    let query = if query["source"].is_object() { &query["source"] } else { query };
    let one_series = query["series"].as_array().is_some_and(|series| series.len() == 1);
    let math = &query["series"][0]["math"];
    let rest = ["breakdownFilter", "compareFilter", "samplingFactor"];
    let trends = query["trendsFilter"].as_object();
    query["kind"] == "TrendsQuery"
        && one_series
        && (math.is_null() || math == "total" || math == "dau")
        && rest.iter().all(|field| query[*field].is_null())
        && query["dateRange"]["daysOfWeek"].is_null()
        && trends.is_none_or(|filter| filter.keys().all(|key| key == "display"))
        && matches!(query["trendsFilter"]["display"].as_str(), None | Some("ActionsLineGraph" | "ActionsBar"))
}
