//! How a segment is read: the columns that are needed, without the events that were deleted.

use std::ops::Range;

use super::changes::Changes;
use super::held::Needs;
use super::removals::{self, Removal};
use super::segments::{Segment, malformed};
use crate::columns::column::Coded;
use crate::columns::events::EventColumns;
use crate::columns::segment::{Index, Key, Pieces, Wanted};
use crate::platform::Failure;

/// What is read of one segment.
pub struct Reading<'a> {
    needs: &'a Needs,
    removals: Vec<&'a Removal>,
}

impl Changes {
    /// Returns how one of the segments is read for what is needed.
    pub fn reading<'a>(&'a self, segment: &Segment, needs: &'a Needs) -> Reading<'a> {
        Reading { needs, removals: self.removals.iter().filter(|removal| removal.concerns(segment)).collect() }
    }
}

impl Reading<'_> {
    /// Returns the ranges of the segment that have to be fetched.
    pub fn ranges(&self, index: &Index) -> Vec<Range<u64>> {
        self.with(|wanted| index.ranges(wanted))
    }

    /// Returns the columns, from the ranges that were fetched.
    ///
    /// # Errors
    ///
    /// `Malformed` when these are not what was written.
    pub fn columns(&self, index: &Index, pieces: &Pieces<'_>) -> Result<EventColumns, Failure> {
        let mut columns = self.with(|wanted| index.columns(wanted, pieces)).map_err(malformed)?;
        removals::clean(&mut columns, self.removals.iter().copied());
        if !self.needs.with(|wanted| (wanted.reads)(&Key::DistinctId)) {
            columns.distinct_ids = Coded::default();
        }
        Ok(columns)
    }

    fn with<T>(&self, run: impl FnOnce(&Wanted<'_>) -> T) -> T {
        // Whose an event is has to be known where somebody's events were deleted.
        let needs_ids = self.removals.iter().any(|removal| removal.distinct_ids.is_some());
        self.needs.with(|wanted| {
            let reads = |key: &Key| (wanted.reads)(key) || needs_ids && *key == Key::DistinctId;
            run(&Wanted { reads: &reads, times: wanted.times })
        })
    }
}
