//! Instants, as microseconds since the epoch.

use core::fmt;

use super::clock::{Clock, MICROS_PER_SECOND};
use super::iso;
use crate::error::Error;

/// Holds an instant as whole microseconds since 1970-01-01T00:00:00Z.
///
/// Only instants of the years 1 to 9999 exist; whatever lies outside becomes the first or the last, so that no
/// arithmetic on times can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first instant: a day after the year 1 began, so that every zone still shows year 1.
    pub const MIN: Self = Self(-62_135_510_400 * MICROS_PER_SECOND);
    /// The last instant: early enough that every zone still shows the year 9999.
    pub const MAX: Self = Self(253_402_207_200 * MICROS_PER_SECOND - 1);
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// Returns the instant that lies so many microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// Returns the instant that lies so many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self::from_micros(millis.saturating_mul(1000))
    }

    /// Returns the instant that lies so many seconds after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Returns the microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// Returns the instant so many microseconds later, or earlier if negative.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// Returns the instant so many seconds later, or earlier if negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Returns the instant without its fraction of a second.
    #[must_use]
    pub const fn whole_second(self) -> Self {
        Self::from_seconds(self.seconds())
    }

    /// Reads an ISO 8601 time as event payloads carry it (`2020-01-09T12:00:00.5Z`).
    ///
    /// A time without an offset is in UTC, and a date without a time is its midnight. Digits beyond the
    /// microsecond are dropped.
    ///
    /// # Errors
    /// Fails if the text is no such time.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let reading = iso::read(text)
            .ok_or_else(|| Error::invalid("A time must be in ISO 8601 form, such as 2020-01-09T12:00:00Z."))?;
        Ok(reading.instant_at_offset(reading.offset_seconds.unwrap_or(0)))
    }

    /// Returns the date and time of day that clocks in UTC show.
    pub(super) const fn utc(self) -> Clock {
        Clock::from_micros(self.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        write!(out, "{}T{utc}", utc.date())?;
        match self.0.rem_euclid(MICROS_PER_SECOND) {
            0 => out.write_str("Z"),
            fraction => write!(out, ".{fraction:06}Z"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_time_is_written_as_it_was_read() {
        for text in ["2012-01-15T04:01:34Z", "2021-08-23T12:00:00.123456Z", "1969-12-31T23:59:59.999999Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_offset_is_subtracted() {
        assert_eq!(Timestamp::parse("2020-01-01T01:30:00+05:30").unwrap().to_string(), "2019-12-31T20:00:00Z");
    }

    #[test]
    fn the_extremes_are_shown_with_four_digits_of_year() {
        assert_eq!(Timestamp::from_micros(i64::MIN).to_string(), "0001-01-02T00:00:00Z");
        assert_eq!(Timestamp::from_micros(i64::MAX).to_string(), "9999-12-30T21:59:59.999999Z");
    }

    #[test]
    fn a_time_before_the_epoch_loses_its_fraction_downwards() {
        assert_eq!(Timestamp::from_micros(-1).whole_second(), Timestamp::from_seconds(-1));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2020-13-01", "2020-02-30", "2020-01-01T25:00:00Z", "2020-01-01T00:00:00Zulu"] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
    }
}
