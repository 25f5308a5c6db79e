//! The status of a query that is calculated in the background (spec/api 4.1).

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind};
use crate::platform::{Calculation, EnvironmentId, Events, Platform, QueryStatusRecord};
use crate::serve::exchange::Exchange;
use crate::time::Timestamp;

/// For how long a status can be asked for.
const LIFE_SECONDS: i64 = 20 * 60;

/// Returns the status of a query that waits to be calculated.
pub(crate) fn queued(id: &str, environment: EnvironmentId, insight: Option<i64>, now: Timestamp) -> Value {
    json!({
        "id": id,
        "team_id": environment.0,
        "insight_id": insight,
        "dashboard_id": null,
        "query_async": true,
        "complete": false,
        "error": false,
        "error_message": null,
        "results": null,
        "start_time": now.to_string(),
        "pickup_time": null,
        "end_time": null,
        "expiration_time": now.plus_seconds(LIFE_SECONDS).to_string(),
        "task_id": id,
        "labels": null,
        "query_progress": null,
    })
}

/// Returns the status of a calculation that was begun.
pub(crate) fn begun(mut status: Value, now: Timestamp) -> Value {
    status["pickup_time"] = json!(now.to_string());
    status
}

/// Returns the status after a calculation: done with its response, or failed with what may be told.
pub(crate) fn ended(status: Value, outcome: Result<Value, &Error>, now: Timestamp) -> Value {
    let mut status = begun(status, now);
    status["complete"] = json!(true);
    status["end_time"] = json!(now.to_string());
    match outcome {
        Ok(response) => status["results"] = response,
        Err(error) => {
            status["error"] = json!(true);
            status["error_message"] = json!(message(error));
        }
    }
    status
}

/// Returns the status of a calculation that failed while the client waited.
pub(crate) fn failed(
    environment: EnvironmentId,
    id: &str,
    insight: Option<i64>,
    error: &Error,
    now: Timestamp,
) -> Value {
    ended(queued(id, environment, insight, now), Err(error), now)
}

/// Returns what a client may read of an error.
fn message(error: &Error) -> Option<&str> {
    match error.kind() {
        ErrorKind::Internal | ErrorKind::Unavailable => None,
        _ => Some(error.detail()),
    }
}

/// Returns whether a calculation waits or runs.
pub(crate) fn is_under_way(status: &Value) -> bool {
    status["complete"] != Value::Bool(true) && status["error"] != Value::Bool(true)
}

/// Returns the status that is kept under an id.
///
/// # Errors
///
/// Fails when the store does.
pub(crate) async fn known<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: EnvironmentId,
    id: &str,
) -> Result<Option<Value>, Error> {
    let found = exchange.platform.events().status(environment, id, exchange.now()).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Keeps the first status of a calculation: under its id, and under the key of its answer for those who read that
/// meanwhile.
///
/// # Errors
///
/// Fails when the store does.
pub(crate) async fn keep<P: Platform>(platform: &P, calculation: &Calculation, status: &Value) -> Result<(), Error> {
    for id in ids(calculation) {
        platform.events().put_status(calculation.environment, record(id, status, calculation.now)).await?;
    }
    Ok(())
}

/// Changes what is kept of a calculation's status; returns whether somebody forgot it, who cancelled it.
pub(crate) async fn change<P: Platform>(
    platform: &P,
    calculation: &Calculation,
    change: impl Fn(Value) -> Value,
) -> bool {
    let (events, environment, now) = (platform.events(), calculation.environment, calculation.now);
    let mut is_cancelled = false;
    for id in ids(calculation) {
        let changed = match events.status(environment, id, now).await {
            Ok(Some(text)) => {
                let status = change(serde_json::from_str(&text).unwrap_or_default());
                events.put_status(environment, record(id, &status, now)).await
            }
            Ok(None) => {
                is_cancelled = is_cancelled || id == calculation.status;
                Ok(())
            }
            Err(failure) => Err(failure),
        };
        if let Err(failure) = changed {
            platform.log(&failure.to_string());
        }
    }
    is_cancelled
}

/// Returns the ids under which a calculation's status is kept.
fn ids(calculation: &Calculation) -> impl Iterator<Item = &str> {
    let (id, key) = (calculation.status.as_str(), calculation.cache_key.as_str());
    [id].into_iter().chain(Some(key).filter(|key| *key != id))
}

/// Returns the status as it is kept.
pub(crate) fn record(id: &str, status: &Value, now: Timestamp) -> QueryStatusRecord {
    QueryStatusRecord { id: id.to_owned(), json: status.to_string(), expires: now.plus_seconds(LIFE_SECONDS) }
}
