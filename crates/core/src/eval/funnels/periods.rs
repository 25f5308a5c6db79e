//! The attempts of every actor by the period in which they began (spec/funnels 4.3, 4.4).

use super::journey::Moment;
use super::ordered_periods::OrderedPeriods;
use super::steps::Crowd;
use super::unordered_periods::UnorderedPeriods;
use super::views::{Member, View, each_view};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::funnels::{FunnelOrder, FunnelsQuery, IncompletePeriods};
use crate::time::{Buckets, Interval, ResolvedRange, Timestamp};

/// What became of the attempt of an actor that began in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The period, by its place.
    pub period: usize,
    /// Whether it came to the last of the measured steps, not just to the first.
    pub converted: bool,
}

/// The periods of a range.
pub(super) struct Periods {
    starts: Vec<i64>,
    shown: usize,
}

impl Periods {
    /// Returns the periods of a range.
    ///
    /// # Errors
    /// Refuses ranges of too many.
    pub(super) fn new(query: &FunnelsQuery, frame: &Frame<'_>, range: ResolvedRange) -> Result<Periods, Error> {
        let calendar = &frame.context.calendar;
        let buckets = Buckets::new(calendar, query.interval, range.from, range.to)?;
        let mut starts = buckets.starts().to_vec();
        if query.interval == Interval::Day {
            let weekdays = query.date_range.weekdays;
            starts.retain(|start| weekdays.contains(calendar.weekday(Timestamp::from_micros(*start))));
        }
        let is_over = |start: &&i64| {
            let until = calendar.step(query.interval, 1, Timestamp::from_micros(**start));
            until.plus_micros(query.window) <= frame.context.now
        };
        let shown = match query.incomplete_periods {
            IncompletePeriods::Shown => starts.len(),
            IncompletePeriods::Hidden => starts.iter().take_while(is_over).count(),
        };
        Ok(Periods { starts, shown })
    }

    /// Returns the number of periods.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Returns the starts of the periods that are shown.
    pub(super) fn shown(&self) -> &[i64] {
        &self.starts[..self.shown]
    }
}

/// Shows every attempt of every actor, at most one a period, once for each group in which it is.
pub(super) fn each_attempt(
    query: &FunnelsQuery,
    crowd: &Crowd<'_>,
    periods: &Periods,
    mut visit: impl FnMut(Member, Attempt),
) {
    let measured = (query.measured.0 + 1, query.measured.1 + 1);
    let mut matcher = match query.order {
        FunnelOrder::Unordered => Matcher::Unordered(UnorderedPeriods::new(crowd.rules, measured)),
        FunnelOrder::Ordered | FunnelOrder::Strict => Matcher::Ordered(OrderedPeriods::new(crowd.rules, measured)),
    };
    let mut unpacked: Vec<Moment> = Vec::new();
    each_view(crowd, query.attribution, &mut |member, view| {
        let (moments, step_value) = match view {
            View::Whole(moments, places) => {
                moments.unpack(places, &mut unpacked);
                (unpacked.as_slice(), None)
            }
            View::Part(moments, step_value) => (moments, step_value),
        };
        let attempts = match &mut matcher {
            Matcher::Ordered(matcher) => matcher.attempts(moments, &periods.starts, step_value),
            Matcher::Unordered(matcher) => matcher.attempts(moments, &periods.starts, step_value),
        };
        attempts.iter().for_each(|attempt| visit(member, *attempt));
    });
}

enum Matcher {
    Ordered(OrderedPeriods),
    Unordered(UnorderedPeriods),
}

/// Returns the place of the period that holds a time; most often it is the same as last time.
pub(super) fn period_of(starts: &[i64], time: i64, last: usize) -> usize {
    let holds = |period: usize| {
        starts.get(period).is_some_and(|start| *start <= time) && starts.get(period + 1).is_none_or(|next| time < *next)
    };
    if holds(last) { last } else { starts.partition_point(|start| *start <= time).saturating_sub(1) }
}
