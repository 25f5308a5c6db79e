//! Buckets: where each starts, and the spans of time whose events it counts (spec/trends 4.4).

use core::ops::Range;

use super::{Calendar, Interval, Timestamp, Weekdays};
use crate::error::Error;

/// The most buckets that a query may ask for.
pub const MAX_BUCKETS: usize = 100_000;

const TOO_MANY: &str = "The date range holds more than 100000 intervals. Ask for a shorter range or a longer interval.";

/// The buckets of a range, in order.
///
/// Where each starts is kept apart from which events it counts, for these differ: a week that begins before the range
/// is shown from its first day and counts from the first day of the range. An evaluator asks for [`Buckets::rows`] and
/// never converts the time of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buckets {
    starts: Vec<i64>,
    spans: Vec<Span>,
}

/// A stretch of time, in microseconds since the epoch, whose events one bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first microsecond.
    pub from: i64,
    /// The microsecond after the last.
    pub until: i64,
    /// The index of the bucket.
    pub bucket: usize,
}

impl Buckets {
    /// Returns the buckets from the one that contains `from` to the one that contains `to`, each counting all its time.
    ///
    /// An inverted range has none.
    ///
    /// # Errors
    /// Fails if there are more than [`MAX_BUCKETS`].
    pub fn new(calendar: &Calendar, interval: Interval, from: Timestamp, to: Timestamp) -> Result<Self, Error> {
        Self::stepping(calendar, interval, 1, calendar.start_of(interval, from), to)
    }

    /// Returns the buckets of `count` intervals each, counted from the interval that contains `from`.
    ///
    /// # Errors
    /// Fails if `count` is below 1, or above 1 for weeks, and if there are more than [`MAX_BUCKETS`].
    pub fn of_several(
        calendar: &Calendar,
        interval: Interval,
        count: i64,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Self, Error> {
        if count < 1 || (count > 1 && interval == Interval::Week) {
            return Err(Error::invalid("An interval count must be at least 1, and 1 for weeks.").at("intervalCount"));
        }
        // Several hours are counted from the minute of the range's start.
        let grid = if count > 1 && interval == Interval::Hour { Interval::Minute } else { interval };
        let first = calendar.start_of(grid, from);
        Self::stepping(calendar, interval, count, first, to)
    }

    /// Returns the only bucket, which counts from `lower` to `upper`, both included.
    pub fn single(lower: Timestamp, upper: Timestamp) -> Self {
        let span = Span { from: lower.micros(), until: upper.micros() + 1, bucket: 0 };
        let spans = if span.from < span.until { vec![span] } else { Vec::new() };
        Self { starts: vec![span.from], spans }
    }

    fn stepping(
        calendar: &Calendar,
        interval: Interval,
        count: i64,
        first: Timestamp,
        to: Timestamp,
    ) -> Result<Self, Error> {
        let mut starts = Vec::new();
        let mut spans = Vec::new();
        let mut start = first;
        while start <= to {
            if starts.len() == MAX_BUCKETS {
                return Err(Error::invalid(TOO_MANY).at("interval"));
            }
            let next = match interval.elapsed_micros() {
                Some(micros) => start.plus_micros(micros.saturating_mul(count)),
                None => calendar.step(interval, count, start),
            };
            spans.push(Span { from: start.micros(), until: next.micros(), bucket: starts.len() });
            starts.push(start.micros());
            // The last instant of all time has no next.
            if next <= start {
                break;
            }
            start = next;
        }
        Ok(Self { starts, spans })
    }

    /// Returns how many buckets there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Says whether there is no bucket.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Returns where the buckets start, in microseconds since the epoch, ascending.
    pub fn starts(&self) -> &[i64] {
        &self.starts
    }

    /// Returns the spans whose events are counted, ascending and without overlap.
    ///
    /// Usually one a bucket; several where only some weekdays count, none for a bucket that counts nothing.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Returns the first microsecond that is counted and the one after the last, nothing if none is.
    pub fn bounds(&self) -> Option<Range<i64>> {
        Some(self.spans.first()?.from..self.spans.last()?.until)
    }

    /// Returns the bucket that counts an event of this instant.
    pub fn bucket_of(&self, at: Timestamp) -> Option<usize> {
        let at = at.micros();
        let span = self.spans.get(self.spans.partition_point(|span| span.until <= at))?;
        (span.from <= at).then_some(span.bucket)
    }

    /// Returns the rows that each bucket counts, of a column of ascending times in microseconds since the epoch.
    ///
    /// Buckets ascend; one may come several times, or not at all if it counts no row.
    pub fn rows<'a>(&'a self, times: &'a [i64]) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let first = times.first().copied().unwrap_or(i64::MAX);
        let last = times.last().copied().unwrap_or(i64::MIN);
        let skipped = self.spans.partition_point(|span| span.until <= first);
        let (mut passed, mut length) = (0, 0);
        self.spans[skipped..]
            .iter()
            .take_while(move |span| span.from <= last)
            .map(move |span| {
                let start = first_from(times, passed, span.from);
                // Buckets have about as many rows as the one before.
                passed = first_from(times, start + length, span.until);
                length = passed - start;
                (span.bucket, start..passed)
            })
            .filter(|(_, rows)| !rows.is_empty())
    }

