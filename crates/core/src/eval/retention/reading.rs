//! What a retention query reads: a stretch of rows, and which of them start and return.

use std::ops::Range;

use super::super::frame::Frame;
use super::super::mask::Mask;
use super::grid::Grid;
use crate::error::Error;
use crate::query::retention::{Entity, RetentionQuery, Starts, Windows};

/// What a retention query reads.
#[derive(Clone)]
pub(super) struct Reading<'a> {
    /// The query.
    pub(super) query: &'a RetentionQuery,
    /// The table that it fills.
    pub(super) grid: &'a Grid,
    /// The rows that are read; all others count from the first of these.
    pub(super) rows: Range<usize>,
    /// The times of these rows.
    pub(super) times: &'a [i64],
    /// The rows that start.
    pub(super) start: Mask<'a>,
    /// The rows among which an actor's very first event is looked for: starts, their own conditions aside.
    pub(super) occurrence: Mask<'a>,
    /// The rows that return.
    pub(super) returning: Mask<'a>,
    /// The rows on the weekdays that count: who was first may have been so on another.
    counted: Mask<'static>,
}

impl<'a> Reading<'a> {
    /// Returns what a query reads.
    ///
    /// # Errors
    /// Refuses missing actions, warehouse tables and conditions that cannot be evaluated.
    pub(super) fn new(query: &'a RetentionQuery, grid: &'a Grid, frame: &'a Frame<'_>) -> Result<Reading<'a>, Error> {
        let events = frame.dataset.events();
        let end = grid.range.end.micros() - 1;
        let rows = match query.starts {
            Starts::Recurring => events.rows_between(grid.range.start.micros(), end),
            // An actor may have started before the range.
            Starts::FirstMatching | Starts::FirstEver => events.rows_between(i64::MIN, end),
        };
        let common = (frame.query_mask(&query.filter, query.test_accounts, &rows)?)
            .and(frame.sample_mask(query.sampling_factor, &rows));
        let counted = frame.weekday_mask(query.date_range.weekdays, &rows);
        let occurrence = common.clone().and(frame.selection_mask(&query.start.events, &rows)?);
        let mut start = occurrence.clone().and(frame.filter_mask(&query.start.filter, &rows)?);
        if query.starts == Starts::Recurring {
            start = start.and(counted.clone());
        }
        let returning = counted.clone().and(if query.returning == query.start {
            start.clone()
        } else {
            common.and(entity_mask(&query.returning, frame, &rows)?)
        });
        let times = &events.times()[rows.clone()];
        Ok(Reading { query, grid, rows, times, start, occurrence, returning, counted })
    }

    /// Returns what is left of it when only some rows count.
    pub(super) fn within(self, mask: &Mask<'a>) -> Reading<'a> {
        Reading {
            start: self.start.and(mask.clone()),
            occurrence: self.occurrence.and(mask.clone()),
            returning: self.returning.and(mask.clone()),
            ..self
        }
    }

    /// Returns the rows of each interval.
    pub(super) fn intervals(&self) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        self.grid.intervals.rows(self.times)
    }

    /// Returns the rows that put an actor in a row of the table (spec/funnels 7.3).
    ///
    /// These are all starts, or the one start of each actor that counts.
    pub(super) fn anchors(&self, actor_of_rows: &[u32], actors: usize) -> Mask<'a> {
        let anchors = match (self.query.starts, self.query.windows) {
            (Starts::Recurring, Windows::Calendar) => self.start.clone(),
            (Starts::Recurring, Windows::FromStart) | (Starts::FirstMatching, _) => {
                first_of_each(&self.start, actor_of_rows, actors)
            }
            (Starts::FirstEver, _) => first_of_each(&self.occurrence, actor_of_rows, actors).and(self.start.clone()),
        };
        anchors.and(self.counted.clone())
    }
}

fn entity_mask<'f>(entity: &Entity, frame: &'f Frame<'_>, rows: &Range<usize>) -> Result<Mask<'f>, Error> {
    Ok(frame.selection_mask(&entity.events, rows)?.and(frame.filter_mask(&entity.filter, rows)?))
}

/// Returns the first selected row of each actor.
fn first_of_each(mask: &Mask<'_>, actor_of_rows: &[u32], actors: usize) -> Mask<'static> {
    let mut seen = vec![false; actors];
    let mut first = vec![0; actor_of_rows.len()];
    for row in mask.rows(0, 0..actor_of_rows.len()) {
        let seen = &mut seen[actor_of_rows[row as usize] as usize];
        first[row as usize] = u8::from(!*seen);
        *seen = true;
    }
    Mask::Some(first)
}
