//! What a dashboard or a request lays over an insight's query (spec/api 3.6).

use serde_json::{Map, Value, json};

/// Returns `base` with the entries of `over` in place of its own.
pub fn merged(base: &Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = base.clone();
    merged.extend(over.iter().map(|(key, value)| (key.clone(), value.clone())));
    merged
}

/// Returns a query as a dashboard shows it: a tile's own filters replace the dashboard's altogether.
pub fn on_dashboard(
    query: &Value,
    tile: &Map<String, Value>,
    dashboard: &Map<String, Value>,
    variables: &Map<String, Value>,
) -> Value {
    let filters = if tile.is_empty() { dashboard } else { tile };
    with_variables(&with_filters(query, filters), variables)
}

/// Returns a query with a dashboard's filters applied; wrappers pass them on to their source.
pub fn with_filters(query: &Value, filters: &Map<String, Value>) -> Value {
    let mut query = query.clone();
    if !filters.is_empty() {
        apply(&mut query, filters);
    }
    query
}

fn apply(query: &mut Value, filters: &Map<String, Value>) {
    let Some(node) = query.as_object_mut() else { return };
    if let Some(source) = node.get_mut("source").filter(|source| source.is_object()) {
        return apply(source, filters);
    }
    match node.get("kind").and_then(Value::as_str) {
        Some("HogQLQuery") => {
            let inner = node.entry("filters").or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            if let Some(inner) = inner.as_object_mut() {
                apply_dates(inner, filters);
                apply_properties(inner, filters);
            }
        }
        Some("EventsQuery") => {
            for (name, filter) in [("after", "date_from"), ("before", "date_to")] {
                if has_dates(filters) {
                    set(node, name, filters.get(filter));
                }
            }
            apply_properties(node, filters);
        }
        _ => {
            apply_dates(node, filters);
            end_comparison_of_all_time(node, filters);
            apply_properties(node, filters);
            apply_replacements(node, filters);
        }
    }
}

fn has_dates(filters: &Map<String, Value>) -> bool {
    ["date_from", "date_to"].iter().any(|key| filters.get(*key).is_some_and(|date| !date.is_null()))
}

/// Replaces both ends of the range when either is given.
fn apply_dates(node: &mut Map<String, Value>, filters: &Map<String, Value>) {
    if !has_dates(filters) {
        return;
    }
    let end = |name: &str| filters.get(name).cloned().unwrap_or(Value::Null);
    let mut range = json!({"date_from": end("date_from"), "date_to": end("date_to")});
    if let Some(explicit) = filters.get("explicitDate") {
        range["explicitDate"] = explicit.clone();
    }
    node.insert("dateRange".to_owned(), range);
}

/// Switches a comparison off where the dashboard asks for all of time: nothing comes before (spec/trends 4.6).
fn end_comparison_of_all_time(node: &mut Map<String, Value>, filters: &Map<String, Value>) {
    let is_all_time = filters.get("date_from").is_some_and(|date| date == "all");
    if let Some(Value::Object(comparison)) = node.get_mut("compareFilter").filter(|_| is_all_time) {
        comparison.insert("compare".to_owned(), Value::Bool(false));
    }
}

/// Asks for the dashboard's properties besides the query's own.
fn apply_properties(node: &mut Map<String, Value>, filters: &Map<String, Value>) {
    let Some(added) = filters.get("properties").filter(|properties| is_filter(properties)) else {
        return;
    };
    let both = match node.get("properties").filter(|properties| is_filter(properties)) {
        None => added.clone(),
        Some(own) => json!({"type": "AND", "values": [and_group(own), and_group(added)]}),
    };
    node.insert("properties".to_owned(), both);
}

fn is_filter(properties: &Value) -> bool {
    match properties {
        Value::Array(list) => !list.is_empty(),
        Value::Object(group) => group.get("values").and_then(Value::as_array).is_none_or(|values| !values.is_empty()),
        _ => false,
    }
}

fn and_group(properties: &Value) -> Value {
    match properties {
        Value::Object(group) if group.contains_key("values") => properties.clone(),
        Value::Array(_) => json!({"type": "AND", "values": properties}),
        single => json!({"type": "AND", "values": [single]}),
    }
}

fn apply_replacements(node: &mut Map<String, Value>, filters: &Map<String, Value>) {
    let kind = node.get("kind").and_then(Value::as_str).unwrap_or_default();
    let breaks_down = matches!(kind, "TrendsQuery" | "FunnelsQuery" | "RetentionQuery");
    let has_interval = !matches!(kind, "RetentionQuery" | "PathsQuery");
    if breaks_down {
        set(node, "breakdownFilter", filters.get("breakdown_filter"));
    }
    if has_interval {
        set(node, "interval", filters.get("interval"));
    }
    set(node, "filterTestAccounts", filters.get("filterTestAccounts"));
}

