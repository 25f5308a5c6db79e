//! Insights, dashboards and what hangs on them, stored directly: nothing is logged, nothing viewed.

use serde_json::{Map, Value, json};

use super::references::References;
use super::{entries, text};
use crate::error::Error;
use crate::platform::{Events, Platform, Sql, Statement};
use crate::serve::exchange::{Exchange, uuid};
use crate::serve::status;
use crate::serve::stored::insights::{New, insert};
use crate::serve::stored::setup::returned;
use crate::time::Timestamp;

/// Writes these parts of the state.
pub(super) async fn write<P: Platform>(
    exchange: &Exchange<'_, P>,
    state: &Map<String, Value>,
    references: &mut References,
) -> Result<(), Error> {
    for entry in entries(state, "insight_variables") {
        variable(exchange, references, entry).await?;
    }
    for entry in entries(state, "cohorts") {
        definition(exchange, references, entry, "cohorts", "cohort", "definition", Value::Object(entry.clone()))
            .await?;
    }
    for entry in entries(state, "actions") {
        let steps = entry.get("steps").cloned().unwrap_or_else(|| json!([]));
        definition(exchange, references, entry, "actions", "action", "steps", steps).await?;
    }
    for entry in entries(state, "dashboards") {
        dashboard(exchange, references, entry).await?;
    }
    for entry in entries(state, "insights") {
        insight(exchange, references, entry).await?;
    }
    for entry in entries(state, "tiles") {
        tile(exchange, references, entry).await?;
    }
    for entry in entries(state, "sharing") {
        sharing(exchange, references, entry).await?;
    }
    for entry in entries(state, "access_controls") {
        access_control(exchange, references, entry).await?;
    }
    for entry in entries(state, "views") {
        view(exchange, references, entry).await?;
    }
    for entry in entries(state, "query_statuses") {
        query_status(exchange, references, entry).await?;
    }
    Ok(())
}

/// Returns the project and environment that an entry is in.
fn place(references: &References, entry: &Map<String, Value>) -> Result<(i64, i64), Error> {
    let project = references.id("project", text(entry, "project").unwrap_or("main"))?;
    let environment = match text(entry, "environment") {
        Some(name) => references.id("env", name)?,
        None => project,
    };
    Ok((project, environment))
}

fn flag(entry: &Map<String, Value>, name: &str, default: bool) -> bool {
    entry.get(name).and_then(Value::as_bool).unwrap_or(default)
}

/// Returns the user who made the entry: `user1` unless it says otherwise; null is nobody.
fn creator(references: &References, entry: &Map<String, Value>) -> Result<Option<i64>, Error> {
    match entry.get("created_by") {
        Some(Value::Null) => Ok(None),
        Some(Value::String(user)) => references.id("user", user).map(Some),
        _ => references.id("user", "user1").map(Some),
    }
}

