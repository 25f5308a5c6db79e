//! Removals: events that were deleted are in no answer any more at once, and soon in no file.
//!
//! A removal has a revision of its own, later than that of every event it means. The transaction that writes it down takes
//! these events out of the batches as well. Segments hold them until they are rewritten, one at a time; until then whoever
//! reads a segment leaves out what the removals since its `cleaned` say. A removal is forgotten when no segment needs it.
//! The uuids of deleted events stay known, so that one which is sent again does not come back.

use std::collections::BTreeSet;

use serde_json::json;

use super::people::ids;
use super::segments::{Segment, malformed};
use super::{Database, next_revision, number};
use crate::columns::events::EventColumns;
use crate::columns::ndjson::Line;
use crate::columns::segment::Index;
use crate::platform::{Deletion, Failure, Persons, Row, Statement};
use crate::sort::set_of;
use crate::time::Timestamp;

/// Events that were deleted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Removal {
    /// All of them were there before this revision.
    pub revision: i64,
    /// Whose they are; everybody's without it.
    pub distinct_ids: Option<BTreeSet<String>>,
    /// The first and the last moment, in microseconds since the epoch.
    pub times: (i64, i64),
}

/// Deletes events, and persons if that is asked for; returns how many persons have one of the distinct ids.
///
/// Events sent later count again, and so do those that were on their way: all of them are new.
///
/// # Errors
///
/// Fails when the database does; then nothing may be kept.
pub fn delete<D: Database>(database: &D, deletion: &Deletion) -> Result<u64, Failure> {
    const PERSONS: &str =
        "SELECT count(DISTINCT person) FROM distinct_ids WHERE distinct_id IN (SELECT value FROM json_each(?1))";
    let given = deletion.distinct_ids.as_ref().map(|distinct_ids| json!(distinct_ids).to_string());
    let persons = match &given {
        Some(given) => number(database, Statement::new(PERSONS).bind(given.as_str()))?.unsigned_abs(),
        None => 0,
    };
    if let Some(times) = deletion.times {
        let distinct_ids = given.as_deref().map(|given| all_distinct_ids(database, given)).transpose()?;
        let removal = Removal { revision: next_revision(database)?, distinct_ids, times };
        clean_batches(database, &removal)?;
        removal.store_parts(database)?;
    }
    if let Some(given) = given.filter(|_| deletion.persons == Persons::Deleted) {
        forget_persons(database, &given)?;
    }
    // Whoever holds columns reads everything anew, and no answer that is kept here is given any more.
    database.run(Statement::new("UPDATE counters SET value = value + 1 WHERE name = 'epoch'"))?;
    database.run(Statement::new("DELETE FROM statuses"))?;
    Ok(persons)
}

/// Returns distinct ids with all others of their persons.
fn all_distinct_ids<D: Database>(database: &D, given: &str) -> Result<BTreeSet<String>, Failure> {
    let mut all: BTreeSet<String> =
        serde_json::from_str(given).map_err(|error| Failure::malformed(error.to_string()))?;
    for person in persons_of(database, given)? {
        all.extend(ids::all(database, person)?);
    }
    Ok(all)
}

fn forget_persons<D: Database>(database: &D, given: &str) -> Result<(), Failure> {
    for person in persons_of(database, given)? {
        database.run(Statement::new("DELETE FROM distinct_ids WHERE person = ?1").bind(person))?;
        database.run(Statement::new("DELETE FROM persons WHERE id = ?1").bind(person))?;
    }
    Ok(())
}

/// Returns the persons who have one of these distinct ids, a JSON list.
fn persons_of<D: Database>(database: &D, given: &str) -> Result<Vec<i64>, Failure> {
    const FOUND: &str =
        "SELECT DISTINCT person FROM distinct_ids WHERE distinct_id IN (SELECT value FROM json_each(?1))";
    database.run(Statement::new(FOUND).bind(given))?.into_iter().map(|row| row.fields().integer()).collect()
}

/// Takes events out of the batches, one batch after the other.
fn clean_batches<D: Database>(database: &D, removal: &Removal) -> Result<(), Failure> {
    const NEXT: &str = "SELECT revision, lines FROM batches WHERE revision > ?1 ORDER BY revision LIMIT 1";
    let mut last = -1;
    while let Some(row) = database.run(Statement::new(NEXT).bind(last))?.into_iter().next() {
        let mut fields = row.fields();
        last = fields.integer()?;
        let lines = fields.bytes()?;
        let kept = removal.without_lines(&lines)?;
        if kept.len() < lines.len() {
            let update = Statement::new("UPDATE batches SET lines = ?2 WHERE revision = ?1");
            database.run(update.bind(last).bind(kept))?;
        }
    }
    Ok(())
}

/// Returns the removals that some segment still needs.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn removals<D: Database>(database: &D) -> Result<Vec<Removal>, Failure> {
    const ALL: &str = "SELECT revision, distinct_ids, first, last FROM removals ORDER BY revision";
    database.run(Statement::new(ALL))?.into_iter().map(Removal::read).collect()
}

