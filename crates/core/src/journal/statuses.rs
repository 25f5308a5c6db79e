//! The states of queries (spec/api 4).

use serde_json::json;

use super::Database;
use crate::platform::{Failure, QueryStatusRecord, Statement};
use crate::time::Timestamp;

/// A state is forgotten for good so long after it was written, in seconds. Until then `expires` decides.
const LONGEST_LIFE: i64 = 24 * 60 * 60;

/// Returns the state of a query, unless it is unknown or expired.
///
/// # Errors
///
/// Fails when the database does.
pub fn status<D: Database>(database: &D, id: &str, now: Timestamp) -> Result<Option<String>, Failure> {
    let select = Statement::new("SELECT json FROM statuses WHERE id = ?1 AND expires > ?2");
    let rows = database.run(select.bind(id).bind(now.micros()))?;
    rows.into_iter().next().map(|row| row.fields().text()).transpose()
}

/// Returns the states of those queries that are not complete, each with its query's id.
///
/// # Errors
///
/// Fails when the database does.
pub fn incomplete<D: Database>(database: &D, ids: &[String], now: Timestamp) -> Result<Vec<(String, String)>, Failure> {
    let select = Statement::new(
        "SELECT id, json FROM statuses WHERE id IN (SELECT value FROM json_each(?1)) AND expires > ?2
           AND NOT json_extract(json, '$.complete') ORDER BY id",
    );
    let rows = database.run(select.bind(json!(ids).to_string()).bind(now.micros()))?;
    rows.into_iter()
        .map(|row| {
            let mut fields = row.fields();
            Ok((fields.text()?, fields.text()?))
        })
        .collect()
}

/// Keeps the state of a query, and forgets old ones; `now` is by the host's clock.
///
/// # Errors
///
/// Fails when the database does.
pub fn put_status<D: Database>(database: &D, status: &QueryStatusRecord, now: Timestamp) -> Result<(), Failure> {
    const REPLACE: &str = "INSERT OR REPLACE INTO statuses (id, json, expires, written) VALUES (?1, ?2, ?3, ?4)";
    let oldest = now.plus_seconds(-LONGEST_LIFE).micros();
    database.run(Statement::new("DELETE FROM statuses WHERE written < ?1").bind(oldest))?;
    let replace = Statement::new(REPLACE).bind(status.id.as_str()).bind(status.json.as_str());
    database.run(replace.bind(status.expires.micros()).bind(now.micros())).map(drop)
}

/// Forgets the state of a query; returns whether there was one.
///
/// # Errors
///
/// Fails when the database does.
pub fn delete_status<D: Database>(database: &D, id: &str) -> Result<bool, Failure> {
    let rows = database.run(Statement::new("DELETE FROM statuses WHERE id = ?1 RETURNING id").bind(id))?;
    Ok(!rows.is_empty())
}
