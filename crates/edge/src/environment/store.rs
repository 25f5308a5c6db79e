//! The database of a Durable Object, on which the core keeps an environment's journal.

use oriel::journal::{self, Database};
use oriel::platform::{Failure, Row, Statement, Value};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{SqlStorage, SqlStorageValue, Storage};

#[wasm_bindgen]
extern "C" {
    /// The storage of a Durable Object, as far as `worker` does not know it.
    type Transactional;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &Transactional, run: &mut dyn FnMut() -> Result<(), JsValue>) -> Result<(), JsValue>;
}

/// The database.
pub(super) struct Store {
    sql: SqlStorage,
    transactional: Transactional,
}

impl Store {
    /// Returns the database with its tables.
    ///
    /// # Errors
    ///
    /// Fails when a table can't be made.
    pub(super) fn open(storage: &Storage) -> Result<Self, Failure> {
        let transactional = JsValue::from(storage.as_raw()).unchecked_into();
        let store = Self { sql: storage.sql(), transactional };
        store.transaction(journal::migrate)?;
        Ok(store)
    }
}

impl Database for Store {
    fn run(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        let values: Vec<SqlStorageValue> = statement.values.into_iter().map(bound).collect();
        let cursor = self.sql.exec(&statement.text, values).map_err(failure)?;
        cursor.raw().map(|row| Ok(Row(row.map_err(failure)?.into_iter().map(value).collect()))).collect()
    }

    /// What was written is on disk before an answer leaves the Durable Object.
    fn transaction<T>(&self, run: impl Fn(&Self) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut outcome = None;
        let ended = self.transactional.transaction_sync(&mut || match outcome.insert(run(self)) {
            Ok(_) => Ok(()),
            Err(failure) => Err(JsValue::from_str(&failure.detail)),
        });
        match (outcome, ended) {
            (Some(Ok(outcome)), Ok(())) => Ok(outcome),
            (Some(Err(failure)), _) => Err(failure),
            (_, ended) => Err(Failure::unavailable(format!("a transaction was not kept: {ended:?}"))),
        }
    }
}

fn failure(error: worker::Error) -> Failure {
    Failure::unavailable(error.to_string())
}

fn bound(value: Value) -> SqlStorageValue {
    match value {
        Value::Null => SqlStorageValue::Null,
        Value::Integer(number) => number.into(),
        Value::Real(number) => number.into(),
        Value::Text(text) => text.into(),
        Value::Bytes(bytes) => bytes.into(),
    }
}

fn value(value: SqlStorageValue) -> Value {
    match value {
        SqlStorageValue::Null => Value::Null,
        SqlStorageValue::Boolean(flag) => flag.into(),
        SqlStorageValue::Integer(number) => number.into(),
        SqlStorageValue::Float(number) => Value::Real(number),
        SqlStorageValue::String(text) => text.into(),
        SqlStorageValue::Blob(bytes) => bytes.into(),
    }
}
