//! Making the things that no endpoint of the API makes: organizations, projects, users, keys.

use serde_json::Value;

use crate::error::Error;
use crate::platform::{EnvironmentId, Sql, Statement};
use crate::serve::auth::Level;
use crate::time::Timestamp;

/// Holds an environment that is about to be made.
pub(crate) struct NewEnvironment<'a> {
    pub(crate) name: &'a str,
    pub(crate) uuid: String,
    pub(crate) api_token: &'a str,
    pub(crate) at: Timestamp,
}

/// Makes a project with its default environment; returns the id of both.
pub(crate) async fn project(
    sql: &impl Sql,
    organization: &str,
    new: NewEnvironment<'_>,
) -> Result<EnvironmentId, Error> {
    let (name, at) = (new.name.to_owned(), new.at);
    let id = environment(sql, 0, new).await?;
    sql.batch(vec![
        Statement::new("INSERT INTO projects (id, organization_id, name, created_at) VALUES (?1, ?2, ?3, ?4)")
            .bind(id.0)
            .bind(organization)
            .bind(name)
            .bind(at.micros()),
        Statement::new("UPDATE environments SET project_id = id WHERE id = ?1").bind(id.0),
    ])
    .await?;
    Ok(id)
}

/// Makes an environment of a project; returns its id.
pub(crate) async fn environment(sql: &impl Sql, project: i64, new: NewEnvironment<'_>) -> Result<EnvironmentId, Error> {
    let statement = Statement::new(
        "INSERT INTO environments (project_id, name, uuid, api_token, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
         RETURNING id",
    )
    .bind(project)
    .bind(new.name)
    .bind(new.uuid)
    .bind(new.api_token)
    .bind(new.at.micros());
    Ok(EnvironmentId(returned(sql, statement).await?))
}

/// Makes an organization of who runs this server: it may use everything, for nothing here is sold, and findings come from no
/// model that somebody would have to approve of.
pub(crate) fn own_organization(id: &str, name: &str) -> Statement {
    const FEATURES: &str =
        r#"["access_control", "advanced_permissions", "organization_security_settings", "white_labelling"]"#;
    Statement::new("INSERT INTO organizations (id, name, features, ai_approved) VALUES (?1, ?2, ?3, 1)")
        .bind(id)
        .bind(name)
        .bind(FEATURES)
}

/// Makes an organization that has no paid features.
pub(crate) fn organization(id: &str, name: &str) -> Statement {
    Statement::new("INSERT INTO organizations (id, name) VALUES (?1, ?2)").bind(id).bind(name)
}

/// Holds a user who is about to be made.
pub(crate) struct NewUser<'a> {
    pub(crate) uuid: String,
    pub(crate) distinct_id: String,
    pub(crate) email: &'a str,
    pub(crate) first_name: &'a str,
}

/// Makes a user; returns the id.
pub(crate) async fn user(sql: &impl Sql, new: NewUser<'_>) -> Result<i64, Error> {
    let statement =
        Statement::new("INSERT INTO users (uuid, distinct_id, email, first_name) VALUES (?1, ?2, ?3, ?4) RETURNING id")
            .bind(new.uuid)
            .bind(new.distinct_id)
            .bind(new.email)
            .bind(new.first_name);
    returned(sql, statement).await
}

/// Gives a user a place in an organization, or another one.
pub(crate) fn membership(id: String, organization: &str, user: i64, level: Level) -> Statement {
    Statement::new(
        "INSERT INTO memberships (id, organization_id, user_id, level) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (organization_id, user_id) DO UPDATE SET level = excluded.level",
    )
    .bind(id)
    .bind(organization)
    .bind(user)
    .bind(level.number())
}

/// Says what `@current` means for a user.
pub(crate) fn current_environment(user: i64, environment: Option<i64>) -> Statement {
    Statement::new("UPDATE users SET current_environment_id = ?2 WHERE id = ?1").bind(user).bind(environment)
}

/// Holds a personal API key that is about to be made.
pub(crate) struct NewKey<'a> {
    pub(crate) id: String,
    pub(crate) user: i64,
    pub(crate) label: &'a str,
    pub(crate) secure_value: String,
    pub(crate) scopes: Value,
    pub(crate) environments: Value,
    pub(crate) organizations: Value,
    pub(crate) at: Timestamp,
}

/// Makes a personal API key.
pub(crate) fn key(new: NewKey<'_>) -> Statement {
    Statement::new(
        "INSERT INTO personal_api_keys (id, user_id, label, secure_value, scopes, scoped_teams, scoped_organizations,
                                        created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(new.id)
    .bind(new.user)
    .bind(new.label)
    .bind(new.secure_value)
    .bind(new.scopes.to_string())
    .bind(new.environments.to_string())
    .bind(new.organizations.to_string())
    .bind(new.at.micros())
}

/// Returns the id that an `INSERT … RETURNING id` gives.
pub(crate) async fn returned(sql: &impl Sql, statement: Statement) -> Result<i64, Error> {
    let row = sql.query(statement).await?.into_iter().next();
    let row = row.ok_or_else(|| Error::internal("an insert returned no id"))?;
    Ok(row.fields().integer()?)
}