/// Returns the names and values of an entry that `columns` knows, values as they are stored.
fn stored_columns(entry: &Map<String, Value>, columns: &[&'static str]) -> Vec<(&'static str, crate::platform::Value)> {
    let given = columns.iter().filter_map(|column| Some((*column, entry.get(*column)?)));
    given
        .map(|(column, value)| match value {
            Value::Null => (column, crate::platform::Value::Null),
            Value::Bool(flag) => (column, (*flag).into()),
            Value::String(text) => (column, text.as_str().into()),
            Value::Number(number) => (column, number.as_i64().unwrap_or_default().into()),
            other => (column, other.to_string().into()),
        })
        .collect()
}

/// Returns the names and values of an entry's moments, as they are stored.
fn moments(
    entry: &Map<String, Value>,
    columns: &[&'static str],
) -> Result<Vec<(&'static str, crate::platform::Value)>, Error> {
    let given = columns.iter().filter_map(|column| Some((*column, text(entry, column)?)));
    given.map(|(column, moment)| Ok((column, Timestamp::parse(moment)?.micros().into()))).collect()
}

/// Returns the statement that changes the row `id` of a table, if the entry says anything about it.
fn update(table: &str, id: i64, columns: Vec<(&'static str, crate::platform::Value)>) -> Option<Statement> {
    if columns.is_empty() {
        return None;
    }
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let sets: Vec<_> = names.iter().enumerate().map(|(index, name)| format!("{name} = ?{}", index + 2)).collect();
    let mut statement = Statement::new(format!("UPDATE {table} SET {} WHERE id = ?1", sets.join(", "))).bind(id);
    statement.values.extend(values);
    Some(statement)
}

async fn variable<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let id = uuid(exchange.request);
    let (project, _) = place(references, entry)?;
    let statement = Statement::new(
        "INSERT INTO insight_variables (id, project_id, name, code_name, default_value) VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(id.as_str())
    .bind(project)
    .bind(text(entry, "name"))
    .bind(text(entry, "code_name"))
    .bind(entry.get("default_value").map(Value::to_string));
    exchange.platform.sql().execute(statement).await?;
    references.define("variable", text(entry, "ref"), json!(id));
    Ok(())
}

async fn definition<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    entry: &Map<String, Value>,
    table: &str,
    kind: &str,
    column: &str,
    definition: Value,
) -> Result<(), Error> {
    let (project, _) = place(references, entry)?;
    let statement =
        Statement::new(format!("INSERT INTO {table} (project_id, name, {column}) VALUES (?1, ?2, ?3) RETURNING id"))
            .bind(project)
            .bind(text(entry, "name").unwrap_or(kind))
            .bind(definition.to_string());
    let id = returned(exchange.platform.sql(), statement).await?;
    references.define(kind, text(entry, "ref"), json!(id));
    Ok(())
}

async fn dashboard<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    const COLUMNS: [&str; 6] = ["name", "filters", "variables", "creation_mode", "deleted", "restriction_level"];
    let sql = exchange.platform.sql();
    let known = text(entry, "ref").and_then(|name| references.id("dashboard", name).ok());
    let id = match known {
        Some(id) => id,
        None => {
            let (project, environment) = place(references, entry)?;
            let statement = Statement::new(
                "INSERT INTO dashboards (project_id, environment_id, created_at, created_by) VALUES (?1, ?2, ?3, ?4)
                 RETURNING id",
            )
            .bind(project)
            .bind(environment)
            .bind(exchange.now().micros())
            .bind(creator(references, entry)?);
            returned(sql, statement).await?
        }
    };
    if let Some(statement) = update("dashboards", id, stored_columns(entry, &COLUMNS)) {
        sql.execute(statement).await?;
    }
    references.define("dashboard", text(entry, "ref"), json!(id));
    Ok(())
}

async fn insight<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &mut References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    const COLUMNS: [&str; 9] =
        ["name", "derived_name", "description", "filters", "query", "deleted", "favorited", "saved", "is_sample"];
    const MOMENTS: [&str; 3] = ["created_at", "updated_at", "last_modified_at"];
    let sql = exchange.platform.sql();
    let known = text(entry, "ref").and_then(|name| references.id("insight", name).ok());
    if let Some(id) = known {
        let columns = [stored_columns(entry, &COLUMNS), moments(entry, &MOMENTS)?].concat();
        if let Some(statement) = update("insights", id, columns) {
            sql.execute(statement).await?;
        }
        return Ok(());
    }
    let (project, environment) = place(references, entry)?;
    let random = exchange.request.entropy.alphanumeric(8);
    let short_id = text(entry, "short_id").unwrap_or(&random);
    let owned = |name| text(entry, name).map(str::to_owned);
    let mut statement = insert(New {
        short_id,
        project,
        environment,
        name: owned("name"),
        derived_name: owned("derived_name"),
        description: owned("description"),
        filters: entry.get("filters").cloned().unwrap_or_else(|| json!({})),
        query: entry.get("query").filter(|query| !query.is_null()).cloned(),
        order: entry.get("order").and_then(Value::as_i64),
        deleted: flag(entry, "deleted", false),
        favorited: flag(entry, "favorited", false),
        saved: flag(entry, "saved", true),
        creator: creator(references, entry)?,
        at: exchange.now(),
    });
    statement.text.to_mut().push_str(" RETURNING id");
    let id = returned(sql, statement).await?;
    let columns = [stored_columns(entry, &["is_sample"]), moments(entry, &MOMENTS)?].concat();
    if let Some(statement) = update("insights", id, columns) {
        sql.execute(statement).await?;
    }
    for tag in entry.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        let statement = Statement::new("INSERT INTO insight_tags (insight_id, name) VALUES (?1, ?2)");
        sql.execute(statement.bind(id).bind(tag)).await?;
    }
    references.define("insight", text(entry, "ref"), json!({"id": id, "short_id": short_id}));
    Ok(())
}

