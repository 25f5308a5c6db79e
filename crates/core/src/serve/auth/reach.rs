//! How far a caller reaches: the organizations and places that a user is admitted to and the key does not exclude.

use serde_json::{Value, json};

use super::scene::{Environment, Key, Level, Organization, PLACE, User};
use super::{Scope, caller, place};
use crate::error::Error;
use crate::platform::{Failure, Platform, Row, Sql, Statement};
use crate::serve::exchange::Exchange;

/// Holds a caller, and where the caller may go.
pub(crate) struct Reach {
    pub(crate) user: User,
    pub(crate) key: Option<Key>,
    /// Environments in the order of their ids; one with the id of its project is that project's own.
    pub(crate) places: Vec<(Environment, Organization)>,
    /// Organizations as the API shows them.
    pub(crate) organizations: Vec<Value>,
    /// The environment that `@current` means.
    pub(crate) current: Option<i64>,
}

/// Returns how far the caller reaches, if a key may be used for this scope.
///
/// # Errors
///
/// 401 without valid credentials, 403 for a key without the scope.
pub(crate) async fn reach<P: Platform>(exchange: &Exchange<'_, P>, scope: Scope) -> Result<Reach, Error> {
    let (user, key) = caller(exchange).await?;
    if let Some(key) = &key {
        scope.check(&key.scopes)?;
    }
    let statements = vec![places(user.id), organizations(user.id), current(user.id)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let places = next().map(|row| place(&mut row.fields())).collect::<Result<Vec<_>, _>>()?;
    let places = places.into_iter().flatten().map(|(environment, organization, _)| (environment, organization));
    let places = places.filter(|(environment, organization)| match &key {
        Some(key) => organization.allows_keys && key.check_limits(environment, organization).is_ok(),
        None => true,
    });
    let places: Vec<_> = places.collect();
    let known = next().map(organization).collect::<Result<Vec<_>, _>>()?;
    let is_excluded = |shown: &Value| {
        let limits = key.iter().flat_map(|key| &key.organizations);
        limits.clone().next().is_some() && !limits.clone().any(|id| shown["id"] == id.as_str())
    };
    let organizations = known.into_iter().filter(|shown| !is_excluded(shown)).collect();
    let current = next().next().map(|row| row.fields().optional_integer()).transpose()?.flatten();
    Ok(Reach { user, key, places, organizations, current })
}

/// Returns the statement that reads the places that a user is admitted to.
fn places(user: i64) -> Statement {
    Statement::new(format!(
        "SELECT {PLACE} FROM memberships m
           JOIN organizations o ON o.id = m.organization_id
           JOIN projects p ON p.organization_id = o.id
           JOIN environments e ON e.project_id = p.id
           LEFT JOIN project_members pm ON pm.project_id = p.id AND pm.user_id = m.user_id
          WHERE m.user_id = ?1 AND (p.private = 0 OR m.level >= ?2 OR pm.user_id IS NOT NULL) ORDER BY e.id"
    ))
    .bind(user)
    .bind(Level::Administrator.number())
}

fn organizations(user: i64) -> Statement {
    Statement::new(
        "SELECT o.id AS id, o.name AS name, m.level AS level FROM memberships m
           JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = ?1 ORDER BY o.name, o.id",
    )
    .bind(user)
}

fn current(user: i64) -> Statement {
    Statement::new("SELECT current_environment_id AS id FROM users WHERE id = ?1").bind(user)
}

fn organization(row: Row) -> Result<Value, Failure> {
    let mut fields = row.fields();
    Ok(json!({"id": fields.text()?, "name": fields.text()?, "membership_level": fields.integer()?}))
}
