//! The forms in which an insight is shown (spec/api 2).

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::export::csv_of_response;
use crate::insight::access::AccessLevel;
use crate::insight::legacy::{TemplateVariables, query_from_filters};
use crate::insight::overrides::{Variable, with_known_variables};
use crate::insight::record::Insight;
use crate::serve::calculation::Calculated;
use crate::time::Timestamp;

/// Says for whom an insight is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Viewer {
    /// A member of the project.
    Member(AccessLevel),
    /// Somebody with a link.
    Visitor,
}

/// Returns the query of an insight: its own, or what its legacy filters mean; `None` without either.
///
/// # Errors
///
/// Says what legacy filters cannot be read.
pub(crate) fn query(insight: &Insight, known: &[Variable]) -> Result<Option<Value>, Error> {
    if let Some(query) = &insight.query {
        return Ok(Some(with_known_variables(query, known)));
    }
    if insight.filters.as_object().is_none_or(Map::is_empty) {
        return Ok(None);
    }
    let source = query_from_filters(&insight.filters, TemplateVariables::Dropped)?;
    Ok(Some(json!({"kind": "InsightVizNode", "source": source, "full": true})))
}

/// Returns the full form, with what was calculated for `query`.
pub(crate) fn full(
    insight: &Insight,
    viewer: Viewer,
    query: Option<&Value>,
    calculated: Option<&Calculated>,
) -> Map<String, Value> {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    let of_answer = |name| calculated.and_then(|calculated| calculated.answer.as_ref()?.get(name)).cloned();
    let moment = |read: fn(&Calculated) -> Option<Timestamp>| time(calculated.and_then(read));
    put("id", json!(insight.id));
    put("short_id", json!(insight.short_id));
    put("name", json!(insight.name));
    put("derived_name", json!(insight.derived_name));
    put("filters", if query.is_some() { json!({}) } else { insight.filters.clone() });
    put("query", query.cloned().unwrap_or_default());
    put("order", json!(insight.order));
    put("deleted", json!(insight.deleted));
    put("dashboards", dashboards(insight));
    put("dashboard_tiles", tiles(insight));
    put("last_refresh", moment(|calculated| calculated.last_refresh));
    put("cache_target_age", moment(|calculated| calculated.target_age));
    put("next_allowed_client_refresh", moment(|calculated| calculated.next_refresh));
    put("result", of_answer("results").unwrap_or_default());
    for name in ["hasMore", "columns"] {
        put(name, of_answer(name).unwrap_or_default());
    }
    // Box plots alone have distributions, and nothing else to draw.
    if let Some(points) = of_answer("boxplot_data") {
        put("boxplot_data", points);
    }
    put("created_at", json!(insight.created_at.to_string()));
    put("created_by", insight.created_by.clone());
    put("description", json!(insight.description));
    put("updated_at", json!(insight.updated_at.to_string()));
    put("tags", json!(insight.tags));
    put("favorited", json!(insight.favorited));
    put("saved", json!(insight.saved));
    put("refreshing", json!(false));
    put("last_modified_at", json!(insight.last_modified_at.to_string()));
    put("last_modified_by", insight.last_modified_by.clone());
    put("is_sample", json!(insight.is_sample));
    let (restriction, privilege, level) = levels(insight, viewer);
    put("effective_restriction_level", restriction);
    put("effective_privilege_level", privilege);
    put("user_access_level", level);
    put("is_cached", json!(calculated.is_some_and(|calculated| calculated.is_cached)));
    put("query_status", calculated.and_then(|calculated| calculated.status.clone()).unwrap_or_default());
    for name in ["timezone", "hogql", "types", "resolved_date_range"] {
        put(name, of_answer(name).unwrap_or_default());
    }
    put("alerts", json!([]));
    put("last_viewed_at", Value::Null);
    put("filters_hash", json!(calculated.map(|calculated| &calculated.cache_key)));
    shown
}

/// Returns the figures of an insight in its full form as CSV (spec/api 9.2).
pub(crate) fn csv(shown: &Map<String, Value>) -> String {
    let fields = [("results", "result"), ("columns", "columns"), ("types", "types"), ("boxplot_data", "boxplot_data")];
    let of_shown = |(name, field): (&str, &str)| (name.to_owned(), shown.get(field).cloned().unwrap_or_default());
    csv_of_response(&Value::Object(fields.into_iter().map(of_shown).collect()), &[])
}

/// Returns the basic form (spec/api 2.3).
pub(crate) fn basic(insight: &Insight, level: AccessLevel, query: Option<&Value>) -> Map<String, Value> {
    let mut full = full(insight, Viewer::Member(level), query, None);
    full.retain(|name, _| BASIC.contains(&name.as_str()));
    full.insert("last_viewed_at".to_owned(), time(insight.last_viewed_at));
    full
}

const BASIC: [&str; 20] = [
    "id",
    "short_id",
    "name",
    "derived_name",
    "filters",
    "query",
    "dashboards",
    "dashboard_tiles",
    "description",
    "last_refresh",
    "refreshing",
    "saved",
    "tags",
    "updated_at",
    "created_by",
    "created_at",
    "last_modified_at",
    "favorited",
    "user_access_level",
    "last_viewed_at",
];

fn time(at: Option<Timestamp>) -> Value {
    json!(at.map(|at| at.to_string()))
}

fn dashboards(insight: &Insight) -> Value {
    insight.tiles.iter().map(|tile| json!(tile.dashboard)).collect()
}

fn tiles(insight: &Insight) -> Value {
    let shown = insight
        .tiles
        .iter()
        .map(|tile| json!({"id": tile.id, "dashboard_id": tile.dashboard, "deleted": tile.deleted}));
    shown.collect()
}

/// Returns the restriction level, the privilege level and the access level.
fn levels(insight: &Insight, viewer: Viewer) -> (Value, Value, Value) {
    const MAY_VIEW: i64 = 21;
    const MAY_EDIT: i64 = 37;
    match viewer {
        Viewer::Visitor => (json!(MAY_EDIT), json!(MAY_VIEW), Value::Null),
        Viewer::Member(level) => {
            let privilege = if level >= AccessLevel::Editor { MAY_EDIT } else { MAY_VIEW };
            (json!(insight.restriction_level()), json!(privilege), json!(level.name()))
        }
    }
}
