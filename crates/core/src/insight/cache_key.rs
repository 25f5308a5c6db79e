//! The name under which an answer is kept (spec/api 3.5).

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::defaults::is_default;
use crate::sort;

/// Bumped when answers change so that older ones must not be shown any more.
const VERSION: u32 = 2;

/// Holds what an answer depends on besides the query.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The environment whose events are read.
    pub environment: i64,
    /// How often some of them were deleted: what was calculated before is not found any more.
    pub deletions: i64,
    /// The name of its time zone.
    pub timezone: &'a str,
    /// The day on which its weeks begin.
    pub week_start_day: i64,
    /// What the environment's own settings add to queries: test-account filters and the like.
    pub settings: &'a Value,
}

/// Returns the key of a query's answer: the same for queries that must give the same answer.
///
/// A wrapper (`InsightVizNode` and the like) counts as its source; nulls, what would be so without being said, `tags`,
/// `version` and the `custom_name` of a series do not count; a formula's name is its label and does.
pub fn cache_key(query: &Value, surroundings: Surroundings<'_>) -> String {
    let payload = json!({
        "query": canonical("query", source(query)),
        "environment": surroundings.environment,
        "deletions": surroundings.deletions,
        "timezone": surroundings.timezone,
        "week_start_day": surroundings.week_start_day,
        "settings": canonical("settings", surroundings.settings),
        "version": VERSION,
    });
    let digest = Sha256::digest(payload.to_string());
    let mut key = format!("cache_{}_", surroundings.environment);
    for byte in digest {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

/// Returns the node inside a query's wrappers, or the query itself.
pub fn source(query: &Value) -> &Value {
    match (query.get("kind").and_then(Value::as_str), query.get("source")) {
        (Some("InsightVizNode" | "DataTableNode" | "DataVisualizationNode"), Some(source @ Value::Object(_))) => source,
        _ => query,
    }
}

/// Returns the value with sorted keys and without what does not count; `field` holds it.
fn canonical(field: &str, value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let holder = object.get("kind").and_then(Value::as_str).unwrap_or(field);
            let mut kept: Vec<_> = object
                .iter()
                .filter(|(key, value)| !value.is_null() && !is_ignored(holder, key))
                .map(|(key, value)| (key.clone(), canonical(key, value)))
                .filter(|(key, value)| !is_default(holder, key, value))
                .collect();
            sort::sort_by(&mut kept, |left, right| left.0.cmp(&right.0));
            Value::Object(kept.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| canonical(field, item)).collect(),
        other => other.clone(),
    }
}

fn is_ignored(holder: &str, key: &str) -> bool {
    match key {
        "custom_name" => holder != "formulaNodes",
        _ => matches!(key, "tags" | "version" | "response"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(query: Value) -> String {
        let settings = Value::Null;
        let surroundings =
            Surroundings { environment: 7, deletions: 0, timezone: "UTC", week_start_day: 0, settings: &settings };
        cache_key(&query, surroundings)
    }

    #[test]
    fn order_nulls_names_and_wrappers_do_not_count() {
        let plain = key(json!({"kind": "TrendsQuery", "series": [{"event": "a"}]}));
        assert!(plain.starts_with("cache_7_"));
        assert_eq!(
            plain,
            key(json!({"series": [{"custom_name": "A", "event": "a"}], "interval": null, "kind": "TrendsQuery"}))
        );
        let formula = |name: &str| {
            let formulas = json!({"formulaNodes": [{"formula": "A", "custom_name": name}]});
            key(json!({"kind": "TrendsQuery", "series": [{"event": "a"}], "trendsFilter": formulas}))
        };
        assert_ne!(formula("One"), formula("Two"));
        let source = json!({"kind": "TrendsQuery", "series": [{"event": "a"}]});
        assert_eq!(plain, key(json!({"kind": "InsightVizNode", "full": true, "source": source})));
        assert_ne!(plain, key(json!({"kind": "TrendsQuery", "series": [{"event": "b"}]})));
    }

    #[test]
    fn what_would_be_so_without_being_said_does_not_count() {
        let trends = |more: Value| {
            let mut query = json!({"kind": "TrendsQuery", "series": [{"event": "a"}]});
            query
                .as_object_mut()
                .into_iter()
                .for_each(|query| query.extend(more.as_object().cloned().unwrap_or_default()));
            key(query)
        };
        let plain = trends(json!({}));
        for said in [
            json!({"interval": "day", "properties": [], "filterTestAccounts": false}),
            json!({"trendsFilter": {"display": "ActionsLineGraph", "showLegend": false}}),
            json!({"compareFilter": {"compare": false}, "breakdownFilter": {}, "dateRange": {"date_to": null}}),
        ] {
            assert_eq!(plain, trends(said.clone()), "{said}");
        }
        for other in [json!({"interval": "hour"}), json!({"trendsFilter": {"display": "ActionsBar"}})] {
            assert_ne!(plain, trends(other.clone()), "{other}");
        }
        // A property called like a field is a property.
        let filtered = |key: &str| trends(json!({"properties": [{"key": key, "value": "day"}]}));
        assert_ne!(filtered("interval"), filtered("period"));
    }
}
