//! Unions of intervals: what remains of any ordering once its bounds are known.

use std::cmp::Ordering;
use std::ops::Bound;

use crate::sort;

/// Values in an order without gaps between a value and the next.
pub(crate) trait Scale: Copy + PartialOrd {
    /// The least value.
    const LEAST: Self;
    /// The greatest value.
    const GREATEST: Self;
    /// Returns the next greater value.
    fn after(self) -> Self;
    /// Returns the next smaller value.
    fn before(self) -> Self;
}

impl Scale for f64 {
    const LEAST: f64 = f64::NEG_INFINITY;
    const GREATEST: f64 = f64::INFINITY;

    fn after(self) -> f64 {
        self.next_up()
    }

    fn before(self) -> f64 {
        self.next_down()
    }
}

impl Scale for i64 {
    const LEAST: i64 = i64::MIN;
    const GREATEST: i64 = i64::MAX;

    fn after(self) -> i64 {
        self.saturating_add(1)
    }

    fn before(self) -> i64 {
        self.saturating_sub(1)
    }
}

/// A union of closed intervals, disjoint and ascending, so that a look-up is a binary search.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Intervals<T>(Vec<(T, T)>);

impl<T: Scale> Intervals<T> {
    /// Returns the union of intervals with these bounds.
    pub(crate) fn new(bounds: impl IntoIterator<Item = (Bound<T>, Bound<T>)>) -> Intervals<T> {
        let mut closed: Vec<(T, T)> = bounds
            .into_iter()
            .map(|(low, high)| {
                let low = match low {
                    Bound::Included(low) => low,
                    Bound::Excluded(low) => low.after(),
                    Bound::Unbounded => T::LEAST,
                };
                let high = match high {
                    Bound::Included(high) => high,
                    Bound::Excluded(high) => high.before(),
                    Bound::Unbounded => T::GREATEST,
                };
                (low, high)
            })
            .filter(|(low, high)| low <= high)
            .collect();
        sort::sort_by(&mut closed, |(one, _), (other, _)| one.partial_cmp(other).unwrap_or(Ordering::Equal));
        let mut union: Vec<(T, T)> = Vec::with_capacity(closed.len());
        for (low, high) in closed {
            match union.last_mut() {
                Some(last) if low <= last.1 => {
                    if high > last.1 {
                        last.1 = high;
                    }
                }
                _ => union.push((low, high)),
            }
        }
        Intervals(union)
    }

    /// Returns the intervals that hold just these values.
    pub(crate) fn points(values: impl IntoIterator<Item = T>) -> Intervals<T> {
        Self::new(values.into_iter().map(|value| (Bound::Included(value), Bound::Included(value))))
    }

    /// Returns the interval that holds every value.
    pub(crate) fn everything() -> Intervals<T> {
        Intervals(vec![(T::LEAST, T::GREATEST)])
    }

    /// Returns whether a value is in one of them.
    pub(crate) fn contains(&self, value: T) -> bool {
        let after = self.0.partition_point(|(low, _)| *low <= value);
        after > 0 && value <= self.0[after - 1].1
    }

    /// Returns the only interval, if there is one.
    pub(crate) fn single(&self) -> Option<(T, T)> {
        match self.0.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::Bound::{Excluded, Included, Unbounded};

    #[test]
    fn overlapping_intervals_become_one() {
        let union =
            Intervals::new([(Excluded(5.0), Unbounded), (Included(1.0), Included(2.0)), (Excluded(3.0), Unbounded)]);
        for (value, inside) in
            [(0.5, false), (1.0, true), (2.0, true), (2.5, false), (3.0, false), (3.1, true), (9.0, true)]
        {
            assert_eq!(union.contains(value), inside, "{value}");
        }
        assert_eq!(union.single(), None);
        assert!(!union.contains(f64::NAN));
    }

    #[test]
    fn points_are_found_among_many() {
        let points = Intervals::points([7_i64, 3, 9, 3]);
        let found: Vec<i64> = (0..12).filter(|value| points.contains(*value)).collect();
        assert_eq!(found, [3, 7, 9]);
    }

    #[test]
    fn nothing_is_past_the_greatest_value() {
        assert!(!Intervals::new([(Excluded(f64::INFINITY), Unbounded)]).contains(f64::MAX));
        assert!(!Intervals::<i64>::new([]).contains(0));
        assert!(Intervals::everything().contains(f64::MAX));
    }
}
