//! Making personal API keys, with any limits.

use serde_json::{Map, Value, json};

use super::named;
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{Scope, hashed_key};
use crate::serve::exchange::{self, Exchange};
use crate::serve::fields;
use crate::serve::stored::setup::{self, NewKey};
use crate::serve::stored::{admin, parsed};

/// Answers `{"user", "label"?, "scopes"?, "projects"?, "organizations"?}` with a key: the only time that it is shown.
pub(super) async fn create<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let body = exchange.body()?;
    let request = exchange.request;
    let sql = exchange.platform.sql();
    let user = named(&body, "user")?;
    let found = sql.query(admin::active_user(&user)).await?.into_iter().next();
    let user = found.ok_or_else(|| Error::invalid("No active user has this id or email.").at("user"))?;
    let user = user.fields().integer()?;
    let label = fields::text(&body, "label", 40)?.given().unwrap_or_else(|| "Key".to_owned());
    let scopes = fields::texts(&body, "scopes")?.given().unwrap_or_else(|| vec!["*".to_owned()]);
    Scope::check_names(&scopes)?;
    let environments = existing(exchange, &body, "projects").await?;
    let organizations = existing(exchange, &body, "organizations").await?;
    let key = format!("phx_{}", request.entropy.alphanumeric(43));
    let id = request.entropy.alphanumeric(16);
    let shown = json!({
        "id": id, "key": key, "user": user, "label": label, "scopes": scopes,
        "projects": environments, "organizations": organizations,
    });
    let secure_value = hashed_key(&key);
    let scopes = json!(scopes);
    let new = NewKey { id, user, label: &label, secure_value, scopes, environments, organizations, at: exchange.now() };
    sql.execute(setup::key(new)).await?;
    exchange::json(201, &shown)
}

/// Returns the list of ids in a field, each of which must exist; a key limited to nothing would reach everything.
async fn existing<P: Platform>(
    exchange: &Exchange<'_, P>,
    body: &Map<String, Value>,
    name: &str,
) -> Result<Value, Error> {
    let Some(wanted) = fields::raw(body, name).given().cloned() else { return Ok(json!([])) };
    let statement = if name == "projects" { admin::environments_of(&wanted) } else { admin::organizations_of(&wanted) };
    let unknown = || Error::invalid(format!("Expected a list of {name} that exist, by id.")).at(name);
    let count = wanted.as_array().ok_or_else(unknown)?.len();
    let rows = exchange.platform.sql().query(statement).await?;
    let found: Value = match rows.into_iter().next() {
        Some(row) => parsed(&row.fields().text()?)?,
        None => json!([]),
    };
    if found.as_array().is_some_and(|found| found.len() == count) { Ok(found) } else { Err(unknown()) }
}
