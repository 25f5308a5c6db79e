//! Every kind of answer is drawn, and told again as a table.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use serde_json::{Value, json};

use super::figure::Figure;
use super::options::{Options, Reader};
use super::{render_figure, table};
use crate::answer::Answer;
use crate::query::Query;

/// A name that would be markup if it were not escaped.
const HOSTILE: &str = "<b>sign & up</b>";

/// Returns the drawing and the table of the results of a query.
fn drawn(query: &Value, results: &Value) -> (String, String) {
    let query = Query::from_json(query).unwrap();
    let answer = Answer::from_json(&query, &json!({ "results": results })).unwrap();
    let figure = Figure::new(&query, &answer, Reader::default());
    assert!(!figure.description.is_empty());
    (render_figure(&figure, &Options::sized(800, 400)), table::html_table(&figure).into_string())
}

/// Checks that the drawing and the table say each of the texts, and that no text became markup.
fn says(query: &Value, results: &Value, texts: &[&str]) -> String {
    let (svg, table) = drawn(query, results);
    assert!(!svg.contains("No data"), "{svg}");
    for page in [&svg, &table] {
        assert!(!page.contains("<b>"), "{page}");
        for text in texts {
            assert!(page.contains(text), "{text} is not in {page}");
        }
    }
    svg
}

fn funnel(filter: &Value) -> Value {
    let steps = json!([{"kind": "EventsNode", "event": "a"}, {"kind": "EventsNode", "event": "b"}]);
    json!({"kind": "FunnelsQuery", "series": steps, "funnelsFilter": filter})
}

fn step(order: u64, name: &str, count: u64) -> Value {
    json!({
        "action_id": name, "name": name, "custom_name": null, "order": order, "people": [], "count": count,
        "type": "events", "average_conversion_time": 90.0, "median_conversion_time": 60.0,
    })
}

fn with_value(mut step: Value, value: &str) -> Value {
    step["breakdown"] = json!([value]);
    step["breakdown_value"] = json!([value]);
    step
}

#[test]
fn stickiness_is_lines_over_numbers_of_intervals() {
    let query = json!({"kind": "StickinessQuery", "series": [{"kind": "EventsNode", "event": "a"}]});
    let rows = json!([{"action": {}, "label": HOSTILE, "count": 12, "data": [9, 3], "days": [1, 2],
        "labels": ["1 day", "2 days"]}]);
    let svg = says(&query, &rows, &["1 day", "2 days", "&lt;b&gt;sign &amp; up&lt;/b&gt;"]);
    assert!(svg.contains(r#"class="line""#));
}

#[test]
fn a_lifecycle_goes_up_and_down() {
    let query = json!({"kind": "LifecycleQuery", "series": [{"kind": "EventsNode", "event": "a"}]});
    let row = |status: &str, values: Value| {
        json!({"action": {}, "label": format!("{HOSTILE} - {status}"), "status": status, "count": 1, "data": values,
            "days": ["2024-01-01", "2024-01-02"], "labels": ["1-Jan-2024", "2-Jan-2024"]})
    };
    let rows = json!([row("new", json!([3, 1])), row("dormant", json!([0, -2]))]);
    let svg = says(&query, &rows, &["New", "Dormant", "2-Jan-2024"]);
    assert!(svg.contains("sign &amp; up&lt;/b&gt;</title>"), "the title is what was counted: {svg}");
    assert_eq!(svg.matches(r#"<rect class="mark""#).count(), 5, "two swatches and three bars");
}

#[test]
fn a_funnel_has_a_bar_for_each_step_and_says_its_figures() {
    let rows = json!([step(0, "a", 8), step(1, HOSTILE, 2)]);
    let svg = says(&funnel(&json!({})), &rows, &["25%", "100%", "1m", "&lt;b&gt;"]);
    assert_eq!(svg.matches(r#"<rect class="mark""#).count(), 2);
}

#[test]
fn a_funnel_that_is_broken_down_has_bars_for_each_value() {
    let mut query = funnel(&json!({}));
    query["breakdownFilter"] = json!({"breakdown": "$browser", "breakdown_type": "event"});
    let value = |name: &str| json!([with_value(step(0, "a", 4), name), with_value(step(1, "b", 1), name)]);
    let svg = says(&query, &json!([value(HOSTILE), value("")]), &["&lt;b&gt;", "None", "25%"]);
    assert_eq!(svg.matches(r#"<rect class="mark""#).count(), 6, "two swatches and four bars");
}

#[test]
fn a_funnel_that_nobody_entered_is_drawn_without_shares_that_are_no_numbers() {
    let (svg, table) = drawn(&funnel(&json!({})), &json!([step(0, "a", 0), step(1, "b", 0)]));
    assert!(!svg.contains("NaN") && !table.contains("NaN"));
}

#[test]
fn funnel_rates_are_lines_in_percent() {
    let rows = json!([{"count": 2, "data": [50.0, 25.5], "days": ["2024-01-01", "2024-01-02"],
        "labels": ["1-Jan-2024", "2-Jan-2024"]}]);
    let (svg, table) = drawn(&funnel(&json!({"funnelVizType": "trends"})), &rows);
    assert!(svg.contains(r#"class="line""#) && svg.contains("50%") && table.contains("25.5%"));
}

#[test]
fn times_to_convert_are_a_bar_for_each_bin() {
    let rows = json!({"bins": [[60, 3], [120, 1]], "average_conversion_time": 70.0, "median_conversion_time": 65.0});
    let svg = says(&funnel(&json!({"funnelVizType": "time_to_convert"})), &rows, &["1m", "2m"]);
    assert!(svg.contains("median 1m 5s"));
}

#[test]
fn retention_shades_the_cells_that_are_over_and_leaves_those_to_come_empty() {
    let query = json!({"kind": "RetentionQuery", "retentionFilter": {"totalIntervals": 2}});
    let row = |date: &str, counts: [u64; 2]| {
        let cell = |column: usize| json!({"count": counts[column], "label": format!("Day {column}")});
        json!({"values": [cell(0), cell(1)], "label": "Day 0", "date": date, "breakdown_value": HOSTILE})
    };
    let rows = json!([row("2020-06-10T00:00:00Z", [4, 1]), row("2020-06-11T00:00:00Z", [2, 0])]);
    let svg = says(&query, &rows, &["2020-06-10", "Day 1", "25%", "&lt;b&gt;"]);
    assert_eq!(svg.matches(r#"<rect class="mark""#).count(), 5, "three cells and two of their mean");
}

#[test]
fn paths_are_streams_between_items() {
    let edge = |source: &str, value: u64| json!({"source": source, "target": "2_/docs", "value": value, "average_conversion_time": 90_000.0});
    let rows = json!([edge("1_/a_b", 1), edge(&format!("1_{HOSTILE}"), 5)]);
    let svg = says(&json!({"kind": "PathsQuery"}), &rows, &["1. /a_b", "2. /docs", "1m 30s", "1. &lt;b&gt;"]);
    assert!(svg.find("sign").unwrap() < svg.find("/a_b").unwrap());
}

#[test]
fn correlations_are_bars_of_odds() {
    let query = json!({"kind": "FunnelCorrelationQuery", "funnelCorrelationType": "events",
        "source": {"kind": "FunnelsActorsQuery", "source": funnel(&json!({})), "funnelStep": 2}});
    let event = json!({"event": {"event": HOSTILE, "properties": {}, "elements": []}, "success_count": 3,
        "failure_count": 1, "odds_ratio": 4.5, "correlation_type": "success"});
    says(&query, &json!({"events": [event], "skewed": false}), &["&lt;b&gt;", "4.5", "inishing"]);
}
