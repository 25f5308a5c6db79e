//! The rows and columns of a retention table (spec/funnels 7.2 and 7.5).

use std::ops::Range;

use super::super::frame::Frame;
use crate::answer::ResolvedDateRange;
use crate::error::Error;
use crate::query::reader::Choice as _;
use crate::query::retention::{Period, RetentionQuery};
use crate::time::{Buckets, Calendar, Resolver, Rounding, Timestamp};

/// The rows and columns of a retention table, without its figures.
pub(super) struct Grid {
    /// The intervals in which actors start, a row each; only events in them count.
    pub(super) intervals: Buckets,
    /// The column of each distance, in periods, from the start; the last one is the look-ahead.
    pub(super) column_of_distance: Vec<u32>,
    /// How many columns there are.
    pub(super) columns: usize,
    /// The range that is read.
    pub(super) range: Range<Timestamp>,
    period: Period,
    brackets: Vec<usize>,
}

impl Grid {
    /// Returns the table that a query asks for.
    ///
    /// # Errors
    /// Refuses ranges of too many intervals.
    pub(super) fn new(query: &RetentionQuery, frame: &Frame<'_>) -> Result<Grid, Error> {
        let calendar = &frame.context.calendar;
        let interval = query.period.interval();
        let resolved = Resolver {
            calendar,
            now: frame.context.now,
            interval,
            rounding: Rounding::Periods,
            earliest: frame.earliest_day(),
        }
        .current(&query.date_range);
        let end = calendar.step(interval, 1, resolved.to);
        let start = match query.date_range.from {
            Some(_) => calendar.start_of(interval, resolved.from),
            None => calendar.step(interval, -(query.total_intervals as i64), end),
        };
        let brackets =
            if query.brackets.is_empty() { vec![1; query.total_intervals - 1] } else { query.brackets.clone() };
        let column_of_distance = std::iter::once(0)
            .chain((1_u32..).zip(&brackets).flat_map(|(column, length)| std::iter::repeat_n(column, *length)))
            .collect();
        Ok(Grid {
            intervals: Buckets::new(calendar, interval, start, end.plus_micros(-1))?,
            column_of_distance,
            columns: brackets.len() + 1,
            range: start..end,
            period: query.period,
            brackets,
        })
    }

    /// Returns the range that is read, as answers show it.
    pub(super) fn resolved_date_range(&self) -> ResolvedDateRange {
        ResolvedDateRange::new(self.range.start, self.range.end.plus_micros(-1))
    }

    /// Returns the label of each row.
    pub(super) fn row_labels(&self) -> Vec<String> {
        (0..self.intervals.len()).map(|row| format!("{} {row}", self.period.name())).collect()
    }

    /// Returns the label of each column: `Day 2`, or `Day 2-4` for a bracket of several periods.
    pub(super) fn column_labels(&self) -> Vec<String> {
        let name = self.period.name();
        let mut next = 1;
        let brackets = self.brackets.iter().map(|length| {
            let first = next;
            next += length;
            if *length == 1 { format!("{name} {first}") } else { format!("{name} {first}-{}", next - 1) }
        });
        std::iter::once(format!("{name} 0")).chain(brackets).collect()
    }

    /// Returns when each row's interval starts, as the clocks of the team show it.
    pub(super) fn row_dates(&self, calendar: &Calendar) -> Vec<String> {
        self.intervals.starts().iter().map(|start| calendar.iso(Timestamp::from_micros(*start))).collect()
    }
}
