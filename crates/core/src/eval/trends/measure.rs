//! What all maths have in common: rows become a figure for each bucket.

use std::borrow::Cow;

use oriel_kernels::numbers::gather;

use super::window::Window;
use crate::eval::aggregation::Aggregation;
use crate::eval::expression::AggregateExpression;
use crate::eval::mask::Mask;

/// Turns the rows of one group into figures.
pub(super) trait Measure {
    /// Adds to each bucket the figure of the rows that lie in it; rows ascend, figures start at 0.
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]);

    /// Does the same for the rows of a mask of the window.
    fn measure_selected(&mut self, selected: &Mask<'_>, figures: &mut [f64]) {
        let rows = selected.rows(0, 0..self.window().len());
        self.measure(&rows, figures);
    }

    /// Returns the window in which the rows lie.
    fn window(&self) -> &Window;
}

/// Counts events.
pub(super) struct EventCount<'a> {
    pub(super) window: &'a Window,
}

impl Measure for EventCount<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        for (bucket, run) in self.window.runs(rows) {
            figures[bucket] += run.len() as f64;
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}

/// Aggregates a number of each event; events without one do not count.
pub(super) struct NumberAggregate<'a> {
    pub(super) window: &'a Window,
    /// The number of each row of the window, NaN where there is none.
    pub(super) numbers: Cow<'a, [f64]>,
    pub(super) aggregation: Aggregation,
}

impl Measure for NumberAggregate<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        let mut room = Vec::new();
        for (bucket, run) in self.window.runs(rows) {
            figures[bucket] = self.aggregation.of(gather(&self.numbers, run, &mut room));
        }
    }

    fn measure_selected(&mut self, selected: &Mask<'_>, figures: &mut [f64]) {
        let mut room = Vec::new();
        for part in &self.window.parts {
            let run = selected.rows(0, part.rows.clone());
            figures[part.bucket] = self.aggregation.of(gather(&self.numbers, &run, &mut room));
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}

/// Works an aggregate expression out.
pub(super) struct ExpressionAggregate<'a> {
    pub(super) window: &'a Window,
    pub(super) expression: AggregateExpression<'a>,
}

impl Measure for ExpressionAggregate<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        for (bucket, run) in self.window.runs(rows) {
            figures[bucket] = self.expression.of_rows(run);
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}

/// Aggregates how many events each person has in a bucket.
pub(super) struct CountPerActor<'a> {
    pub(super) window: &'a Window,
    pub(super) persons: &'a [u32],
    /// A counter for each person, 0 between buckets.
    pub(super) counts: Vec<u32>,
    pub(super) aggregation: Aggregation,
}

impl Measure for CountPerActor<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        let mut gathered = Vec::new();
        for (bucket, run) in self.window.runs(rows) {
            for row in run {
                self.counts[self.persons[*row as usize] as usize] += 1;
            }
            gathered.clear();
            for row in run {
                let count = std::mem::take(&mut self.counts[self.persons[*row as usize] as usize]);
                if count > 0 {
                    gathered.push(f64::from(count));
                }
            }
            figures[bucket] = self.aggregation.of(&gathered);
        }
    }

    fn window(&self) -> &Window {
        self.window
    }
}
