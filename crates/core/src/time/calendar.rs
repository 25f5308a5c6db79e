//! A team's calendar: its zone and its weeks, and the arithmetic of intervals in them.

use core::fmt::Write as _;

use super::clock::Clock;
use super::{Interval, Timestamp, WeekStart, Zone};

/// Holds what a team's days, weeks and months depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The team's time zone.
    pub zone: Zone,
    /// The day on which its weeks begin.
    pub week_start: WeekStart,
}

impl Calendar {
    /// The calendar of a team that has set nothing: UTC, weeks from Sunday.
    pub const UTC: Self = Self { zone: Zone::UTC, week_start: WeekStart::Sunday };

    /// Returns the start of the interval that contains an instant.
    pub fn start_of(&self, interval: Interval, at: Timestamp) -> Timestamp {
        let clock = self.zone.clock(at);
        let date = clock.date();
        let first = match interval {
            // Counted back in elapsed time, so that the second of two equal hours stays the second.
            Interval::Second | Interval::Minute | Interval::Hour => {
                let seconds = match interval {
                    Interval::Second => 0,
                    Interval::Minute => i64::from(clock.second()),
                    _ => i64::from(clock.minute()) * 60 + i64::from(clock.second()),
                };
                let start = at.whole_second().plus_seconds(-seconds);
                // An hour in which clocks change by half an hour is one longer hour.
                let same_clock = self.zone.offset_seconds(start) == self.zone.offset_seconds(at);
                return if same_clock { start } else { self.start_of(interval, start) };
            }
            Interval::Day => date,
            Interval::Week => {
                let since_first = match self.week_start {
                    WeekStart::Sunday => date.weekday() % 7,
                    WeekStart::Monday => date.weekday() - 1,
                };
                date.plus_days(-i64::from(since_first)).unwrap_or(date)
            }
            Interval::Month => date.first_of_month(),
            Interval::Quarter => date.first_of_quarter(),
            Interval::Year => date.first_of_year(),
        };
        self.zone.instant(Clock::at(first, 0))
    }

    /// Returns the last microsecond of the interval that contains an instant.
    pub fn end_of(&self, interval: Interval, at: Timestamp) -> Timestamp {
        self.step(interval, 1, at).plus_micros(-1)
    }

    /// Returns the start of the interval so many after, or before, the one that contains an instant.
    pub fn step(&self, interval: Interval, count: i64, at: Timestamp) -> Timestamp {
        // Added to the start, so that a month that is too short cannot be skipped; started again, because a day may
        // begin at 01:00 where clocks are set forward at midnight.
        let start = self.start_of(interval, at);
        match interval.elapsed_micros() {
            Some(micros) => start.plus_micros(micros.saturating_mul(count)),
            None => self.start_of(interval, self.add(interval, count, start)),
        }
    }

    /// Returns the instant so many intervals later, or earlier if negative.
    ///
    /// Hours and shorter are elapsed time; days and longer keep the time that clocks show, and a month that is too
    /// short gives its last day.
    pub fn add(&self, interval: Interval, count: i64, to: Timestamp) -> Timestamp {
        if let Some(micros) = interval.elapsed_micros() {
            return to.plus_micros(micros.saturating_mul(count));
        }
        if count == 0 {
            return to;
        }
        let clock = self.zone.clock(to);
        let date = match interval {
            Interval::Week => clock.date().plus_days(count.saturating_mul(7)),
            Interval::Month => clock.date().plus_months(count),
            Interval::Quarter => clock.date().plus_months(count.saturating_mul(3)),
            Interval::Year => clock.date().plus_months(count.saturating_mul(12)),
            _ => clock.date().plus_days(count),
        };
        match date {
            Some(date) => self.zone.instant(Clock::at(date, clock.time())),
            None if count > 0 => Timestamp::MAX,
            None => Timestamp::MIN,
        }
    }

    /// Returns how many intervals begin after the one that holds `from`, up to and including the one that holds `to`.
    ///
    /// 0 if both are in the same, negative if `to` is in an earlier one.
    pub fn intervals_between(&self, interval: Interval, from: Timestamp, to: Timestamp) -> i64 {
        let (from, to) = (self.start_of(interval, from), self.start_of(interval, to));
        if let Some(micros) = interval.elapsed_micros() {
            return (to.micros() - from.micros()) / micros;
        }
        let (from, to) = (self.zone.clock(from).date(), self.zone.clock(to).date());
        let months =
            || (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month());
        let days = || to.days() - from.days();
        match interval {
            Interval::Week => days() / 7,
            Interval::Month => months(),
            Interval::Quarter => months() / 3,
            Interval::Year => months() / 12,
            _ => days(),
        }
    }

    /// Returns the ISO weekday of an instant: 1 is Monday, 7 is Sunday.
    pub fn weekday(&self, at: Timestamp) -> u8 {
        self.zone.clock(at).date().weekday()
    }

    /// Returns the hour of day that clocks show at an instant, 0 to 23.
    pub fn hour(&self, at: Timestamp) -> u8 {
        self.zone.clock(at).hour()
    }

    /// Returns an instant as ISO 8601 with the zone's own time and offset: `2020-06-10T00:00:00-07:00`.
    ///
    /// An offset of nothing is written as `Z`, and a fraction of a second is left out.
    pub fn iso(&self, at: Timestamp) -> String {
        let offset = self.zone.offset_seconds(at) / 60;
        let clock = self.zone.clock(at);
        let mut text = format!("{}T{clock}", clock.date());
        // Writing to a string cannot fail.
        let _ = match offset {
            0 => text.write_str("Z"),
            _ => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(text, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        };
        text
    }

    /// Returns an instant moved by what `change` does to the clock's time.
    pub(super) fn by_clock(&self, at: Timestamp, change: impl FnOnce(Clock) -> Clock) -> Timestamp {
        self.zone.instant(change(self.zone.clock(at)))
    }
}
