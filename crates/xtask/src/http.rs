//! Answers of the Worker, read.

use serde_json::Value;
use ureq::{Body, http::Response};

use crate::error::Error;

/// Returns the JSON of an answer.
///
/// # Errors
/// If there is no answer, its status is an error, or it is not JSON.
pub(crate) fn json(answer: Result<Response<Body>, ureq::Error>) -> Result<Value, Error> {
    let failed = |error: ureq::Error| Error::Worker(format!("the Worker could not be asked: {error}"));
    let text = answer.map_err(failed)?.body_mut().read_to_string().map_err(failed)?;
    serde_json::from_str(&text).map_err(|error| Error::Worker(format!("the Worker answered {text:?}: {error}")))
}
