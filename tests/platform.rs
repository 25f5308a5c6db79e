//! A platform in memory: SQLite with the product's migrations, maps for the rest; it can be told to fail.

mod events;
mod flights;
mod painter;
mod secrets;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

use oriel::journal::Limits;
use oriel::platform::{
    Entry, EnvironmentId, Failure, Keep, Key, Platform, QueryStatusRecord, Row, Settings, Sql, Statement, TestHooks,
    Throttles, Throttling, Value,
};
use oriel::time::Timestamp;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use crate::journal::Journal;
use flights::Tower;

/// The product's migrations, in order.
const MIGRATIONS: [&str; 2] =
    [include_str!("../migrations/0001_initial.sql"), include_str!("../migrations/0002_deletions.sql")];

/// How many values D1 binds in one statement.
const MOST_BOUND: usize = 100;

/// A store that can be told to fail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    /// The relational store.
    Sql,
    /// The key-value store.
    Keep,
    /// The key-value store, when it is asked for many things at once.
    ManyKept,
    /// The writer of environments.
    Events,
    /// Who decides who computes.
    Flights,
    /// Where segments are.
    Segments,
    /// Cryptography.
    Secrets,
    /// Who makes pictures.
    Painter,
}

/// Keeps everything in memory and counts what it is asked.
pub struct Memory {
    connection: RefCell<Connection>,
    kept: RefCell<BTreeMap<String, Entry>>,
    journals: RefCell<BTreeMap<EnvironmentId, Journal>>,
    statuses: RefCell<BTreeMap<(i64, String), QueryStatusRecord>>,
    flights: Tower,
    throttles: Throttles,
    settings: Settings,
    log: RefCell<Vec<String>>,
    /// How often SQL was asked, a batch counting once.
    pub sql_calls: Cell<u32>,
    /// How many of its statements wrote.
    pub sql_writes: Cell<u32>,
    /// How often the key-value store was read.
    pub keep_reads: Cell<u32>,
    /// How often columns were asked for: once a computation.
    pub datasets: Cell<u32>,
    /// How often a picture was painted.
    pub painted: Cell<u32>,
    /// Whether stores let others go first, as real ones do.
    pub is_slow: Cell<bool>,
    /// Whether every store fails from now on.
    pub broken: Cell<bool>,
    /// Which one of them fails.
    pub failing: Cell<Option<Part>>,
}

impl Memory {
    /// Returns an empty platform with test hooks on.
    ///
    /// # Panics
    /// When a migration is not SQL.
    pub fn new() -> Self {
        let connection = Connection::open_in_memory().expect("SQLite opens in memory");
        connection.execute_batch("PRAGMA foreign_keys = ON").expect("SQLite checks references");
        for migration in MIGRATIONS {
            connection.execute_batch(migration).expect("a migration is SQL");
        }
        Self {
            connection: RefCell::new(connection),
            kept: RefCell::default(),
            journals: RefCell::default(),
            statuses: RefCell::default(),
            flights: Tower::default(),
            throttles: Throttles::default(),
            settings: Settings {
                admin_secret: Some("admin".to_owned()),
                signing_key: b"a signing key for tests, 32 bytes".to_vec(),
                test_hooks: TestHooks::On,
                throttling: Throttling::Off,
            },
            log: RefCell::default(),
            sql_calls: Cell::new(0),
            sql_writes: Cell::new(0),
            keep_reads: Cell::new(0),
            datasets: Cell::new(0),
            painted: Cell::new(0),
            is_slow: Cell::new(false),
            broken: Cell::new(false),
            failing: Cell::new(None),
        }
    }

    /// Returns the platform with these settings.
    #[must_use]
    pub fn with_settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Returns and forgets what was logged.
    pub fn take_log(&self) -> Vec<String> {
        self.log.take()
    }

    /// Moves all events to segments.
    ///
    /// # Panics
    /// When what was appended cannot be one.
    pub fn flush(&self) {
        let limits = Limits { tail_bytes: 0, ..Limits::default() };
        for journal in self.journals.borrow().values() {
            journal.maintain(&limits, Timestamp::EPOCH).expect("events become segments");
        }
    }

