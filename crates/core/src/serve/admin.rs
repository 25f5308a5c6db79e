//! `/_oriel/…`: what an operator does and no endpoint of the API can: keys, users, projects, the first set-up.
//!
//! These paths exist only where an admin secret is configured, and answer only to who knows it. A list is
//! `{"results": […]}`; what was revoked stays revoked from the next request on.

mod keys;
mod projects;
mod users;

use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use super::exchange::{self, Exchange};
use super::stored::{admin, parsed};
use super::{fields, method_not_allowed, setup};
use crate::error::{Error, ErrorKind};
use crate::platform::{Method, Platform, Response, Sql, Statement};

/// Answers at a path below `/_oriel/`.
///
/// # Errors
///
/// 404 to who does not know the secret, whatever the path.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, path: &str) -> Result<Response, Error> {
    use Method::{Delete, Get, Post};
    check_secret(exchange)?;
    let path = path.trim_start_matches("/_oriel/").trim_end_matches('/');
    let (kind, id) = path.split_once('/').unwrap_or((path, ""));
    let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
    match (kind, id.as_ref(), exchange.request.method) {
        ("setup", "", Post) => setup::respond(exchange).await,
        ("keys", "", Get) => list(exchange, admin::keys()).await,
        ("keys", "", Post) => keys::create(exchange).await,
        (_, "", Delete) => Err(method_not_allowed(Delete)),
        ("keys", id, Delete) => revoked(exchange, vec![admin::delete_key(id)]).await,
        ("users", "", Get) => list(exchange, admin::users()).await,
        ("users", "", Post) => users::create(exchange).await,
        ("users", id, Delete) => revoked(exchange, admin::revoke_user(id)).await,
        ("projects", "", Get) => list(exchange, admin::projects()).await,
        ("projects", "", Post) => projects::create(exchange).await,
        ("projects", id, Delete) => projects::revoke(exchange, id).await,
        ("setup" | "keys" | "users" | "projects", _, method) => Err(method_not_allowed(method)),
        _ => Err(Error::not_found()),
    }
}

/// Says that nothing is here to who does not know the secret.
fn check_secret<P: Platform>(exchange: &Exchange<'_, P>) -> Result<(), Error> {
    let secret = exchange.platform.settings().admin_secret.as_deref().filter(|secret| !secret.is_empty());
    let given = exchange.request.header("authorization").and_then(|header| header.strip_prefix("Bearer "));
    let known = secret.zip(given).is_some_and(|(secret, given)| secret.as_bytes().ct_eq(given.as_bytes()).into());
    if known { Ok(()) } else { Err(Error::not_found()) }
}

/// Answers with rows that are JSON objects.
async fn list<P: Platform>(exchange: &Exchange<'_, P>, statement: Statement) -> Result<Response, Error> {
    let rows = exchange.platform.sql().query(statement).await?.into_iter();
    let results = rows.map(|row| parsed::<Value>(&row.fields().text()?)).collect::<Result<Vec<_>, _>>()?;
    exchange::json(200, &json!({"results": results}))
}

/// Runs statements of which the first returns a row for what it found.
async fn revoked<P: Platform>(exchange: &Exchange<'_, P>, statements: Vec<Statement>) -> Result<Response, Error> {
    let rows = exchange.platform.sql().batch(statements).await?;
    if rows.first().is_some_and(|rows| !rows.is_empty()) { Ok(Response::new(204)) } else { Err(Error::not_found()) }
}

/// Returns the text of a field that must say something.
fn named(body: &Map<String, Value>, name: &str) -> Result<String, Error> {
    let text = fields::text(body, name, 400)?.given().filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| Error::required(name))
}

/// Returns the id of the organization that a body names by id or name; one that names none means the only one.
async fn organization<P: Platform>(
    exchange: &Exchange<'_, P>,
    body: &Map<String, Value>,
) -> Result<Option<String>, Error> {
    let wanted = fields::text(body, "organization", 400)?.given();
    let rows = exchange.platform.sql().query(admin::organizations(wanted.as_deref())).await?;
    let mut ids = rows.into_iter().map(|row| row.fields().text());
    match (ids.next().transpose()?, ids.next()) {
        (Some(_), Some(_)) => {
            let detail = "There are several such organizations: name one by its id.";
            Err(Error::new(ErrorKind::Conflict, detail).at("organization"))
        }
        (id, _) => Ok(id),
    }
}