pub(super) fn insight_of(references: &References, entry: &Map<String, Value>) -> Result<Option<i64>, Error> {
    match (entry.get("insight_id").and_then(Value::as_i64), text(entry, "insight")) {
        (Some(id), _) => Ok(Some(id)),
        (None, Some(name)) => references.id("insight", name).map(Some),
        (None, None) => Ok(None),
    }
}

fn dashboard_of(references: &References, entry: &Map<String, Value>) -> Result<Option<i64>, Error> {
    text(entry, "dashboard").map(|name| references.id("dashboard", name)).transpose()
}

async fn tile<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let deleted = entry.get("deleted").and_then(Value::as_bool);
    let overrides = entry.get("filters_overrides").cloned().unwrap_or_else(|| json!({}));
    let statement = Statement::new(
        "INSERT INTO tiles (dashboard_id, insight_id, text, deleted, filters_overrides) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (dashboard_id, insight_id)
         DO UPDATE SET deleted = excluded.deleted, filters_overrides = excluded.filters_overrides RETURNING id",
    )
    .bind(dashboard_of(references, entry)?)
    .bind(insight_of(references, entry)?)
    .bind(text(entry, "text"))
    .bind(deleted)
    .bind(overrides.to_string());
    let id = returned(exchange.platform.sql(), statement).await?;
    if let Some(statement) = update("tiles", id, stored_columns(entry, &["color", "layouts"])) {
        exchange.platform.sql().execute(statement).await?;
    }
    Ok(())
}

async fn sharing<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let (project, environment) = place(references, entry)?;
    let random = exchange.request.entropy.alphanumeric(30);
    let statement = Statement::new(
        "INSERT INTO sharing_configurations (project_id, environment_id, insight_id, dashboard_id, enabled, access_token,
                                             settings, password_required, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .bind(project)
    .bind(environment)
    .bind(insight_of(references, entry)?)
    .bind(dashboard_of(references, entry)?)
    .bind(flag(entry, "enabled", false))
    .bind(text(entry, "access_token").unwrap_or(&random))
    .bind(entry.get("settings").map(Value::to_string))
    .bind(flag(entry, "password_required", false))
    .bind(text(entry, "created_at").map_or(Ok(exchange.now()), Timestamp::parse)?.micros())
    .bind(text(entry, "expires_at").map(Timestamp::parse).transpose()?.map(Timestamp::micros));
    exchange.platform.sql().execute(statement).await?;
    Ok(())
}

async fn access_control<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let (project, _) = place(references, entry)?;
    let member = text(entry, "user").map(|user| references.id("user", user)).transpose()?;
    if text(entry, "resource") == Some("project") {
        let enter = Statement::new("INSERT OR IGNORE INTO project_members (project_id, user_id) VALUES (?1, ?2)");
        exchange.platform.sql().execute(enter.bind(project).bind(member)).await?;
        return Ok(());
    }
    let statement = Statement::new(
        "INSERT INTO access_controls (id, project_id, resource, resource_id, organization_member, access_level,
                                      created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, (SELECT m.id FROM memberships m JOIN projects p ON p.organization_id = m.organization_id
                                   WHERE p.id = ?2 AND m.user_id = ?5), ?6, ?7, ?7)",
    )
    .bind(uuid(exchange.request))
    .bind(project)
    .bind(text(entry, "resource").unwrap_or("insight"))
    .bind(insight_of(references, entry)?)
    .bind(member)
    .bind(text(entry, "access_level"))
    .bind(exchange.now().micros());
    exchange.platform.sql().execute(statement).await?;
    Ok(())
}

async fn view<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let at = text(entry, "at").map_or(Ok(exchange.now()), Timestamp::parse)?;
    let statement =
        Statement::new("INSERT INTO insight_views (insight_id, user_id, last_viewed_at) VALUES (?1, ?2, ?3)")
            .bind(insight_of(references, entry)?)
            .bind(references.id("user", text(entry, "user").unwrap_or("user1"))?)
            .bind(at.micros());
    exchange.platform.sql().execute(statement).await?;
    Ok(())
}

async fn query_status<P: Platform>(
    exchange: &Exchange<'_, P>,
    references: &References,
    entry: &Map<String, Value>,
) -> Result<(), Error> {
    let (_, environment) = place(references, entry)?;
    let environment = crate::platform::EnvironmentId(environment);
    let id = text(entry, "id").unwrap_or_default();
    let mut status = status::queued(id, environment, None, exchange.now());
    for (name, value) in entry {
        status[name.as_str()] = value.clone();
    }
    exchange.platform.events().put_status(environment, status::record(id, &status, exchange.now())).await?;
    Ok(())
}
