//! Dates as queries write them: absolute, or relative to now (spec/trends 4.1).

use super::clock::{Clock, Date};
use super::{Calendar, Interval, Timestamp, iso};

/// A date as a query writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenDate {
    /// An instant: the text had an offset.
    Instant(Timestamp),
    /// What the clocks of the team's zone show, as the instant at which clocks in UTC show it.
    Clock(Timestamp),
    /// A distance from now.
    Relative(RelativeDate),
}

/// A distance back from now, and perhaps an edge of the period reached (`-7d`, `mStart`, `-1dEnd`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelativeDate {
    unit: Option<Unit>,
    count: Option<i64>,
    edge: Option<Edge>,
}

/// The unit of a relative date; a capital other than `M` is recognized but has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

/// What a month, a quarter and a year are in a relative date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Periods {
    /// Those of the calendar.
    #[default]
    Calendar,
    /// 4, 13 and 52 weeks, so that weekdays line up in comparisons.
    WholeWeeks,
}

impl WrittenDate {
    /// Reads a date; whatever is neither absolute nor relative is now, as a relative date.
    pub fn parse(text: &str) -> Self {
        match iso::read(text) {
            Some(reading) => match reading.offset_seconds {
                Some(offset) => Self::Instant(reading.instant_at_offset(offset)),
                None => Self::Clock(reading.instant_at_offset(0)),
            },
            None => Self::Relative(RelativeDate::find(text)),
        }
    }

    /// Returns the instant that is meant, seen from `now`.
    pub fn resolve(self, calendar: &Calendar, now: Timestamp) -> Timestamp {
        match self {
            Self::Instant(at) => at,
            Self::Clock(at) => calendar.zone.instant(at.utc()),
            Self::Relative(date) => date.before(calendar, now, Periods::Calendar),
        }
    }
}

impl RelativeDate {
    /// Finds the first relative date in a text: an optional number, a unit letter, an optional edge.
    ///
    /// The sign is not looked at, the shift is always back. Without any the distance is nothing.
    pub fn find(text: &str) -> Self {
        let bytes = text.as_bytes();
        let nothing = Self { unit: None, count: None, edge: None };
        let Some(at) = bytes.iter().position(|byte| b"hdwmqysHDWMQY".contains(byte)) else {
            return nothing;
        };
        let (before, after) = bytes.split_at(at);
        let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let count = before[at - digits..]
            .iter()
            .fold(0_i64, |total, digit| total.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
        let unit = match bytes[at] {
            b's' => Unit::Second,
            b'M' => Unit::Minute,
            b'h' => Unit::Hour,
            b'd' => Unit::Day,
            b'w' => Unit::Week,
            b'm' => Unit::Month,
            b'q' => Unit::Quarter,
            b'y' => Unit::Year,
            _ => return nothing,
        };
        let edge = match &after[1..] {
            rest if rest.starts_with(b"Start") => Some(Edge::Start),
            rest if rest.starts_with(b"End") => Some(Edge::End),
            _ => None,
        };
        Self { unit: Some(unit), count: (digits > 0).then_some(count), edge }
    }

    /// Says whether the date shifts by hours, which keeps the hour where others are cut to the day.
    pub fn shifts_by_hours(self) -> bool {
        self.unit == Some(Unit::Hour) && self.count.is_some()
    }

    /// Says whether the date shifts by 7 days or a multiple.
    pub fn shifts_by_sevens_of_days(self) -> bool {
        self.unit == Some(Unit::Day) && self.count.is_some_and(|days| days > 0 && days % 7 == 0)
    }

    /// Returns the instant so far before another.
    ///
    /// Hours and shorter are elapsed time; days and longer keep the time that clocks show.
    pub fn before(self, calendar: &Calendar, now: Timestamp, periods: Periods) -> Timestamp {
        let Some(unit) = self.unit else { return now };
        let back = -self.count.unwrap_or(0);
        let weeks = |count: i64| calendar.add(Interval::Week, back.saturating_mul(count), now);
        let shifted = match (unit, periods) {
            (Unit::Second, _) => calendar.add(Interval::Second, back, now),
            (Unit::Minute, _) => calendar.add(Interval::Minute, back, now),
            (Unit::Hour, _) => calendar.add(Interval::Hour, back, now),
            (Unit::Day, _) => calendar.add(Interval::Day, back, now),
            (Unit::Week, _) => weeks(1),
            (Unit::Month, Periods::Calendar) => calendar.add(Interval::Month, back, now),
            (Unit::Quarter, Periods::Calendar) => calendar.add(Interval::Quarter, back, now),
            (Unit::Year, Periods::Calendar) => calendar.add(Interval::Year, back, now),
            (Unit::Month, Periods::WholeWeeks) => weeks(4),
            (Unit::Quarter, Periods::WholeWeeks) => weeks(13),
            (Unit::Year, Periods::WholeWeeks) => weeks(52),
        };
        match self.edge {
            Some(edge) => unit.edge(edge, calendar, shifted),
            None => shifted,
        }
    }

    /// Returns the instant so far before another, cut to its hour if it shifts by hours, otherwise to its day.
    pub fn before_truncated(self, calendar: &Calendar, now: Timestamp) -> Timestamp {
        let interval = if self.shifts_by_hours() { Interval::Hour } else { Interval::Day };
        calendar.start_of(interval, self.before(calendar, now, Periods::Calendar))
    }
}

impl Unit {
    /// Returns an edge of the period that contains an instant. For months and longer the time of day survives.
    fn edge(self, edge: Edge, calendar: &Calendar, at: Timestamp) -> Timestamp {
        let on = |date: fn(Date) -> Date| calendar.by_clock(at, |clock| Clock::at(date(clock.date()), clock.time()));
        match (self, edge) {
            (Self::Hour, Edge::Start) => calendar.start_of(Interval::Hour, at),
            (Self::Hour, Edge::End) => calendar.end_of(Interval::Hour, at),
            (Self::Day, Edge::Start) => calendar.start_of(Interval::Day, at),
            (Self::Day, Edge::End) => calendar.end_of(Interval::Day, at),
            (Self::Week, Edge::Start) => calendar.start_of(Interval::Week, at),
            (Self::Month, Edge::Start) => on(Date::first_of_month),
            // That a year's end is the end of a month is what clients of the API get (spec/trends 4.1).
            (Self::Month | Self::Year, Edge::End) => on(Date::last_of_month),
            (Self::Quarter, Edge::Start) => on(Date::first_of_quarter),
            (Self::Quarter, Edge::End) => on(Date::last_of_quarter),
            (Self::Year, Edge::Start) => on(Date::first_of_year),
            (Self::Week, Edge::End) | (Self::Second | Self::Minute, _) => at,
        }
    }
}
