//! The question behind `insights/funnel/correlation` (spec/api 8.7, spec/funnels 6.1).

use super::filters::{Filters, drop_nulls, object};
use super::{Kind, TemplateVariables, convert, not_an_object};
use crate::error::Error;
use serde_json::Value;

/// The name lists of a correlation, each with its filter.
const NAMES: [(&str, &str); 5] = [
    ("funnelCorrelationExcludeEventNames", "funnel_correlation_exclude_event_names"),
    ("funnelCorrelationEventNames", "funnel_correlation_event_names"),
    ("funnelCorrelationEventExcludePropertyNames", "funnel_correlation_event_exclude_property_names"),
    ("funnelCorrelationNames", "funnel_correlation_names"),
    ("funnelCorrelationExcludeNames", "funnel_correlation_exclude_names"),
];

/// Returns the correlation query node that the filters of a funnel ask for.
///
/// # Errors
///
/// Returns the errors of the funnel's conversion, and one that names the filter if a list of names
/// is not a list.
pub fn correlation_from_filters(filters: &Value) -> Result<Value, Error> {
    let filters = Filters::new(filters.as_object().ok_or_else(not_an_object)?);
    let funnel = convert(Kind::Funnels, filters, TemplateVariables::Dropped)?;
    let actors = object([("kind", "FunnelsActorsQuery".into()), ("source", funnel)]);
    let correlation = filters.text("funnel_correlation_type").unwrap_or("events");
    let mut fields = vec![
        ("kind", "FunnelCorrelationQuery".into()),
        ("source", actors),
        ("funnelCorrelationType", correlation.into()),
    ];
    for (field, key) in NAMES {
        if !filters.get(key).is_null() {
            fields.push((field, filters.list(key)?.into()));
        }
    }
    let mut query = object(fields);
    drop_nulls(&mut query);
    Ok(query)
}
