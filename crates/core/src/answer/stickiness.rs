//! The rows of stickiness (spec/trends 7.4).

use serde::Serialize;
use serde_json::Value;

use super::read::readable;
use super::trends::CompareLabel;

/// One row of a stickiness answer: a series in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StickinessRow {
    /// What was counted.
    pub action: Value,
    /// How the row is called.
    pub label: String,
    /// How many actors were active at all.
    pub count: f64,
    /// How many actors were active in 1, 2, … intervals; or, cumulative, in at least so many.
    pub data: Vec<f64>,
    /// The numbers of intervals: 1, 2, ….
    pub days: Vec<u32>,
    /// The label of each number.
    pub labels: Vec<String>,
    /// True when the query compares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<bool>,
    /// `current` or `previous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_label: Option<CompareLabel>,
}

readable! {
    StickinessRow { action, label, count, data, days, labels, compare, compare_label }
}
