//! Legacy filters → query nodes (spec/api 8).
//!
//! Insights made long ago, and the endpoints `trend`, `funnel`, `path` and `retention`, describe a
//! question by a flat object of filters. It becomes a query node here, so that nothing after this
//! module knows filters. Missing and null are the same in filters; the node has no nulls.

mod breakdown;
pub mod correlation;
mod filters;
mod funnels;
mod lifecycle;
mod paths;
mod property;
pub mod request;
mod retention;
mod series;
mod stickiness;
mod trends;
mod types;

use crate::error::Error;
use filters::{Filters, decoded, drop_nulls, is_true, number, object};
use serde_json::Value;

/// Says what becomes of the texts that stand where dashboard templates have a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateVariables {
    /// A `"{NAME}"` stays where it is, and the series keep their order.
    Kept,
    /// Any text is dropped.
    Dropped,
}

/// The kinds of insight that filters can describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Trends,
    Funnels,
    Retention,
    Paths,
    Lifecycle,
    Stickiness,
}

/// Returns the query node that asks what the filters ask.
///
/// `filters` is an object, a list of one, or either as JSON text, even text of text.
///
/// # Errors
///
/// Returns an invalid-input error that names the filter if the insight is unknown, a list or object
/// isn't one, a funnel has more than one breakdown, or a series' properties are nested.
pub fn query_from_filters(filters: &Value, variables: TemplateVariables) -> Result<Value, Error> {
    let filters = decoded(filters)?;
    let object = match filters.as_ref() {
        Value::Array(items) if items.len() == 1 => items[0].as_object(),
        other => other.as_object(),
    };
    let filters = types::typed(object.ok_or_else(not_an_object)?);
    let filters = Filters::new(&filters);
    let mut query = convert(Kind::of(filters)?, filters, variables)?;
    drop_nulls(&mut query);
    Ok(query)
}

fn not_an_object() -> Error {
    Error::invalid("Filters must be an object.").at("filters")
}

impl Kind {
    fn of(filters: Filters<'_>) -> Result<Self, Error> {
        if filters.text("shown_as") == Some("Stickiness") {
            return Ok(Self::Stickiness);
        }
        match filters.get("insight") {
            Value::Null => Some(Self::Trends),
            Value::String(name) => Self::named(name),
            _ => None,
        }
        .ok_or_else(|| {
            let allowed = "Must be one of TRENDS, FUNNELS, RETENTION, PATHS, LIFECYCLE and STICKINESS.";
            Error::invalid(allowed).at("insight")
        })
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "TRENDS" | "SESSIONS" => Some(Self::Trends),
            "FUNNELS" => Some(Self::Funnels),
            "RETENTION" => Some(Self::Retention),
            "PATHS" => Some(Self::Paths),
            "LIFECYCLE" => Some(Self::Lifecycle),
            "STICKINESS" => Some(Self::Stickiness),
            _ => None,
        }
    }

    const fn node(self) -> &'static str {
        match self {
            Self::Trends => "TrendsQuery",
            Self::Funnels => "FunnelsQuery",
            Self::Retention => "RetentionQuery",
            Self::Paths => "PathsQuery",
            Self::Lifecycle => "LifecycleQuery",
            Self::Stickiness => "StickinessQuery",
        }
    }
}

/// Returns the node of a kind: the parts that every kind has, then its own.
fn convert(kind: Kind, filters: Filters<'_>, variables: TemplateVariables) -> Result<Value, Error> {
    let mut fields = vec![
        ("kind", kind.node().into()),
        ("dateRange", date_range(filters)),
        ("samplingFactor", number(filters.get("sampling_factor"))),
        ("filterTestAccounts", filters.get("filter_test_accounts").clone()),
        ("properties", property::of_query(filters.get("properties"))?),
    ];
    if !matches!(kind, Kind::Retention | Kind::Paths) {
        fields.push(("interval", interval(filters)));
        fields.push(("series", series::series(kind, filters, variables)?));
    }
    if !matches!(kind, Kind::Stickiness | Kind::Lifecycle) {
        let group = filters.get("aggregation_group_type_index");
        fields.push(("aggregation_group_type_index", group.clone()));
    }
    if matches!(kind, Kind::Trends | Kind::Funnels) {
        fields.push(("breakdownFilter", breakdown::breakdown(kind, filters)?));
    }
    if matches!(kind, Kind::Trends | Kind::Stickiness) {
        let compare = [("compare", "compare"), ("compare_to", "compare_to")];
        fields.push(("compareFilter", filters.renamed(&compare)));
    }
    match kind {
        Kind::Trends => fields.push(("trendsFilter", trends::filter(filters)?)),
        Kind::Funnels => fields.push(("funnelsFilter", funnels::filter(filters)?)),
        Kind::Retention => fields.push(("retentionFilter", retention::filter(filters, variables)?)),
        Kind::Paths => {
            fields.push(("pathsFilter", paths::filter(filters)?));
            fields.push(("funnelPathsFilter", paths::funnel_filter(filters, variables)?));
        }
        Kind::Lifecycle => fields.push(("lifecycleFilter", lifecycle::filter(filters)?)),
        Kind::Stickiness => fields.push(("stickinessFilter", stickiness::filter(filters)?)),
    }
    Ok(object(fields))
}

fn date_range(filters: Filters<'_>) -> Value {
    let explicit = match filters.get("explicit_date") {
        Value::Null => Value::Null,
        given => is_true(given).into(),
    };
    object([
        ("date_from", filters.get("date_from").clone()),
        ("date_to", filters.get("date_to").clone()),
        ("explicitDate", explicit),
    ])
}

fn interval(filters: Filters<'_>) -> Value {
    match filters.get("interval") {
        Value::String(interval) if interval == "minute" => "hour".into(),
        other => other.clone(),
    }
}
