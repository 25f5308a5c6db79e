//! Which values of a breakdown keep their name, the row of all others, and the order of rows (spec/trends 6.6.3).

use std::cmp::Ordering;

use super::grouping::ValueShape;
use crate::answer::trends::{BreakdownValue, OTHER_VALUE};
use crate::sort;

/// How many rows above the limit are kept before they are cut down to it.
const SLACK: usize = 4096;

/// The figures of one row: one for each bucket, or the only one of a total value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// The value of the breakdown.
    pub(super) value: Option<BreakdownValue>,
    /// The figures.
    pub(super) figures: Vec<f64>,
}

/// How values are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RankBy {
    /// Null last, then by the sum of figures: of time series.
    NullThenSum,
    /// By the sum alone: of total values.
    Sum,
}

/// Collects the rows of a breakdown and keeps the largest.
pub(super) struct Ranking {
    limit: usize,
    rank_by: RankBy,
    shape: ValueShape,
    kept: Vec<Ranked>,
    other: Option<Vec<f64>>,
}

struct Ranked {
    value: BreakdownValue,
    null: bool,
    sum: f64,
    figures: Vec<f64>,
}

impl Ranking {
    /// Returns a ranking of values of a shape that keeps `limit` of them.
    pub(super) fn new(limit: usize, rank_by: RankBy, shape: ValueShape) -> Ranking {
        Ranking { limit, rank_by, shape, kept: Vec::new(), other: None }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, value: BreakdownValue, figures: Vec<f64>) {
        let ranked = Ranked { null: value.has_null(), sum: figures.iter().sum(), value, figures };
        self.kept.push(ranked);
        if self.kept.len() >= self.limit.saturating_add(SLACK) {
            self.cut();
        }
    }

    /// Returns the rows in the order of an answer: ordinary ones, those with a null, and the one of all others.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.cut();
        sort::sort_by(&mut self.kept, |one, another| one.null.cmp(&another.null).then_with(|| one.rank(another)));
        let named = self.kept.into_iter().map(|ranked| (ranked.value, ranked.figures));
        let sentinel = || OTHER_VALUE.to_owned();
        let other_value = match self.shape {
            ValueShape::Plain => BreakdownValue::Text(sentinel()),
            ValueShape::List(len) => BreakdownValue::List((0..len).map(|_| sentinel()).collect()),
        };
        let other = self.other.map(|figures| (other_value, figures));
        named.chain(other).map(|(value, figures)| Line { value: Some(value), figures }).collect()
    }

    /// Adds all rows below the limit up into the other row.
    fn cut(&mut self) {
        if self.kept.len() <= self.limit {
            return;
        }
        let nulls_last = self.rank_by == RankBy::NullThenSum;
        sort::sort_by(&mut self.kept, |one, another| {
            let null = if nulls_last { one.null.cmp(&another.null) } else { Ordering::Equal };
            null.then_with(|| one.rank(another))
        });
        for ranked in self.kept.drain(self.limit..) {
            match &mut self.other {
                None => self.other = Some(ranked.figures),
                Some(other) => {
                    for (sum, figure) in other.iter_mut().zip(ranked.figures) {
                        *sum += figure;
                    }
                }
            }
        }
    }
}

impl Ranked {
    /// Compares by sum, the larger first, and then by value.
    fn rank(&self, other: &Ranked) -> Ordering {
        other.sum.total_cmp(&self.sum).then_with(|| self.value.compare_as_text(&other.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::trends::NULL_VALUE;

    fn ranked(limit: usize, rank_by: RankBy) -> Vec<(BreakdownValue, f64)> {
        let mut ranking = Ranking::new(limit, rank_by, ValueShape::Plain);
        for (value, figure) in [("b", 2.0), ("a", 2.0), (NULL_VALUE, 9.0), ("c", 1.0)] {
            ranking.push(BreakdownValue::Text(value.to_owned()), vec![figure]);
        }
        ranking.finish().into_iter().filter_map(|line| Some((line.value?, line.figures[0]))).collect()
    }

    fn named(value: &str, figure: f64) -> (BreakdownValue, f64) {
        (BreakdownValue::Text(value.to_owned()), figure)
    }

    #[test]
    fn null_vanishes_first_from_a_time_series() {
        let expected = [named("a", 2.0), named("b", 2.0), named("c", 1.0), named(OTHER_VALUE, 9.0)];
        assert_eq!(ranked(3, RankBy::NullThenSum), expected);
    }

    #[test]
    fn null_has_no_special_rank_among_total_values_but_its_place() {
        let expected = [named("a", 2.0), named(NULL_VALUE, 9.0), named(OTHER_VALUE, 3.0)];
        assert_eq!(ranked(2, RankBy::Sum), expected);
    }

    #[test]
    fn without_too_many_there_is_no_other() {
        assert_eq!(ranked(4, RankBy::Sum).len(), 4);
    }

    #[test]
    fn many_values_are_cut_on_the_way() {
        let mut ranking = Ranking::new(2, RankBy::Sum, ValueShape::List(1));
        for value in 0..10_000_u32 {
            ranking.push(BreakdownValue::List(vec![value.to_string()]), vec![f64::from(value)]);
        }
        let lines = ranking.finish();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].figures, [9999.0]);
        assert_eq!(lines[2].figures, [(0..9998).sum::<u32>() as f64]);
        assert_eq!(lines[2].value, Some(BreakdownValue::List(vec![OTHER_VALUE.to_owned()])));
    }
}
