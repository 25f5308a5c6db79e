//! How long a kept answer counts as fresh (spec/api 3.3, 3.4).

use super::refresh::Kept;
use crate::time::{Interval, Timestamp};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Holds what of a query decides how fast its answer ages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aging {
    /// A query over a range of dates.
    Ranged {
        /// The interval that the query names, if it names one.
        interval: Option<Interval>,
        /// Where the range begins, when that is known.
        from: Option<Timestamp>,
        /// Where the range ends, when the query closes it.
        to: Option<Timestamp>,
    },
    /// A query without a date range of its own, such as SQL.
    Unranged,
}

impl Aging {
    /// Returns what an answer of `last_refresh` is worth at `now`.
    pub fn kept(self, last_refresh: Timestamp, now: Timestamp) -> Kept {
        let (Some(normal), Some(lazy)) = self.thresholds() else { return Kept::Fresh };
        if self.is_closed_before(last_refresh) {
            return Kept::Fresh;
        }
        let age = now.micros().saturating_sub(last_refresh.micros());
        let exceeds = |threshold: i64| age > threshold.saturating_mul(1_000_000);
        match (exceeds(normal), exceeds(lazy)) {
            (false, _) => Kept::Fresh,
            (true, false) => Kept::LazyFresh,
            (true, true) => Kept::Stale,
        }
    }

    /// Returns until when an answer of `last_refresh` is fresh, or `None` if for ever.
    pub fn target_age(self, last_refresh: Timestamp) -> Option<Timestamp> {
        self.thresholds().0.map(|seconds| last_refresh.plus_seconds(seconds))
    }

    /// Returns from when on a client should ask for another calculation.
    pub fn next_refresh(self, last_refresh: Timestamp, now: Timestamp) -> Timestamp {
        let seconds = match self {
            Self::Unranged | Self::Ranged { interval: Some(Interval::Minute), .. } => MINUTE,
            Self::Ranged { interval: Some(Interval::Hour), .. } => 3 * MINUTE,
            Self::Ranged { from, to, .. } => {
                let span = from.map(|from| to.unwrap_or(now).seconds() - from.seconds());
                if span.is_some_and(|span| span <= 7 * DAY) { 3 * MINUTE } else { 15 * MINUTE }
            }
        };
        last_refresh.plus_seconds(seconds)
    }

    /// Returns whether the range was over when the answer was calculated.
    fn is_closed_before(self, last_refresh: Timestamp) -> bool {
        match self {
            Self::Ranged { to: Some(to), .. } => to < last_refresh.plus_seconds(-10),
            _ => false,
        }
    }

    /// Returns the normal and the lazy threshold in seconds; `None` is never.
    const fn thresholds(self) -> (Option<i64>, Option<i64>) {
        let Self::Ranged { interval, .. } = self else { return (Some(5 * MINUTE), Some(15 * MINUTE)) };
        match interval {
            Some(Interval::Second) => (None, None),
            Some(Interval::Minute) => (Some(5 * MINUTE), Some(15 * MINUTE)),
            Some(Interval::Hour) => (Some(HOUR), Some(2 * HOUR)),
            None | Some(Interval::Day) => (Some(6 * HOUR), Some(12 * HOUR)),
            Some(Interval::Week | Interval::Month | Interval::Quarter | Interval::Year) => (Some(DAY), Some(DAY)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(interval: Option<Interval>, age: i64) -> Kept {
        let last = Timestamp::from_seconds(1_700_000_000);
        let aging = Aging::Ranged { interval, from: None, to: None };
        aging.kept(last, last.plus_seconds(age))
    }

    #[test]
    fn each_interval_has_its_thresholds() {
        let table = [
            (None, 6 * HOUR, 12 * HOUR),
            (Some(Interval::Minute), 5 * MINUTE, 15 * MINUTE),
            (Some(Interval::Hour), HOUR, 2 * HOUR),
            (Some(Interval::Day), 6 * HOUR, 12 * HOUR),
            (Some(Interval::Week), DAY, DAY),
            (Some(Interval::Month), DAY, DAY),
        ];
        for (interval, normal, lazy) in table {
            assert_eq!(kept(interval, normal), Kept::Fresh, "{interval:?}");
            let after = if normal == lazy { Kept::Stale } else { Kept::LazyFresh };
            assert_eq!(kept(interval, normal + 1), after, "{interval:?}");
            assert_eq!(kept(interval, lazy + 1), Kept::Stale, "{interval:?}");
        }
        assert_eq!(kept(Some(Interval::Second), 400 * DAY), Kept::Fresh);
    }

    #[test]
    fn a_range_that_was_over_never_ages() {
        let last = Timestamp::from_seconds(1_700_000_000);
        let aging = |to| Aging::Ranged { interval: None, from: None, to: Some(to) };
        let later = last.plus_seconds(90 * DAY);
        assert_eq!(aging(last.plus_seconds(-11)).kept(last, later), Kept::Fresh);
        assert_eq!(aging(last.plus_seconds(-10)).kept(last, later), Kept::Stale);
    }

    #[test]
    fn the_next_refresh_comes_sooner_for_shorter_ranges() {
        let last = Timestamp::from_seconds(1_700_000_000);
        let next = |interval, days: i64| {
            let from = Some(last.plus_seconds(-days * DAY));
            let aging = Aging::Ranged { interval, from, to: None };
            aging.next_refresh(last, last).seconds() - last.seconds()
        };
        assert_eq!(next(None, 30), 15 * MINUTE);
        assert_eq!(next(None, 7), 3 * MINUTE);
        assert_eq!(next(Some(Interval::Hour), 30), 3 * MINUTE);
        assert_eq!(next(Some(Interval::Minute), 30), MINUTE);
    }
}
