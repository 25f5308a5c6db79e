//! What there is to draw of stickiness (spec/trends 7): actors by the number of intervals in which they were active.

use super::Figure;
use super::over_time::{Line, OverTime, Period};
use super::words::{custom_name, readable};
use crate::answer::stickiness::StickinessRow;
use crate::answer::trends::CompareLabel;
use crate::chart::format::ValueFormat;
use crate::chart::options::Reader;
use crate::query::Query;

pub(super) fn figure(query: &Query, rows: &[StickinessRow], reader: Reader) -> Figure {
    let labels = rows.first().map(|row| row.labels.clone()).unwrap_or_default();
    let current = rows.iter().filter(|row| row.compare_label != Some(CompareLabel::Previous)).count().max(1);
    let series = rows.iter().enumerate().map(|(index, row)| Line {
        label: name_of(row),
        values: row.data.clone(),
        colour: index % current,
        period: Period::of(row.compare_label),
    });
    let chart = OverTime::new(labels, series.collect(), ValueFormat::plain(reader.separators)).presented(query);
    chart.figure(rows.iter().map(name_of), |chart| super::trends::over_time_shape(query, chart))
}

fn name_of(row: &StickinessRow) -> String {
    readable(custom_name(Some(&row.action)).unwrap_or(&row.label), row.compare_label)
}
