//! The reader of ISO 8601 dates and times.
//!
//! By hand, because it accepts a little more than parsers do (dates without zero padding, a year or a month alone)
//! and because every event that is loaded passes through it.

use super::Timestamp;
use super::clock::{Clock, Date, MICROS_PER_SECOND};

/// What a clock showed, and the offset from UTC that was written with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) clock: Clock,
    pub(super) offset_seconds: Option<i64>,
}

impl Reading {
    /// Returns the instant at which a clock so far ahead of UTC shows the reading.
    pub(super) fn instant_at_offset(self, offset_seconds: i64) -> Timestamp {
        Timestamp::from_micros(self.clock.micros() - offset_seconds * MICROS_PER_SECOND)
    }
}

/// Reads a date, or a date and a time after `T` or a space, and nothing else (spec/trends 4.1).
///
/// Dates are `2020`, `2020-01`, `2020-01-09`, `20200109` or `2020-1-9`; times `10`, `10:20`, `10:20:30`, the same
/// without colons, with a fraction of a second and an offset (`Z`, `+01`, `+0100`, `+01:00`).
pub(super) fn read(text: &str) -> Option<Reading> {
    let mut cursor = Cursor { rest: text.as_bytes() };
    let date = cursor.date()?;
    let mut reading = Reading { clock: Clock::at(date, 0), offset_seconds: None };
    if cursor.skip(b"Tt ") {
        reading.clock = Clock::at(date, cursor.time_of_day()?);
        reading.offset_seconds = cursor.offset()?;
    }
    cursor.rest.is_empty().then_some(reading)
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4, 4)?;
        if self.rest.first().is_some_and(u8::is_ascii_digit) {
            return Date::new(year, self.digits(2, 2)?, self.digits(2, 2)?);
        }
        let month = if self.skip(b"-") { self.digits(1, 2)? } else { 1 };
        let day = if self.skip(b"-") { self.digits(1, 2)? } else { 1 };
        Date::new(year, month, day)
    }

    /// Reads a time of day as microseconds since midnight.
    fn time_of_day(&mut self) -> Option<i64> {
        let hour = self.digits(2, 2)?;
        let (minute, second) = match self.rest.first() {
            Some(b':') => (self.after_colon()?, if self.rest.first() == Some(&b':') { self.after_colon()? } else { 0 }),
            Some(b'0'..=b'9') => (
                self.digits(2, 2)?,
                if self.rest.first().is_some_and(u8::is_ascii_digit) { self.digits(2, 2)? } else { 0 },
            ),
            _ => (0, 0),
        };
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let fraction = if self.skip(b".,") { self.fraction()? } else { 0 };
        // A leap second counts as the second before it, as elsewhere.
        Some((hour * 3600 + minute * 60 + second.min(59)) * MICROS_PER_SECOND + fraction)
    }

    fn after_colon(&mut self) -> Option<i64> {
        if self.skip(b":") { self.digits(2, 2) } else { None }
    }

    /// Reads the digits after the decimal point as microseconds, dropping those beyond the sixth.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        let value = digits.iter().chain([b'0'; 6].iter()).take(6);
        (count > 0).then(|| value.fold(0, |total, digit| total * 10 + i64::from(digit - b'0')))
    }

    /// Reads an offset from UTC in seconds; nothing at all is a reading without one.
    fn offset(&mut self) -> Option<Option<i64>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        if self.skip(b"Zz") {
            return Some(Some(0));
        }
        let sign = if self.skip(b"-") { -1 } else { self.skip(b"+").then_some(1)? };
        let hours = self.digits(2, 2)?;
        let colon = self.skip(b":");
        let minutes = if colon || !self.rest.is_empty() { self.digits(2, 2)? } else { 0 };
        (hours < 24 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
    }

    /// Takes one byte if it is one of those given.
    fn skip(&mut self, any_of: &[u8]) -> bool {
        match self.rest {
            [first, rest @ ..] if any_of.contains(first) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Takes at least so many digits and at most so many.
    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let count = self.rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        (count >= least).then(|| digits.iter().fold(0, |total, digit| total * 10 + i64::from(digit - b'0')))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn shorter_forms_are_filled_from_the_left() {
        let at = |text| Timestamp::from_micros(read(text).unwrap().clock.micros()).to_string();
        assert_eq!(at("2020"), "2020-01-01T00:00:00Z");
        assert_eq!(at("2020-06"), "2020-06-01T00:00:00Z");
        assert_eq!(at("20200609"), "2020-06-09T00:00:00Z");
        assert_eq!(at("2020-6-9"), "2020-06-09T00:00:00Z");
        assert_eq!(at("2020-06-09 10"), "2020-06-09T10:00:00Z");
        assert_eq!(at("20200609T102030"), "2020-06-09T10:20:30Z");
        assert_eq!(at("2020-06-09T10:20:30.1234567"), "2020-06-09T10:20:30.123456Z");
        assert_eq!(at("2016-12-31T23:59:60"), "2016-12-31T23:59:59Z");
    }

    #[test]
    fn an_offset_is_told_from_its_absence() {
        assert_eq!(read("2020-06-09T10:20").unwrap().offset_seconds, None);
        assert_eq!(read("2020-06-09T10:20Z").unwrap().offset_seconds, Some(0));
        assert_eq!(read("2020-06-09T10:20-0130").unwrap().offset_seconds, Some(-5400));
        assert_eq!(read("2020-06-09T10:20+02").unwrap().offset_seconds, Some(7200));
    }

    #[test]
    fn half_a_time_is_no_time() {
        for text in [
            "202",
            "2020-",
            "2020-06-09T",
            "2020-06-09T1",
            "2020-06-09T10:",
            "2020-06-09T10:20:30.",
            "2020-06-09T10+1",
            "-7d",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
