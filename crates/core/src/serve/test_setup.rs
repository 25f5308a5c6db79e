//! `POST /_oriel/test/setup`: writes a scenario's state, where test hooks are on and nowhere else.
//!
//! The body is `{"state": …, "references": …, "reset": bool}`; the answer is the table of what the
//! scenario's templates (`{{insight.a.id}}`, …) stand for, to be sent back as `references` next time.

mod background;
mod content;
mod events;
mod people;
mod references;

use serde_json::{Map, Value};

use self::references::References;
use super::exchange::{Exchange, json};
use crate::error::Error;
use crate::platform::{Keep, Key, Platform, Response, Sql, Statement, TestHooks};

/// Every table, in an order in which rows can be deleted.
const TABLES: [&str; 20] = [
    "share_passwords",
    "sharing_configurations",
    "access_controls",
    "activity",
    "insight_views",
    "insight_variables",
    "insight_tags",
    "tiles",
    "dashboards",
    "insights",
    "cohorts",
    "actions",
    "elements",
    "personal_api_keys",
    "project_members",
    "memberships",
    "users",
    "environments",
    "projects",
    "organizations",
];

/// Writes the state of the body and answers with the references.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    if exchange.platform.settings().test_hooks != TestHooks::On {
        return Err(Error::not_found());
    }
    let mut body = exchange.body()?;
    let state = match body.remove("state") {
        Some(Value::Object(state)) => state,
        _ => Map::new(),
    };
    forget_links(exchange).await?;
    let mut references = References::new(body.remove("references").unwrap_or_default());
    if body.get("reset") == Some(&Value::Bool(true)) {
        references = References::new(Value::Null);
        reset(exchange).await?;
        people::defaults(exchange, &mut references).await?;
    }
    people::write(exchange, &state, &mut references).await?;
    content::write(exchange, &state, &mut references).await?;
    events::write(exchange, &state, &references).await?;
    background::write(exchange, &state, &references).await?;
    json(200, &references.into_value())
}

/// Returns the entries of a list of the state.
fn entries<'a>(state: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    state.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// Returns a text of an entry.
fn text<'a>(entry: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    entry.get(name).and_then(Value::as_str)
}

async fn reset<P: Platform>(exchange: &Exchange<'_, P>) -> Result<(), Error> {
    let mut statements = vec![Statement::new("UPDATE users SET current_environment_id = NULL")];
    statements.extend(TABLES.map(|table| Statement::new(format!("DELETE FROM {table}"))));
    exchange.platform.sql().batch(statements).await?;
    Ok(())
}

/// Forgets what share tokens open: the state is about to change behind the API's back.
async fn forget_links<P: Platform>(exchange: &Exchange<'_, P>) -> Result<(), Error> {
    let statement = Statement::new("SELECT access_token FROM sharing_configurations");
    for row in exchange.platform.sql().query(statement).await? {
        exchange.platform.keep().delete(&Key::Link(row.fields().text()?)).await?;
    }
    Ok(())
}
