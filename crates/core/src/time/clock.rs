//! What clocks show: dates of the Gregorian calendar, and times of day.
//!
//! By hand rather than jiff's, whose rules and reports make up a tenth of the browser module; that both agree is
//! tested. jiff still knows the zones ([`super::Zone`]).

use core::fmt;

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
const LAST_YEAR: i64 = 9999;

/// A date and a time of day, in microseconds since 1970-01-01T00:00 on the same clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clock(i64);

/// A date of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Clock {
    pub(super) const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub(super) const fn micros(self) -> i64 {
        self.0
    }

    /// Returns a date at a time of day, in microseconds since midnight.
    pub(super) fn at(date: Date, time: i64) -> Self {
        Self(date.days() * MICROS_PER_DAY + time)
    }

    /// Returns what the clock shows so much later.
    pub(super) fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Returns the microseconds since midnight.
    pub(super) fn time(self) -> i64 {
        self.0.rem_euclid(MICROS_PER_DAY)
    }

    pub(crate) fn date(self) -> Date {
        Date::from_days(self.0.div_euclid(MICROS_PER_DAY))
    }

    pub(crate) fn hour(self) -> u8 {
        (self.seconds() / 3600) as u8
    }

    pub(crate) fn minute(self) -> u8 {
        (self.seconds() / 60 % 60) as u8
    }

    pub(crate) fn second(self) -> u8 {
        (self.seconds() % 60) as u8
    }

    fn seconds(self) -> i64 {
        self.time() / MICROS_PER_SECOND
    }
}

impl Date {
    /// Returns the date of a year, month and day, or nothing if there is no such date.
    pub(super) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let is_date = (1..=12).contains(&month) && (1..=length_of_month(year, month)).contains(&day);
        is_date.then_some(Self { year: year as i32, month: month as u8, day: day as u8 })
    }

    /// Returns the date so many days after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    fn from_days(days: i64) -> Self {
        let days = days + DAYS_TO_EPOCH;
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (next_year, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
        Self { year: (era * 400 + year_of_era + next_year) as i32, month: month as u8, day: day as u8 }
    }

    /// Returns the days from 1970-01-01.
    pub(super) fn days(self) -> i64 {
        let (year, month, day) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - DAYS_TO_EPOCH
    }

    pub(crate) fn year(self) -> i32 {
        self.year
    }

    pub(crate) fn month(self) -> u8 {
        self.month
    }

    pub(crate) fn day(self) -> u8 {
        self.day
    }

    /// Returns the ISO weekday: 1 is Monday, 7 is Sunday.
    pub(super) fn weekday(self) -> u8 {
        ((self.days() + 3).rem_euclid(7) + 1) as u8
    }

    /// Returns the date so many days later, unless it lies past the year 9999 on either side.
    pub(super) fn plus_days(self, days: i64) -> Option<Self> {
        let bound = LAST_YEAR * 366;
        let days = self.days().checked_add(days).filter(|days| (-bound..=bound).contains(days))?;
        Some(Self::from_days(days)).filter(|date| i64::from(date.year).abs() <= LAST_YEAR)
    }

    /// Returns the date so many months later, the last of a month that is too short; nothing past the year 9999.
    pub(super) fn plus_months(self, months: i64) -> Option<Self> {
        let months = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let day = i64::from(self.day).min(length_of_month(year, month));
        if year.abs() <= LAST_YEAR { Self::new(year, month, day) } else { None }
    }

    pub(super) fn first_of_month(self) -> Self {
        Self { day: 1, ..self }
    }

    pub(super) fn last_of_month(self) -> Self {
        Self { day: length_of_month(self.year.into(), self.month.into()) as u8, ..self }
    }

    pub(super) fn first_of_quarter(self) -> Self {
        Self { month: (self.month - 1) / 3 * 3 + 1, day: 1, ..self }
    }

    pub(super) fn last_of_quarter(self) -> Self {
        Self { month: (self.month - 1) / 3 * 3 + 3, ..self }.last_of_month()
    }

    pub(super) fn first_of_year(self) -> Self {
        Self { month: 1, day: 1, ..self }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Shows the time of day to the second.
impl fmt::Display for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second())
    }
}

/// The days of 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;

/// The days from the March that begins year 0 to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;

fn length_of_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_is_as_many_days_from_the_epoch_as_jiff_says() {
        let epoch = jiff::civil::date(1970, 1, 1);
        for year in [1, 4, 100, 400, 1582, 1900, 1970, 2000, 2024, 2025, 2100, 9999_i16] {
            for month in 1..=12 {
                for day in 1..=31 {
                    let known = jiff::civil::Date::new(year, month, day).ok();
                    let days = known.map(|date| date.duration_since(epoch).as_hours() / 24);
                    let own = Date::new(year.into(), month.into(), day.into());
                    assert_eq!(own.map(Date::days), days, "{year}-{month}-{day}");
                    assert_eq!(days.map(Date::from_days), own);
                    let weekday = known.map(|date| date.weekday().to_monday_one_offset().unsigned_abs());
                    assert_eq!(own.map(Date::weekday), weekday);
                }
            }
        }
    }

    #[test]
    fn time_ends_with_the_year_9999() {
        let date = Date { year: 9999, month: 12, day: 31 };
        assert_eq!((date.plus_days(1), date.plus_months(1), date.plus_days(i64::MAX)), (None, None, None));
        assert_eq!(date.plus_months(-2), Some(Date { year: 9999, month: 10, day: 31 }));
        assert_eq!(date.plus_months(-12 * 9999 * 3), None);
    }
}
