//! What is added up in the cells besides actors (spec/funnels 7.7).

use std::ops::Range;

use super::super::frame::Frame;
use super::matrix::Matrix;
use super::presence::{Presence, ones};
use super::reading::Reading;
use super::units::Units;
use crate::error::Error;
use crate::query::retention::Aggregation;

/// Returns the number that each row adds: that of its property, or 0.
///
/// # Errors
/// As [`Frame::numbers`].
pub(super) fn numbers(aggregation: &Aggregation, frame: &Frame<'_>, rows: &Range<usize>) -> Result<Vec<f64>, Error> {
    let mut numbers = frame.numbers(&aggregation.property, rows)?.into_owned();
    for number in &mut numbers {
        if number.is_nan() {
            *number = 0.0;
        }
    }
    Ok(numbers)
}

/// Adds the numbers of the events of a run of units to the cells that their units count in.
pub(super) fn add(
    matrix: &mut Matrix,
    reading: &Reading<'_>,
    units: &Units<'_>,
    starts: &Presence,
    numbers: &[f64],
    group_of_value: &[Option<usize>],
) {
    let run = starts.units();
    let same_events = reading.query.start.events == reading.query.returning.events;
    // The interval in which a unit started last, and when it first did in there.
    let mut started_at = vec![(usize::MAX, 0); run.len()];
    let mut started = Vec::new();
    for (interval, rows) in reading.intervals() {
        for row in rows {
            let (starts_here, returns_here) = (reading.start.get(row), reading.returning.get(row));
            let unit = units.of_rows[row] as usize;
            if !(starts_here || returns_here) || !run.contains(&unit) {
                continue;
            }
            let Some(group) = group_of_value[units.values[unit] as usize] else { continue };
            starts.read(unit, &mut started);
            let is_anchored = ones(&started, interval, interval + 1).next().is_some();
            let started_at = &mut started_at[unit - run.start];
            if returns_here {
                let follows_start = started_at.0 == interval && started_at.1 < reading.times[row];
                if is_anchored && follows_start && !same_events {
                    matrix.add(group, interval, 0, numbers[row]);
                }
                add_return(matrix, reading, group, &started, interval, numbers[row]);
            }
            if starts_here && is_anchored {
                if started_at.0 != interval {
                    *started_at = (interval, reading.times[row]);
                }
                matrix.add(group, interval, 0, numbers[row]);
            }
        }
    }
}

/// Adds a return event to every earlier start of its unit.
fn add_return(matrix: &mut Matrix, reading: &Reading<'_>, group: usize, started: &[u64], interval: usize, number: f64) {
    let grid = reading.grid;
    let look_ahead = grid.column_of_distance.len() - 1;
    if reading.query.brackets.is_empty() {
        for start in ones(started, interval.saturating_sub(look_ahead), interval) {
            matrix.add(group, start, interval - start, number);
        }
        return;
    }
    let Some(first) = ones(started, 0, interval).next() else { return };
    if let Some(column) = grid.column_of_distance.get(interval - first) {
        for start in ones(started, first, grid.intervals.len()) {
            matrix.add(group, start, *column as usize, number);
        }
    }
}
