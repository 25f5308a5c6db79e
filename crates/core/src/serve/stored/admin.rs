//! What an operator sees and withdraws: keys, users, projects. A row of a list is one column, a JSON object.

use serde_json::Value;

use crate::platform::Statement;

/// Returns the statement that lists all keys, without what would let anybody use them.
pub(crate) fn keys() -> Statement {
    Statement::new(
        "SELECT json_object('id', k.id, 'label', k.label, 'user', u.email, 'scopes', json(k.scopes),
                'projects', json(k.scoped_teams), 'organizations', json(k.scoped_organizations),
                'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', k.created_at / 1000000, 'unixepoch'),
                'last_used_at', strftime('%Y-%m-%dT%H:%M:%SZ', k.last_used_at / 1000000, 'unixepoch')) AS shown
           FROM personal_api_keys k JOIN users u ON u.id = k.user_id ORDER BY k.created_at, k.id",
    )
}

/// Returns the statement that lists all users and where they are members.
pub(crate) fn users() -> Statement {
    Statement::new(
        "SELECT json_object('id', u.id, 'email', u.email, 'first_name', u.first_name,
                'is_active', json(CASE u.is_active WHEN 1 THEN 'true' ELSE 'false' END),
                'organizations', json((SELECT json_group_array(json_object('id', o.id, 'name', o.name, 'level',
                    CASE m.level WHEN 15 THEN 'owner' WHEN 8 THEN 'administrator' ELSE 'member' END))
                  FROM memberships m JOIN organizations o ON o.id = m.organization_id
                 WHERE m.user_id = u.id))) AS shown
           FROM users u ORDER BY u.id",
    )
}

/// Returns the statement that lists all environments; one whose `id` is its `project` is that project's own.
pub(crate) fn projects() -> Statement {
    Statement::new(
        "SELECT json_object('id', e.id, 'project', e.project_id, 'name', e.name, 'organization', o.name,
                'organization_id', o.id, 'timezone', e.timezone, 'api_token', e.api_token) AS shown
           FROM environments e JOIN projects p ON p.id = e.project_id
           JOIN organizations o ON o.id = p.organization_id ORDER BY e.id",
    )
}

/// Returns the statement that finds organizations by id or name, or all of them.
pub(crate) fn organizations(wanted: Option<&str>) -> Statement {
    Statement::new("SELECT id FROM organizations WHERE ?1 IS NULL OR id = ?1 OR name = ?1 LIMIT 2").bind(wanted)
}

/// Returns the statement that finds a user by id or email.
pub(crate) fn user(wanted: &str) -> Statement {
    Statement::new("SELECT id FROM users WHERE email = ?1 OR CAST(id AS TEXT) = ?1").bind(wanted)
}

/// Returns the statement that finds an active user by id or email.
pub(crate) fn active_user(wanted: &str) -> Statement {
    let found = user(wanted);
    Statement {
        text: format!("SELECT id FROM ({}) JOIN users USING (id) WHERE is_active = 1", found.text).into(),
        ..found
    }
}

/// Returns the statement that finds a project.
pub(crate) fn project(id: i64) -> Statement {
    Statement::new("SELECT id FROM projects WHERE id = ?1").bind(id)
}

/// Returns the statement that keeps of a JSON list the ids of environments that exist.
pub(crate) fn environments_of(ids: &Value) -> Statement {
    Statement::new(
        "SELECT json_group_array(id) AS ids FROM (SELECT e.id FROM json_each(?1) j JOIN environments e ON e.id = j.value)",
    )
    .bind(ids.to_string())
}

/// Returns the statement that keeps of a JSON list the ids of organizations that exist.
pub(crate) fn organizations_of(ids: &Value) -> Statement {
    Statement::new(
        "SELECT json_group_array(id) AS ids FROM (SELECT o.id FROM json_each(?1) j JOIN organizations o ON o.id = j.value)",
    )
    .bind(ids.to_string())
}

/// Lets a user in, into a project of the organization if `@current` means none yet.
pub(crate) fn admit_user(user: i64, organization: &str) -> Statement {
    Statement::new(
        "UPDATE users SET is_active = 1, current_environment_id = coalesce(current_environment_id,
                (SELECT min(id) FROM projects WHERE organization_id = ?2)) WHERE id = ?1",
    )
    .bind(user)
    .bind(organization)
}

/// Takes a key away.
pub(crate) fn delete_key(id: &str) -> Statement {
    Statement::new("DELETE FROM personal_api_keys WHERE id = ?1 RETURNING id").bind(id)
}

/// Locks a user out, by id or email, and takes the keys away.
pub(crate) fn revoke_user(wanted: &str) -> Vec<Statement> {
    let locked = "UPDATE users SET is_active = 0 WHERE email = ?1 OR CAST(id AS TEXT) = ?1 RETURNING id";
    let keys = "DELETE FROM personal_api_keys
                 WHERE user_id IN (SELECT id FROM users WHERE email = ?1 OR CAST(id AS TEXT) = ?1)";
    [locked, keys].map(|text| Statement::new(text).bind(wanted)).to_vec()
}

/// Sets an environment's time zone.
pub(crate) fn set_timezone(id: i64, timezone: &str) -> Statement {
    Statement::new("UPDATE environments SET timezone = ?2 WHERE id = ?1").bind(id).bind(timezone)
}

/// Gives an environment another public token.
pub(crate) fn set_api_token(id: i64, token: &str) -> Statement {
    Statement::new("UPDATE environments SET api_token = ?2 WHERE id = ?1 RETURNING id").bind(id).bind(token)
}
