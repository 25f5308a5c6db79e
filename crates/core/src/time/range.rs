//! Date ranges: as a query writes them, and resolved to instants.

use super::bucket::Buckets;
use super::{Calendar, Interval, Timestamp, Weekdays, WrittenDate};
use crate::error::Error;

/// A range of dates as a query writes it (spec/trends 3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateRange {
    /// Where the range starts; missing means the start of the day 7 days ago.
    pub from: Option<RangeStart>,
    /// Where the range ends; missing means now.
    pub to: Option<WrittenDate>,
    /// Whether both ends are rounded to whole periods (`explicitDate`).
    pub ends: Ends,
    /// The weekdays whose events count (`daysOfWeek`).
    pub weekdays: Weekdays,
    /// What becomes of the bucket that now lies in (`excludeIncompletePeriods`).
    pub last_period: LastPeriod,
}

/// Where a range starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeStart {
    /// At the team's earliest event (`all`).
    EarliestEvent,
    /// At a date.
    At(WrittenDate),
}

impl RangeStart {
    /// Reads the start of a range.
    pub fn parse(text: &str) -> Self {
        if text == "all" { Self::EarliestEvent } else { Self::At(WrittenDate::parse(text)) }
    }
}

/// Whether the ends of a range are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// To whole periods, as spec/trends 4.2 and 4.3 say.
    #[default]
    Rounded,
    /// Not at all.
    Explicit,
}

/// What becomes of a period that is not over yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastPeriod {
    /// It is part of the range.
    #[default]
    Kept,
    /// The range ends with the last period that is over.
    OnlyIfOver,
}

/// A range of instants, as of one now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResolvedRange {
    /// The start that the answer names; its bucket is the first.
    pub from: Timestamp,
    /// The end that the answer names; its bucket is the last.
    pub to: Timestamp,
    /// The first instant whose events count (spec/trends 4.3).
    pub lower: Timestamp,
    /// The last instant whose events count: `to` without its fraction of a second (spec/trends 4.3).
    pub upper: Timestamp,
    /// The width of the buckets.
    pub interval: Interval,
    /// The weekdays whose events count.
    pub weekdays: Weekdays,
}

impl ResolvedRange {
    /// Returns the range's buckets, one for every interval (spec/trends 4.4).
    ///
    /// An inverted range has none. With days for buckets, those of other weekdays are left out.
    ///
    /// # Errors
    /// Fails if there are more than [`MAX_BUCKETS`](super::MAX_BUCKETS).
    pub fn buckets(&self, calendar: &Calendar) -> Result<Buckets, Error> {
        let buckets = Buckets::new(calendar, self.interval, self.from, self.to)?;
        let buckets = buckets.within(self.lower, self.upper).on(self.weekdays, calendar)?;
        Ok(match self.interval {
            Interval::Day => buckets.starting_on(self.weekdays, calendar),
            _ => buckets,
        })
    }

    /// Returns the whole range as one bucket.
    ///
    /// # Errors
    /// Fails if the weekdays cut it into too many pieces.
    pub fn whole(&self, calendar: &Calendar) -> Result<Buckets, Error> {
        Buckets::single(self.lower, self.upper).on(self.weekdays, calendar)
    }
}
