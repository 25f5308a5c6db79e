//! Deleting events and persons: what was calculated from them is not shown any more either.

use super::auth::Environment;
use super::exchange::Exchange;
use super::sharing::links;
use super::stored::{environments, sharing};
use crate::error::Error;
use crate::platform::{Deletion, Events, Platform, Sql};

/// All of time.
pub(crate) const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// Deletes, and returns how many persons of the distinct ids there were.
///
/// First the events, then the answers: an answer that is calculated in between is found under its old name only.
pub(crate) async fn carry_out<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    deletion: Deletion,
) -> Result<u64, Error> {
    let platform = exchange.platform;
    let persons = platform.events().delete(environment.id, deletion).await?;
    let statements = vec![environments::count_deletion(environment.id.0), sharing::tokens_of(environment.id.0)];
    let tokens = platform.sql().batch(statements).await?.pop().unwrap_or_default();
    // What links open says how often something was deleted, and by that the edge's copies are found.
    links::forget_all(platform, tokens).await?;
    Ok(persons)
}
