//! What there is to draw of a lifecycle (spec/trends 8): who is active goes up, who left goes down.

use super::over_time::{Line, OverTime, Period};
use super::words::{custom_name, readable};
use super::{Figure, Shape};
use crate::answer::Answer;
use crate::answer::lifecycle::{LifecycleRow, LifecycleStatus};
use crate::chart::format::ValueFormat;
use crate::chart::marks::bar::Arrangement;
use crate::chart::options::Reader;
use crate::query::Query;

pub(super) fn figure(query: &Query, answer: &Answer, rows: &[LifecycleRow], reader: Reader) -> Figure {
    let filter = query.presentation();
    let toggled = filter["toggledLifecycles"].as_array();
    let is_shown = |row: &&LifecycleRow| toggled.is_none_or(|shown| shown.iter().any(|name| name == row.status.name()));
    let labels = rows.first().map(|row| row.labels.clone()).unwrap_or_default();
    let series = rows.iter().filter(is_shown).map(|row| Line {
        label: name_of(row.status).to_owned(),
        values: row.data.clone(),
        colour: colour_of(row.status),
        period: Period::Current,
    });
    let chart = OverTime::new(labels, series.collect(), ValueFormat::plain(reader.separators));
    let arrangement = if filter["stacked"] == false { Arrangement::SideBySide } else { Arrangement::Stacked };
    let starts = rows.first().map_or(&[][..], |row| &row.days);
    let chart = chart.starting(starts).presented(query).open_at(answer, reader);
    chart.figure(rows.iter().map(series_name), |chart| Shape::Bars(chart, arrangement))
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
