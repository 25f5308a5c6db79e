//! The rows of retention (spec/funnels 7.2).

use serde::Serialize;

use super::read::readable;

/// The actors that started in one interval, and where they returned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RetentionRow {
    /// A cell for each column; the first counts who started.
    pub values: Vec<RetentionCell>,
    /// The period's name and the row's number: `Day 0`.
    pub label: String,
    /// The start of the interval, as the team's clocks show it.
    pub date: String,
    /// The value of the breakdown; null without one.
    pub breakdown_value: Option<String>,
}

/// One column of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RetentionCell {
    /// How many actors there are.
    pub count: u64,
    /// The period's name and the column's number, or those of its bracket: `Day 1-4`.
    pub label: String,
    /// The sum or the average, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_value: Option<f64>,
}

readable! {
    RetentionRow { values, label, date, breakdown_value }
    RetentionCell { count, label, aggregation_value }
}
