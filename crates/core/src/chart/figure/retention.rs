//! What there is to draw of retention (spec/funnels 7): a row for each cohort, a column for each period after.

use super::over_time::{Line, OverTime, Period as Range};
use super::words::readable;
use super::{Figure, Shape};
use crate::answer::retention::{RetentionCell, RetentionRow};
use crate::chart::format::{AxisFormat, ValueFormat, percentage};
use crate::chart::locale::Separators;
use crate::chart::options::Reader;
use crate::query::Query;
use crate::query::retention::Period;

/// Cohorts and how many of each came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohorts {
    /// The name of each period after the start.
    pub columns: Vec<String>,
    /// The cohorts; where there are several, their mean first.
    pub rows: Vec<Cohort>,
    /// The mean of each part of a breakdown, by period.
    pub curve: OverTime,
    /// What is drawn of them.
    pub parts: Parts,
    /// How sizes are written.
    pub format: ValueFormat,
}

/// What is drawn of cohorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// The cells.
    Cells,
    /// The curve.
    Curve,
    /// Both.
    Both,
}

/// The actors that started together.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// When they started.
    pub label: String,
    /// How many they are.
    pub size: u64,
    /// Whether it is the mean of those that follow.
    pub is_mean: bool,
    /// A cell for each column; none where the period is still to come.
    pub cells: Vec<Option<CohortCell>>,
}

/// One cell of a cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortCell {
    /// The figure: the share of the cohort, or the sum or average that the query asked for.
    pub value: f64,
    /// How strong its colour is, 0 to 1.
    pub shade: f64,
    /// What it says.
    pub text: String,
}

pub(super) fn figure(query: &Query, rows: &[RetentionRow], reader: Reader) -> Figure {
    let Some(first) = rows.first() else { return Figure::nothing() };
    let format = ValueFormat::plain(reader.separators);
    let is_share = rows.iter().flat_map(|row| &row.values).all(|cell| cell.aggregation_value.is_none());
    let columns: Vec<String> = first.values.iter().map(|cell| cell.label.clone()).collect();
    let (weights, shares) = (Weights::of(query), is_share.then_some(reader.separators));
    let mut cohorts = Vec::new();
    let mut series = Vec::new();
    for group in rows.chunk_by(|one, next| one.breakdown_value == next.breakdown_value) {
        let own: Vec<Cohort> =
            group.iter().enumerate().map(|(index, row)| cohort(query, row, group.len() - index, reader)).collect();
        let mean = mean(group[0].breakdown_value.as_deref(), &own, columns.len(), weights, shares);
        let values = mean.cells.iter().map_while(|cell| Some(cell.as_ref()?.value));
        let (label, values) = (mean.label.clone(), values.collect());
        series.push(Line { label, values, colour: series.len(), period: Range::Current });
        cohorts.extend((own.len() > 1 && weights != Weights::None).then_some(mean));
        cohorts.extend(own);
    }
    shade(&mut cohorts, is_share);
    let unit = if is_share { ValueFormat::of(AxisFormat::PercentageScaled, reader.separators) } else { format.clone() };
    let curve = OverTime::new(columns.clone(), series, ValueFormat { decimal_places: Some(1), ..unit });
    let chart = Cohorts { columns, rows: cohorts, curve: curve.presented(query), parts: parts(query), format };
    Figure::of(std::iter::once("Retention".to_owned()), Shape::Cohorts(chart))
}

/// How much each cohort counts in the mean (`meanRetentionCalculation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weights {
    /// Each as much.
    Equal,
    /// Each as much as it is large.
    Sizes,
    /// There is no row of the mean; the curve is of equal weights.
    None,
}

impl Weights {
    fn of(query: &Query) -> Weights {
        match query.presentation()["meanRetentionCalculation"].as_str() {
            Some("weighted") => Weights::Sizes,
            Some("none") => Weights::None,
            _ => Weights::Equal,
        }
    }
}

fn parts(query: &Query) -> Parts {
    match query.presentation()["dashboardDisplay"].as_str() {
        Some("graph_only") => Parts::Curve,
        Some("all") => Parts::Both,
        _ => Parts::Cells,
    }
}

