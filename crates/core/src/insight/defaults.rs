//! What a query says although it would be so without it (spec/api 3.5): left out of the name of its answer.

use serde_json::Value;

/// Fields of any object: these flags change how an answer is drawn, not what it is, and are off when missing.
const FLAGS: [&str; 8] = [
    "explicitDate",
    "filterTestAccounts",
    "showAlertThresholdLines",
    "showLabelsOnSeries",
    "showLegend",
    "showMultipleYAxes",
    "showPercentStackView",
    "showValuesOnSeries",
];

/// The kind of a node or the field that holds an object, a field of it, and the value as JSON that a missing one means.
const DEFAULTS: [(&str, &str, &str); 36] = [
    ("TrendsQuery", "interval", "\"day\""),
    ("TrendsQuery", "properties", "[]"),
    ("FunnelsQuery", "interval", "\"day\""),
    ("FunnelsQuery", "properties", "[]"),
    ("StickinessQuery", "interval", "\"day\""),
    ("StickinessQuery", "intervalCount", "1"),
    ("StickinessQuery", "properties", "[]"),
    ("LifecycleQuery", "interval", "\"day\""),
    ("LifecycleQuery", "properties", "[]"),
    ("RetentionQuery", "properties", "[]"),
    ("PathsQuery", "properties", "[]"),
    ("compareFilter", "compare", "false"),
    ("breakdownFilter", "breakdown_type", "\"event\""),
    ("breakdownFilter", "breakdown_hide_other_aggregation", "false"),
    ("breakdownFilter", "breakdown_normalize_url", "false"),
    ("trendsFilter", "display", "\"ActionsLineGraph\""),
    ("trendsFilter", "smoothingIntervals", "1"),
    ("trendsFilter", "aggregationAxisFormat", "\"numeric\""),
    ("trendsFilter", "yAxisScaleType", "\"linear\""),
    ("funnelsFilter", "funnelVizType", "\"steps\""),
    ("funnelsFilter", "funnelOrderType", "\"ordered\""),
    ("funnelsFilter", "funnelStepReference", "\"total\""),
    ("funnelsFilter", "funnelWindowInterval", "14"),
    ("funnelsFilter", "funnelWindowIntervalUnit", "\"day\""),
    ("funnelsFilter", "breakdownAttributionType", "\"first_touch\""),
    ("funnelsFilter", "layout", "\"vertical\""),
    ("funnelsFilter", "exclusions", "[]"),
    ("retentionFilter", "period", "\"Day\""),
    ("retentionFilter", "totalIntervals", "7"),
    ("retentionFilter", "cumulative", "false"),
    ("retentionFilter", "retentionReference", "\"total\""),
    ("retentionFilter", "meanRetentionCalculation", "\"simple\""),
    ("retentionFilter", "minimumOccurrences", "1"),
    ("stickinessFilter", "computedAs", "\"non_cumulative\""),
    ("pathsFilter", "stepLimit", "5"),
    ("pathsFilter", "edgeLimit", "50"),
];

/// The objects that are as good as missing when nothing is in them.
const EMPTY: [&str; 10] = [
    "breakdownFilter",
    "compareFilter",
    "dateRange",
    "funnelsFilter",
    "lifecycleFilter",
    "modifiers",
    "pathsFilter",
    "retentionFilter",
    "stickinessFilter",
    "trendsFilter",
];

/// Returns whether a field of an object says what a missing one means; `holder` is the object's kind, or else the name
/// of the field that holds it.
pub(super) fn is_default(holder: &str, field: &str, value: &Value) -> bool {
    let is_off = FLAGS.contains(&field) && *value == Value::Bool(false);
    let is_empty = EMPTY.contains(&field) && value.as_object().is_some_and(|object| object.is_empty());
    let is_usual = || {
        let text = value.to_string();
        DEFAULTS.contains(&(holder, field, text.as_str()))
    };
    is_off || is_empty || is_usual()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use serde_json::json;

    use super::*;
    use crate::query::Query;

    /// Returns what a query was read as, without the wording that it keeps.
    fn read(query: &Value) -> String {
        let text = format!("{:?}", Query::from_json(query).unwrap());
        ["given: ", "presentation: "].iter().fold(text, |text, kept| text.split(kept).next().unwrap().to_owned())
    }

    #[test]
    fn a_default_is_what_the_reader_takes_a_missing_field_for() {
        let series = json!([{"kind": "EventsNode", "event": "a"}, {"kind": "EventsNode", "event": "b"}]);
        for (holder, field, text) in DEFAULTS {
            let value: Value = serde_json::from_str(text).unwrap();
            let kind = match holder {
                holder if holder.ends_with("Query") => holder,
                "funnelsFilter" => "FunnelsQuery",
                "retentionFilter" => "RetentionQuery",
                "stickinessFilter" => "StickinessQuery",
                "pathsFilter" => "PathsQuery",
                _ => "TrendsQuery",
            };
            let without = match kind {
                "RetentionQuery" | "PathsQuery" => json!({"kind": kind}),
                _ => json!({"kind": kind, "series": series}),
            };
            let mut with = without.clone();
            if holder == kind {
                with[field] = value;
            } else {
                with[holder] = json!({field: value});
            }
            assert_eq!(read(&with), read(&without), "{with}");
        }
    }
}
