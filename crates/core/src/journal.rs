//! The journal of an environment: what its one writer keeps in SQLite.
//!
//! Events are appended in batches, each with the next revision, and are on disk before they are acknowledged. What
//! they say about persons, groups and the types of properties is worked out on the way in, so that a merge moves no
//! event. Everything here is synchronous SQL on a [`Database`] that nobody else writes: a Durable Object's on
//! Cloudflare, SQLite in native tests. The caller runs each function that writes as one transaction, [`maintain`] apart,
//! which has several.

mod append;
pub mod bytes;
mod changes;
mod flights;
mod groups;
mod held;
mod maintenance;
mod observation;
mod people;
mod property_types;
mod reading;
mod removals;
mod rewriting;
mod schema;
mod segments;
mod statuses;
pub mod wire;

use crate::platform::{Failure, Row, Statement};

pub use crate::platform::Cursor;

pub use append::append;
pub use changes::{Changes, changes};
pub use flights::{Flights, Part, Waiter};
pub use held::{Added, Held, Needs, size};
pub use maintenance::{Maintained, Objects, maintain};
pub use reading::Reading;
pub use removals::{Removal, delete};
pub use schema::migrate;
pub use segments::{Limits, Segment, manifest};
pub use statuses::{delete_status, incomplete, put_status, status};

/// The database of one environment.
pub trait Database {
    /// Runs a statement and returns its rows.
    ///
    /// # Errors
    ///
    /// Fails when the database does; the transaction around it is then undone.
    fn run(&self, statement: Statement) -> Result<Vec<Row>, Failure>;

    /// Runs statements as one transaction, which a failure undoes.
    ///
    /// # Errors
    ///
    /// Fails as `run` does, or as the database.
    fn transaction<T>(&self, run: impl Fn(&Self) -> Result<T, Failure>) -> Result<T, Failure>;
}

/// Returns the whole number in the first column of the first row.
fn number<D: Database>(database: &D, statement: Statement) -> Result<i64, Failure> {
    let row = database.run(statement)?.into_iter().next();
    row.ok_or_else(|| Failure::malformed("a row is missing"))?.fields().integer()
}

/// Returns the revision of what is about to be stored.
fn next_revision<D: Database>(database: &D) -> Result<i64, Failure> {
    number(database, Statement::new("UPDATE counters SET value = value + 1 WHERE name = 'revision' RETURNING value"))
}

/// Returns a number that only grows.
fn counter<D: Database>(database: &D, name: &'static str) -> Result<i64, Failure> {
    number(database, Statement::new("SELECT value FROM counters WHERE name = ?1").bind(name))
}

/// Returns the texts of the JSON list in the first column of the first row.
fn texts<D: Database>(database: &D, statement: Statement) -> Result<Vec<String>, Failure> {
    let row = database.run(statement)?.into_iter().next();
    let list = row.ok_or_else(|| Failure::malformed("a row is missing"))?.fields().text()?;
    serde_json::from_str(&list).map_err(|error| Failure::malformed(error.to_string()))
}

/// Cuts JSON values into lists that can be bound: a value takes at most 2 MB
/// (<https://developers.cloudflare.com/durable-objects/platform/limits/>).
fn json_lists(values: impl IntoIterator<Item = serde_json::Value>) -> Vec<String> {
    const ENOUGH: usize = 512 * 1024;
    let mut lists: Vec<String> = Vec::new();
    for value in values {
        let value = value.to_string();
        match lists.last_mut().filter(|list| list.len() < ENOUGH) {
            Some(list) => list.extend([",", &value]),
            None => lists.push(format!("[{value}")),
        }
    }
    lists.iter_mut().for_each(|list| list.push(']'));
    lists
}
