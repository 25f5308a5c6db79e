//! The status of a query that is calculated in the background (spec/api 4.1).

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind};
use crate::platform::{EnvironmentId, QueryStatusRecord};
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

/// Returns the status after a calculation: done with its response, or failed with what may be told.
pub(crate) fn ended(mut status: Value, outcome: Result<Value, &Error>, now: Timestamp) -> Value {
    status["complete"] = json!(true);
    status["pickup_time"] = json!(now.to_string());
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
pub(crate) fn failed(environment: EnvironmentId, id: &str, error: &Error, now: Timestamp) -> Value {
    ended(queued(id, environment, None, now), Err(error), now)
}

/// Returns what a client may read of an error.
fn message(error: &Error) -> Option<&str> {
    match error.kind() {
        ErrorKind::Internal | ErrorKind::Unavailable => None,
        _ => Some(error.detail()),
    }
}

/// Returns the status as it is kept.
pub(crate) fn record(id: &str, status: &Value, now: Timestamp) -> QueryStatusRecord {
    QueryStatusRecord { id: id.to_owned(), json: status.to_string(), expires: now.plus_seconds(LIFE_SECONDS) }
}
