//! What to ask next about one series: trends, stickiness and lifecycle.

use serde_json::{Value, json};

use super::breakdown::{Breakdown, is_broken_down};
use super::{asked_of, by_users, entity_of_series, name, suggestion, with, without_math};

/// Returns follow-up questions on a trend.
pub(super) fn of_trends(trends: &Value, breakdown: &Breakdown) -> Vec<Value> {
    let Some(series) = trends["series"].as_array().filter(|series| !series.is_empty()) else { return Vec::new() };
    let Some((first, name)) = first(trends) else { return Vec::new() };
    let mut found = Vec::new();
    if !is_broken_down(trends) {
        let (word, broken) = (breakdown.word(), with(trends, "breakdownFilter", breakdown.filter()));
        found.push(suggestion(format!("{name} by {word}"), format!("The same, a series for each {word}."), broken));
    }
    if series.len() > 1 && series.len() <= 10 {
        let steps: Vec<Value> = series.iter().map(without_math).collect();
        let funnel = asked_of(trends, json!({"kind": "FunnelsQuery", "series": steps}));
        found.push(suggestion("From one to the next", "How many users do one of these after the other.", funnel));
    }
    found.extend(retention(trends, first));
    found.push(lifecycle(trends, first));
    if trends["compareFilter"]["compare"] != Value::Bool(true) {
        let compared = with(trends, "compareFilter", json!({"compare": true}));
        found.push(suggestion(format!("{name} against before"), "The same beside the previous period.", compared));
    }
    found.truncate(5);
    found
}

/// Returns follow-up questions on a stickiness.
pub(super) fn of_stickiness(stickiness: &Value) -> Vec<Value> {
    let Some((first, _)) = first(stickiness) else { return Vec::new() };
    let found = [retention(stickiness, first), Some(lifecycle(stickiness, first)), Some(users(stickiness, first))];
    found.into_iter().flatten().collect()
}

/// Returns follow-up questions on a lifecycle.
pub(super) fn of_lifecycle(lifecycle: &Value) -> Vec<Value> {
    let Some((first, name)) = first(lifecycle) else { return Vec::new() };
    let sticky = asked_of(lifecycle, json!({"kind": "StickinessQuery", "series": [without_math(first)]}));
    let sticky = suggestion(format!("How often do users do {name}?"), "On how many days the same users came.", sticky);
    [retention(lifecycle, first), Some(sticky), Some(users(lifecycle, first))].into_iter().flatten().collect()
}

/// Returns the first series of events or of an action, and what to call it.
fn first(query: &Value) -> Option<(&Value, String)> {
    let mut series = query["series"].as_array()?.iter();
    let first = series.find(|series| matches!(series["kind"].as_str(), Some("EventsNode" | "ActionsNode")))?;
    Some((first, name(first)))
}

fn retention(of: &Value, series: &Value) -> Option<Value> {
    let (entity, name) = entity_of_series(series)?;
    let filter = json!({"targetEntity": entity, "returningEntity": entity, "period": "Week", "totalIntervals": 8});
    let mut query = asked_of(of, json!({"kind": "RetentionQuery", "retentionFilter": filter}));
    // Eight weeks end with the range; where that begins is for the periods to say.
    query["dateRange"] = json!({"date_to": of["dateRange"]["date_to"]});
    let title = format!("Do users of {name} come back?");
    Some(suggestion(title, format!("Who did {name}, and how many of them did it again in later weeks."), query))
}

fn lifecycle(of: &Value, series: &Value) -> Value {
    let query = json!({"kind": "LifecycleQuery", "series": [without_math(series)], "interval": "week"});
    let title = format!("Lifecycle of {}", name(series));
    suggestion(title, "Who is new, returning, resurrecting or dormant.", asked_of(of, query))
}

fn users(of: &Value, series: &Value) -> Value {
    let query = json!({"kind": "TrendsQuery", "series": [by_users(series)], "interval": "day"});
    suggestion(format!("Users of {} a day", name(series)), "How many different users did it.", asked_of(of, query))
}
