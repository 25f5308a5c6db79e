//! Columns that a reader holds, so that a query fetches only what is newer or was never asked for.
//!
//! The journal decides what a query sees: it is asked every time for what was stored since the [`Cursor`] that is held.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::changes::Changes;
use super::segments::{Segment, malformed};
use crate::columns::Dataset;
use crate::columns::events::EventColumns;
use crate::columns::segment::{Index, Key, Wanted};
use crate::plan::{Column, Plan};
use crate::platform::{Cursor, Failure};
use crate::sort::set_of;

/// What a reader needs of the events.
#[derive(Clone, Debug, PartialEq)]
pub struct Needs {
    columns: Columns,
    /// The first and the last moment, in microseconds since the epoch.
    times: (i64, i64),
    people: People,
}

#[derive(Clone, Debug, PartialEq)]
enum Columns {
    All,
    These(BTreeSet<Key>),
}

/// Says whether persons and groups are needed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum People {
    Needed,
    NotNeeded,
}

impl Needs {
    /// Returns what a plan reads.
    pub fn of(plan: &Plan) -> Self {
        let mut keys = BTreeSet::new();
        let mut people = People::NotNeeded;
        let mut is_all = false;
        for column in &plan.columns {
            match column {
                Column::Name => drop(keys.insert(Key::Name)),
                Column::Uuid => drop(keys.insert(Key::Uuid)),
                Column::Property(name) => drop(keys.insert(Key::Property(name.clone()))),
                Column::AllProperties => is_all = true,
                _ => {
                    keys.insert(Key::DistinctId);
                    people = People::Needed;
                }
            }
        }
        let micros = |end: Option<crate::time::Timestamp>, open| end.map_or(open, crate::time::Timestamp::micros);
        Self {
            columns: if is_all { Columns::All } else { Columns::These(keys) },
            times: (micros(plan.range.from, i64::MIN), micros(plan.range.to, i64::MAX)),
            people,
        }
    }

    /// Returns what is needed of a segment.
    pub(super) fn with<T>(&self, run: impl FnOnce(&Wanted<'_>) -> T) -> T {
        let reads = |key: &Key| match &self.columns {
            Columns::All => true,
            Columns::These(keys) => keys.contains(key),
        };
        run(&Wanted { reads: &reads, times: self.times })
    }

    /// Returns how many rows of segments are needed, or a few more.
    fn rows(&self, segments: &[Segment]) -> Result<usize, Failure> {
        let rows =
            |segment: &Segment| Index::read(&segment.footer).map(|index| self.with(|wanted| index.rows_in(wanted)));
        segments.iter().map(rows).sum::<Result<_, _>>().map_err(malformed)
    }

    /// Returns whether who has this needs nothing more for `other`.
    fn cover(&self, other: &Needs) -> bool {
        let columns = match (&self.columns, &other.columns) {
            (Columns::All, _) => true,
            (Columns::These(_), Columns::All) => false,
            (Columns::These(own), Columns::These(others)) => own.is_superset(others),
        };
        columns
            && (self.times.0 <= other.times.0 && self.times.1 >= other.times.1)
            && (self.people == People::Needed || other.people == People::NotNeeded)
    }

    /// Returns the needs of both.
    fn and(&self, other: &Needs) -> Needs {
        let columns = match (&self.columns, &other.columns) {
            (Columns::These(own), Columns::These(others)) => Columns::These(set_of(own.union(others).cloned())),
            _ => Columns::All,
        };
        let people = if self.people == People::Needed { self.people } else { other.people };
        let times = (self.times.0.min(other.times.0), self.times.1.max(other.times.1));
        Needs { columns, times, people }
    }
}

/// The columns that are held of one environment.
pub struct Held {
    needs: Needs,
    cursor: Cursor,
    dataset: Rc<Dataset>,
}

/// Says what became of changes that were to be added.
pub enum Added {
    /// Everything up to now is there.
    Complete(Held),
    /// There is more to ask for.
    Partly(Held),
    /// What was held is of no use any more; the reader starts anew.
    Stale,
}

impl Held {
    /// Returns nothing, of which so much is going to be needed.
    pub fn nothing(needs: Needs) -> Self {
        let definitions = if needs.people == People::Needed { 0 } else { i64::MAX };
        Self { needs, cursor: Cursor { definitions, ..Cursor::default() }, dataset: Rc::default() }
    }

    /// Returns what to hold for other needs: this, if it has all of it; else nothing yet, of both or, where both are
    /// more than `most_bytes`, of the new alone.
    #[must_use]
    pub fn ready_for(self, needs: &Needs, most_bytes: usize) -> Self {
        if self.needs.cover(needs) {
            return self;
        }
        let is_large = self.bytes() * 2 > most_bytes;
        Self::nothing(if is_large { needs.clone() } else { self.needs.and(needs) })
    }

    /// Returns what is needed.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Returns up to where everything is there.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Returns the columns.
    pub fn dataset(&self) -> Rc<Dataset> {
        Rc::clone(&self.dataset)
    }

    /// Returns about how many bytes the columns take.
    pub fn bytes(&self) -> usize {
        self.dataset.bytes()
    }

    /// Adds what was stored since the cursor, with the columns of its segments, which are unpacked one after the other: there is
    /// no room for all of them twice.
    ///
    /// # Errors
    ///
    /// `Malformed` when what was stored is no event, person or group.
    pub fn add(
        mut self,
        changes: &Changes,
        segments: impl Iterator<Item = Result<EventColumns, Failure>>,
    ) -> Result<Added, Failure> {
        let is_cut = |first: i64| first <= self.cursor.events;
        let is_new = self.cursor == Held::nothing(self.needs.clone()).cursor;
        let is_stale = changes.segments.iter().any(|segment| is_cut(segment.first_revision));
        if !is_new && (is_stale || changes.cursor.epoch != self.cursor.epoch) {
            return Ok(Added::Stale);
        }
        // Columns that are being read are not changed.
        let Some(dataset) = Rc::get_mut(&mut self.dataset) else { return Ok(Added::Stale) };
        // Of newer events no more is kept than of those in segments: each column more has a value for every row.
        let newer = self.needs.with(|wanted| {
            Dataset::of_journal(&changes.events, wanted.reads).map(|newer| newer.into_columns(wanted.reads))
        });
        let newer = newer.map_err(malformed)?;
        if !changes.segments.is_empty() || !newer.times.is_empty() {
            dataset.change(|parts| {
                parts.events.reserve(self.needs.rows(&changes.segments)? + newer.times.len());
                let mut all = segments.chain([Ok(newer)]);
                all.try_for_each(|columns| columns.map(|columns| parts.events.append(columns)))
            })?;
        }
        // After the events, whose distinct ids they name.
        dataset.revise(&changes.definitions).map_err(malformed)?;
        self.cursor = changes.cursor;
        Ok(if changes.is_complete { Added::Complete(self) } else { Added::Partly(self) })
    }
}

/// Returns about how many bytes the wanted columns of segments take in memory.
pub fn size(segments: &[Index], needs: &Needs) -> usize {
    segments.iter().map(|index| needs.with(|wanted| index.size(wanted))).sum()
}
