//! What to ask next about an insight (spec/api 1.8, suggestions).

mod breakdown;
mod funnels;
mod paths;
mod series;

use serde_json::{Map, Value, json};

use super::cache_key::source;
pub use breakdown::{Breakdown, separation};

/// Returns two to five follow-up questions as `{title, description, targetQuery}`, each of which runs as it is; none
/// where nothing applies.
///
/// `answer` is what the insight shows, where that is known; `breakdown` is the one to suggest.
pub fn suggestions(query: &Value, answer: Option<&Value>, breakdown: &Breakdown) -> Vec<Value> {
    let source = source(query);
    let results = answer.and_then(|answer| answer.get("results")).unwrap_or(&Value::Null);
    match source.get("kind").and_then(Value::as_str) {
        Some("RetentionQuery") => of_retention(source),
        Some("TrendsQuery") => series::of_trends(source, breakdown),
        Some("StickinessQuery") => series::of_stickiness(source),
        Some("LifecycleQuery") => series::of_lifecycle(source),
        Some("FunnelsQuery") => funnels::of_funnel(source, results, breakdown),
        Some("PathsQuery") => paths::of_paths(source, results),
        _ => Vec::new(),
    }
}

fn suggestion(title: impl Into<String>, description: impl Into<String>, source: Value) -> Value {
    json!({
        "title": title.into(),
        "description": description.into(),
        "targetQuery": {"kind": "InsightVizNode", "source": source},
    })
}

/// Returns a stickiness and a lifecycle insight on the target entity, as spec/api 1.8 fixes them.
fn of_retention(retention: &Value) -> Vec<Value> {
    let filter = &retention["retentionFilter"];
    let interval = match filter["period"].as_str() {
        Some("Hour") => "hour",
        Some("Month") => "week",
        _ => "day",
    };
    let (series, name) = series_of_entity(&filter["targetEntity"]);
    let question = |kind: &str| asked_of(retention, json!({"kind": kind, "series": [series], "interval": interval}));
    vec![
        suggestion(
            format!("Stickiness of users who performed {name}"),
            format!("How many {interval}s the same users came back to {name}."),
            question("StickinessQuery"),
        ),
        suggestion(
            format!("Lifecycle of users who perform {name}"),
            format!("Who is new, returning, resurrecting or dormant in {name}."),
            question("LifecycleQuery"),
        ),
    ]
}

/// Returns the series node of a retention's entity, and what to call it.
fn series_of_entity(entity: &Value) -> (Value, String) {
    let id = entity.get("id").cloned().unwrap_or_else(|| json!("$pageview"));
    let name = entity.get("custom_name").or_else(|| entity.get("name")).and_then(Value::as_str);
    let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let name = name.map_or_else(|| text.clone(), str::to_owned);
    if entity["type"] == "actions" {
        (json!({"kind": "ActionsNode", "id": id, "name": name}), name)
    } else {
        (json!({"kind": "EventsNode", "event": text, "name": name}), name)
    }
}

/// Returns the retention entity of a series node, and what to call it; `None` for what has no retention.
fn entity_of_series(series: &Value) -> Option<(Value, String)> {
    let (id, kind) = match series["kind"].as_str()? {
        "EventsNode" => (series.get("event").filter(|event| event.is_string())?, "events"),
        "ActionsNode" => (series.get("id")?, "actions"),
        _ => return None,
    };
    let name = name(series);
    Some((json!({"id": id, "name": name, "type": kind}), name))
}

/// Returns what to call a series node.
fn name(series: &Value) -> String {
    let given = ["custom_name", "name", "event"].into_iter().filter_map(|field| series.get(field)?.as_str());
    let given = given.into_iter().find(|name| !name.is_empty());
    given.map_or_else(|| "all events".to_owned(), str::to_owned)
}

/// Returns a series node without what is done to its events.
fn without_math(series: &Value) -> Value {
    let mut series = series.clone();
    if let Some(series) = series.as_object_mut() {
        series.retain(|name, _| !name.starts_with("math"));
    }
    series
}

/// Returns a series node that counts users.
fn by_users(series: &Value) -> Value {
    with(&without_math(series), "math", json!("dau"))
}

/// Returns an object with one more entry.
fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.as_object().cloned().unwrap_or_else(Map::new);
    object.insert(name.to_owned(), value);
    Value::Object(object)
}

/// Returns a query over the range and the users of another.
fn asked_of(of: &Value, mut query: Value) -> Value {
    for field in ["dateRange", "properties", "filterTestAccounts", "samplingFactor"] {
        if let Some(value) = of.get(field).filter(|value| !value.is_null()) {
            query[field] = value.clone();
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_suggests_stickiness_and_lifecycle_of_its_target() {
        let target = json!({"id": "signed_up", "type": "events"});
        let retention =
            json!({"kind": "RetentionQuery", "retentionFilter": {"period": "Month", "targetEntity": target}});
        let found = suggestions(&json!({"kind": "InsightVizNode", "source": retention}), None, &Breakdown::default());
        assert_eq!(found[0]["title"], "Stickiness of users who performed signed_up");
        assert_eq!(found[1]["title"], "Lifecycle of users who perform signed_up");
        assert_eq!(found[0]["targetQuery"]["source"]["interval"], "week");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_the_client_is_after_chooses_the_breakdown() {
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "a"}]});
        let breakdown = |context: &str| {
            let found = suggestions(&query, None, &Breakdown::from_context(context).unwrap_or_default());
            let broken = found.iter().find_map(|it| it.pointer("/targetQuery/source/breakdownFilter/breakdown"));
            broken.cloned()
        };
        assert_eq!(breakdown(""), Some(json!("$browser")));
        assert_eq!(breakdown("Which COUNTRIES grow?"), Some(json!("$geoip_country_code")));
    }

    #[test]
    fn the_worst_step_of_a_funnel_is_looked_into() {
        let steps = ["a", "b", "c"].map(|event| json!({"kind": "EventsNode", "event": event}));
        let query = json!({"kind": "FunnelsQuery", "series": steps});
        let counts = json!({"results": [{"count": 100}, {"count": 20}, {"count": 19}]});
        let found = suggestions(&query, Some(&counts), &Breakdown::default());
        assert_eq!(found[0]["title"], "What goes with getting from a to b?");
        let funnel = &found[0]["targetQuery"]["source"]["source"]["source"];
        assert_eq!(funnel["series"].as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn sql_suggests_nothing() {
        assert!(suggestions(&json!({"kind": "HogQLQuery"}), None, &Breakdown::default()).is_empty());
    }
}
