//! What all maths have in common: rows become a figure for each bucket.

use super::window::Window;
use crate::eval::aggregation::Aggregation;
use crate::eval::expression::AggregateExpression;

/// Turns the rows of one group into figures.
pub(super) trait Measure {
    /// Adds to each bucket the figure of the rows that lie in it; rows ascend, figures start at 0.
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]);
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
}

/// Aggregates a number of each event; events without one do not count.
pub(super) struct NumberAggregate<'a> {
    pub(super) window: &'a Window,
    /// The number of each row of the window, NaN where there is none.
    pub(super) numbers: Vec<f64>,
    pub(super) aggregation: Aggregation,
}

impl Measure for NumberAggregate<'_> {
    fn measure(&mut self, rows: &[u32], figures: &mut [f64]) {
        let mut gathered = Vec::new();
        for (bucket, run) in self.window.runs(rows) {
            gathered.clear();
            gathered.extend(run.iter().map(|row| self.numbers[*row as usize]).filter(|number| !number.is_nan()));
            figures[bucket] = self.aggregation.of(&mut gathered);
        }
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
            figures[bucket] = self.aggregation.of(&mut gathered);
        }
    }
}
