//! Segments: how events leave the database, and small segments become large ones.
//!
//! The manifest, a table of the journal, is the truth; an object that it does not name is garbage. A segment's number is
//! written down as garbage before its object is, and leaves the garbage in the transaction that enters it into the
//! manifest and takes out what it replaces. So a crash at any point loses no event and doubles none: what it leaves
//! behind is collected when nobody can be writing or reading it any more.

use super::removals::{self, removals};
use super::rewriting::unclean;
use super::{Database, counter, number};
use crate::columns::Dataset;
use crate::columns::segment::{Index, Pieces, Wanted, write};
use crate::error::Error;
use crate::platform::{Failure, Fields, Statement, StoredSegment};
use crate::time::Timestamp;

/// When events leave the database, and how large segments become.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Lines of so many bytes stay; what is more becomes a segment.
    pub tail_bytes: i64,
    /// Segments become one while they have no more rows together.
    pub segment_rows: i64,
    /// An object that is not in the manifest is left for so many seconds: somebody may still write or read it.
    pub grace_seconds: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { tail_bytes: 8 << 20, segment_rows: 250_000, grace_seconds: 600 }
    }
}

/// Lines of so many bytes, and a batch more, become one segment.
const MOST_FLUSHED: usize = 16 << 20;

/// A segment as the manifest names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Segment {
    /// The number that names its object.
    pub number: i64,
    /// The first revision whose events it holds.
    pub first_revision: i64,
    /// The last one.
    pub last_revision: i64,
    /// How many bytes it has.
    pub length: i64,
    /// The revision up to which events that were deleted are no longer in it.
    pub cleaned: i64,
    /// The end of it, of which its index is read.
    pub footer: Vec<u8>,
}

/// A segment that is to be put where segments are, and then [entered](enter) into the manifest.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// Its place in the manifest.
    pub(super) segment: Segment,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// How many events it has.
    rows: i64,
    /// The segments that it takes the place of; none when it takes that of batches.
    replaced: Vec<i64>,
}

impl Written {
    /// Returns the segment of events.
    ///
    /// # Errors
    ///
    /// `Malformed` when there are more than a segment holds.
    fn of<D: Database>(
        database: &D,
        dataset: &Dataset,
        revisions: (i64, i64),
        replaced: Vec<i64>,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let bytes = write(dataset.events()).map_err(malformed)?;
        let footer = bytes.len() - Index::footer_length(&bytes).map_err(malformed)?.min(bytes.len());
        let segment = Segment {
            number: next_number(database, now)?,
            first_revision: revisions.0,
            last_revision: revisions.1,
            length: bytes.len() as i64,
            // What is deleted from now on has a later one.
            cleaned: counter(database, "revision")?,
            footer: bytes[footer..].to_vec(),
        };
        Ok(Self { segment, bytes, rows: dataset.events().len() as i64, replaced })
    }
}

/// Returns the oldest events of the database as a segment, if there are enough of them.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn flush<D: Database>(database: &D, limits: &Limits, now: Timestamp) -> Result<Option<Written>, Failure> {
    const NEXT: &str = "SELECT revision, lines FROM batches WHERE revision > ?1 ORDER BY revision LIMIT 1";
    let flushed = number(database, Statement::new("SELECT ifnull(max(last_revision), 0) FROM segments"))?;
    let tail = Statement::new("SELECT ifnull(sum(length(lines)), 0) FROM batches WHERE revision > ?1");
    if number(database, tail.bind(flushed))? <= limits.tail_bytes {
        return Ok(None);
    }
    let (mut lines, mut revisions): (Vec<u8>, Option<(i64, i64)>) = (Vec::new(), None);
    while lines.len() < MOST_FLUSHED {
        let after = revisions.map_or(flushed, |(_, last)| last);
        let Some(row) = database.run(Statement::new(NEXT).bind(after))?.into_iter().next() else { break };
        let mut fields = row.fields();
        let revision = fields.integer()?;
        revisions = Some((revisions.map_or(revision, |(first, _)| first), revision));
        lines.append(&mut fields.bytes()?);
        lines.push(b'\n');
    }
    let Some(revisions) = revisions else { return Ok(None) };
    let dataset = Dataset::of_journal(&lines, &|_| true).map_err(malformed)?;
    drop(lines);
    Written::of(database, &dataset, revisions, Vec::new(), now).map(Some)
}

