//! What to ask next about an insight (spec/api 1.8, suggestions).

use serde_json::{Map, Value, json};

use super::cache_key::source;

/// Returns follow-up questions as `{title, description, targetQuery}`; none when nothing applies.
pub fn suggestions(query: &Value) -> Vec<Value> {
    let source = source(query);
    match source.get("kind").and_then(Value::as_str) {
        Some("RetentionQuery") => of_retention(source),
        Some("TrendsQuery") => of_trends(source),
        Some("FunnelsQuery") => of_funnel(source),
        _ => Vec::new(),
    }
}

fn suggestion(title: String, description: String, source: Value) -> Value {
    json!({
        "title": title,
        "description": description,
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
    let (series, name) = entity(&filter["targetEntity"]);
    let question = |kind: &str| with_range(retention, json!({"kind": kind, "series": [series], "interval": interval}));
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
fn entity(entity: &Value) -> (Value, String) {
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

fn of_trends(trends: &Value) -> Vec<Value> {
    let Some(first) = trends["series"].get(0).filter(|series| series["kind"] == "EventsNode") else {
        return Vec::new();
    };
    let event = first["event"].as_str().unwrap_or("all events");
    let plain = without_math(first);
    let entity = json!({"id": event, "name": event, "type": "events"});
    let mut found = vec![suggestion(
        format!("Do users of {event} come back?"),
        format!("Who did {event}, and how many of them did it again later."),
        json!({"kind": "RetentionQuery", "retentionFilter": {"targetEntity": entity, "returningEntity": entity}}),
    )];
    found.push(suggestion(
        format!("Lifecycle of {event}"),
        "Who is new, returning, resurrecting or dormant.".to_owned(),
        with_range(trends, json!({"kind": "LifecycleQuery", "series": [plain], "interval": "week"})),
    ));
    if trends.get("breakdownFilter").is_none_or(Value::is_null) {
        let mut broken = trends.clone();
        broken["breakdownFilter"] = json!({"breakdown": "$browser", "breakdown_type": "event"});
        let title = format!("{event} by browser");
        found.push(suggestion(title, "The same, a series for each browser.".to_owned(), broken));
    }
    found
}

fn of_funnel(funnel: &Value) -> Vec<Value> {
    let steps = funnel["series"].as_array().cloned().unwrap_or_default();
    let plain: Vec<Value> = steps.iter().map(without_math).collect();
    let mut over_time = funnel.clone();
    over_time["funnelsFilter"] = with(&funnel["funnelsFilter"], "funnelVizType", json!("trends"));
    let mut times = funnel.clone();
    times["funnelsFilter"] = with(&funnel["funnelsFilter"], "funnelVizType", json!("time_to_convert"));
    vec![
        suggestion("Conversion over time".to_owned(), "How the share that converts changed.".to_owned(), over_time),
        suggestion("Time to convert".to_owned(), "How long those who convert take.".to_owned(), times),
        suggestion(
            "The steps as trends".to_owned(),
            "How often each step happens by itself.".to_owned(),
            with_range(funnel, json!({"kind": "TrendsQuery", "series": plain})),
        ),
    ]
}

fn without_math(series: &Value) -> Value {
    let mut series = series.clone();
    if let Some(series) = series.as_object_mut() {
        series.retain(|name, _| !name.starts_with("math"));
    }
    series
}

/// Returns an object with one more entry.
fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.as_object().cloned().unwrap_or_else(Map::new);
    object.insert(name.to_owned(), value);
    Value::Object(object)
}

/// Returns a query over the range of another.
fn with_range(of: &Value, mut query: Value) -> Value {
    if let Some(range) = of.get("dateRange").filter(|range| !range.is_null()) {
        query["dateRange"] = range.clone();
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
        let found = suggestions(&json!({"kind": "InsightVizNode", "source": retention}));
        assert_eq!(found[0]["title"], "Stickiness of users who performed signed_up");
        assert_eq!(found[1]["title"], "Lifecycle of users who perform signed_up");
        assert_eq!(found[0]["targetQuery"]["source"]["interval"], "week");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn sql_suggests_nothing() {
        assert!(suggestions(&json!({"kind": "HogQLQuery"})).is_empty());
    }
}
