//! The relational store: D1.

use std::fmt;
use std::rc::Rc;

use oriel::platform::{Failure, Row, Sql, Statement, Value};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, Env};

use super::cost::Cost;
use super::unavailable;
use crate::http;

/// The database `DB`.
pub(crate) struct Database {
    database: D1Database,
    cost: Option<Rc<Cost>>,
}

impl Database {
    /// Returns the database that is bound.
    ///
    /// # Errors
    ///
    /// Says that the binding is missing.
    pub(super) fn new(env: &Env, cost: Option<Rc<Cost>>) -> worker::Result<Self> {
        Ok(Self { database: env.d1("DB")?, cost })
    }

    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, Failure> {
        let values: Vec<JsValue> = statement.values.into_iter().map(bound).collect();
        self.database.prepare(statement.text).bind(&values).map_err(failure)
    }

    /// Runs all statements in one transaction.
    async fn run(&self, statements: Vec<Statement>) -> Result<Vec<D1Result>, Failure> {
        let prepared = statements.into_iter().map(|statement| self.prepare(statement)).collect::<Result<_, _>>()?;
        let results = self.database.batch(prepared).await.map_err(failure)?;
        if let Some(cost) = &self.cost {
            cost.count_question(&results);
        }
        Ok(results)
    }
}

impl Sql for Database {
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        Ok(self.batch(vec![statement]).await?.pop().unwrap_or_default())
    }

    async fn execute(&self, statement: Statement) -> Result<u64, Failure> {
        let results = self.run(vec![statement]).await?;
        let meta = results.first().and_then(|result| result.meta().ok().flatten());
        Ok(meta.and_then(|meta| meta.changes).unwrap_or(0) as u64)
    }

    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, Failure> {
        self.run(statements).await?.iter().map(rows).collect()
    }
}

fn bound(value: Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(number) => JsValue::from_f64(number as f64),
        Value::Real(number) => JsValue::from_f64(number),
        Value::Text(text) => JsValue::from_str(&text),
        Value::Bytes(bytes) => http::bytes(&bytes).into(),
    }
}

fn rows(result: &D1Result) -> Result<Vec<Row>, Failure> {
    let rows = result.results::<RowOfD1>().map_err(|error| Failure::malformed(error.to_string()))?;
    Ok(rows.into_iter().map(|RowOfD1(row)| row).collect())
}

/// Returns the failure behind an error of D1.
fn failure(error: worker::Error) -> Failure {
    let worker::Error::D1(error) = &error else { return unavailable(error) };
    let error: &js_sys::Error = error.as_ref();
    let message = String::from(error.message());
    if message.contains("UNIQUE constraint failed") {
        Failure::conflict(message)
    } else {
        Failure::unavailable(message)
    }
}

/// A row, which D1 gives as an object whose keys stand in the order of the columns.
struct RowOfD1(Row);

impl<'de> Deserialize<'de> for RowOfD1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = RowOfD1;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a row")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut columns: A) -> Result<RowOfD1, A::Error> {
                let mut row = Vec::new();
                while let Some((IgnoredAny, ValueOfD1(value))) = columns.next_entry()? {
                    row.push(value);
                }
                Ok(RowOfD1(Row(row)))
            }
        }
        deserializer.deserialize_map(Columns)
    }
}

/// A value in a row.
struct ValueOfD1(Value);

impl<'de> Deserialize<'de> for ValueOfD1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;
        impl Visitor<'_> for AnyValue {
            type Value = ValueOfD1;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("null, a number or text")
            }

            fn visit_unit<E>(self) -> Result<ValueOfD1, E> {
                Ok(ValueOfD1(Value::Null))
            }

            fn visit_i64<E>(self, number: i64) -> Result<ValueOfD1, E> {
                Ok(ValueOfD1(Value::Integer(number)))
            }

            fn visit_f64<E>(self, number: f64) -> Result<ValueOfD1, E> {
                Ok(ValueOfD1(Value::Real(number)))
            }

            fn visit_str<E>(self, text: &str) -> Result<ValueOfD1, E> {
                Ok(ValueOfD1(Value::Text(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<ValueOfD1, E> {
                Ok(ValueOfD1(Value::Text(text)))
            }
        }
        deserializer.deserialize_any(AnyValue)
    }
}