/// Returns the first neighbours in the manifest that are small enough to become one segment.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn neighbours<D: Database>(database: &D, limits: &Limits) -> Result<Vec<Segment>, Failure> {
    let mut found: Vec<(Segment, i64)> = Vec::new();
    let mut may_grow = true;
    for row in database.run(Statement::new([COLUMNS, "ORDER BY first_revision"].concat()))? {
        let mut fields = row.fields();
        let next = (segment(&mut fields)?, fields.integer()?);
        let rows: i64 = found.iter().map(|(_, rows)| *rows).sum();
        if rows + next.1 > limits.segment_rows {
            if found.len() > 1 {
                may_grow = false;
                break;
            }
            found.clear();
        }
        found.push(next);
    }
    // The newest may wait for more: each event is then rewritten a few times only. Those before a large one would wait for
    // ever, and all that come after it with them.
    let are_enough = found.len() >= 4 || found.iter().map(|(_, rows)| *rows).sum::<i64>() * 2 > limits.segment_rows;
    Ok(if found.len() > 1 && (are_enough || !may_grow) {
        found.into_iter().map(|(segment, _)| segment).collect()
    } else {
        Vec::new()
    })
}

/// Notes that a segment holds no event that was deleted up to now.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn is_clean<D: Database>(database: &D, number: i64) -> Result<(), Failure> {
    const CLEAN: &str =
        "UPDATE segments SET cleaned = (SELECT value FROM counters WHERE name = 'revision') WHERE number = ?1";
    database.run(Statement::new(CLEAN).bind(number)).map(drop)
}

/// Returns one segment with the events of others, which are given with their bytes, but those that were deleted.
///
/// # Errors
///
/// `Malformed` when the bytes are no segments; else fails as the database does.
pub(super) fn merged<D: Database>(
    database: &D,
    parts: &[(Segment, Vec<u8>)],
    now: Timestamp,
) -> Result<Option<Written>, Failure> {
    let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else { return Ok(None) };
    let removals = removals(database)?;
    let mut dataset = Dataset::new();
    for (segment, bytes) in parts {
        let columns = Index::read(bytes).and_then(|index| index.columns(&Wanted::all(), &Pieces::whole(bytes)));
        let mut columns = columns.map_err(malformed)?;
        removals::clean(&mut columns, removals.iter().filter(|removal| removal.concerns(segment)));
        dataset.change(|parts| parts.events.append(columns));
    }
    let replaced = parts.iter().map(|(segment, _)| segment.number).collect();
    Written::of(database, &dataset, (first.first_revision, last.last_revision), replaced, now).map(Some)
}

/// Enters a segment whose bytes are in their place into the manifest, instead of what held its events until now.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn enter<D: Database>(database: &D, written: &Written, now: Timestamp) -> Result<(), Failure> {
    const INSERT: &str = "INSERT INTO segments (number, first_revision, last_revision, rows, length, cleaned, footer)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Segment { number, first_revision, last_revision, length, cleaned, footer } = &written.segment;
    for replaced in &written.replaced {
        discard(database, *replaced, now)?;
    }
    if written.replaced.is_empty() {
        // Its own batches stay until the next one: readers who have some of them need no segment.
        database.run(Statement::new("DELETE FROM batches WHERE revision < ?1").bind(*first_revision))?;
    }
    let insert = Statement::new(INSERT).bind(*number).bind(*first_revision).bind(*last_revision);
    database.run(insert.bind(written.rows).bind(*length).bind(*cleaned).bind(footer.clone()))?;
    forget(database, *number)
}

