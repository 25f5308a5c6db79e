//! Counts by windows that begin when each actor starts (spec/funnels 7.6).

use super::super::actor::Actors;
use super::super::mask::Mask;
use super::matrix::Matrix;
use super::presence::{Presence, ones};
use super::reading::Reading;
use super::units::Units;
use crate::error::Error;
use crate::query::retention::Period;
use crate::time::{Buckets, Calendar, Interval};

/// Marks an actor or a unit that never starts.
const NEVER: u32 = u32::MAX;

/// When actors start, and which units that puts in which rows.
pub(super) struct Origins {
    /// How many hours or days have begun since the range did, for each row that is read.
    ticks: Vec<u32>,
    /// How many of these make a window.
    size: u32,
    /// The row at which each actor starts.
    anchor_of_actor: Vec<u32>,
    /// The row of the table of each unit.
    row_of_unit: Vec<u32>,
}

/// The clock of windows: what it counts, and how many of these make a window.
fn clock(period: Period) -> (Interval, u32) {
    match period {
        Period::Hour => (Interval::Hour, 1),
        Period::Day => (Interval::Hour, 24),
        Period::Week => (Interval::Day, 7),
        Period::Month => (Interval::Day, 30),
    }
}

impl Origins {
    /// Returns when actors start; anchors are at most one row of each.
    ///
    /// # Errors
    /// Refuses ranges of too many hours or days.
    pub(super) fn new(
        reading: &Reading<'_>,
        actors: &Actors<'_>,
        units: &Units<'_>,
        anchors: &Mask<'_>,
        calendar: &Calendar,
    ) -> Result<Origins, Error> {
        let (interval, size) = clock(reading.query.period);
        let range = &reading.grid.range;
        let clock = Buckets::new(calendar, interval, range.start, range.end.plus_micros(-1))?;
        let mut ticks = vec![0; reading.times.len()];
        for (tick, rows) in clock.rows(reading.times) {
            ticks[rows].fill(tick as u32);
        }
        let mut anchor_of_actor = vec![NEVER; actors.count];
        for (_, rows) in reading.intervals() {
            for row in anchors.rows(0, rows) {
                anchor_of_actor[actors.of_rows[row as usize] as usize] = row;
            }
        }
        let mut origins = Origins { ticks, size, anchor_of_actor, row_of_unit: vec![NEVER; units.count()] };
        for row in origins.rows_after_start(reading, actors) {
            let anchor = origins.anchor_of_actor[actors.of_rows[row as usize] as usize];
            let table_row = origins.ticks[anchor as usize] / size;
            if (table_row as usize) < reading.grid.intervals.len() {
                origins.row_of_unit[units.of_rows[row as usize] as usize] = table_row;
            }
        }
        Ok(origins)
    }

    /// Returns the rows of events not before their actor's start.
    fn rows_after_start(&self, reading: &Reading<'_>, actors: &Actors<'_>) -> Vec<u32> {
        let mut rows = reading.start.clone().or(reading.returning.clone()).rows(0, 0..reading.times.len());
        rows.retain(|row| {
            let anchor = self.anchor_of_actor[actors.of_rows[*row as usize] as usize];
            anchor != NEVER && reading.times[*row as usize] >= reading.times[anchor as usize]
        });
        rows
    }

    /// Returns how many units of each value start.
    pub(super) fn starts_of_values(&self, units: &Units<'_>, values: usize) -> Vec<u64> {
        let mut starts = vec![0; values];
        for (row, value) in self.row_of_unit.iter().zip(&units.values) {
            starts[*value as usize] += u64::from(*row != NEVER);
        }
        starts
    }

    /// Fills the tables of the groups to which values belong.
    pub(super) fn fill(
        &self,
        matrix: &mut Matrix,
        reading: &Reading<'_>,
        actors: &Actors<'_>,
        units: &Units<'_>,
        group_of_value: &[Option<usize>],
    ) {
        let columns = reading.grid.columns;
        let rows = self.rows_after_start(reading, actors);
        let mut reached = Vec::new();
        for run in Presence::runs(units.count(), columns) {
            let mut presence = Presence::empty(run.clone(), columns);
            for row in rows.iter().map(|row| *row as usize).filter(|row| reading.returning.get(*row)) {
                let unit = units.of_rows[row] as usize;
                let anchor = self.anchor_of_actor[actors.of_rows[row] as usize] as usize;
                let distance = (self.ticks[row] - self.ticks[anchor]) / self.size;
                if let (true, Some(column)) =
                    (run.contains(&unit), reading.grid.column_of_distance.get(distance as usize))
                {
                    presence.mark(unit, *column as usize);
                }
            }
            for unit in run {
                let (row, group) = (self.row_of_unit[unit], group_of_value[units.values[unit] as usize]);
                if let (Some(group), false) = (group, row == NEVER) {
                    presence.read(unit, &mut reached);
                    let row = matrix.row(group, row as usize);
                    row[0] += 1;
                    for column in ones(&reached, 1, columns) {
                        row[column] += 1;
                    }
                }
            }
        }
    }
}
