//! The rules that turn a written range into instants (spec/trends 4.2, 4.3, 4.6, 4.7).

use super::clock::{Clock, MICROS_PER_SECOND};
use super::{
    Calendar, DateRange, Ends, Interval, LastPeriod, Periods, RangeStart, RelativeDate, ResolvedRange, Timestamp,
    WrittenDate,
};

/// Microseconds in an hour.
const HOUR: i64 = 3600 * MICROS_PER_SECOND;

/// The start of `all` where there is no event: 2015-01-01T00:00:00Z.
const START_WITHOUT_EVENTS: Timestamp = Timestamp::from_seconds(1_420_070_400);

/// How finely a query measures the range it asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// In whole periods.
    #[default]
    Periods,
    /// To the second: `BoldNumber`, and stickiness and lifecycle with explicit dates.
    Exact,
}

/// Holds all that a written range depends on.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'a> {
    /// The team's zone and weeks.
    pub calendar: &'a Calendar,
    /// The moment of the request.
    pub now: Timestamp,
    /// The interval in force: `day` for total values of the current period.
    pub interval: Interval,
    /// How finely the query measures.
    pub rounding: Rounding,
    /// The team's earliest event, for ranges that start with it.
    pub earliest: Option<Timestamp>,
}

impl Resolver<'_> {
    /// Returns the range itself (spec/trends 4.2).
    pub fn current(&self, range: &DateRange) -> ResolvedRange {
        self.resolved(range, self.from(range), self.to(range))
    }

    /// Returns the range before it that it is compared with (spec/trends 4.6).
    pub fn previous(&self, range: &DateRange) -> ResolvedRange {
        let (from, to) = (self.from(range), self.to(range));
        if range.from == Some(RangeStart::EarliestEvent) {
            let end = from.plus_micros(-1);
            return self.resolved(range, end.plus_micros(from.micros() - to.micros()), end);
        }
        // A second is treated as a minute is: keeping the time of day would give the current range again.
        if matches!(self.interval, Interval::Minute | Interval::Second) {
            return self.resolved(range, from.plus_micros(from.micros() - to.micros()), from);
        }
        let zone = &self.calendar.zone;
        let (first, last) = (zone.clock(from), zone.clock(to));
        let length = last.micros() - first.micros();
        // Both ends keep their time of day, but with hours the end keeps only its minute and less.
        let mut start = Clock::at(first.plus_micros(-length).date(), first.time());
        if self.overlaps_by_a_day(range) {
            start = start.plus_micros(24 * HOUR);
        }
        let end = start.plus_micros(length);
        let time = match self.interval {
            Interval::Hour => i64::from(end.hour()) * HOUR + last.time() % HOUR,
            _ => last.time(),
        };
        let end = Clock::at(end.date(), time);
        self.resolved(range, zone.instant(start), zone.instant(end))
    }

    /// Returns the range a distance before it (`compare_to`, spec/trends 4.7), of the same length.
    pub fn shifted(&self, range: &DateRange, distance: RelativeDate, periods: Periods) -> ResolvedRange {
        let (from, to) = (self.from(range), self.to(range));
        let zone = &self.calendar.zone;
        let length = zone.clock(to).micros() - zone.clock(from).micros();
        let start = distance.before(self.calendar, from, periods);
        let end = self.calendar.by_clock(start, |clock| clock.plus_micros(length));
        self.resolved(range, start, end)
    }

    fn from(&self, range: &DateRange) -> Timestamp {
        let calendar = self.calendar;
        match range.from {
            Some(RangeStart::EarliestEvent) => self.earliest.unwrap_or(START_WITHOUT_EVENTS),
            Some(RangeStart::At(WrittenDate::Relative(date))) if self.cuts_start(range) => {
                date.before_truncated(calendar, self.now)
            }
            Some(RangeStart::At(date)) => date.resolve(calendar, self.now),
            None => calendar.add(Interval::Day, -7, calendar.start_of(Interval::Day, self.now)),
        }
    }

    fn cuts_start(&self, range: &DateRange) -> bool {
        self.is_rounded(range) && !matches!(self.interval, Interval::Second | Interval::Minute)
    }

    fn is_rounded(&self, range: &DateRange) -> bool {
        range.ends == Ends::Rounded && self.rounding == Rounding::Periods
    }

    fn to(&self, range: &DateRange) -> Timestamp {
        let written = range.to.map_or(self.now, |date| date.resolve(self.calendar, self.now));
        let end = match range.to {
            None if self.rounding == Rounding::Exact => written,
            _ if range.ends == Ends::Explicit => written,
            None | Some(WrittenDate::Relative(_)) => self.end_of_relative(written),
            Some(_) if self.interval >= Interval::Day => self.calendar.end_of(Interval::Day, written),
            Some(_) => written,
        };
        match range.last_period {
            LastPeriod::Kept => end,
            LastPeriod::OnlyIfOver => end.min(self.calendar.start_of(self.interval, self.now).plus_micros(-1)),
        }
    }

    /// Returns the end of the period that contains now, or lies so far before it.
    fn end_of_relative(&self, at: Timestamp) -> Timestamp {
        match self.interval {
            // The second of now itself is not over.
            Interval::Second => at.whole_second().plus_micros(-1),
            interval => self.calendar.end_of(interval.min(Interval::Day), at),
        }
    }

    /// Says whether the previous period begins a multiple of 7 days before the current one, and so overlaps it by a
    /// day: eight days each, on the same weekdays.
    fn overlaps_by_a_day(&self, range: &DateRange) -> bool {
        let in_weeks = match range.from {
            None => true,
            Some(RangeStart::At(WrittenDate::Relative(date))) => date.shifts_by_sevens_of_days(),
            Some(_) => false,
        };
        in_weeks
            && self.interval == Interval::Day
            && !matches!(range.to, Some(WrittenDate::Relative(_)))
            && range.last_period == LastPeriod::Kept
    }

    fn resolved(&self, range: &DateRange, from: Timestamp, to: Timestamp) -> ResolvedRange {
        ResolvedRange {
            from,
            to,
            lower: self.lower(range, from),
            upper: to.whole_second(),
            interval: self.interval,
            weekdays: range.weekdays,
        }
    }

    /// Returns the first instant whose events count (spec/trends 4.3).
    fn lower(&self, range: &DateRange, from: Timestamp) -> Timestamp {
        let relative = match range.from {
            Some(RangeStart::At(WrittenDate::Relative(date))) => Some(date),
            _ => None,
        };
        match (self.interval, relative) {
            _ if !self.is_rounded(range) => from,
            (Interval::Second | Interval::Minute | Interval::Hour, Some(_)) => from,
            (Interval::Day, Some(date)) if date.shifts_by_hours() => from,
            // The bucket of a week begins before a range may, but only the days of the range count.
            (Interval::Week, _) => self.calendar.start_of(Interval::Day, from),
            (interval, _) => self.calendar.start_of(interval, from),
        }
    }
}