/// Takes a segment out of the manifest.
pub(super) fn discard<D: Database>(database: &D, number: i64, now: Timestamp) -> Result<(), Failure> {
    database.run(Statement::new("DELETE FROM segments WHERE number = ?1").bind(number))?;
    throw_away(database, number, now)
}

fn throw_away<D: Database>(database: &D, number: i64, now: Timestamp) -> Result<(), Failure> {
    let insert = Statement::new("INSERT OR REPLACE INTO garbage (number, since) VALUES (?1, ?2)");
    database.run(insert.bind(number).bind(now.micros())).map(drop)
}

/// Returns the numbers of objects that nobody can need any more.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn garbage<D: Database>(database: &D, limits: &Limits, now: Timestamp) -> Result<Vec<i64>, Failure> {
    let before = now.plus_seconds(-limits.grace_seconds).micros();
    let rows = database.run(Statement::new("SELECT number FROM garbage WHERE since <= ?1").bind(before))?;
    rows.into_iter().map(|row| row.fields().integer()).collect()
}

/// Returns whether there is garbage, old or young.
pub(super) fn has_garbage<D: Database>(database: &D) -> Result<bool, Failure> {
    Ok(number(database, Statement::new("SELECT count(*) FROM garbage"))? > 0)
}

/// Forgets an object that is not there any more.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn forget<D: Database>(database: &D, number: i64) -> Result<(), Failure> {
    database.run(Statement::new("DELETE FROM garbage WHERE number = ?1").bind(number)).map(drop)
}

/// Returns all segments, in the order of their revisions.
///
/// # Errors
///
/// `Unavailable` while one may hold events that were deleted; else fails as the database does.
pub fn manifest<D: Database>(database: &D) -> Result<Vec<Segment>, Failure> {
    match unclean(database)? {
        Some(_) => Err(Failure::unavailable("segments are being rewritten: events were deleted")),
        None => segments(database, -1),
    }
}

impl Segment {
    /// Returns what the segment holds.
    ///
    /// # Errors
    ///
    /// `Malformed` when its footer is none.
    pub fn shown(&self) -> Result<StoredSegment, Failure> {
        let index = Index::read(&self.footer).map_err(malformed)?;
        let times = index.times().map(|(first, last)| (Timestamp::from_micros(first), Timestamp::from_micros(last)));
        Ok(StoredSegment { number: self.number, bytes: self.length.unsigned_abs(), rows: index.rows(), times })
    }
}

/// Returns the segments with events after a revision, in the order of their revisions.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn segments<D: Database>(database: &D, since: i64) -> Result<Vec<Segment>, Failure> {
    let since = Statement::new([COLUMNS, "WHERE last_revision > ?1 ORDER BY first_revision"].concat()).bind(since);
    select(database, since)
}

/// Reads segments, what follows saying which.
pub(super) const COLUMNS: &str =
    "SELECT number, first_revision, last_revision, length, cleaned, footer, rows FROM segments ";

/// Returns the segments that a statement of [`COLUMNS`] finds.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn select<D: Database>(database: &D, statement: Statement) -> Result<Vec<Segment>, Failure> {
    database.run(statement)?.into_iter().map(|row| segment(&mut row.fields())).collect()
}

fn segment(fields: &mut Fields) -> Result<Segment, Failure> {
    Ok(Segment {
        number: fields.integer()?,
        first_revision: fields.integer()?,
        last_revision: fields.integer()?,
        length: fields.integer()?,
        cleaned: fields.integer()?,
        footer: fields.bytes()?,
    })
}

/// Returns the number of a segment that is about to be written; until it is entered it counts as garbage.
fn next_number<D: Database>(database: &D, now: Timestamp) -> Result<i64, Failure> {
    let next = "UPDATE counters SET value = value + 1 WHERE name = 'segment' RETURNING value";
    let number = number(database, Statement::new(next))?;
    throw_away(database, number, now)?;
    Ok(number)
}

pub(super) fn malformed(error: Error) -> Failure {
    Failure::malformed(error.detail())
}
