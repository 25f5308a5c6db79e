//! Organizations, projects, environments, users, memberships and keys of a scenario.

use serde_json::{Map, Value, json};

use super::references::References;
use super::{entries, text};
use crate::error::Error;
use crate::platform::{Platform, Sql, Statement};
use crate::serve::auth::{COOKIE, Level, hashed_key, session};
use crate::serve::exchange::{Exchange, uuid};
use crate::serve::stored::setup::{self, NewEnvironment, NewKey, NewUser};

const MAIN: &str = "main";

/// Makes what every scenario has: organization, project and environment `main`, and `user1`.
pub(super) async fn defaults<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
) -> Result<(), Error> {
    organization(exchange, references, MAIN).await?;
    project(exchange, references, MAIN, MAIN).await?;
    references.set("token", json!(token(exchange, references, MAIN).await?));
    let user = json!({"ref": "user1", "email": "user1@posthog.com"});
    user_of(exchange, references, user.as_object().unwrap_or(&Map::new())).await
}

/// Writes these parts of the state.
pub(super) async fn write<P: Platform>(
    exchange: &Exchange<'_, P>,
    state: &Map<String, Value>,
    references: &mut References,
) -> Result<(), Error> {
    for entry in entries(state, "organizations") {
        organization(exchange, references, text(entry, "ref").unwrap_or(MAIN)).await?;
    }
    for entry in entries(state, "projects") {
        let name = text(entry, "ref").unwrap_or(MAIN);
        project(exchange, references, name, text(entry, "organization").unwrap_or(MAIN)).await?;
    }
    for entry in entries(state, "environments") {
        let parent = references.id("project", text(entry, "project").unwrap_or(MAIN))?;
        let api_token = new_token(exchange);
        let new = environment(exchange, &api_token);
        let id = setup::environment(exchange.platform.sql(), parent, new).await?;
        references.define("env", text(entry, "ref"), json!(id.0));
    }
    for entry in entries(state, "users") {
        user_of(exchange, references, entry).await?;
    }
    memberships(exchange, state, references).await?;
    for entry in entries(state, "keys") {
        key(exchange, references, entry).await?;
    }
    switches(exchange, state, references).await
}

async fn organization<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    name: &str,
) -> Result<(), Error> {
    let id = uuid(exchange.request);
    exchange.platform.sql().execute(setup::organization(&id, name)).await?;
    references.define("organization", Some(name), json!(id));
    Ok(())
}

fn new_token<P: Platform>(exchange: &Exchange<'_, P>) -> String {
    format!("phc_{}", exchange.request.entropy.alphanumeric(43))
}

fn environment<'a, P: Platform>(exchange: &Exchange<'_, P>, api_token: &'a str) -> NewEnvironment<'a> {
    NewEnvironment { name: "Default", uuid: uuid(exchange.request), api_token, at: exchange.now() }
}

async fn project<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    name: &str,
    organization: &str,
) -> Result<(), Error> {
    let organization_id = references.text("organization", organization)?;
    let api_token = new_token(exchange);
    let new = environment(exchange, &api_token);
    let id = setup::project(exchange.platform.sql(), &organization_id, new).await?;
    references.define("project", Some(name), json!(id.0));
    references.define("env", Some(name), json!(id.0));
    references.define("organization_project", Some(organization), json!(id.0));
    Ok(())
}

async fn token<P: Platform>(exchange: &Exchange<'_, P>, references: &References, name: &str) -> Result<String, Error> {
    let statement = Statement::new("SELECT api_token FROM environments WHERE id = ?1");
    let rows = exchange.platform.sql().query(statement.bind(references.id("env", name)?)).await?;
    let row = rows.into_iter().next().ok_or_else(|| Error::internal("the environment is gone"))?;
    Ok(row.fields().text()?)
}

/// Makes a user, or changes the one with the same reference.
async fn user_of<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let name = text(entry, "ref").unwrap_or("user1");
    let sql = exchange.platform.sql();
    let id = match references.id("user", name) {
        Ok(id) => id,
        Err(_) => {
            let distinct_id = exchange.request.entropy.alphanumeric(32);
            let default = format!("{name}@posthog.com");
            let email = text(entry, "email").unwrap_or(&default);
            let new = NewUser {
                uuid: uuid(exchange.request),
                distinct_id: distinct_id.clone(),
                email,
                first_name: text(entry, "first_name").unwrap_or_default(),
            };
            let id = setup::user(sql, new).await?;
            let cookie = signed_in(exchange, id).await?;
            let user = json!({"id": id, "email": email, "distinct_id": distinct_id, "cookie": cookie});
            references.define("user", Some(name), user);
            id
        }
    };
    if entry.get("is_active") == Some(&Value::Bool(false)) {
        sql.execute(Statement::new("UPDATE users SET is_active = 0 WHERE id = ?1").bind(id)).await?;
    }
    let current = match (text(entry, "current_project"), text(entry, "current_organization")) {
        (Some(project), _) => Some(references.id("project", project)?),
        (None, Some(organization)) => references.id("organization_project", organization).ok(),
        (None, None) => Some(references.id("project", MAIN)?),
    };
    sql.execute(setup::current_environment(id, current)).await?;
    Ok(())
}

