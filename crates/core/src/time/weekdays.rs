//! Sets of weekdays.

use crate::error::Error;

/// Holds the weekdays whose events count (`dateRange.daysOfWeek`, spec/trends 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self(0b1111_1110);

    /// Returns the set of some ISO weekdays, 1 for Monday to 7 for Sunday; an empty list means every day.
    ///
    /// # Errors
    /// Fails if a number is not from 1 to 7.
    pub fn new(iso_weekdays: &[i64]) -> Result<Self, Error> {
        let mut days = 0;
        for &day in iso_weekdays {
            if !(1..=7).contains(&day) {
                return Err(Error::invalid("A day of the week must be from 1 (Monday) to 7 (Sunday).").at("daysOfWeek"));
            }
            days |= 1 << day;
        }
        Ok(if days == 0 { Self::ALL } else { Self(days) })
    }

    /// Says whether an ISO weekday is in the set.
    pub fn contains(self, iso_weekday: u8) -> bool {
        iso_weekday < 8 && self.0 & (1 << iso_weekday) != 0
    }
}

impl Default for Weekdays {
    fn default() -> Self {
        Self::ALL
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_set_holds_the_days_it_was_made_of() {
        let weekend = Weekdays::new(&[6, 7]).unwrap();
        assert_eq!((0..=9).filter(|&day| weekend.contains(day)).collect::<Vec<_>>(), [6, 7]);
    }

    #[test]
    fn no_day_means_every_day() {
        assert_eq!(Weekdays::new(&[]).unwrap(), Weekdays::ALL);
    }

    #[test]
    fn a_number_that_is_no_day_is_refused() {
        assert!(Weekdays::new(&[0]).is_err());
        assert!(Weekdays::new(&[8]).is_err());
    }
}
