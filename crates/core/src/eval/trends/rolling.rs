//! Weekly and monthly active actors, in one pass over time (spec/trends 6.3.1).

use super::measure::Measure;
use super::window::Window;
use crate::error::Error;
use crate::eval::actor::Actors;
use crate::time::{Buckets, Calendar, Interval, ResolvedRange, Timestamp};

/// The grid to which times are floored, and the buckets that each of its cells counts in.
///
/// Bucket `d` counts who is active in the cells of `(d − N days, d]`: a cell that starts at `t` counts in the buckets
/// that start in `[t, t + N days)`, which follow one another.
pub(super) struct RollingGrid {
    /// The cells, as the buckets of a window.
    pub(super) cells: Buckets,
    /// The first bucket that each cell counts in, and the one after the last.
    pub(super) reach: Vec<(u32, u32)>,
    /// How many buckets there are.
    pub(super) buckets: usize,
}

/// Where events are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookBack {
    /// From so many days before the start of the range: a figure for each bucket.
    FromStart,
    /// From so many days before its end: one figure.
    FromEnd,
}

impl RollingGrid {
    /// Returns the grid of a range and its buckets.
    ///
    /// # Errors
    /// Fails if the grid has too many cells.
    pub(super) fn new(
        range: &ResolvedRange,
        buckets: &Buckets,
        days: i64,
        look_back: LookBack,
        calendar: &Calendar,
    ) -> Result<RollingGrid, Error> {
        let grid = match range.interval {
            interval @ (Interval::Hour | Interval::Minute) => interval,
            _ => Interval::Day,
        };
        let end = match look_back {
            LookBack::FromStart => range.from,
            LookBack::FromEnd => range.upper,
        };
        let from = calendar.add(Interval::Day, -days, end);
        let cells = Buckets::new(calendar, grid, from, range.to)?.within(from, range.upper);
        let cells = cells.on(range.weekdays, calendar)?;
        let starts = buckets.starts();
        let reach = cells.starts().iter().map(|cell| {
            let until = calendar.add(Interval::Day, days, Timestamp::from_micros(*cell)).micros();
            let first = starts.partition_point(|start| start < cell);
            (first as u32, starts.partition_point(|start| *start < until) as u32)
        });
        Ok(RollingGrid { reach: reach.collect(), buckets: starts.len(), cells })
    }
}

/// Counts the actors of the last days of each bucket.
pub(super) struct RollingCount<'a> {
    pub(super) window: &'a Window,
    pub(super) grid: &'a RollingGrid,
    pub(super) actors: Actors<'a>,
    pub(super) look_back: LookBack,
    /// The bucket after the last that each actor counts in so far; 0 between groups.
    pub(super) counted_until: Vec<u32>,
}

impl Measure for RollingCount<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        // What each bucket has more than the one before; the last entry takes what ends after the range.
        let mut changes = vec![0_i64; self.grid.buckets + 1];
        let mut seen = 0_u32;
        for (cell, run) in self.window.runs(rows) {
            let (first, until) = self.grid.reach[cell];
            for row in run {
                let counted = &mut self.counted_until[self.actors.of_rows[*row as usize] as usize];
                let from = first.max(*counted);
                if from < until {
                    seen += u32::from(*counted == 0);
                    changes[from as usize] += 1;
                    changes[until as usize] -= 1;
                    *counted = until;
                }
            }
        }
        if rows.len() >= self.counted_until.len() {
            self.counted_until.fill(0);
        } else {
            for row in rows {
                self.counted_until[self.actors.of_rows[*row as usize] as usize] = 0;
            }
        }
        if self.look_back == LookBack::FromEnd {
            figures[0] = f64::from(seen);
            return;
        }
        let mut active = 0;
        for (figure, change) in figures.iter_mut().zip(changes) {
            active += change;
            *figure = active as f64;
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}