fn set(node: &mut Map<String, Value>, name: &str, value: Option<&Value>) {
    if let Some(value) = value.filter(|value| !value.is_null()) {
        node.insert(name.to_owned(), value.clone());
    }
}

/// Returns a query whose SQL source takes the values of those of its variables that are overridden.
pub fn with_variables(query: &Value, overrides: &Map<String, Value>) -> Value {
    let mut query = query.clone();
    let source =
        if query.get("source").is_some_and(Value::is_object) { query.get_mut("source") } else { Some(&mut query) };
    let declared = source
        .filter(|source| source.get("kind").and_then(Value::as_str) == Some("HogQLQuery"))
        .and_then(|source| source.get_mut("variables")?.as_object_mut());
    for (id, variable) in declared.into_iter().flatten() {
        if let (Some(over), Some(variable)) = (overrides.get(id), variable.as_object_mut()) {
            for key in ["value", "isNull"] {
                set(variable, key, over.get(key));
            }
        }
    }
    query
}

/// Holds a variable that a project defines.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its id.
    pub id: String,
    /// The name by which SQL calls it.
    pub code_name: String,
}

/// Returns a query whose SQL source names the project's variables by their real ids (spec/api 2.2);
/// names that the project does not define are dropped.
pub fn with_known_variables(query: &Value, known: &[Variable]) -> Value {
    let mut query = query.clone();
    let declared = query.get_mut("source").and_then(|source| source.get_mut("variables"));
    if let Some(Value::Object(variables)) = declared {
        let found = variables.values().filter_map(|variable| {
            let name = variable.get("code_name")?.as_str()?;
            let known = known.iter().find(|known| known.code_name == name)?;
            let mut variable = variable.clone();
            variable.as_object_mut()?.insert("variableId".to_owned(), json!(known.id));
            Some((known.id.clone(), variable))
        });
        *variables = found.collect();
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filtered(query: &Value, filters: Value) -> Value {
        with_filters(query, filters.as_object().unwrap_or(&Map::new()))
    }

    #[test]
    fn one_given_date_replaces_both_ends() {
        let query = json!({"kind": "TrendsQuery", "dateRange": {"date_from": "-3d", "date_to": "-1d"}});
        let wrapped = json!({"kind": "InsightVizNode", "source": query});
        let range = json!({"date_from": "-7d", "date_to": null});
        assert_eq!(filtered(&wrapped, json!({"date_from": "-7d"}))["source"]["dateRange"], range);
        assert_eq!(filtered(&wrapped, json!({"date_from": null})), wrapped);
    }

    #[test]
    fn all_of_time_is_compared_with_nothing() {
        let query = json!({"kind": "TrendsQuery", "compareFilter": {"compare": true, "compare_to": "-1m"}});
        assert_eq!(filtered(&query, json!({"date_from": "all"}))["compareFilter"]["compare"], false);
        assert_eq!(filtered(&query, json!({"date_from": "-7d"}))["compareFilter"], query["compareFilter"]);
    }

    #[test]
    fn properties_are_asked_for_besides_the_querys_own() {
        let (own, added) = (json!([{"key": "a"}]), json!([{"key": "b"}]));
        let alone = filtered(&json!({"kind": "TrendsQuery"}), json!({"properties": added}));
        assert_eq!(alone["properties"], added);
        let both = filtered(&json!({"kind": "TrendsQuery", "properties": own}), json!({"properties": added}));
        let group = |values: &Value| json!({"type": "AND", "values": values});
        assert_eq!(both["properties"], json!({"type": "AND", "values": [group(&own), group(&added)]}));
    }

    #[test]
    fn an_events_table_takes_dates_as_after_and_before() {
        let query = json!({"kind": "EventsQuery", "after": "-3d"});
        assert_eq!(filtered(&query, json!({"date_from": "-180d"}))["after"], "-180d");
    }

    #[test]
    fn variables_that_the_project_does_not_define_are_dropped() {
        let query = json!({"kind": "DataVisualizationNode", "source": {"variables": {
            "x": {"code_name": "known", "variableId": "x"}, "y": {"code_name": "unknown"}}}});
        let known = [Variable { id: "v1".to_owned(), code_name: "known".to_owned() }];
        assert_eq!(
            with_known_variables(&query, &known)["source"]["variables"],
            json!({"v1": {"code_name": "known", "variableId": "v1"}})
        );
    }
}
