//! What only a trend has.

use super::filters::{Filters, hidden_indexes};
use crate::error::Error;
use crate::query::reader::Choice;
use crate::query::trends::Display;
use serde_json::Value;

/// The fields of a trend that are copied, each with its filter.
const COPIED: [(&str, &str); 13] = [
    ("smoothingIntervals", "smoothing_intervals"),
    ("showLegend", "show_legend"),
    ("showAlertThresholdLines", "show_alert_threshold_lines"),
    ("aggregationAxisFormat", "aggregation_axis_format"),
    ("aggregationAxisPrefix", "aggregation_axis_prefix"),
    ("aggregationAxisPostfix", "aggregation_axis_postfix"),
    ("decimalPlaces", "decimal_places"),
    ("formula", "formula"),
    ("showValuesOnSeries", "show_values_on_series"),
    ("showPercentStackView", "show_percent_stack_view"),
    ("showLabelsOnSeries", "show_label_on_series"),
    ("yAxisScaleType", "y_axis_scale_type"),
    ("showMultipleYAxes", "show_multiple_y_axes"),
];

pub(super) fn filter(filters: Filters<'_>) -> Result<Value, Error> {
    // An unknown display is as good as the default one.
    let display = filters.text("display").map(|name| Display::from_name(name).unwrap_or(Display::LineGraph).name());
    let mut filter = filters.renamed(&COPIED);
    if let Value::Object(fields) = &mut filter {
        fields.insert("display".to_owned(), display.into());
        fields.insert("hiddenLegendIndexes".to_owned(), hidden_indexes(filters)?);
    }
    Ok(filter)
}
