//! The series of an insight: its actions, events and data-warehouse tables, in order.

use super::filters::{Filters, number, object};
use super::{Kind, TemplateVariables, property};
use crate::error::Error;
use crate::sort;
use serde_json::Value;

/// Where a series comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Action,
    Event,
    DataWarehouse,
}

const SOURCES: [(&str, Source); 3] =
    [("actions", Source::Action), ("events", Source::Event), ("data_warehouse", Source::DataWarehouse)];

/// Returns the nodes of all series, sorted by their `order`; those without one come first.
pub(super) fn series(kind: Kind, filters: Filters<'_>, variables: TemplateVariables) -> Result<Value, Error> {
    let mut nodes: Vec<(f64, Value)> = Vec::new();
    for (key, source) in SOURCES {
        for (index, entity) in filters.list(key)?.iter().enumerate() {
            let node = match entity {
                Value::String(text) if source == Source::Event => variable(text, variables),
                Value::Object(fields) => full_node(kind, source, Filters::new(fields))
                    .map_err(|error| error.within(&index.to_string()).within(key))?,
                _ => None,
            };
            nodes.extend(node.map(|node| (order(entity), node)));
        }
    }
    if variables == TemplateVariables::Dropped {
        sort::sort_by(&mut nodes, |(left, _), (right, _)| left.total_cmp(right));
    }
    Ok(nodes.into_iter().map(|(_, node)| node).collect())
}

/// Returns the template variable that a text is, if they are kept.
fn variable(text: &str, variables: TemplateVariables) -> Option<Value> {
    (variables == TemplateVariables::Kept && is_variable(text)).then(|| text.into())
}

/// Returns whether a text is a template variable, `{NAME}`, and not the JSON text of an object.
pub(super) fn is_variable(text: &str) -> bool {
    let name = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    name.is_some_and(|name| !name.is_empty() && !name.contains('"'))
}

/// Returns the place of a series: zero counts as none.
fn order(entity: &Value) -> f64 {
    let order = entity.get("order").map(number).and_then(|order| order.as_f64());
    order.filter(|&order| order != 0.0).unwrap_or(-1.0)
}

fn full_node(kind: Kind, source: Source, entity: Filters<'_>) -> Result<Option<Value>, Error> {
    let Some(mut node) = node(source, entity)? else { return Ok(None) };
    if let Value::Object(fields) = &mut node {
        fields.insert("properties".to_owned(), property::of_series(entity.get("properties"))?);
        for (field, value) in math(kind, entity) {
            fields.insert(field.to_owned(), value);
        }
    }
    Ok(Some(node))
}

/// Returns the node of an entity without properties and math, `None` for an action without id.
pub(super) fn node(source: Source, entity: Filters<'_>) -> Result<Option<Value>, Error> {
    let id = entity.get("id");
    let name = entity.get("name").clone();
    let node = match source {
        Source::Action if id.is_null() => return Ok(None),
        Source::Action => object([
            ("kind", "ActionsNode".into()),
            ("id", action_id(id)?),
            ("name", name),
            ("custom_name", custom_name(entity)),
        ]),
        Source::Event => object([
            ("kind", "EventsNode".into()),
            ("event", id.clone()),
            ("name", if name.is_null() { event_name(id) } else { name }),
            ("custom_name", custom_name(entity)),
        ]),
        Source::DataWarehouse => object([
            ("kind", "DataWarehouseNode".into()),
            ("id", id.clone()),
            ("name", name),
            ("custom_name", custom_name(entity)),
            ("table_name", entity.get("table_name").clone()),
            ("id_field", entity.get("id_field").clone()),
            ("timestamp_field", entity.get("timestamp_field").clone()),
            ("distinct_id_field", entity.get("distinct_id_field").clone()),
        ]),
    };
    Ok(Some(node))
}

fn action_id(id: &Value) -> Result<Value, Error> {
    let id = number(id).as_i64();
    id.map(Value::from).ok_or_else(|| Error::invalid("An action's id must be an integer.").at("id"))
}

fn event_name(id: &Value) -> Value {
    if id.is_null() { "All events".into() } else { id.clone() }
}

fn custom_name(entity: Filters<'_>) -> Value {
    let name = match entity.get("custom_name") {
        Value::String(name) => name.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    Some(name).filter(|name| !name.is_empty()).into()
}

const MATH: [(&str, &str); 4] = [
    ("math", "math"),
    ("math_property", "math_property"),
    ("math_hogql", "math_hogql"),
    ("math_group_type_index", "math_group_type_index"),
];

/// Returns the fields of the math that a kind of insight knows.
fn math(kind: Kind, entity: Filters<'_>) -> Vec<(&'static str, Value)> {
    let all = || MATH.map(|(field, key)| (field, entity.get(key).clone())).to_vec();
    match (kind, entity.get("math")) {
        (Kind::Trends, _) => all(),
        (Kind::Funnels, Value::String(math)) if math == "first_time_for_user" => {
            vec![("math", math.as_str().into())]
        }
        (Kind::Stickiness, Value::Null) => Vec::new(),
        (Kind::Stickiness, math) => match math.as_str() {
            Some("dau" | "weekly_active" | "monthly_active" | "unique_group" | "hogql") => all(),
            _ => vec![("math", "dau".into())],
        },
        _ => Vec::new(),
    }
}
