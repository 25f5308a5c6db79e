//! The database of a Durable Object: appends batches of events, each in one transaction.

use std::collections::BTreeSet;

use oriel::platform::{Record, RecordKind};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{SqlStorage, SqlStorageValue, Storage};

use super::schema;

/// A row holds at most 2 MB; a batch stays well below.
const LARGEST_BATCH: usize = 1024 * 1024;

#[wasm_bindgen]
extern "C" {
    /// The storage of a Durable Object, as far as `worker` does not know it.
    type Transactional;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &Transactional, run: &mut dyn FnMut() -> Result<(), JsValue>) -> Result<(), JsValue>;
}

/// The database.
pub(super) struct Store {
    pub(super) sql: SqlStorage,
    transactional: Transactional,
}

impl Store {
    /// Returns the database with its tables.
    ///
    /// # Errors
    ///
    /// Fails when a table can't be made.
    pub(super) fn open(storage: &Storage) -> worker::Result<Self> {
        let transactional = JsValue::from(storage.as_raw()).unchecked_into();
        let store = Self { sql: storage.sql(), transactional };
        store.transaction(schema::migrate)?;
        Ok(store)
    }

    /// Stores records, all or none; returns how many were new. The answer leaves the Durable Object when they are on
    /// disk.
    ///
    /// # Errors
    ///
    /// Fails when the database does.
    pub(super) fn append(&self, records: &[Record]) -> worker::Result<u64> {
        self.transaction(|sql| batches(records).map(|batch| append_batch(sql, batch)).sum())
    }

    /// Runs statements as one transaction, which an error undoes.
    fn transaction<T>(&self, mut run: impl FnMut(&SqlStorage) -> worker::Result<T>) -> worker::Result<T> {
        let mut outcome = None;
        self.transactional.transaction_sync(&mut || {
            outcome = Some(run(&self.sql)?);
            Ok(())
        })?;
        outcome.ok_or_else(|| "a transaction was not run".into())
    }
}

/// Cuts records into batches that fit a row.
fn batches(records: &[Record]) -> impl Iterator<Item = &[Record]> {
    let mut size = 0;
    records.chunk_by(move |record, _| {
        size += record.line.len() + 1;
        let fits = size < LARGEST_BATCH;
        if !fits {
            size = 0;
        }
        fits
    })
}

fn append_batch(sql: &SqlStorage, batch: &[Record]) -> worker::Result<u64> {
    let events = || batch.iter().filter(|record| record.kind == RecordKind::Event);
    let definitions = || batch.iter().filter(|record| record.kind != RecordKind::Event);
    let mut new = unseen(sql, events())?;
    let mut count = new.len() as u64;
    // What is left of a uuid that occurs twice is the first.
    let lines: Vec<&str> = events().filter(|event| new.remove(&event.id)).map(|event| event.line.as_str()).collect();
    if lines.is_empty() && definitions().next().is_none() {
        return Ok(0);
    }
    let lines = SqlStorageValue::Blob(lines.join("\n").into_bytes());
    let inserted = sql.exec("INSERT INTO batches (lines) VALUES (?) RETURNING revision", vec![lines])?;
    let revision = number(inserted.raw().next().transpose()?)?;
    for definition in definitions() {
        count += u64::from(define(sql, revision, definition)?);
    }
    Ok(count)
}

/// Remembers the uuids of events; returns those that are new.
fn unseen<'a>(sql: &SqlStorage, events: impl Iterator<Item = &'a Record>) -> worker::Result<BTreeSet<String>> {
    const INSERT: &str = "INSERT OR IGNORE INTO seen SELECT value FROM json_each(?) RETURNING uuid";
    let uuids: Vec<&str> = events.map(|event| event.id.as_str()).collect();
    if uuids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let inserted = sql.exec(INSERT, vec![json!(uuids).to_string().into()])?;
    let uuids = inserted.raw().map(|row| match row?.into_iter().next() {
        Some(SqlStorageValue::String(uuid)) => Ok(uuid),
        _ => Err("a uuid is no text".into()),
    });
    uuids.collect()
}

/// Keeps a person or group as it is now; returns whether it is new.
fn define(sql: &SqlStorage, revision: i64, definition: &Record) -> worker::Result<bool> {
    const KNOWN: &str = "SELECT count(*) FROM definitions WHERE kind = ? AND id = ?";
    const REPLACE: &str = "INSERT OR REPLACE INTO definitions (kind, id, revision, line) VALUES (?, ?, ?, ?)";
    let kind = i32::from(definition.kind == RecordKind::Group);
    let id = definition.id.as_str();
    let known = number(sql.exec(KNOWN, vec![kind.into(), id.into()])?.raw().next().transpose()?)?;
    sql.exec(REPLACE, vec![kind.into(), id.into(), revision.into(), definition.line.as_str().into()])?;
    Ok(known == 0)
}

/// Returns the number that is alone in a row.
pub(super) fn number(row: Option<Vec<SqlStorageValue>>) -> worker::Result<i64> {
    match row.as_deref() {
        Some([SqlStorageValue::Integer(number)]) => Ok(*number),
        _ => Err("a row holds no number".into()),
    }
}
