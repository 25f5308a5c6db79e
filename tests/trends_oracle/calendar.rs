//! Ranges and buckets of a question, by jiff alone (spec/trends 4).

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A team's zone and weeks.
pub(crate) struct Clock {
    pub(crate) zone: TimeZone,
    pub(crate) week_start: Weekday,
}

/// A range in seconds since the epoch, with the starts of its buckets.
pub(crate) struct Period {
    pub(crate) interval: &'static str,
    /// Midnight of the first day.
    pub(crate) from: i64,
    /// The last second.
    pub(crate) upper: i64,
    /// The first second whose events count.
    pub(crate) lower: i64,
    pub(crate) starts: Vec<i64>,
}

impl Clock {
    pub(crate) fn midnight(&self, date: Date) -> i64 {
        self.zone.to_ambiguous_zoned(date.at(0, 0, 0, 0)).compatible().unwrap().timestamp().as_second()
    }

    fn date(&self, second: i64) -> Date {
        self.zone.to_datetime(Timestamp::from_second(second).unwrap()).date()
    }

    /// Returns the second so many calendar days later.
    pub(crate) fn days_later(&self, second: i64, days: i64) -> i64 {
        let zoned = Timestamp::from_second(second).unwrap().to_zoned(self.zone.clone());
        zoned.checked_add(days.days()).unwrap().timestamp().as_second()
    }

    /// Returns the start of the interval that holds a second.
    pub(crate) fn start_of(&self, interval: &str, second: i64) -> i64 {
        let date = self.date(second);
        match interval {
            "hour" => {
                let clock = self.zone.to_datetime(Timestamp::from_second(second).unwrap());
                second - i64::from(clock.minute()) * 60 - i64::from(clock.second())
            }
            "week" => {
                let since = date.weekday().since(self.week_start);
                self.midnight(date.checked_sub(i64::from(since).days()).unwrap())
            }
            "month" => self.midnight(date.first_of_month()),
            _ => self.midnight(date),
        }
    }

    fn next(&self, interval: &str, start: i64) -> i64 {
        let date = self.date(start);
        match interval {
            "hour" => start + 3600,
            "week" => self.midnight(date.checked_add(7.days()).unwrap()),
            "month" => self.midnight(date.checked_add(1.month()).unwrap()),
            _ => self.midnight(date.checked_add(1.day()).unwrap()),
        }
    }

    /// Returns the period of so many days; `rounded_by` decides what is rounded, `interval` the buckets.
    pub(crate) fn period(&self, first: Date, days: i64, rounded_by: &'static str, interval: &'static str) -> Period {
        let last = first.checked_add((days - 1).days()).unwrap();
        let from = self.midnight(first);
        // A date without a time is pushed to the end of its day, except for hours.
        let upper = match rounded_by {
            "hour" => self.midnight(last),
            _ => self.midnight(last.tomorrow().unwrap()) - 1,
        };
        let lower = if rounded_by == "month" { self.start_of("month", from) } else { from };
        let mut starts = Vec::new();
        let mut start = self.start_of(interval, from);
        while start <= upper {
            starts.push(start);
            start = self.next(interval, start);
        }
        Period { interval, from, upper, lower, starts }
    }
}