/// Returns the cookie of a session of a user, opened with a key that nobody knows.
async fn signed_in<P: Platform>(exchange: &Exchange<'_, P>, user: i64) -> Result<String, Error> {
    let key = NewKey {
        id: exchange.request.entropy.alphanumeric(16),
        user,
        label: "session",
        secure_value: hashed_key(&exchange.request.entropy.alphanumeric(43)),
        scopes: json!(["*"]),
        environments: json!([]),
        organizations: json!([]),
        at: exchange.now(),
    };
    let expires = exchange.now().plus_seconds(100 * 365 * 24 * 60 * 60);
    let session = session(exchange, &key.id, expires);
    exchange.platform.sql().execute(setup::key(key)).await?;
    Ok(format!("{COOKIE}={session}"))
}

/// Makes every user the owner of every organization, unless the state says otherwise.
async fn memberships<P: Platform>(
    exchange: &Exchange<'_, P>,
    state: &Map<String, Value>,
    references: &mut References,
) -> Result<(), Error> {
    let mut statements = Vec::new();
    for (_, organization) in references.all("organization") {
        for (_, user) in references.all("user") {
            statements.push(
                Statement::new(
                    "INSERT INTO memberships (id, organization_id, user_id, level) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (organization_id, user_id) DO NOTHING",
                )
                .bind(uuid(exchange.request))
                .bind(organization.as_str())
                .bind(user["id"].as_i64())
                .bind(Level::Owner.number()),
            );
        }
    }
    for entry in entries(state, "memberships") {
        let organization = references.text("organization", text(entry, "organization").unwrap_or(MAIN))?;
        let user = references.id("user", text(entry, "user").unwrap_or("user1"))?;
        if matches!(entry.get("level"), Some(level) if level.is_null() || level == "none") {
            let leave = Statement::new("DELETE FROM memberships WHERE organization_id = ?1 AND user_id = ?2");
            statements.push(leave.bind(organization).bind(user));
            continue;
        }
        let level = match entry.get("level") {
            Some(Value::Number(number)) => Level::from_number(number.as_i64().unwrap_or_default()),
            name => name.and_then(Value::as_str).and_then(Level::from_name).unwrap_or(Level::Member),
        };
        statements.push(setup::membership(uuid(exchange.request), &organization, user, level));
    }
    if !statements.is_empty() {
        exchange.platform.sql().batch(statements).await?;
    }
    Ok(())
}

async fn key<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let limits = |name, kind: &str| -> Result<Value, Error> {
        let names = entry.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        names.map(|name| references.get(kind, name).cloned().ok_or_else(|| unknown(kind, name))).collect()
    };
    let value = format!("phx_{}", exchange.request.entropy.alphanumeric(43));
    let new = NewKey {
        id: exchange.request.entropy.alphanumeric(16),
        user: references.id("user", text(entry, "user").unwrap_or("user1"))?,
        label: "scenario",
        secure_value: hashed_key(&value),
        scopes: entry.get("scopes").cloned().unwrap_or_else(|| json!([])),
        environments: limits("scoped_teams", "project")?,
        organizations: limits("scoped_organizations", "organization")?,
        at: exchange.now(),
    };
    exchange.platform.sql().execute(setup::key(new)).await?;
    references.define("key", text(entry, "ref"), json!(value));
    Ok(())
}

fn unknown(kind: &str, name: &str) -> Error {
    Error::invalid(format!("No {kind} is called {name}."))
}

/// Sets the switches of the main organization and project.
async fn switches<P: Platform>(
    exchange: &Exchange<'_, P>,
    state: &Map<String, Value>,
    references: &References,
) -> Result<(), Error> {
    let organization = references.text("organization", MAIN)?;
    let mut statements = Vec::new();
    let mut set = |column: &str, value: crate::platform::Value| {
        let text = format!("UPDATE organizations SET {column} = ?2 WHERE id = ?1");
        statements.push(Statement::new(text).bind(organization.as_str()).bind(value));
    };
    if let Some(flags) = state.get("flags") {
        set("flags", flags.to_string().into());
    }
    for (name, value) in state.get("organization").and_then(Value::as_object).into_iter().flatten() {
        match (name.as_str(), value) {
            ("features", features) => set("features", features.to_string().into()),
            ("allow_publicly_shared_resources" | "allow_personal_api_keys" | "ai_approved", Value::Bool(flag)) => {
                set(name, (*flag).into());
            }
            _ => {}
        }
    }
    let main = references.id("project", MAIN)?;
    for (name, value) in state.get("project").and_then(Value::as_object).into_iter().flatten() {
        let set = |table: &str| Statement::new(format!("UPDATE {table} SET {name} = ?2 WHERE id = ?1")).bind(main);
        match (name.as_str(), value) {
            ("private", Value::Bool(private)) => statements.push(set("projects").bind(*private)),
            ("timezone", Value::String(zone)) => statements.push(set("environments").bind(zone.as_str())),
            ("week_start_day", day) => statements.push(set("environments").bind(day.as_i64())),
            ("test_account_filters" | "path_cleaning_filters", filters) => {
                statements.push(set("environments").bind(filters.to_string()));
            }
            _ => {}
        }
    }
    if !statements.is_empty() {
        exchange.platform.sql().batch(statements).await?;
    }
    Ok(())
}
