//! The breakdown of a trend or funnel.

use super::Kind;
use super::filters::{Filters, object};
use crate::error::Error;
use serde_json::Value;

/// The number of breakdowns that a trend keeps.
const BREAKDOWNS: usize = 3;

/// Returns the breakdown filter: null if there explicitly is no breakdown, else an object.
pub(super) fn breakdown(kind: Kind, filters: Filters<'_>) -> Result<Value, Error> {
    let given = filters.get("breakdown");
    let undefined = filters.text("breakdown_type") == Some("undefined");
    if undefined && !given.is_string() {
        return Ok(Value::Null);
    }
    let breakdowns = breakdowns(filters)?;
    let one = match kind {
        Kind::Funnels => only_one(&breakdowns)?,
        _ => None,
    };
    let (breakdown, breakdown_type) = match one {
        Some(one) => (one.get("property").cloned().unwrap_or_default(), one.get("type").cloned()),
        None if given.is_null() => (Value::Null, None),
        None => (without_nulls(given), Some("event".into())),
    };
    let breakdown_type = match filters.get("breakdown_type") {
        given if one.is_none() && !given.is_null() && !undefined => type_named(given),
        _ => breakdown_type.unwrap_or_default(),
    };
    let mut fields = vec![
        ("breakdown", breakdown),
        ("breakdown_type", breakdown_type),
        ("breakdown_normalize_url", filters.get("breakdown_normalize_url").clone()),
        ("breakdown_group_type_index", filters.get("breakdown_group_type_index").clone()),
        ("breakdown_hide_other_aggregation", filters.get("breakdown_hide_other_aggregation").clone()),
        ("breakdown_limit", filters.get("breakdown_limit").clone()),
    ];
    if kind == Kind::Trends {
        let bins = filters.get("breakdown_histogram_bin_count");
        fields.push(("breakdown_histogram_bin_count", bins.clone()));
        if !filters.get("breakdowns").is_null() {
            fields.push(("breakdowns", breakdowns.into_iter().take(BREAKDOWNS).collect()));
        }
    }
    Ok(object(fields))
}

/// Returns the entries of `breakdowns` that name a property.
fn breakdowns(filters: Filters<'_>) -> Result<Vec<Value>, Error> {
    let entries = filters.list("breakdowns")?;
    let entries = entries.iter().filter_map(Value::as_object).map(Filters::new);
    let named = entries.filter(|entry| !entry.get("property").is_null()).map(|entry| {
        object([
            ("type", type_named(entry.get("type"))),
            ("property", entry.get("property").clone()),
            ("normalize_url", entry.get("normalize_url").clone()),
            ("histogram_bin_count", entry.get("histogram_bin_count").clone()),
            ("group_type_index", entry.get("group_type_index").clone()),
        ])
    });
    Ok(named.collect())
}

fn only_one(breakdowns: &[Value]) -> Result<Option<&Value>, Error> {
    match breakdowns {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(Error::invalid("A funnel has at most one breakdown.").at("breakdowns")),
    }
}

/// Returns today's name of a breakdown type; none means event.
fn type_named(name: &Value) -> Value {
    match name.as_str() {
        Some("events") => "event".into(),
        None if name.is_null() => "event".into(),
        _ => name.clone(),
    }
}

fn without_nulls(breakdown: &Value) -> Value {
    match breakdown {
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).cloned().collect(),
        other => other.clone(),
    }
}
