//! Distinct actors and sessions, by last-seen marks instead of sets (spec/trends 6.3 and 6.4).

use std::borrow::Cow;

use oriel_kernels::counts;

use super::measure::Measure;
use super::window::Window;
use crate::columns::codes::Codes;
use crate::eval::aggregation::Aggregation;
use crate::eval::mask::Mask;

/// For each of some things, the stamp of the last count that saw it.
pub(super) struct Marks {
    stamps: Vec<u8>,
    stamp: u8,
}

impl Marks {
    /// Returns marks of that many things, none of them seen.
    pub(super) fn new(things: usize) -> Marks {
        Marks { stamps: vec![0; things], stamp: 0 }
    }

    /// Forgets what was seen.
    pub(super) fn start_again(&mut self) {
        self.stamp = match self.stamp.checked_add(1) {
            Some(stamp) => stamp,
            None => {
                self.stamps.fill(0);
                1
            }
        };
    }

    /// Marks a thing as seen and returns 1 if it was not before, else 0.
    pub(super) fn see(&mut self, thing: u32) -> u32 {
        match self.stamps.get_mut(thing as usize) {
            Some(last) => u32::from(std::mem::replace(last, self.stamp) != self.stamp),
            None => 0,
        }
    }

    /// Marks the things of some rows as seen and returns how many were not before.
    pub(super) fn see_all(&mut self, rows: &[u32], things: &[u32]) -> u32 {
        counts::different(rows, things, &mut self.stamps, self.stamp)
    }

    /// Does the same in each group, adding to its count: there are as many marks for each thing as there are groups, and row
    /// 0 is the row `first` of the groups.
    pub(super) fn see_all_by_group(
        &mut self,
        rows: &[u32],
        things: &[u32],
        (groups, first): (&Codes, usize),
        counts: &mut [u32],
    ) {
        counts::different_by_group(rows, things, (groups, first), &mut self.stamps, self.stamp, counts);
    }
}

/// How often one thing counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Once {
    /// Once in each bucket.
    PerBucket,
    /// Once in the whole range, in the first bucket that it is in.
    PerRange,
}

/// Counts distinct things: actors, groups or sessions.
pub(super) struct DistinctCount<'a> {
    pub(super) window: &'a Window,
    /// The thing of each row.
    pub(super) things: Cow<'a, [u32]>,
    pub(super) marks: Marks,
    pub(super) once: Once,
}

impl Measure for DistinctCount<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        self.marks.start_again();
        for (bucket, run) in self.window.runs(rows) {
            if self.once == Once::PerBucket {
                self.marks.start_again();
            }
            figures[bucket] = f64::from(self.marks.see_all(run, &self.things));
        }
    }

    fn measure_selected(&mut self, selected: &Mask<'_>, figures: &mut [f64]) {
        self.marks.start_again();
        for part in &self.window.parts {
            if self.once == Once::PerBucket {
                self.marks.start_again();
            }
            let mut different = 0;
            selected.each_block(part.rows.clone(), |rows| different += self.marks.see_all(rows, &self.things));
            figures[part.bucket] = f64::from(different);
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}

/// Aggregates a number of each session; a session counts once in each bucket that it touches.
pub(super) struct SessionAggregate<'a> {
    pub(super) window: &'a Window,
    /// The session of each row.
    pub(super) sessions: Vec<u32>,
    /// The number of each session, NaN where it has none.
    pub(super) numbers: Vec<f64>,
    pub(super) marks: Marks,
    pub(super) aggregation: Aggregation,
}

impl Measure for SessionAggregate<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        let mut gathered = Vec::new();
        for (bucket, run) in self.window.runs(rows) {
            self.marks.start_again();
            gathered.clear();
            for row in run {
                let session = self.sessions[*row as usize];
                let number = self.numbers[session as usize];
                if self.marks.see(session) == 1 && !number.is_nan() {
                    gathered.push(number);
                }
            }
            figures[bucket] = self.aggregation.of(&gathered);
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}