    /// Lets others go first, then says whether the store works.
    async fn reach(&self, part: Part) -> Result<(), Failure> {
        let mut has_waited = !self.is_slow.get();
        poll_fn(|_| if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
        self.check(part)
    }

    fn check(&self, part: Part) -> Result<(), Failure> {
        if self.broken.get() || self.failing.get() == Some(part) {
            Err(Failure::unavailable("told to fail"))
        } else {
            Ok(())
        }
    }

    fn count(&self, statements: &[Statement]) {
        self.sql_calls.set(self.sql_calls.get() + 1);
        let writes = statements.iter().filter(|statement| !statement.text.trim_start().starts_with("SELECT"));
        self.sql_writes.set(self.sql_writes.get() + writes.count() as u32);
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            // As D1 does, which knows JavaScript's numbers only.
            Value::Integer(number) => ValueRef::Real(*number as f64),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Returns the rows of a statement.
///
/// # Errors
/// Fails as SQLite does.
pub(crate) fn rows(connection: &Connection, statement: &Statement) -> Result<Vec<Row>, Failure> {
    assert!(statement.values.len() <= MOST_BOUND, "D1 binds at most {MOST_BOUND} values");
    let mut prepared = connection.prepare_cached(&statement.text).map_err(|error| failure(&error, statement))?;
    let columns = prepared.column_count();
    let mut rows = prepared
        .query(params_from_iter(statement.values.iter().map(Bound)))
        .map_err(|error| failure(&error, statement))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(|error| failure(&error, statement))? {
        let values = (0..columns).map(|index| row.get_ref(index).map(value));
        found.push(Row(values.collect::<Result<_, _>>().map_err(|error| failure(&error, statement))?));
    }
    Ok(found)
}

pub(crate) fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        // As D1 does, hand numbers over as doubles where they are none that a double would blur.
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

pub(crate) fn failure(error: &rusqlite::Error, statement: &Statement) -> Failure {
    let detail = format!("{error} in {}", statement.text);
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) if detail.contains("UNIQUE") => Failure::conflict(detail),
        _ => Failure::unavailable(detail),
    }
}

impl Sql for Memory {
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        self.reach(Part::Sql).await?;
        self.count(std::slice::from_ref(&statement));
        rows(&self.connection.borrow(), &statement)
    }

    async fn execute(&self, statement: Statement) -> Result<u64, Failure> {
        self.reach(Part::Sql).await?;
        self.count(std::slice::from_ref(&statement));
        let connection = self.connection.borrow();
        rows(&connection, &statement)?;
        Ok(connection.changes())
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, Failure> {
        self.reach(Part::Sql).await?;
        self.count(&statements);
        let mut connection = self.connection.borrow_mut();
        let transaction = connection.transaction().map_err(|error| Failure::unavailable(error.to_string()))?;
        let rows = statements.iter().map(|statement| rows(&transaction, statement)).collect::<Result<_, _>>()?;
        transaction.commit().map_err(|error| Failure::unavailable(error.to_string()))?;
        Ok(rows)
    }
}

impl Keep for Memory {
    async fn get(&self, key: &Key) -> Result<Option<Entry>, Failure> {
        self.keep_reads.update(|reads| reads + 1);
        self.reach(Part::Keep).await?;
        Ok(self.kept.borrow().get(&key.name()).cloned())
    }

    async fn results(&self, cache_keys: &[String]) -> Result<Vec<Option<String>>, Failure> {
        self.keep_reads.update(|reads| reads + 1);
        self.check(Part::ManyKept)?;
        self.reach(Part::Keep).await?;
        let kept = self.kept.borrow();
        let text = |entry: &Entry| String::from_utf8(entry.bytes.clone()).expect("answers are JSON");
        Ok(cache_keys.iter().map(|key| kept.get(key).map(text)).collect())
    }

    async fn put(&self, key: &Key, entry: Entry) -> Result<(), Failure> {
        self.reach(Part::Keep).await?;
        self.kept.borrow_mut().insert(key.name(), entry);
        Ok(())
    }

    async fn delete(&self, key: &Key) -> Result<(), Failure> {
        self.reach(Part::Keep).await?;
        self.kept.borrow_mut().remove(&key.name());
        Ok(())
    }
}

impl Platform for Memory {
    type Sql = Self;
    type Keep = Self;
    type Events = Self;
    type Secrets = Self;
    type Painter = Self;

    fn sql(&self) -> &Self {
        self
    }

    fn keep(&self) -> &Self {
        self
    }

    fn events(&self) -> &Self {
        self
    }

    fn secrets(&self) -> &Self {
        self
    }

    fn painter(&self) -> &Self {
        self
    }

    fn throttles(&self) -> &Throttles {
        &self.throttles
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn log(&self, detail: &str) {
        self.log.borrow_mut().push(detail.to_owned());
    }
}
