//! Which filters are numbers and which are switches: query strings, and insights made long ago, have them as text.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::filters::{is_false, is_true, number};

/// The filters that are numbers, which a query string writes as text.
pub(super) const NUMBERS: [&str; 21] = [
    "aggregation_group_type_index",
    "bin_count",
    "breakdown_attribution_value",
    "breakdown_group_type_index",
    "breakdown_histogram_bin_count",
    "breakdown_limit",
    "decimal_places",
    "edge_limit",
    "funnel_from_step",
    "funnel_step",
    "funnel_to_step",
    "funnel_window_days",
    "funnel_window_interval",
    "limit",
    "max_edge_weight",
    "min_edge_weight",
    "offset",
    "sampling_factor",
    "smoothing_intervals",
    "step_limit",
    "total_intervals",
];

/// The filters that are true or false.
pub(super) const SWITCHES: [&str; 13] = [
    "breakdown_hide_other_aggregation",
    "breakdown_normalize_url",
    "compare",
    "cumulative",
    "explicit_date",
    "path_replacements",
    "show_alert_threshold_lines",
    "show_label_on_series",
    "show_legend",
    "show_mean",
    "show_multiple_y_axes",
    "show_percent_stack_view",
    "show_values_on_series",
];

/// Returns filters with the numbers and switches that texts in them write; other texts stay as they are.
pub(super) fn typed(filters: &Map<String, Value>) -> Cow<'_, Map<String, Value>> {
    let mut typed = Cow::Borrowed(filters);
    for (name, value) in filters.iter().filter(|(_, value)| value.is_string()) {
        if let Some(written) = written(name, value) {
            typed.to_mut().insert(name.clone(), written);
        }
    }
    typed
}

/// Returns the number or the switch that the text of a filter writes.
fn written(name: &str, text: &Value) -> Option<Value> {
    if NUMBERS.contains(&name) {
        return Some(number(text)).filter(|number| !number.is_null());
    }
    let is_switch = name == "filter_test_accounts" || SWITCHES.contains(&name);
    (is_switch && (is_true(text) || is_false(text))).then(|| is_true(text).into())
}