    /// Returns the same buckets, counting only from `lower` to `upper`, both included.
    #[must_use]
    pub fn within(mut self, lower: Timestamp, upper: Timestamp) -> Self {
        for span in &mut self.spans {
            span.from = span.from.max(lower.micros());
            span.until = span.until.min(upper.micros() + 1);
        }
        self.spans.retain(|span| span.from < span.until);
        self
    }

    /// Returns the same buckets, counting only some weekdays.
    ///
    /// # Errors
    /// Fails if that cuts them into more than [`MAX_BUCKETS`] spans.
    pub fn on(self, weekdays: Weekdays, calendar: &Calendar) -> Result<Self, Error> {
        if weekdays == Weekdays::ALL {
            return Ok(self);
        }
        let mut spans: Vec<Span> = Vec::new();
        for span in &self.spans {
            let mut from = span.from;
            while from < span.until {
                let at = Timestamp::from_micros(from);
                let until = calendar.step(Interval::Day, 1, at).micros().clamp(from + 1, span.until);
                if weekdays.contains(calendar.weekday(at)) {
                    match spans.last_mut() {
                        Some(last) if last.until == from && last.bucket == span.bucket => last.until = until,
                        _ => spans.push(Span { from, until, bucket: span.bucket }),
                    }
                }
                from = until;
            }
            if spans.len() > MAX_BUCKETS {
                return Err(Error::invalid(TOO_MANY).at("daysOfWeek"));
            }
        }
        Ok(Self { starts: self.starts, spans })
    }

    /// Returns the same buckets without those that start on other weekdays, and so count nothing.
    #[must_use]
    pub(super) fn starting_on(mut self, weekdays: Weekdays, calendar: &Calendar) -> Self {
        let counts = |start: i64| weekdays.contains(calendar.weekday(Timestamp::from_micros(start)));
        let mut kept = 0;
        let index: Vec<usize> = (self.starts.iter())
            .map(|&start| {
                let index = kept;
                kept += usize::from(counts(start));
                index
            })
            .collect();
        for span in &mut self.spans {
            span.bucket = index[span.bucket];
        }
        self.starts.retain(|&start| counts(start));
        self
    }
}

/// Returns the first row whose time is not before `bound`.
///
/// It is near the row `near`: steps that double find it in less than a search among all rows.
fn first_from(times: &[i64], near: usize, bound: i64) -> usize {
    let is_before = |row: usize| times.get(row).is_some_and(|time| *time < bound);
    let (mut low, mut high, mut step) = (near, near, 1);
    if is_before(near) {
        while is_before(high) {
            (low, high) = (high + 1, high + step);
            step *= 2;
        }
    } else {
        while low > 0 && !is_before(low) {
            (low, high) = (low.saturating_sub(step), low);
            step *= 2;
        }
    }
    let (low, high) = (low.min(times.len()), high.min(times.len()));
    low + times[low..high].partition_point(|time| *time < bound)
}

#[cfg(test)]
mod tests {
    use super::first_from;

    #[test]
    fn the_first_row_is_found_from_any_row_near() {
        let times: Vec<i64> = (0..200).map(|row| row * row / 7).collect();
        for near in 0..250 {
            for bound in (-1..6000).step_by(13) {
                let expected = times.partition_point(|time| *time < bound);
                assert_eq!(first_from(&times, near, bound), expected, "{bound} near {near}");
            }
        }
        assert_eq!(first_from(&[], 3, 0), 0);
    }
}