/// Forgets the removals that every segment has behind it.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn forget_done<D: Database>(database: &D) -> Result<(), Failure> {
    const DONE: &str =
        "DELETE FROM removals WHERE NOT EXISTS (SELECT 1 FROM segments WHERE cleaned < removals.revision)";
    database.run(Statement::new(DONE)).map(drop)
}

/// Takes the events out of columns that a segment's removals mean; the distinct ids are among the columns where one of them
/// asks for these. Returns whether there were any.
pub(super) fn clean<'a>(columns: &mut EventColumns, removals: impl Iterator<Item = &'a Removal>) -> bool {
    let before = columns.times.len();
    for removal in removals {
        let rows = removal.others(columns);
        if rows.len() < columns.times.len() {
            columns.keep(&rows);
        }
    }
    columns.times.len() < before
}

impl Removal {
    /// Returns whether a segment may hold events that are to be removed.
    pub(super) fn concerns(&self, segment: &Segment) -> bool {
        segment.cleaned < self.revision
    }

    /// Returns whether a segment has events of the removal's time.
    pub(super) fn meets(&self, index: &Index) -> bool {
        index.times().is_some_and(|(first, last)| first <= self.times.1 && last >= self.times.0)
    }

    /// Returns the rows that stay.
    fn others(&self, columns: &EventColumns) -> Vec<u32> {
        let ids = columns.distinct_ids.dictionary();
        let is_meant = |value: &str| self.distinct_ids.as_ref().is_none_or(|own| own.contains(value));
        let meant: Vec<bool> = ids.values().map(|id| id.text().is_some_and(is_meant)).collect();
        let is_removed = |row: usize, time: i64| {
            let is_theirs = self.distinct_ids.is_none() || meant[columns.distinct_ids.codes().get(row) as usize];
            is_theirs && time >= self.times.0 && time <= self.times.1
        };
        let rows = columns.times.iter().enumerate().filter(|(row, time)| !is_removed(*row, **time));
        rows.map(|(row, _)| row as u32).collect()
    }

    /// Returns lines of capture format without those that are to be removed.
    fn without_lines(&self, lines: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut kept = Vec::with_capacity(lines.len());
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let read = Line::read(line).map_err(|error| Failure::malformed(error.to_string()))?;
            let time = Timestamp::parse(&read.timestamp).map_err(malformed)?.micros();
            let is_theirs = self.distinct_ids.as_ref().is_none_or(|own| own.contains(read.distinct_id.as_ref()));
            if !(is_theirs && time >= self.times.0 && time <= self.times.1) {
                if !kept.is_empty() {
                    kept.push(b'\n');
                }
                kept.extend_from_slice(line);
            }
        }
        Ok(kept)
    }

    /// Stores a removal as one, or as several where its distinct ids are too many for a row.
    fn store_parts<D: Database>(self, database: &D) -> Result<(), Failure> {
        let all: Vec<String> = self.distinct_ids.iter().flatten().cloned().collect();
        let Some((first, others)) = all.split_at_checked(ids::PAGE) else { return self.store(database) };
        let part = |revision: i64, distinct_ids: &[String]| {
            let distinct_ids = Some(set_of(distinct_ids.iter().cloned()));
            Self { revision, distinct_ids, times: self.times }.store(database)
        };
        part(self.revision, first)?;
        others.chunks(ids::PAGE).try_for_each(|others| part(next_revision(database)?, others))
    }

    fn store<D: Database>(&self, database: &D) -> Result<(), Failure> {
        const INSERT: &str = "INSERT INTO removals (revision, distinct_ids, first, last) VALUES (?1, ?2, ?3, ?4)";
        // The ends of time are more than a number of JavaScript holds.
        let end = |micros: i64| {
            Some(micros).filter(|micros| Timestamp::MIN.micros() < *micros && *micros < Timestamp::MAX.micros())
        };
        let insert = Statement::new(INSERT).bind(self.revision);
        let insert = insert.bind(self.distinct_ids.as_ref().map(|distinct_ids| json!(distinct_ids).to_string()));
        database.run(insert.bind(end(self.times.0)).bind(end(self.times.1))).map(drop)
    }

    fn read(row: Row) -> Result<Self, Failure> {
        let mut fields = row.fields();
        let (revision, distinct_ids) = (fields.integer()?, fields.optional_text()?);
        let distinct_ids = distinct_ids.map(|distinct_ids| serde_json::from_str(&distinct_ids)).transpose();
        let first = fields.optional_integer()?.unwrap_or(i64::MIN);
        let last = fields.optional_integer()?.unwrap_or(i64::MAX);
        let distinct_ids = distinct_ids.map_err(|error| Failure::malformed(error.to_string()))?;
        Ok(Self { revision, distinct_ids, times: (first, last) })
    }
}
