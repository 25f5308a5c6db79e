//! The rows that matter, gathered by actor: compaction without branches, then one counting sort.

use std::ops::Range;

use oriel_kernels::plain_funnel::MARK_BITS;
use oriel_kernels::{masks, partition};

use super::journey::Moment;
use super::marks::Marks;
use crate::eval::actor::Actors;
use crate::eval::mask::Mask;
use crate::query::funnels::FunnelsQuery;

/// The longest stretch of time, in microseconds, that packed moments can tell apart: 2,283 years.
const LONGEST_PACKED: u64 = 1 << (u64::BITS - MARK_BITS);

/// The moments of every actor, each actor's in order of time.
pub(super) struct Moments {
    starts: Vec<u32>,
    base: i64,
    times: Times,
    values: Vec<u32>,
    steps: usize,
    /// For each exclusion, the steps to which it closes the way.
    closed: Vec<u64>,
}

enum Times {
    /// Microseconds since the base, and below them the marks.
    Packed(Vec<u64>),
    /// Microseconds since the base, and the marks.
    Apart(Vec<(u64, u64)>),
}

/// Which rows become moments.
pub(super) enum Kept<'a> {
    /// Those that have a mark.
    Marked,
    /// Those that a mask selects.
    Selected(&'a Mask<'a>),
}

impl Moments {
    /// Returns whether moments that lie so far apart, in microseconds, can be packed.
    pub(super) fn can_pack(span: u64) -> bool {
        span < LONGEST_PACKED - 1
    }

    /// Returns room for the packed moments of one run of actors after the other, whose times count from `base`.
    pub(super) fn none(query: &FunnelsQuery, base: i64) -> Moments {
        Moments {
            starts: vec![0],
            base,
            times: Times::Packed(Vec::new()),
            values: Vec::new(),
            steps: query.steps.len(),
            closed: closed_by_exclusions(query),
        }
    }

    /// Packs the names and times of a run of actors, in place of what was there: of the events of marked names that are at most
    /// `span` after the base.
    pub(super) fn pack(&mut self, events: (&[u8], &[i64]), starts: &[u32], span: u64, marks_of_names: &[u8; 256]) {
        let Times::Packed(packed) = &mut self.times else { return };
        self.starts.clear();
        self.starts.extend_from_slice(starts);
        partition::pack_run(events, (self.base, span), (marks_of_names, MARK_BITS), &mut self.starts, packed);
    }

    /// Returns the moments of the rows of a stretch that are kept; `times` and `values` have an entry for each of its rows,
    /// `values` none where there is no breakdown.
    pub(super) fn new(
        query: &FunnelsQuery,
        marks: &Marks,
        kept: &Kept<'_>,
        times: &[i64],
        actors: &Actors<'_>,
        values: &[u32],
    ) -> Moments {
        let rows = match (kept, marks) {
            (Kept::Selected(mask), _) => mask.rows(0, 0..times.len()),
            (Kept::Marked, Marks::Bytes(bytes)) => masks::rows(&masks::not_zero(bytes), 0),
            (Kept::Marked, Marks::Words(words)) => {
                (0_u32..).zip(words).filter(|(_, mark)| **mark != 0).map(|(row, _)| row).collect()
            }
        };
        let base = times.first().copied().unwrap_or(0);
        let span = times.last().map_or(0, |last| last.abs_diff(base));
        let starts = partition::starts(&rows, &actors.of_rows, actors.count);
        let places = || partition::places(&rows, &actors.of_rows, &starts);
        let since = |row: usize| times[row].abs_diff(base);
        let times = match marks {
            Marks::Bytes(marks) if Self::can_pack(span) => {
                let (times, marks) = ((times, base), (marks.as_slice(), MARK_BITS));
                Times::Packed(partition::packed(&rows, &actors.of_rows, &starts, times, marks))
            }
            Marks::Bytes(marks) => Times::Apart(scattered(&rows, &places(), |row| (since(row), u64::from(marks[row])))),
            Marks::Words(marks) => Times::Apart(scattered(&rows, &places(), |row| (since(row), marks[row]))),
        };
        let values = if values.is_empty() { Vec::new() } else { scattered(&rows, &places(), |row| values[row]) };
        Moments { starts, base, times, values, steps: query.steps.len(), closed: closed_by_exclusions(query) }
    }

    /// Returns the number of actors, of which some may have no moments.
    pub(super) fn actors(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns where the moments of an actor stand.
    pub(super) fn of_actor(&self, actor: usize) -> Range<usize> {
        self.starts[actor] as usize..self.starts[actor + 1] as usize
    }

    /// Returns packed moments and the time from which they count, unless they are not packed.
    pub(super) fn packed(&self, places: &Range<usize>) -> Option<(&[u64], i64)> {
        match &self.times {
            Times::Packed(packed) => Some((&packed[places.clone()], self.base)),
            Times::Apart(_) => None,
        }
    }

    /// Returns the breakdown values of moments; none where there is no breakdown.
    pub(super) fn values(&self, places: &Range<usize>) -> &[u32] {
        if self.values.is_empty() { &[] } else { &self.values[places.clone()] }
    }

    /// Puts moments into a list, in place of what it held.
    pub(super) fn unpack(&self, places: &Range<usize>, moments: &mut Vec<Moment>) {
        moments.clear();
        moments.extend(places.clone().map(|place| {
            let (since, marks) = match &self.times {
                Times::Packed(packed) => (packed[place] >> MARK_BITS, packed[place] & ((1 << MARK_BITS) - 1)),
                Times::Apart(apart) => apart[place],
            };
            let breaks = match marks >> self.steps {
                0 => 0,
                excluded => self.breaks_of(excluded),
            };
            Moment {
                time: self.base.saturating_add_unsigned(since),
                steps: marks & bits(0..self.steps),
                breaks,
                value: self.values.get(place).copied().unwrap_or(0),
            }
        }));
    }

    fn breaks_of(&self, excluded: u64) -> u64 {
        let closed = self.closed.iter().enumerate().filter(|(index, _)| excluded >> index & 1 == 1);
        closed.fold(0, |breaks, (_, steps)| breaks | steps)
    }
}

/// Returns for each exclusion the steps to which it closes the way.
fn closed_by_exclusions(query: &FunnelsQuery) -> Vec<u64> {
    query.exclusions.iter().map(|exclusion| bits(exclusion.from + 1..exclusion.to + 1)).collect()
}

/// Returns the bits of a range of steps.
fn bits(steps: Range<usize>) -> u64 {
    steps.fold(0, |bits, step| bits | 1 << step)
}

fn scattered<T: Copy + Default>(rows: &[u32], places: &[u32], entry: impl Fn(usize) -> T) -> Vec<T> {
    let mut entries = vec![T::default(); rows.len()];
    for (row, place) in rows.iter().zip(places) {
        entries[*place as usize] = entry(*row as usize);
    }
    entries
}
