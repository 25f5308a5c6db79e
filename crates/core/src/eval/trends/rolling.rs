//! Weekly and monthly active actors, in one pass over time (spec/trends 6.3.1).

use oriel_kernels::seen::LastSeen;

use super::measure::Measure;
use super::window::Window;
use crate::error::Error;
use crate::eval::actor::Actors;
use crate::eval::mask::Mask;
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
    window: &'a Window,
    grid: &'a RollingGrid,
    actors: Actors<'a>,
    look_back: LookBack,
    /// One more than the last cell in which each actor was active; nobody between groups.
    last_active: LastSeen,
}

/// The counts of a group as far as its cells have been seen.
struct Changes {
    /// What each bucket has more than the one before; the last entry takes what ends after the range.
    of_buckets: Vec<i64>,
    /// How many actors there are in all.
    seen: u32,
    /// Of the rows of a cell, how many are of actors that were active last in which cell before, counted from 1.
    before: Vec<u32>,
    /// The actors of a block that were not active before.
    new: Vec<u32>,
}

impl<'a> RollingCount<'a> {
    /// Returns what counts the actors of the rows of a window.
    pub(super) fn new(window: &'a Window, grid: &'a RollingGrid, actors: Actors<'a>, look_back: LookBack) -> Self {
        let last_active = LastSeen::nothing(actors.count, grid.reach.len());
        RollingCount { window, grid, actors, look_back, last_active }
    }

    fn changes(&self) -> Changes {
        let before = vec![0; self.grid.reach.len() + 1];
        Changes { of_buckets: vec![0; self.grid.buckets + 1], seen: 0, before, new: Vec::new() }
    }

    /// Counts the actors that are active in a cell in the buckets that they do not count in yet; the rows of the cell come in
    /// blocks.
    fn see(
        &mut self,
        cell: usize,
        rows: usize,
        each_block: impl FnOnce(&mut dyn FnMut(&[u32])),
        changes: &mut Changes,
    ) {
        let (first, until) = self.grid.reach[cell];
        if first >= until {
            return;
        }
        let Changes { of_buckets, seen, before, new } = changes;
        let stamp = cell as u32 + 1;
        let mut count = |before: u32, actors: u32| {
            let counted_until = before.checked_sub(1).map_or(0, |cell| self.grid.reach[cell as usize].1);
            let from = first.max(counted_until);
            if from < until {
                of_buckets[from as usize] += i64::from(actors);
                of_buckets[until as usize] -= i64::from(actors);
            }
        };
        let (last_active, actors) = (&mut self.last_active, &self.actors.of_rows);
        if rows < cell {
            each_block(&mut |rows| {
                for row in rows {
                    let before = last_active.see_one(actors[*row as usize], stamp);
                    *seen += u32::from(before == 0);
                    if before != stamp {
                        count(before, 1);
                    }
                }
            });
            return;
        }
        let before = &mut before[..=stamp as usize];
        before.fill(0);
        each_block(&mut |rows| {
            last_active.see(rows, actors, stamp, before, new);
            *seen += new.len() as u32;
        });
        (0..stamp).zip(before).for_each(|(before, actors)| count(before, *actors));
    }

    fn show(&self, changes: &Changes, figures: &mut [f64]) {
        if self.look_back == LookBack::FromEnd {
            figures[0] = f64::from(changes.seen);
            return;
        }
        let mut active = 0;
        for (figure, change) in figures.iter_mut().zip(&changes.of_buckets) {
            active += change;
            *figure = active as f64;
        }
    }
}

impl Measure for RollingCount<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        let mut changes = self.changes();
        let window = self.window;
        for (cell, run) in window.runs(rows) {
            self.see(cell, run.len(), |visit| visit(run), &mut changes);
        }
        self.last_active.forget(rows, &self.actors.of_rows);
        self.show(&changes, figures);
    }

    fn measure_selected(&mut self, selected: &Mask<'_>, figures: &mut [f64]) {
        let mut changes = self.changes();
        let window = self.window;
        for part in &window.parts {
            let each_block = |visit: &mut dyn FnMut(&[u32])| selected.each_block(part.rows.clone(), visit);
            self.see(part.bucket, selected.count(part.rows.clone()), each_block, &mut changes);
        }
        self.last_active = LastSeen::nothing(self.actors.count, self.grid.reach.len());
        self.show(&changes, figures);
    }

    fn window(&self) -> &Window {
        self.window
    }
}
