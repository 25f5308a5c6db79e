//! The tables of a Durable Object, by version.

use worker::SqlStorage;

/// What each version adds to the one before. A version that was released stays as it is.
const VERSIONS: [&str; 1] = [
    // Events, as they were appended: lines of capture format, one revision a batch.
    "CREATE TABLE batches (
        revision INTEGER PRIMARY KEY,
        lines BLOB NOT NULL
     ) STRICT;
     -- The uuid of every event in a batch.
     CREATE TABLE seen (uuid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
     -- Persons and groups as they are now, and the revision that made them so.
     CREATE TABLE definitions (
        kind INTEGER NOT NULL,
        id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        line TEXT NOT NULL,
        PRIMARY KEY (kind, id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX definitions_by_revision ON definitions (revision);
     -- Times are microseconds since the epoch; written is by the host's clock.
     CREATE TABLE statuses (
        id TEXT PRIMARY KEY,
        json TEXT NOT NULL,
        expires INTEGER NOT NULL,
        written INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX statuses_by_age ON statuses (written);",
];

/// Brings the tables up to the newest version.
///
/// # Errors
///
/// Fails when the database does.
pub(super) fn migrate(sql: &SqlStorage) -> worker::Result<()> {
    sql.exec("CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY) STRICT", None)?;
    let applied = sql.exec("SELECT count(*) AS count FROM versions", None)?.raw().next();
    let applied = match applied.transpose()?.as_deref() {
        Some([worker::SqlStorageValue::Integer(count)]) => usize::try_from(*count).unwrap_or(usize::MAX),
        _ => 0,
    };
    for (index, statements) in VERSIONS.iter().enumerate().skip(applied) {
        sql.exec(statements, None)?;
        sql.exec("INSERT INTO versions (version) VALUES (?)", vec![(index as i32).into()])?;
    }
    Ok(())
}
