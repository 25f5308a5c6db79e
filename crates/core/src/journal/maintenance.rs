//! What the writer does while nobody waits: collects garbage, writes segments, makes small ones into large ones.

#![expect(async_fn_in_trait, reason = "futures need not be `Send`: one object, one thread")]

use super::Database;
use super::removals;
use super::rewriting::{Rewritten, rewrite, unclean};
use super::segments::{self, Limits, Written};
use crate::platform::Failure;
use crate::time::Timestamp;

/// Keeps the bytes of segments by their number.
pub trait Objects {
    /// Returns all bytes of a segment.
    ///
    /// # Errors
    ///
    /// `Unavailable` when they cannot be read.
    async fn get(&self, number: i64) -> Result<Vec<u8>, Failure>;

    /// Keeps the bytes of a segment.
    ///
    /// # Errors
    ///
    /// `Unavailable` when they may not be there.
    async fn put(&self, number: i64, bytes: Vec<u8>) -> Result<(), Failure>;

    /// Forgets a segment; one that is not there is no failure.
    ///
    /// # Errors
    ///
    /// `Unavailable` when it may still be there.
    async fn delete(&self, number: i64) -> Result<(), Failure>;
}

/// Says whether there is more to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Maintained {
    /// There may be.
    Partly,
    /// Not now, but garbage is left that has to wait.
    Resting,
    /// Everything is as it should be.
    Done,
}

/// Does one piece of the work; a failure or a crash anywhere in it loses nothing.
///
/// # Errors
///
/// Fails as the database and the objects do; the work is then tried again later.
pub async fn maintain<D: Database, O: Objects>(
    database: &D,
    objects: &O,
    limits: &Limits,
    now: Timestamp,
) -> Result<Maintained, Failure> {
    for number in segments::garbage(database, limits, now)? {
        objects.delete(number).await?;
        segments::forget(database, number)?;
    }
    let written = match unclean(database)? {
        Some(segment) => match rewrite(database, objects, segment, now).await? {
            Rewritten::Anew(written) => Some(written),
            Rewritten::Unchanged => return Ok(Maintained::Partly),
        },
        None => {
            removals::forget_done(database)?;
            match database.transaction(|database| segments::flush(database, limits, now))? {
                Some(written) => Some(written),
                None => compact(database, objects, limits, now).await?,
            }
        }
    };
    let Some(mut written) = written else {
        return Ok(if segments::has_garbage(database)? { Maintained::Resting } else { Maintained::Done });
    };
    objects.put(written.segment.number, std::mem::take(&mut written.bytes)).await?;
    database.transaction(|database| segments::enter(database, &written, now))?;
    Ok(Maintained::Partly)
}

async fn compact<D: Database, O: Objects>(
    database: &D,
    objects: &O,
    limits: &Limits,
    now: Timestamp,
) -> Result<Option<Written>, Failure> {
    let mut parts = Vec::new();
    for segment in segments::neighbours(database, limits)? {
        let bytes = objects.get(segment.number).await?;
        parts.push((segment, bytes));
    }
    database.transaction(|database| segments::merged(database, &parts, now))
}
