//! The parameters of the legacy endpoints, merged into filters (spec/api 8.5–8.7).

use super::filters::{Filters, is_true, number};
use super::types::{NUMBERS, SWITCHES};
use crate::error::Error;
use serde_json::{Map, Value};

/// The endpoints that answer filters directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `insights/trend`: a trend, a lifecycle or stickiness.
    Trend,
    /// `insights/funnel`.
    Funnel,
    /// `insights/funnel/correlation`.
    FunnelCorrelation,
    /// `insights/path`.
    Path,
    /// `insights/retention`.
    Retention,
}

/// The number of rows and columns of a retention that does not say.
const RETENTION_INTERVALS: u32 = 11;

/// Returns the filters that a request to `endpoint` asks about, an object.
///
/// `body` is the JSON body, null if there is none; it wins over the query string, and the last of a
/// repeated parameter over those before. `filters` in the body stand below what is beside them. Lists and
/// objects stay JSON text where they are: the conversion reads both.
///
/// # Errors
///
/// Returns an invalid-input error that names the parameter if a number isn't one, or if the body is
/// not an object.
pub fn filters_of_request<'a>(
    endpoint: Endpoint,
    query: impl IntoIterator<Item = (&'a str, &'a str)>,
    body: &Value,
) -> Result<Value, Error> {
    let mut filters: Map<String, Value> =
        query.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    match body {
        Value::Null => {}
        Value::Object(fields) => {
            let below = fields.get("filters").and_then(Value::as_object).into_iter().flatten();
            let fields = below.chain(fields).filter(|(name, _)| *name != "filters");
            filters.extend(fields.map(|(name, value)| (name.clone(), value.clone())));
        }
        _ => return Err(Error::invalid("The body must be an object.")),
    }
    // A parameter without a value is as good as none.
    filters.retain(|_, value| !value.is_null() && value != "");
    read_types(&mut filters)?;
    apply_rules(endpoint, &mut filters);
    Ok(filters.into())
}

/// Turns texts into the numbers and switches that they write, and refuses those that write none.
fn read_types(filters: &mut Map<String, Value>) -> Result<(), Error> {
    for (name, value) in filters.iter_mut() {
        let name = name.as_str();
        if name == "bin_count" && value == "auto" {
            *value = Value::Null;
        } else if NUMBERS.contains(&name) {
            *value = match number(value) {
                Value::Null if name == "sampling_factor" => Value::Null,
                Value::Null => return Err(Error::invalid("Must be a number.").at(name)),
                number => number,
            };
        } else if SWITCHES.contains(&name) {
            *value = is_true(value).into();
        } else if name == "filter_test_accounts" {
            *value = (*value == Value::Bool(true) || value == "true").into();
        }
    }
    let smoothing = filters.get("smoothing_intervals");
    if smoothing.is_some_and(|intervals| intervals.as_u64().is_none_or(|intervals| intervals == 0)) {
        return Err(Error::invalid("Must be a positive integer.").at("smoothing_intervals"));
    }
    Ok(())
}

/// Applies what holds at one endpoint only, and what the conversion does not do.
fn apply_rules(endpoint: Endpoint, filters: &mut Map<String, Value>) {
    let given = Filters::new(filters);
    let breakdown = breakdown(given);
    let formula = given.text("formula").map(allowed_in_formula);
    let insight = insight(endpoint, given);
    let path_type = given.get("path_type").clone();

    let mut set = |name: &str, value: Value| filters.insert(name.to_owned(), value);
    set("insight", insight.into());
    if let Some(breakdown) = breakdown {
        set("breakdown", breakdown);
    }
    if let Some(formula) = formula {
        set("formula", formula.into());
    }
    if endpoint != Endpoint::Trend {
        // It would make stickiness of anything.
        filters.shift_remove("shown_as");
    }
    if endpoint == Endpoint::Path && !path_type.is_null() {
        filters.entry("include_event_types").or_insert_with(|| vec![path_type].into());
    }
    if endpoint == Endpoint::Retention {
        filters.entry("total_intervals").or_insert(RETENTION_INTERVALS.into());
    }
    if matches!(endpoint, Endpoint::Funnel | Endpoint::FunnelCorrelation) {
        read_older_window(filters);
    }
}

/// Takes over the older names of the conversion window, which the conversion of stored filters leaves out (spec/api 8.3).
fn read_older_window(filters: &mut Map<String, Value>) {
    let days = filters.get("funnel_window_days").filter(|_| !filters.contains_key("funnel_window_interval")).cloned();
    let unit = match filters.get("funnel_window_interval_type") {
        _ if days.is_some() => Some("day".to_owned()),
        Some(Value::String(unit)) => Some(unit.to_lowercase().trim_end_matches('s').to_owned()),
        _ => None,
    };
    if let Some(days) = days {
        filters.insert("funnel_window_interval".to_owned(), days);
    }
    if let Some(unit) = unit {
        filters.entry("funnel_window_interval_unit").or_insert(unit.into());
    }
}

fn insight(endpoint: Endpoint, filters: Filters<'_>) -> &'static str {
    match (endpoint, filters.text("insight")) {
        (Endpoint::Trend, Some("LIFECYCLE")) => "LIFECYCLE",
        (Endpoint::Trend, Some("STICKINESS")) => "STICKINESS",
        (Endpoint::Trend, _) => "TRENDS",
        (Endpoint::Funnel | Endpoint::FunnelCorrelation, _) => "FUNNELS",
        (Endpoint::Path, _) => "PATHS",
        (Endpoint::Retention, _) => "RETENTION",
    }
}

/// Returns the list of breakdowns, or the id of a cohort, that a text writes.
fn breakdown(filters: Filters<'_>) -> Option<Value> {
    let breakdown = serde_json::from_str(filters.text("breakdown")?).ok()?;
    let cohort = filters.text("breakdown_type") == Some("cohort");
    match breakdown {
        Value::Array(_) => Some(breakdown),
        Value::Number(_) if cohort => Some(breakdown),
        _ => None,
    }
}

fn allowed_in_formula(formula: &str) -> String {
    formula.chars().filter(|&c| c.is_ascii_alphanumeric() || " -*^+/().".contains(c)).collect()
}
