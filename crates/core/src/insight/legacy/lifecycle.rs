//! What only a lifecycle has.

use super::filters::{Filters, object};
use crate::error::Error;
use serde_json::Value;

pub(super) fn filter(filters: Filters<'_>) -> Result<Value, Error> {
    Ok(object([
        ("toggledLifecycles", filters.structure("toggledLifecycles")?.into_owned()),
        ("showLegend", filters.get("show_legend").clone()),
        ("showValuesOnSeries", filters.get("show_values_on_series").clone()),
    ]))
}
