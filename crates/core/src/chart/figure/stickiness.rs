//! What there is to draw of stickiness (spec/trends 7): actors by the number of intervals in which they were active.

use super::words::{custom_name, readable};
use super::{Figure, Line, OverTime, Period, Shape};
use crate::answer::stickiness::StickinessRow;
use crate::answer::trends::CompareLabel;
use crate::chart::format::ValueFormat;

pub(super) fn figure(rows: &[StickinessRow]) -> Figure {
    let Some(first) = rows.first() else { return Figure::of(std::iter::empty(), Shape::Nothing) };
    let current = rows.iter().filter(|row| row.compare_label != Some(CompareLabel::Previous)).count().max(1);
    let series = rows.iter().enumerate().map(|(index, row)| Line {
        label: name_of(row),
        values: row.data.clone(),
        colour: index % current,
        period: Period::of(row.compare_label),
    });
    let chart = OverTime { labels: first.labels.clone(), series: series.collect(), format: ValueFormat::default() };
    Figure::of(rows.iter().map(name_of), Shape::Lines(chart))
}

fn name_of(row: &StickinessRow) -> String {
    readable(custom_name(Some(&row.action)).unwrap_or(&row.label), row.compare_label)
}
