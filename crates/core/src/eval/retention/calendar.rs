//! Counts by the intervals of the calendar (spec/funnels 7.3 and 7.5).

use std::ops::Range;

use oriel_kernels::counts::supersets;

use super::super::mask::Mask;
use super::matrix::Matrix;
use super::presence::{Presence, ones};
use super::reading::Reading;
use super::sums;
use super::units::Units;
use crate::query::retention::{Counting, Starts};

/// The most intervals for which a counter is kept for every set of them.
const MOST_PATTERN_INTERVALS: usize = 14;

/// Returns how often the units of each value start: once for each interval in which they do.
pub(super) fn starts_of_values(
    reading: &Reading<'_>,
    units: &Units<'_>,
    anchors: &Mask<'_>,
    values: usize,
) -> Vec<u64> {
    let mut starts = vec![0; values];
    let mut seen = vec![usize::MAX; units.count()];
    for (interval, rows) in reading.intervals() {
        for row in anchors.rows(0, rows) {
            let unit = units.of_rows[row as usize] as usize;
            if seen[unit] != interval {
                seen[unit] = interval;
                starts[units.values[unit] as usize] += 1;
            }
        }
    }
    starts
}

/// Fills the tables of the groups to which values belong.
pub(super) fn fill(
    matrix: &mut Matrix,
    reading: &Reading<'_>,
    units: &Units<'_>,
    anchors: &Mask<'_>,
    numbers: Option<&[f64]>,
    group_of_value: &[Option<usize>],
) {
    for run in Presence::runs(units.count(), reading.grid.intervals.len()) {
        let starts = Presence::of(anchors, reading, &units.of_rows, run.clone());
        let returns = returns(reading, units, run);
        match (&returns, group_of_value) {
            (None, [group]) if has_patterns(reading) => count_patterns(matrix, reading, &starts, *group),
            _ => count(matrix, reading, units, (&starts, returns.as_ref().unwrap_or(&starts)), group_of_value),
        }
        if let Some(numbers) = numbers {
            sums::add(matrix, reading, units, &starts, numbers, group_of_value);
        }
    }
    if reading.query.counting == Counting::UpToLastReturn {
        matrix.count_backwards();
    }
}

/// Returns where units return; nothing where that is just where they start.
fn returns(reading: &Reading<'_>, units: &Units<'_>, run: Range<usize>) -> Option<Presence> {
    let query = reading.query;
    match query.minimum_occurrences {
        // A sum takes every event, however few there are.
        least @ 2.. if query.aggregation.is_none() => {
            Some(Presence::of_several(least, &reading.returning, reading, &units.of_rows, run))
        }
        _ if query.starts == Starts::Recurring && query.start == query.returning => None,
        _ => Some(Presence::of(&reading.returning, reading, &units.of_rows, run)),
    }
}

/// Says whether units of the same intervals can be counted together: they return where they start, and there are few
/// sets of intervals.
fn has_patterns(reading: &Reading<'_>) -> bool {
    reading.grid.intervals.len() <= MOST_PATTERN_INTERVALS
        && reading.query.brackets.is_empty()
        && reading.query.counting == Counting::WhereReturned
}

/// Counts the units that start in an interval, and those of them that return in another: all whose set has both.
fn count_patterns(matrix: &mut Matrix, reading: &Reading<'_>, starts: &Presence, group: Option<usize>) {
    let Some(group) = group else { return };
    let intervals = reading.grid.intervals.len();
    let units = supersets(starts.first_words(), intervals);
    for start in 0..intervals {
        let end = (start + reading.grid.column_of_distance.len()).min(intervals);
        let row = matrix.row(group, start);
        row[0] += units[1 << start];
        for interval in start + 1..end {
            row[interval - start] += units[1 << start | 1 << interval];
        }
    }
}

fn count(
    matrix: &mut Matrix,
    reading: &Reading<'_>,
    units: &Units<'_>,
    (starts, returns): (&Presence, &Presence),
    group_of_value: &[Option<usize>],
) {
    let column_of_distance = &reading.grid.column_of_distance;
    let intervals = reading.grid.intervals.len();
    let (mut started, mut returned) = (Vec::new(), Vec::new());
    let mut bracketed = vec![0; reading.grid.columns.div_ceil(64)];
    for unit in starts.units() {
        starts.read(unit, &mut started);
        let Some(first) = ones(&started, 0, intervals).next() else { continue };
        let Some(group) = group_of_value[units.values[unit] as usize] else { continue };
        returns.read(unit, &mut returned);
        if reading.query.brackets.is_empty() {
            for start in ones(&started, first, intervals) {
                let columns =
                    ones(&returned, start + 1, start + column_of_distance.len()).map(|interval| interval - start);
                add(matrix.row(group, start), reading.query.counting, columns);
            }
            continue;
        }
        // Brackets are measured from the first start, whatever the row.
        bracketed.fill(0);
        for interval in ones(&returned, first + 1, first + column_of_distance.len()) {
            let column = column_of_distance[interval - first];
            bracketed[column as usize / 64] |= 1 << (column % 64);
        }
        for start in ones(&started, first, intervals) {
            add(matrix.row(group, start), reading.query.counting, ones(&bracketed, 1, reading.grid.columns));
        }
    }
}

/// Counts a start and the columns in which the unit returned, ascending.
fn add(row: &mut [u32], counting: Counting, columns: impl Iterator<Item = usize>) {
    match counting {
        Counting::WhereReturned => {
            row[0] += 1;
            for column in columns {
                row[column] += 1;
            }
        }
        // The columns before it are counted for all rows at once.
        Counting::UpToLastReturn => row[columns.last().unwrap_or(0)] += 1,
    }
}
