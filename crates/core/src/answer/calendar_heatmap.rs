//! The cells of a calendar heatmap (spec/trends 6.14).

use serde::Serialize;

use super::read::readable;

/// What happens on each weekday and in each hour.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CalendarHeatmap {
    /// The figures of weekdays and hours in which anything happened, by weekday and hour.
    pub data: Vec<HeatmapCell>,
    /// The figures of weekdays.
    pub row_aggregations: Vec<HeatmapRow>,
    /// The figures of hours.
    pub column_aggregations: Vec<HeatmapColumn>,
    /// The figure of the whole range.
    pub all_aggregations: f64,
}

/// The figure of an hour of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HeatmapCell {
    /// The ISO weekday: 1 is Monday, 7 is Sunday.
    pub row: u8,
    /// The hour, 0 to 23.
    pub column: u8,
    /// The figure.
    pub value: f64,
}

/// The figure of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HeatmapRow {
    /// The ISO weekday.
    pub row: u8,
    /// The figure.
    pub value: f64,
}

/// The figure of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HeatmapColumn {
    /// The hour.
    pub column: u8,
    /// The figure.
    pub value: f64,
}

readable! {
    CalendarHeatmap {
        data,
        row_aggregations = "rowAggregations",
        column_aggregations = "columnAggregations",
        all_aggregations = "allAggregations",
    }
    HeatmapCell { row, column, value }
    HeatmapRow { row, value }
    HeatmapColumn { column, value }
}
