//! The widths of buckets, and the day on which weeks begin.

/// The width of a bucket (spec/trends 3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interval {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour of elapsed time.
    Hour,
    /// A calendar day, of 23 or 25 hours where clocks change.
    Day,
    /// Seven calendar days, from the team's first day of the week.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months, from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

impl Interval {
    /// Every interval, shortest first.
    pub const ALL: [Self; 8] =
        [Self::Second, Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// Returns the interval of a name as queries write it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| interval.name() == name)
    }

    /// Returns the name as queries write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Returns the microseconds of an interval that is stepped in elapsed time, nothing for those of the calendar.
    pub const fn elapsed_micros(self) -> Option<i64> {
        match self {
            Self::Second => Some(1_000_000),
            Self::Minute => Some(60 * 1_000_000),
            Self::Hour => Some(3600 * 1_000_000),
            Self::Day | Self::Week | Self::Month | Self::Quarter | Self::Year => None,
        }
    }
}

/// The day on which a team's weeks begin (`week_start_day`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WeekStart {
    /// Weeks begin on Sunday (0).
    #[default]
    Sunday,
    /// Weeks begin on Monday (1).
    Monday,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interval_is_found_by_its_name() {
        for interval in Interval::ALL {
            assert_eq!(Interval::from_name(interval.name()), Some(interval));
        }
        assert_eq!(Interval::from_name("fortnight"), None);
    }
}
