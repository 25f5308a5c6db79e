//! The core as it runs natively: a query case in, the response out.

use oriel::answer::Answer;
use oriel::answer::json::to_text;
use oriel::chart::options::Options;
use oriel::chart::render;
use oriel::columns::Dataset;
use oriel::error::{Error, ErrorKind};
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::{Timestamp, Zone};
use serde_json::{Value, json};

use crate::conformance::Engine;

/// Answers cases with the core in this process.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Engine for Native {
    fn answer(&mut self, case: &Value) -> Value {
        match serde_json::from_str(&response(case)) {
            Ok(response) => read_back(case, response),
            Err(error) => refusal(&Error::internal(format!("the response is not JSON: {error}"))),
        }
    }
}

/// Returns the response if an answer that is read from it is written as it is, a refusal otherwise.
fn read_back(case: &Value, response: Value) -> Value {
    if response.get("error").is_some() {
        return response;
    }
    let answer = Query::from_json(&case["query"]).and_then(|query| Answer::from_json(&query, &response));
    match answer.map(|answer| answer.to_json()) {
        Ok(again) if again == to_text(&response) => response,
        Ok(again) => refusal(&Error::internal(format!("the response is read as {again}"))),
        Err(error) => refusal(&error),
    }
}

/// Returns the response to a query case as JSON text: `{"results": …}` or `{"error": {…}}`.
///
/// The case is answered by a dataset that is asked once, and by one that is asked often: what a dataset keeps changes no answer.
pub fn response(case: &Value) -> String {
    let [once, often] = [|dataset| dataset, Dataset::asked_often].map(|reuse: fn(Dataset) -> Dataset| {
        let answer = Query::from_json(&case["query"])
            .and_then(|query| evaluate(&query, &reuse(dataset(case)?), &context(case)?));
        match answer {
            Ok(answer) => answer.to_json(),
            Err(error) => refusal(&error).to_string(),
        }
    });
    if once == often { once } else { refusal(&Error::internal(format!("asked often: {often}"))).to_string() }
}

/// Returns the answer to a query case, drawn.
///
/// # Errors
/// As the evaluation refuses the case.
pub fn drawing(case: &Value, options: &Options) -> Result<String, Error> {
    let query = Query::from_json(&case["query"])?;
    let answer = evaluate(&query, &dataset(case)?, &context(case)?)?;
    Ok(render(&query, &answer, options))
}

/// Returns the context of a case: its moment, team and definitions.
///
/// # Errors
/// Fails if a time, a zone or a definition is not what it should be.
pub fn context(case: &Value) -> Result<Context, Error> {
    let now = optional_time(case, "now")?.unwrap_or(Timestamp::EPOCH);
    let mut context = Context::new(now).with_definitions(case)?;
    context.calendar.zone = Zone::named(case["team"]["timezone"].as_str().unwrap_or("UTC"))?;
    Ok(context)
}

/// Returns the events, persons and groups of a case.
///
/// # Errors
/// Fails if a time or a group type is not what it should be.
pub fn dataset(case: &Value) -> Result<Dataset, Error> {
    let mut dataset = Dataset::new();
    dataset.define(case)?;
    Ok(dataset)
}

fn optional_time(object: &Value, field: &str) -> Result<Option<Timestamp>, Error> {
    object[field].as_str().map(Timestamp::parse).transpose().map_err(|error| error.at(field))
}

/// Returns the API's envelope of an error (spec/api 7.4).
fn refusal(error: &Error) -> Value {
    let (kind, code) = match error.kind() {
        ErrorKind::Invalid(fault) => ("validation_error", fault.code()),
        ErrorKind::Parse => ("invalid_request", "parse_error"),
        ErrorKind::NotFound => ("invalid_request", "not_found"),
        _ => ("server_error", "error"),
    };
    let envelope = json!({"type": kind, "code": code, "detail": error.detail(), "attr": error.attribute()});
    json!({"error": envelope})
}
