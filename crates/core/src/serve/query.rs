//! `/api/{projects|environments}/ID/query…` (spec/api 4.2–4.4).

use serde_json::{Map, Value, json};

use super::auth::{self, Scope};
use super::calculation::{self, Question};
use super::engine;
use super::exchange::{self, Exchange};
use super::fields;
use crate::error::{Error, ErrorKind};
use crate::insight::overrides::{with_filters, with_variables};
use crate::insight::refresh::Mode;
use crate::platform::{Events, Platform, Response};

const OBJECT: &str = "query";

const LONGEST_ID: usize = 1_000;
const LONGEST_NAME: usize = 1_000;

/// Answers `POST …/query`: the response, or 202 with its status while it is not there.
pub(crate) async fn run<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let body = exchange.body()?;
    let query = match body.get("query") {
        Some(query @ Value::Object(_)) => query,
        Some(_) => return Err(Error::invalid("Query must be an object.").at("query")),
        None => return Err(Error::required("query")),
    };
    let over = |name| Ok::<_, Error>(fields::object(&body, name)?.given().unwrap_or_default());
    let query = with_filters(query, &over("filters_override")?);
    let query = with_variables(&query, &over("variables_override")?);
    engine::read(&query).map_err(|error| Error::parse(error.detail()).at("query"))?;
    let client_query_id = fields::text(&body, "client_query_id", LONGEST_ID)?.given();
    fields::text(&body, "name", LONGEST_NAME)?;
    let question = Question {
        environment: &scene.environment,
        query: &query,
        mode: mode(exchange, &body)?,
        client_query_id: client_query_id.as_deref(),
        insight: None,
    };
    let mut calculated = calculation::ask(exchange, question).await?;
    calculation::show_what_runs(exchange, scene.environment.id, [&mut calculated]).await;
    let is_there = calculated.answer.is_some() || calculated.status.as_ref().is_some_and(is_complete);
    let job = calculated.job.take();
    let response = exchange::json(if is_there { 200 } else { 202 }, &calculated.response())?;
    Ok(match job {
        Some(job) => response.with_job(job),
        None => response,
    })
}

fn is_complete(status: &Value) -> bool {
    status["complete"] == Value::Bool(true)
}

/// Returns the refresh mode of this endpoint: it always calculates something (spec/api 3.1).
///
/// # Errors
///
/// Refuses what names no mode whatever it says.
fn mode<P: Platform>(exchange: &Exchange<'_, P>, body: &Map<String, Value>) -> Result<Mode, Error> {
    let in_body = body.get("refresh");
    if in_body.is_some_and(|refresh| refresh.is_array() || refresh.is_object()) {
        return Err(Error::invalid("Must be the name of a mode, or true or false.").at("refresh"));
    }
    let is_async = fields::flag(body, "async")?;
    let given = match exchange.parameters.get("refresh") {
        Some(text) => Mode::from_text(text),
        None => in_body.and_then(Mode::from_value),
    };
    Ok(match given.filter(|mode| *mode != Mode::ForceCache) {
        Some(mode) => mode,
        None if is_async == Some(true) => Mode::Async,
        None => Mode::Blocking,
    })
}

/// Answers `GET …/query/ID`.
pub(crate) async fn status<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let found = exchange.platform.events().status(scene.environment.id, id, exchange.now()).await?;
    let text = found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("Query {id} not found.")))?;
    let status: Value = serde_json::from_str(&text).map_err(|error| Error::internal(error.to_string()))?;
    let is = |name: &str| status[name] == Value::Bool(true);
    let code = match (is("error"), is("complete")) {
        (true, _) if status["error_message"].is_string() => 400,
        (true, _) => 500,
        (false, true) => 200,
        (false, false) => 202,
    };
    exchange::json(code, &json!({"query_status": status}))
}

/// Answers `DELETE …/query/ID`.
pub(crate) async fn delete<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let (events, environment) = (exchange.platform.events(), scene.environment.id);
    let found = events.status(environment, id, exchange.now()).await?;
    let is_complete = found.is_some_and(|text| text.contains("\"complete\":true"));
    events.delete_status(environment, id).await?;
    let message = match (exchange.parameters.truthy("dequeue_only"), is_complete) {
        (true, _) => "Only tried to dequeue the query",
        (false, true) => "Query already complete",
        (false, false) => "Cancelled query on clickhouse",
    };
    exchange::json(200, &json!({"message": message}))
}

/// Answers `POST …/insights/cancel`.
pub(crate) async fn cancel<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::SessionOnly).await?;
    let body = exchange.body()?;
    let id = body.get("client_query_id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Error::invalid("Field is required.").at("client_query_id"))?;
    exchange.platform.events().delete_status(scene.environment.id, id).await?;
    Ok(Response::new(201))
}
