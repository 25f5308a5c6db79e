//! `…/persons`: persons are deleted, with their events if that is asked for.
//!
//! A person is named by any of its distinct ids; all of them are meant.

use serde_json::{Map, Value};

use super::auth::{self, Scope};
use super::deletion::{self, ALWAYS};
use super::exchange::Exchange;
use crate::error::Error;
use crate::platform::{Deletion, Persons, Platform, Response};

const OBJECT: &str = "person";
/// One request names no more persons.
const MOST_IDS: usize = 1000;

/// Answers `DELETE …/persons/DISTINCT_ID?delete_events=&keep_person=`.
pub(crate) async fn delete<P: Platform>(exchange: &Exchange<'_, P>, distinct_id: &str) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Write(OBJECT)).await?;
    let parameters = &exchange.parameters;
    let deletion =
        deletion_of(vec![distinct_id.to_owned()], parameters.truthy("delete_events"), parameters.truthy("keep_person"));
    let has_events = deletion.times.is_some();
    let found = deletion::carry_out(exchange, &scene.environment, deletion).await?;
    // Events may belong to a distinct id that never became a person's.
    if found == 0 && !has_events { Err(Error::not_found()) } else { Ok(Response::new(202)) }
}

/// Answers `POST …/persons/bulk_delete`.
pub(crate) async fn bulk_delete<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Write(OBJECT)).await?;
    let body = exchange.body()?;
    let distinct_ids = distinct_ids(body.get("distinct_ids"))?;
    let deletion = deletion_of(distinct_ids, switch(&body, "delete_events")?, switch(&body, "keep_person")?);
    deletion::carry_out(exchange, &scene.environment, deletion).await?;
    Ok(Response::new(202))
}

fn deletion_of(distinct_ids: Vec<String>, deletes_events: bool, keeps_person: bool) -> Deletion {
    Deletion {
        distinct_ids: Some(distinct_ids),
        times: deletes_events.then_some(ALWAYS),
        persons: if keeps_person { Persons::Kept } else { Persons::Deleted },
    }
}

/// Returns a field that is true or false and nothing like it: what is deleted does not come back.
fn switch(body: &Map<String, Value>, name: &str) -> Result<bool, Error> {
    match body.get(name) {
        None => Ok(false),
        Some(Value::Bool(switch)) => Ok(*switch),
        Some(_) => Err(Error::invalid(format!("{name} must be true or false.")).at(name)),
    }
}

fn distinct_ids(given: Option<&Value>) -> Result<Vec<String>, Error> {
    let refused = |detail: String| Err(Error::invalid(detail).at("distinct_ids"));
    let ids = match given {
        None => return Err(Error::required("distinct_ids")),
        Some(Value::Array(ids)) => ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>(),
        Some(_) => None,
    };
    match ids {
        None => refused("distinct_ids must be a list of strings.".to_owned()),
        Some(ids) if ids.is_empty() => refused("distinct_ids must name one person at least.".to_owned()),
        Some(ids) if ids.len() > MOST_IDS => refused(format!("distinct_ids may name {MOST_IDS} persons at most.")),
        Some(ids) => Ok(ids),
    }
}
