//! What to ask next about paths.

use serde_json::{Value, json};

use super::{asked_of, suggestion, with};

/// Returns follow-up questions on paths.
pub(super) fn of_paths(paths: &Value, results: &Value) -> Vec<Value> {
    let page = json!({"kind": "EventsNode", "event": "$pageview", "name": "$pageview"});
    let mut found = Vec::new();
    if let Some(target) = main_target(results) {
        let filter = with(&with(&paths["pathsFilter"], "startPoint", json!(target)), "endPoint", Value::Null);
        let onward = with(paths, "pathsFilter", filter);
        found.push(suggestion(format!("Where next from {target}?"), "Paths that start where most arrive.", onward));
    }
    let pages = json!({
        "kind": "TrendsQuery",
        "series": [page],
        "breakdownFilter": {"breakdown": "$pathname", "breakdown_type": "event"},
    });
    found.push(suggestion("The most seen pages", "How often each page is seen.", asked_of(paths, pages)));
    let entity = json!({"id": "$pageview", "name": "$pageview", "type": "events"});
    let filter = json!({"targetEntity": entity, "returningEntity": entity, "period": "Week", "totalIntervals": 8});
    let retention = json!({"kind": "RetentionQuery", "retentionFilter": filter});
    found.push(suggestion("Do visitors come back?", "Who saw a page, and saw one again in later weeks.", retention));
    found
}

/// Returns where most go first, by the name that paths can start at, if any go on from there.
fn main_target(results: &Value) -> Option<&str> {
    let edges =
        results.as_array()?.iter().filter(|edge| edge["source"].as_str().is_some_and(|it| it.starts_with("1_")));
    let main = edges.reduce(|best, edge| if edge["value"].as_u64() > best["value"].as_u64() { edge } else { best })?;
    let goes_on = results.as_array()?.iter().any(|edge| edge["source"] == main["target"]);
    main["target"].as_str()?.split_once('_').map(|(_, name)| name).filter(|_| goes_on)
}
