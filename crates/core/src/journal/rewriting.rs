//! Segments that hold events which were deleted are written anew, one at a time.

use super::Database;
use super::maintenance::Objects;
use super::removals::{self, Removal};
use super::segments::{self, Segment, Written, malformed};
use crate::columns::segment::{Index, Key, Pieces, Wanted};
use crate::platform::{Failure, Statement};
use crate::time::Timestamp;

/// Says what became of a segment that may have held events which were deleted.
pub(super) enum Rewritten {
    /// This takes its place.
    Anew(Written),
    /// It holds none of them.
    Unchanged,
}

/// Writes a segment anew without the events that were deleted, if it holds any.
///
/// # Errors
///
/// Fails as the database and the objects do.
pub(super) async fn rewrite<D: Database, O: Objects>(
    database: &D,
    objects: &O,
    segment: Segment,
    now: Timestamp,
) -> Result<Rewritten, Failure> {
    if database.transaction(|database| is_clean_by_time(database, &segment))? {
        return Ok(Rewritten::Unchanged);
    }
    let bytes = objects.get(segment.number).await?;
    let parts = [(segment, bytes)];
    database.transaction(|database| {
        let [(segment, bytes)] = &parts;
        if has_removed(bytes, &concerning(database, segment)?)? {
            let written = segments::merged(database, &parts, now)?;
            return Ok(written.map_or(Rewritten::Unchanged, Rewritten::Anew));
        }
        segments::is_clean(database, segment.number)?;
        Ok(Rewritten::Unchanged)
    })
}

/// Returns the first segment that may hold events which were deleted.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn unclean<D: Database>(database: &D) -> Result<Option<Segment>, Failure> {
    let statement = "WHERE cleaned < (SELECT max(revision) FROM removals) ORDER BY first_revision LIMIT 1";
    Ok(segments::select(database, Statement::new([segments::COLUMNS, statement].concat()))?.pop())
}

/// Notes that a segment is clean where its footer already says so; returns whether it does.
fn is_clean_by_time<D: Database>(database: &D, segment: &Segment) -> Result<bool, Failure> {
    let index = Index::read(&segment.footer).map_err(malformed)?;
    let is_clean = !concerning(database, segment)?.iter().any(|removal| removal.meets(&index));
    if is_clean {
        segments::is_clean(database, segment.number)?;
    }
    Ok(is_clean)
}

fn concerning<D: Database>(database: &D, segment: &Segment) -> Result<Vec<Removal>, Failure> {
    let removals = removals::removals(database)?;
    Ok(removals.into_iter().filter(|removal| removal.concerns(segment)).collect())
}

/// Returns whether a segment has an event that is to be removed: of its columns only the distinct ids are unpacked.
fn has_removed(bytes: &[u8], removals: &[Removal]) -> Result<bool, Failure> {
    let wanted = Wanted { reads: &|key| *key == Key::DistinctId, ..Wanted::all() };
    let columns = Index::read(bytes).and_then(|index| index.columns(&wanted, &Pieces::whole(bytes)));
    Ok(removals::clean(&mut columns.map_err(malformed)?, removals.iter()))
}
