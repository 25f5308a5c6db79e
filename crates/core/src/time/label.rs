//! The names of buckets, as answers show them (spec/trends 4.5).

use core::fmt::{self, Write as _};

use super::clock::Date;
use super::{Calendar, Interval, Timestamp};

/// What months are called, in their order.
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Writes the names of the buckets of one query.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// The team's zone and weeks.
    pub calendar: &'a Calendar,
    /// The width of the buckets.
    pub interval: Interval,
    /// Where the query's current range starts; weeks are cut to it.
    pub from: Timestamp,
    /// Where the query's current range ends; weeks are cut to it.
    pub to: Timestamp,
}

impl Labels<'_> {
    /// Returns the date of a bucket as `days` shows it: `2020-01-09`, with the time of day for hours and shorter.
    pub fn day(&self, start: Timestamp) -> String {
        let clock = self.calendar.zone.clock(start);
        if self.interval < Interval::Day { format!("{} {clock}", clock.date()) } else { clock.date().to_string() }
    }

    /// Returns the label of a bucket as `labels` shows it: `9-Jan-2020`, `9-Jan 14:00`, `8–14 Jun`, `Jan 2020`.
    pub fn label(&self, start: Timestamp) -> String {
        let mut text = String::with_capacity(12);
        // Writing to a string cannot fail.
        let _ = self.write(&mut text, start);
        text
    }

    fn write(&self, out: &mut String, start: Timestamp) -> fmt::Result {
        let clock = self.calendar.zone.clock(start);
        let date = clock.date();
        let (day, month, year) = (date.day(), month(date), date.year());
        match self.interval {
            Interval::Second => write!(out, "{day}-{month} {clock}"),
            Interval::Minute | Interval::Hour => {
                write!(out, "{day}-{month} {:02}:{:02}", clock.hour(), clock.minute())
            }
            Interval::Day => write!(out, "{day}-{month}-{year}"),
            Interval::Week => self.write_week(out, start),
            Interval::Month => write!(out, "{month} {year}"),
            Interval::Quarter => write!(out, "Q{} {year}", date.month().div_ceil(3)),
            Interval::Year => write!(out, "{year}"),
        }
    }

    /// Writes the first and the last day of a week, both cut to the range.
    fn write_week(&self, out: &mut String, at: Timestamp) -> fmt::Result {
        let date = |at| self.calendar.zone.clock(at).date();
        let monday_or_sunday = date(self.calendar.start_of(Interval::Week, at));
        let first = monday_or_sunday.max(date(self.from));
        let last = monday_or_sunday.plus_days(6).unwrap_or(monday_or_sunday).min(date(self.to)).max(first);
        let (start, end) = (first.day(), last.day());
        if first == last {
            write!(out, "{start}-{}-{}", month(first), first.year())
        } else if first.year() != last.year() {
            write!(out, "{start}-{}-{} – {end}-{}-{}", month(first), first.year(), month(last), last.year())
        } else if first.month() != last.month() {
            write!(out, "{start}-{} – {end}-{}", month(first), month(last))
        } else {
            write!(out, "{start}–{end} {}", month(first))
        }
    }
}

/// Returns the English abbreviation of a date's month.
fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month() - 1) % MONTHS.len()]
}
