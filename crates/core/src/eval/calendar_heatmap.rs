//! Calendar heatmaps: what happens on each weekday and in each hour (spec/trends 6.14).

use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use crate::answer::calendar_heatmap::{CalendarHeatmap, HeatmapCell, HeatmapColumn, HeatmapRow};
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::columns::column::Column;
use crate::error::Error;
use crate::query::calendar_heatmap::{CalendarHeatmapQuery, HeatmapCount};
use crate::query::trends::TestAccounts;
use crate::time::{Calendar, Interval, Resolver, Rounding, Timestamp};

/// Weekdays in a week.
const WEEKDAYS: usize = 7;

/// Hours in a day.
const HOURS: usize = 24;

/// Returns the answer to a calendar heatmap query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &CalendarHeatmapQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let context = frame.context;
    let events = frame.dataset.events();
    let resolver = Resolver {
        calendar: &context.calendar,
        now: context.now,
        interval: Interval::Day,
        rounding: Rounding::Periods,
        earliest: events.earliest(),
    };
    let range = resolver.current(&query.date_range);
    let rows = events.rows_between(range.lower.micros(), range.upper.micros());
    let mut selected = frame.filter_mask(&query.filter, &rows)?.and(frame.series_mask(&query.series, &rows)?);
    if query.test_accounts == TestAccounts::FilteredOut {
        selected = selected.and(frame.filter_mask(&context.test_account_filter, &rows)?);
    }
    selected = selected.and(frame.sample_mask(query.sampling_factor, &rows));
    let weekday = |at| range.weekdays.contains(context.calendar.weekday(at));
    let hours = LocalHours { calendar: &context.calendar, times: &events.times()[rows.clone()], row: 0 };
    let hours = hours.filter(|hour| weekday(hour.start));
    let heatmap = match query.counted {
        HeatmapCount::Events => counted_events(hours, &selected),
        HeatmapCount::SessionStarters => counted_persons(hours, &session_starts(frame, &rows, &selected), frame, &rows),
    };
    let heatmap = scaled(heatmap, query.sampling_factor);
    Ok(Answer {
        resolved_date_range: Some(ResolvedDateRange::new(range.from, range.to)),
        ..Answer::new(Results::CalendarHeatmap(heatmap))
    })
}

/// The hours of the team's clocks in which there are rows, ascending.
struct LocalHours<'a> {
    calendar: &'a Calendar,
    times: &'a [i64],
    row: usize,
}

/// An hour of the team's clocks, and the rows that lie in it.
struct LocalHour {
    start: Timestamp,
    cell: usize,
    rows: Range<usize>,
}

impl Iterator for LocalHours<'_> {
    type Item = LocalHour;

    fn next(&mut self) -> Option<LocalHour> {
        let first = self.row;
        let start = self.calendar.start_of(Interval::Hour, Timestamp::from_micros(*self.times.get(first)?));
        let until = self.calendar.step(Interval::Hour, 1, start).micros();
        // The first row is always passed, so that the last instant of all time ends the hours too.
        self.row = first + 1 + self.times[first + 1..].partition_point(|time| *time < until);
        let weekday = usize::from(self.calendar.weekday(start)) - 1;
        let cell = weekday * HOURS + usize::from(self.calendar.hour(start));
        Some(LocalHour { start, cell, rows: first..self.row })
    }
}

fn counted_events(hours: impl Iterator<Item = LocalHour>, selected: &Mask<'_>) -> CalendarHeatmap {
    let mut cells = [0.0; WEEKDAYS * HOURS];
    for hour in hours {
        cells[hour.cell] += selected.count(hour.rows) as f64;
    }
    let weekday = |row: usize| cells[row * HOURS..][..HOURS].iter().sum();
    let column = |column: usize| (0..WEEKDAYS).map(|row| cells[row * HOURS + column]).sum();
    heatmap(|cell| cells[cell], weekday, column, cells.iter().sum())
}

/// Counts each person once in each cell, weekday and hour, and once in all.
fn counted_persons(
    hours: impl Iterator<Item = LocalHour>,
    starts: &Mask<'_>,
    frame: &Frame<'_>,
    rows: &Range<usize>,
) -> CalendarHeatmap {
    let persons = &frame.dataset.person_of_rows()[rows.clone()];
    let mut seen: Vec<(usize, u32)> = Vec::new();
    for hour in hours {
        seen.extend(starts.rows(0, hour.rows).iter().map(|row| (hour.cell, persons[*row as usize])));
    }
    let count = |place: &dyn Fn(usize) -> usize, places: usize| {
        let pair = |(cell, person): &(usize, u32)| (place(*cell) as u64) << 32 | u64::from(*person);
        let mut pairs: Vec<u64> = seen.iter().map(pair).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut counts = vec![0.0; places];
        for pair in pairs {
            counts[(pair >> 32) as usize] += 1.0;
        }
        counts
    };
    let cells = count(&|cell| cell, WEEKDAYS * HOURS);
    let weekdays = count(&|cell| cell / HOURS, WEEKDAYS);
    let columns = count(&|cell| cell % HOURS, HOURS);
    let all = count(&|_| 0, 1);
    heatmap(|cell| cells[cell], |row| weekdays[row], |column| columns[column], all[0])
}

/// Returns the selected rows that are the first of their session; a row without a session stands for itself.
fn session_starts<'f>(frame: &Frame<'_>, rows: &Range<usize>, selected: &Mask<'f>) -> Mask<'f> {
    let Some(column) = frame.dataset.events().property("$session_id").map(Column::coded) else {
        return selected.clone();
    };
    let mut seen: Vec<bool> = vec![false; column.dictionary().len()];
    let mut starts = vec![0; rows.len()];
    for row in selected.rows(0, 0..rows.len()) {
        let session = column.codes().get(rows.start + row as usize);
        let alone = column.dictionary().text(session).is_none_or(str::is_empty);
        if alone || !std::mem::replace(&mut seen[session as usize], true) {
            starts[row as usize] = 1;
        }
    }
    Mask::Some(starts)
}

fn heatmap(
    cell: impl Fn(usize) -> f64,
    weekday: impl Fn(usize) -> f64,
    column: impl Fn(usize) -> f64,
    all: f64,
) -> CalendarHeatmap {
    let cells = (0..WEEKDAYS * HOURS).map(|index| HeatmapCell {
        row: (index / HOURS) as u8 + 1,
        column: (index % HOURS) as u8,
        value: cell(index),
    });
    let rows = (0..WEEKDAYS).map(|row| HeatmapRow { row: row as u8 + 1, value: weekday(row) });
    let columns = (0..HOURS).map(|index| HeatmapColumn { column: index as u8, value: column(index) });
    CalendarHeatmap {
        data: cells.filter(|cell| cell.value > 0.0).collect(),
        row_aggregations: rows.filter(|row| row.value > 0.0).collect(),
        column_aggregations: columns.filter(|column| column.value > 0.0).collect(),
        all_aggregations: all,
    }
}

/// Returns the figures of a sample as those of the whole (spec/trends 6.8).
fn scaled(mut heatmap: CalendarHeatmap, sampling_factor: Option<f64>) -> CalendarHeatmap {
    let Some(factor) = sampling_factor else { return heatmap };
    let values = (heatmap.data.iter_mut().map(|cell| &mut cell.value))
        .chain(heatmap.row_aggregations.iter_mut().map(|row| &mut row.value))
        .chain(heatmap.column_aggregations.iter_mut().map(|column| &mut column.value))
        .chain([&mut heatmap.all_aggregations]);
    for value in values {
        *value = (*value / factor).round_ties_even();
    }
    heatmap
}
