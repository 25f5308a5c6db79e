//! What there is to draw of a lifecycle (spec/trends 8): who is active goes up, who left goes down.

use super::words::{custom_name, readable};
use super::{Figure, Line, OverTime, Period, Shape};
use crate::answer::lifecycle::{LifecycleRow, LifecycleStatus};
use crate::chart::format::ValueFormat;
use crate::chart::marks::bar::Arrangement;

pub(super) fn figure(rows: &[LifecycleRow]) -> Figure {
    let Some(first) = rows.first() else { return Figure::of(std::iter::empty(), Shape::Nothing) };
    let series = rows.iter().map(|row| Line {
        label: name_of(row.status).to_owned(),
        values: row.data.clone(),
        colour: colour_of(row.status),
        period: Period::Current,
    });
    let chart = OverTime { labels: first.labels.clone(), series: series.collect(), format: ValueFormat::default() };
    Figure::of(rows.iter().map(series_name), Shape::Bars(chart, Arrangement::Stacked))
}

/// Returns the name of what was counted, without the status that ends a row's label.
fn series_name(row: &LifecycleRow) -> String {
    let label = row.label.strip_suffix(row.status.name()).and_then(|label| label.strip_suffix(" - "));
    readable(custom_name(Some(&row.action)).or(label).unwrap_or(&row.label), None)
}

const fn name_of(status: LifecycleStatus) -> &'static str {
    match status {
        LifecycleStatus::New => "New",
        LifecycleStatus::Returning => "Returning",
        LifecycleStatus::Resurrecting => "Resurrecting",
        LifecycleStatus::Dormant => "Dormant",
    }
}

/// Returns a colour of the palette; the one of those who left is the warmest.
const fn colour_of(status: LifecycleStatus) -> usize {
    match status {
        LifecycleStatus::Returning => 0,
        LifecycleStatus::Dormant => 1,
        LifecycleStatus::New => 2,
        LifecycleStatus::Resurrecting => 3,
    }
}
