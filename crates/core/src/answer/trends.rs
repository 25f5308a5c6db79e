//! The rows of trends (spec/trends 6.11).

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::Value;

use super::read::{Fields, Read, Unreadable, readable, readable_names};
use super::shared::Shared;

/// What stands for a value that is missing, null or empty (spec/trends 6.6.1).
pub const NULL_VALUE: &str = "$$_posthog_breakdown_null_$$";

/// What stands for all values past the limit (spec/trends 6.6.3).
pub const OTHER_VALUE: &str = "$$_posthog_breakdown_other_$$";

/// What stands for everybody in a breakdown by cohorts (spec/trends 6.6.5).
pub const EVERYBODY_VALUE: &str = "all";

/// One row of a trends answer: a series, or one value of its breakdown.
///
/// What the rows of a breakdown have in common they share.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct TrendsRow {
    /// What was counted; null for a formula.
    pub action: Option<Shared<Value>>,
    /// How the row is called.
    pub label: String,
    /// The sum of the values; 0 for a total value.
    pub count: f64,
    /// A value for each bucket; null for a formula over total values.
    pub data: Option<Vec<f64>>,
    /// The label of each bucket; absent for total values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Shared<Vec<String>>>,
    /// The start of each bucket.
    pub days: Shared<Vec<String>>,
    /// The index of the series, or of the formula.
    pub order: usize,
    /// The figure of the whole range, for total values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregated_value: Option<f64>,
    /// The value of the breakdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakdown_value: Option<BreakdownValue>,
    /// True when the query compares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<bool>,
    /// `current` or `previous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_label: Option<CompareLabel>,
    /// Whether the last bucket of a slope is not over yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete_end: Option<bool>,
    /// What was asked, echoed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Shared<Value>>,
}

/// The value of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum BreakdownValue {
    /// A cohort's id.
    Cohort(i64),
    /// A plain value, a sentinel, or `all`.
    Text(String),
    /// A value for each dimension.
    List(Vec<String>),
}

impl BreakdownValue {
    /// Says whether the value, or one of a list, is the null value.
    pub fn has_null(&self) -> bool {
        match self {
            BreakdownValue::Cohort(_) => false,
            BreakdownValue::Text(text) => text == NULL_VALUE,
            BreakdownValue::List(texts) => texts.iter().any(|text| text == NULL_VALUE),
        }
    }

    /// Says whether the value stands for all values past the limit.
    pub fn is_other(&self) -> bool {
        match self {
            BreakdownValue::Cohort(_) => false,
            BreakdownValue::Text(text) => text == OTHER_VALUE,
            BreakdownValue::List(texts) => texts.iter().all(|text| text == OTHER_VALUE),
        }
    }

    /// Compares two values by their texts, part by part; the numbers of cohorts are texts too.
    pub fn compare_as_text(&self, other: &BreakdownValue) -> Ordering {
        match (self, other) {
            (BreakdownValue::Cohort(one), BreakdownValue::Cohort(other)) => one.to_string().cmp(&other.to_string()),
            _ => self.cmp(other),
        }
    }
}

/// The period of a row, when the query compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CompareLabel {
    /// The range asked for.
    Current,
    /// The range it is compared with.
    Previous,
}

/// The distribution of one bucket (spec/trends 6.13).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoxPlotPoint {
    /// The start of the bucket.
    pub day: String,
    /// Its label.
    pub label: String,
    /// The smallest value.
    pub min: f64,
    /// The 0.25 quantile.
    pub q1: f64,
    /// The median.
    pub median: f64,
    /// The 0.75 quantile.
    pub q3: f64,
    /// The largest value.
    pub max: f64,
    /// The mean.
    pub mean: f64,
}

/// What is missing is as if it had not been said: insights that others saved leave much out.
impl Read for TrendsRow {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        let fields = Fields::of(value)?;
        Ok(TrendsRow {
            action: fields.get("action")?,
            label: fields.get::<Option<_>>("label")?.unwrap_or_default(),
            count: fields.get::<Option<_>>("count")?.unwrap_or_default(),
            data: fields.get("data")?,
            labels: fields.get("labels")?,
            days: fields.get::<Option<_>>("days")?.unwrap_or_default(),
            order: fields.get::<Option<_>>("order")?.unwrap_or_default(),
            aggregated_value: fields.get("aggregated_value")?,
            breakdown_value: fields.get("breakdown_value")?,
            compare: fields.get("compare")?,
            compare_label: fields.get("compare_label")?,
            incomplete_end: fields.get("incomplete_end")?,
            filter: fields.get("filter")?,
        })
    }
}

impl Read for BreakdownValue {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value {
            Value::Number(_) => i64::read(value).map(BreakdownValue::Cohort),
            Value::String(text) => Ok(BreakdownValue::Text(text.clone())),
            list => Vec::read(list).map(BreakdownValue::List),
        }
    }
}

readable_names! {
    CompareLabel { "current" = Current, "previous" = Previous }
}

readable! {
    BoxPlotPoint { day, label, min, q1, median, q3, max, mean }
}
