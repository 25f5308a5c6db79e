//! Real events: questions over all kinds of query, answered as SQL answers them.
//!
//! `real_events/questions.rs` has each query with its SQL beside it. The events are those of `demo/`; a file that the
//! variable `ORIEL_EVENTS` names takes their place.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "real_events/questions.rs"]
mod questions;
#[path = "real_events/rows.rs"]
mod rows;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use oriel::columns::Dataset;
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tests::matching::difference;

/// Returns the events in capture format.
fn events() -> Vec<u8> {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/git-history.ndjson.gz");
    let path = std::env::var_os("ORIEL_EVENTS").map_or(demo, Into::into);
    if path.extension().is_none_or(|extension| extension != "gz") {
        return fs::read(path).unwrap();
    }
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// Returns a database of the events and of the persons that they make.
fn database(bytes: &[u8]) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(questions::SCHEMA).unwrap();
    let mut insert = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").unwrap();
    let mut person = database.prepare("INSERT OR IGNORE INTO persons VALUES (?, ?, ?)").unwrap();
    let mut first_kind =
        database.prepare("UPDATE persons SET first_kind = ? WHERE id = ? AND first_kind IS NULL").unwrap();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let event: Value = serde_json::from_slice(line).unwrap();
        let second = Timestamp::parse(event["timestamp"].as_str().unwrap()).unwrap().micros() / 1_000_000;
        let properties = &event["properties"];
        let text = |name: &str| properties[name].as_str();
        let number = |name: &str| properties[name].as_i64();
        let (name, id) = (event["event"].as_str(), event["distinct_id"].as_str());
        insert
            .execute(params![
                name,
                id,
                second,
                text("kind"),
                number("files"),
                number("insertions"),
                number("deletions"),
                text("dir"),
                text("ext"),
                text("$current_url"),
                number("lines"),
            ])
            .unwrap();
        person.execute(params![id, second, None::<&str>]).unwrap();
        if let Some(kind) = properties["$set_once"]["first_kind"].as_str() {
            first_kind.execute(params![kind, id]).unwrap();
        }
    }
    drop((insert, person, first_kind));
    database
}

/// Returns the rows that SQL answers.
fn of_sql(database: &Connection, sql: &str) -> Vec<Value> {
    let mut statement = database.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let width = statement.column_count();
    let cell = |value: ValueRef<'_>| match value {
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => json!(std::str::from_utf8(text).unwrap()),
        _ => Value::Null,
    };
    let rows = statement.query_map((), |row| (0..width).map(|column| row.get_ref(column).map(cell)).collect());
    rows.unwrap().map(|row: rusqlite::Result<Value>| row.unwrap()).collect()
}

#[test]
fn every_question_is_answered_as_sql_answers_it() {
    let bytes = events();
    let database = database(&bytes);
    let mut dataset = Dataset::new();
    dataset.append_ndjson(&bytes).unwrap();
    let dataset = dataset.asked_often();
    let context = Context::new(Timestamp::parse("2026-07-01T12:00:00Z").unwrap());
    let questions = questions::questions();
    assert!(questions.len() >= 20);
    let mut wrong = Vec::new();
    for question in questions {
        let query = Query::from_json(&question.query).unwrap_or_else(|error| panic!("{}: {error}", question.name));
        let answer = evaluate(&query, &dataset, &context).unwrap_or_else(|error| panic!("{}: {error}", question.name));
        let answer: Value = serde_json::from_str(&answer.to_json()).unwrap();
        let mut actual = rows::of_answer(&question.query, &answer);
        let mut expected = of_sql(&database, &question.sql);
        assert!(!expected.is_empty(), "{}: SQL finds nothing", question.name);
        for rows in [&mut actual, &mut expected] {
            rows.sort_by_cached_key(|row| {
                row.as_array().unwrap().iter().filter(|cell| !cell.is_f64()).map(Value::to_string).collect::<Vec<_>>()
            });
        }
        if let Some(difference) = difference(&json!(expected), Some(&json!(actual))) {
            wrong.push(format!("{} ({} rows): {difference}", question.name, expected.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
