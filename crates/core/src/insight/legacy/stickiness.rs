//! What only stickiness has.

use super::filters::{Filters, hidden_indexes, object};
use crate::error::Error;
use serde_json::Value;

pub(super) fn filter(filters: Filters<'_>) -> Result<Value, Error> {
    Ok(object([
        ("showLegend", filters.get("show_legend").clone()),
        ("hiddenLegendIndexes", hidden_indexes(filters)?),
        ("showValuesOnSeries", filters.get("show_values_on_series").clone()),
    ]))
}
