//! The tables of the journal, by version.

use super::{Database, number};
use crate::platform::{Failure, Statement};

/// What each version adds to the one before, a statement each. A version that was released stays as it is.
const VERSIONS: [&[&str]; 3] = [&FIRST, &PEOPLE_AND_SEGMENTS, &REMOVALS];

const FIRST: [&str; 6] = [
    // Events, as they were appended: lines of capture format, one revision a batch.
    "CREATE TABLE batches (revision INTEGER PRIMARY KEY, lines BLOB NOT NULL) STRICT",
    // The uuid of every event that was ever appended.
    "CREATE TABLE seen (uuid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    // Persons and groups by one id each; the next version tells them apart.
    "CREATE TABLE definitions (
        kind INTEGER NOT NULL,
        id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        line TEXT NOT NULL,
        PRIMARY KEY (kind, id)
     ) STRICT, WITHOUT ROWID",
    "CREATE INDEX definitions_by_revision ON definitions (revision)",
    // The states of queries. Times are microseconds since the epoch; written is by the host's clock.
    "CREATE TABLE statuses (
        id TEXT PRIMARY KEY,
        json TEXT NOT NULL,
        expires INTEGER NOT NULL,
        written INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID",
    "CREATE INDEX statuses_by_age ON statuses (written)",
];

const PEOPLE_AND_SEGMENTS: [&str; 15] = [
    "DROP TABLE definitions",
    // Numbers that only grow: the last revision, person and segment; an epoch in which no event was deleted.
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO counters SELECT 'revision', ifnull(max(revision), 0) FROM batches",
    "INSERT INTO counters VALUES ('person', 0), ('segment', 0), ('epoch', 0)",
    // Persons as they are now, and the revision that made them so.
    "CREATE TABLE persons (
        id INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL,
        is_identified INTEGER NOT NULL,
        created_at INTEGER,
        properties TEXT NOT NULL
     ) STRICT",
    "CREATE INDEX persons_by_revision ON persons (revision)",
    "CREATE TABLE distinct_ids (distinct_id TEXT PRIMARY KEY, person INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX distinct_ids_by_person ON distinct_ids (person)",
    // The index of each group type, in the order in which they came.
    "CREATE TABLE group_types (name TEXT PRIMARY KEY, type INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE groups (
        type INTEGER NOT NULL,
        key TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at INTEGER,
        properties TEXT NOT NULL,
        PRIMARY KEY (type, key)
     ) STRICT, WITHOUT ROWID",
    "CREATE INDEX groups_by_revision ON groups (revision)",
    // What the first value of a property was. The owner is -2 for events, -1 for persons, else a group type.
    "CREATE TABLE property_types (
        owner INTEGER NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        revision INTEGER NOT NULL,
        PRIMARY KEY (owner, name)
     ) STRICT, WITHOUT ROWID",
    "CREATE INDEX property_types_by_revision ON property_types (revision)",
    // The manifest: the segments that hold what is no longer in batches, each the events of a range of revisions.
    "CREATE TABLE segments (
        number INTEGER PRIMARY KEY,
        first_revision INTEGER NOT NULL,
        last_revision INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        length INTEGER NOT NULL,
        footer BLOB NOT NULL
     ) STRICT",
    // Objects that are not in the manifest: being written, or replaced. Since when is by the host's clock.
    "CREATE TABLE garbage (number INTEGER PRIMARY KEY, since INTEGER NOT NULL) STRICT",
];

const REMOVALS: [&str; 2] = [
    // Events that were deleted and that segments may still hold: of these distinct ids, a JSON list, or everybody's; from a
    // moment on and up to one, both included, or open. All of them were there before the revision.
    "CREATE TABLE removals (
        revision INTEGER PRIMARY KEY,
        distinct_ids TEXT,
        first INTEGER,
        last INTEGER
     ) STRICT",
    // The revision up to which a segment's removals were carried out.
    "ALTER TABLE segments ADD COLUMN cleaned INTEGER NOT NULL DEFAULT 0",
];

/// Brings the tables up to the newest version.
///
/// # Errors
///
/// Fails when the database does.
pub fn migrate<D: Database>(database: &D) -> Result<(), Failure> {
    database.run(Statement::new("CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY) STRICT"))?;
    let applied = number(database, Statement::new("SELECT count(*) FROM versions"))?;
    for (version, statements) in (0_i64..).zip(VERSIONS).skip(usize::try_from(applied).unwrap_or(usize::MAX)) {
        for statement in statements {
            database.run(Statement::new(*statement))?;
        }
        database.run(Statement::new("INSERT INTO versions (version) VALUES (?1)").bind(version))?;
    }
    Ok(())
}
