//! When the events happened that a query reads.

use super::{EventNames, Reads};
use crate::query::date_range::Comparison;
use crate::time::{DateRange, Interval, RangeStart, ResolvedRange, Resolver, Rounding, Timestamp};

/// A stretch of time, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// The first moment; `None` means from the first event on.
    pub from: Option<Timestamp>,
    /// The last moment; `None` means up to the last event.
    pub to: Option<Timestamp>,
}

impl TimeRange {
    /// All of time.
    pub const ALL: TimeRange = TimeRange { from: None, to: None };

    /// No moment.
    pub(super) const NONE: TimeRange =
        TimeRange { from: Some(Timestamp::from_micros(i64::MAX)), to: Some(Timestamp::from_micros(i64::MIN)) };

    /// Returns whether a moment is in the range.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }

    /// Returns the range that holds both.
    pub(super) fn with(self, other: TimeRange) -> TimeRange {
        let ends = |one: Option<Timestamp>, other: Option<Timestamp>| Some((one?, other?));
        TimeRange {
            from: ends(self.from, other.from).map(|(one, other)| one.min(other)),
            to: ends(self.to, other.to).map(|(one, other)| one.max(other)),
        }
    }
}

/// How far beyond its range a query reads.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    /// Days before it.
    pub(super) days_before: i64,
    /// Intervals before it.
    pub(super) intervals_before: i64,
    /// Intervals after the one in which it ends.
    pub(super) intervals_after: i64,
}

impl Reads<'_> {
    /// Reads a range of dates, and the one with which it is compared.
    ///
    /// Ends are widened to whole intervals and days, so that no rounding of an evaluator can go beyond them.
    pub(super) fn range(&mut self, range: &DateRange, interval: Interval, comparison: Comparison, reach: Reach) {
        for rounding in [Rounding::Periods, Rounding::Exact] {
            for measured in [interval, Interval::Day] {
                let resolver = Resolver {
                    calendar: &self.context.calendar,
                    now: self.context.now,
                    interval: measured,
                    rounding,
                    earliest: None,
                };
                let compared = match comparison {
                    Comparison::None => None,
                    Comparison::PreviousPeriod => Some(resolver.previous(range)),
                    Comparison::EarlierBy(distance) => {
                        Some(resolver.shifted(range, distance, self.context.comparison_periods))
                    }
                };
                for resolved in std::iter::once(resolver.current(range)).chain(compared) {
                    let widened = self.widened(&resolved, interval, reach);
                    self.plan.range = self.plan.range.with(widened);
                }
            }
        }
        if range.from == Some(RangeStart::EarliestEvent) {
            // The first of all events, whatever its name, is where the range starts, be it after the range's end.
            self.plan.range = TimeRange::ALL;
            self.plan.events = EventNames::All;
        }
    }

    /// Reads everything before the end of the range: who was first can have been so long ago.
    pub(super) fn everything_before(&mut self) {
        self.plan.range.from = None;
    }

    fn widened(&self, range: &ResolvedRange, interval: Interval, reach: Reach) -> TimeRange {
        let calendar = &self.context.calendar;
        let start = |at: Timestamp| calendar.start_of(interval, at).min(calendar.start_of(Interval::Day, at));
        // Without a start, a range that ends long ago would start after it; what lies before it counts from its end.
        let from = start(range.from.min(range.lower).min(range.to));
        let from = calendar.step(interval, -reach.intervals_before, from).min(from);
        let to = range.to.max(range.upper);
        let to = calendar.end_of(interval, to).max(calendar.end_of(Interval::Day, to));
        let to = calendar.end_of(interval, calendar.step(interval, reach.intervals_after, to)).max(to);
        TimeRange { from: Some(calendar.add(Interval::Day, -reach.days_before, from)), to: Some(to) }
    }
}