/// Returns a row; columns that start after the range is over, `left` periods on, are empty.
fn cohort(query: &Query, row: &RetentionRow, left: usize, reader: Reader) -> Cohort {
    let (brackets, period) = match query {
        Query::Retention(query) => (query.brackets.as_slice(), query.period),
        _ => (&[][..], Period::Day),
    };
    let size = row.values.first().map_or(0, |cell| cell.count);
    let to_previous = query.presentation()["retentionReference"] == "previous";
    let whole = |column: usize| match column.checked_sub(1).and_then(|before| row.values.get(before)) {
        Some(before) if to_previous => before.count,
        _ => size,
    };
    let cell = |(column, cell): (usize, &RetentionCell)| {
        let over = cell.count == 0 && starts_after(column, brackets) >= left;
        (!over).then(|| match cell.aggregation_value {
            Some(value) => CohortCell { value, shade: 0.0, text: ValueFormat::plain(reader.separators).full(value) },
            None => {
                let whole = whole(column);
                let share = if whole == 0 { 0.0 } else { cell.count as f64 / whole as f64 };
                CohortCell { value: share, shade: 0.0, text: percentage(share, reader.separators) }
            }
        })
    };
    Cohort {
        label: label_of(row, period),
        size,
        is_mean: false,
        cells: row.values.iter().enumerate().map(cell).collect(),
    }
}

/// Returns how many periods after its cohort a column starts.
fn starts_after(column: usize, brackets: &[usize]) -> usize {
    match column {
        0 => 0,
        _ if brackets.is_empty() => column,
        _ => brackets.iter().take(column - 1).fold(1, |start, length| start.saturating_add(*length)),
    }
}

/// Returns the mean of cohorts; `shares` says how shares are written, none that the values are no shares.
fn mean(
    name: Option<&str>,
    cohorts: &[Cohort],
    columns: usize,
    weights: Weights,
    shares: Option<Separators>,
) -> Cohort {
    let cell = |column: usize| {
        let cells = || cohorts.iter().filter_map(|row| Some((row.size as f64, row.cells.get(column)?.as_ref()?.value)));
        let weight = |size: f64| if weights == Weights::Sizes { size } else { 1.0 };
        let whole: f64 = cells().map(|(size, _)| weight(size)).sum();
        let sum: f64 = cells().map(|(size, value)| weight(size) * value).sum();
        cells().next().map(|_| {
            let value = if whole > 0.0 { sum / whole } else { 0.0 };
            let text = match shares {
                Some(separators) => percentage(value, separators),
                None => ValueFormat { decimal_places: Some(1), ..ValueFormat::default() }.full(value),
            };
            CohortCell { value, shade: 0.0, text }
        })
    };
    Cohort {
        label: name.map_or_else(|| "Mean".to_owned(), |name| format!("{}, mean", readable(name, None))),
        size: cohorts.iter().map(|row| row.size).sum(),
        is_mean: true,
        cells: (0..columns).map(cell).collect(),
    }
}

/// Shades the cells: shares as they are, other figures against the highest.
fn shade(cohorts: &mut [Cohort], is_share: bool) {
    let values = || cohorts.iter().flat_map(|row| &row.cells).flatten().map(|cell| cell.value);
    let highest = if is_share { 1.0 } else { values().fold(0.0, f64::max) };
    for cell in cohorts.iter_mut().flat_map(|row| &mut row.cells).flatten() {
        cell.shade = if highest > 0.0 { (cell.value / highest).clamp(0.0, 1.0) } else { 0.0 };
    }
}

/// Returns the start of the cohort, with the value of the breakdown in front.
fn label_of(row: &RetentionRow, period: Period) -> String {
    let length = if period == Period::Hour { "2020-06-10T00:00".len() } else { "2020-06-10".len() };
    let start = row.date.get(..length).unwrap_or(&row.date).replace('T', " ");
    match &row.breakdown_value {
        Some(value) => format!("{}, {start}", readable(value, None)),
        None => start,
    }
}
