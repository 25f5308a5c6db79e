//! What there is to draw of retention (spec/funnels 7): a row for each cohort, a column for each period after.

use super::{Cohort, CohortCell, Cohorts, Figure, Shape, percentage};
use crate::answer::retention::{RetentionCell, RetentionRow};
use crate::chart::format::ValueFormat;
use crate::query::Query;
use crate::query::retention::Period;

pub(super) fn figure(query: &Query, rows: &[RetentionRow]) -> Figure {
    let Some(first) = rows.first() else { return Figure::of(std::iter::empty(), Shape::Nothing) };
    let (brackets, period) = match query {
        Query::Retention(query) => (query.brackets.as_slice(), query.period),
        _ => (&[][..], Period::Day),
    };
    let mut cohorts = Vec::new();
    for group in rows.chunk_by(|one, next| one.breakdown_value == next.breakdown_value) {
        cohorts.extend(group.iter().enumerate().map(|(index, row)| cohort(row, group.len() - index, brackets, period)));
    }
    let columns = first.values.iter().map(|cell| cell.label.clone()).collect();
    let chart = Cohorts { columns, rows: shaded_by_aggregation(cohorts, rows) };
    Figure::of(std::iter::once("Retention".to_owned()), Shape::Cohorts(chart))
}

/// Returns a row; columns that start after the range is over, `left` periods on, are empty.
fn cohort(row: &RetentionRow, left: usize, brackets: &[usize], period: Period) -> Cohort {
    let size = row.values.first().map_or(0, |cell| cell.count);
    let cell = |(column, cell): (usize, &RetentionCell)| {
        let over = cell.count == 0 && starts_after(column, brackets) >= left;
        (!over).then(|| share_cell(cell, size))
    };
    Cohort { label: label_of(row, period), size, cells: row.values.iter().enumerate().map(cell).collect() }
}

/// Returns how many periods after its cohort a column starts.
fn starts_after(column: usize, brackets: &[usize]) -> usize {
    match column {
        0 => 0,
        _ if brackets.is_empty() => column,
        _ => brackets.iter().take(column - 1).fold(1, |start, length| start.saturating_add(*length)),
    }
}

fn share_cell(cell: &RetentionCell, size: u64) -> CohortCell {
    let share = if size == 0 { 0.0 } else { cell.count as f64 / size as f64 };
    CohortCell { shade: share.clamp(0.0, 1.0), text: percentage(share) }
}

/// Returns the cohorts with the sums or averages in the place of the shares, where the query asked for them.
fn shaded_by_aggregation(mut cohorts: Vec<Cohort>, rows: &[RetentionRow]) -> Vec<Cohort> {
    let values = || rows.iter().flat_map(|row| &row.values).filter_map(|cell| cell.aggregation_value);
    let highest = values().fold(0.0, f64::max);
    for (cohort, row) in cohorts.iter_mut().zip(rows) {
        for (shown, cell) in cohort.cells.iter_mut().zip(&row.values) {
            if let (Some(shown), Some(value)) = (shown, cell.aggregation_value) {
                shown.shade = if highest > 0.0 { (value / highest).clamp(0.0, 1.0) } else { 0.0 };
                shown.text = ValueFormat::default().full(value);
            }
        }
    }
    cohorts
}

/// Returns the start of the cohort, with the value of the breakdown in front.
fn label_of(row: &RetentionRow, period: Period) -> String {
    let length = if period == Period::Hour { "2020-06-10T00:00".len() } else { "2020-06-10".len() };
    let start = row.date.get(..length).unwrap_or(&row.date).replace('T', " ");
    match &row.breakdown_value {
        Some(value) => format!("{}, {start}", super::words::readable(value, None)),
        None => start,
    }
}
