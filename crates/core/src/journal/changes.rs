//! What was stored after a revision: new events, and the persons, groups and types that changed.

use serde_json::{Value, json};

use super::people::ids;
use super::property_types::{EVENT, PERSON};
use super::removals::{Removal, removals};
use super::segments::{Segment, segments};
use super::{Database, counter, number};
use crate::platform::{Cursor, Failure, Fields, Statement};
use crate::time::Timestamp;

/// One answer holds about so much; who asks goes on until it has all.
const ENOUGH: usize = 8 * 1024 * 1024;

/// What was stored since a cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The cursor of a reader that adds this.
    pub cursor: Cursor,
    /// Whether there is nothing newer.
    pub is_complete: bool,
    /// The segments with events after the cursor.
    pub segments: Vec<Segment>,
    /// What these segments may still hold and must not show.
    pub removals: Vec<Removal>,
    /// Events in capture format that are in no segment, one a line, in the order in which they were appended.
    pub events: Vec<u8>,
    /// JSON: `{"persons": […], "groups": […], "property_definitions": […]}` as they are now.
    pub definitions: String,
}

/// Returns what was stored since a cursor.
///
/// # Errors
///
/// Fails when the database does.
pub fn changes<D: Database>(database: &D, since: Cursor) -> Result<Changes, Failure> {
    let newest = counter(database, "revision")?;
    // The batches of the last segment are still there, so that who reads often has no segment to read.
    let oldest = number(database, Statement::new("SELECT ifnull(min(revision), 0) FROM batches"))?;
    let is_recent = since.events > 0 && oldest > 0 && since.events + 1 >= oldest;
    let segments = if is_recent { Vec::new() } else { segments(database, since.events)? };
    let flushed = segments.last().map_or(since.events, |segment| segment.last_revision);
    let (last, events) = events_since(database, flushed, newest)?;
    let definitions = bounded(database, since.definitions, newest)?;
    let [persons, groups, types] = [
        list(database, PERSONS, since.definitions, definitions, |fields| person(database, fields))?,
        list(database, GROUPS, since.definitions, definitions, group)?,
        list(database, TYPES, since.events, last, property_definition)?,
    ];
    Ok(Changes {
        cursor: Cursor { events: last, definitions, epoch: counter(database, "epoch")? },
        is_complete: last >= newest && definitions >= newest,
        removals: if segments.is_empty() { Vec::new() } else { removals(database)? },
        segments,
        events,
        definitions: format!(r#"{{"persons":[{persons}],"groups":[{groups}],"property_definitions":[{types}]}}"#),
    })
}

/// Returns the last revision up to which no more persons and groups changed, by number and by the bytes of their
/// properties, than one answer holds.
fn bounded<D: Database>(database: &D, since: i64, newest: i64) -> Result<i64, Failure> {
    const NEXT: &str = "SELECT revision FROM (
            SELECT revision, sum(bytes) OVER earlier AS bytes, count(*) OVER earlier AS changed FROM (
                SELECT revision, octet_length(properties) AS bytes FROM persons WHERE revision > ?1
                UNION ALL SELECT revision, octet_length(properties) FROM groups WHERE revision > ?1
                ORDER BY revision LIMIT 20001)
            WINDOW earlier AS (ORDER BY revision ROWS UNBOUNDED PRECEDING))
        WHERE changed > 20000 OR bytes > ?2 ORDER BY revision LIMIT 1";
    if since > newest {
        return Ok(since);
    }
    match database.run(Statement::new(NEXT).bind(since).bind(ENOUGH as i64))?.into_iter().next() {
        None => Ok(newest),
        // A revision is not cut: it has what a batch changed at most.
        Some(row) => Ok((row.fields().integer()? - 1).max(since + 1)),
    }
}

/// Returns events after a revision up to another, and the revision up to which they are all.
fn events_since<D: Database>(database: &D, since: i64, last: i64) -> Result<(i64, Vec<u8>), Failure> {
    const NEXT: &str =
        "SELECT revision, lines FROM batches WHERE revision > ?1 AND revision <= ?2 ORDER BY revision LIMIT 1";
    const LENGTH: &str =
        "SELECT ifnull(sum(octet_length(lines) + 1), 0) FROM batches WHERE revision > ?1 AND revision <= ?2";
    // As much room as they take: while it grows, a list takes up to three times as much.
    let length = number(database, Statement::new(LENGTH).bind(since).bind(last))?.unsigned_abs() as usize;
    let (mut revision, mut events) = (since, Vec::with_capacity(length.min(ENOUGH + ENOUGH / 8)));
    while events.len() < ENOUGH {
        let Some(row) = database.run(Statement::new(NEXT).bind(revision).bind(last))?.into_iter().next() else {
            return Ok((last, events));
        };
        let mut fields = row.fields();
        revision = fields.integer()?;
        let lines = fields.bytes()?;
        events.reserve_exact(lines.len() + 1);
        events.extend_from_slice(&lines);
        events.push(b'\n');
    }
    Ok((revision, events))
}

const PERSONS: &str = concat!(
    "SELECT p.id, p.created_at, p.properties, ",
    ids::page_of_ids!(of "p.id" after "''"),
    " AS distinct_ids FROM persons p WHERE p.revision > ?1 AND p.revision <= ?2 ORDER BY p.id"
);
const GROUPS: &str = "SELECT created_at, properties, type, key FROM groups WHERE revision > ?1 AND revision <= ?2";
const TYPES: &str = "SELECT owner, name, kind FROM property_types WHERE revision > ?1 AND revision <= ?2";

/// Returns rows as JSON, one after the other.
fn list<D: Database>(
    database: &D,
    select: &'static str,
    since: i64,
    revision: i64,
    write: impl Fn(&mut Fields) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let rows = database.run(Statement::new(select).bind(since).bind(revision))?;
    let items = rows.into_iter().map(|row| write(&mut row.fields())).collect::<Result<Vec<_>, _>>()?;
    Ok(items.join(","))
}

fn person<D: Database>(database: &D, fields: &mut Fields) -> Result<String, Failure> {
    let id = fields.integer()?;
    let (created_at, properties, first) = (time(fields)?, fields.text()?, fields.text()?);
    let distinct_ids = ids::json(database, id, first)?;
    Ok(format!(r#"{{"created_at":{created_at},"properties":{properties},"distinct_ids":{distinct_ids}}}"#))
}

fn group(fields: &mut Fields) -> Result<String, Failure> {
    let (created_at, properties) = (time(fields)?, fields.text()?);
    let (index, key) = (fields.integer()?, json!(fields.text()?));
    Ok(format!(
        r#"{{"group_type_index":{index},"group_key":{key},"created_at":{created_at},"properties":{properties}}}"#
    ))
}

fn property_definition(fields: &mut Fields) -> Result<String, Failure> {
    let (owner, name, kind) = (fields.integer()?, fields.text()?, fields.text()?);
    let definition = match owner {
        EVENT => json!({"name": name, "type": "event", "property_type": kind}),
        PERSON => json!({"name": name, "type": "person", "property_type": kind}),
        group => json!({"name": name, "type": "group", "group_type_index": group, "property_type": kind}),
    };
    Ok(definition.to_string())
}

/// Returns a time as JSON.
fn time(fields: &mut Fields) -> Result<Value, Failure> {
    Ok(json!(fields.optional_integer()?.map(|micros| Timestamp::from_micros(micros).to_string())))
}
