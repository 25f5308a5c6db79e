//! Rows of access control on insights.

use serde_json::{Value, json};

use super::parsed;
use crate::insight::access::AccessLevel;
use crate::platform::{Failure, Row, Statement};
use crate::serve::auth::{Level, user_json};
use crate::time::Timestamp;

/// Names whom a row is for: a member, a role, or with neither everybody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder<'a> {
    pub(crate) member: Option<&'a str>,
    pub(crate) role: Option<&'a str>,
}

const SELECT: &str = concat!(
    "SELECT a.access_level AS access_level, a.resource_id AS resource_id, a.organization_member AS member,
            a.role AS role, ",
    user_json!("u"),
    " AS created_by, a.created_at AS created_at, a.updated_at AS updated_at
       FROM access_controls a LEFT JOIN users u ON u.id = a.created_by
      WHERE a.resource = 'insight' AND a.resource_id = ?1"
);

/// Returns the statement that reads the rows of an insight.
pub(crate) fn of_insight(insight: i64) -> Statement {
    Statement::new(format!("{SELECT} ORDER BY a.created_at, a.id")).bind(insight)
}

/// Returns the statement that reads the row of a holder.
pub(crate) fn of_holder(insight: i64, holder: Holder<'_>) -> Statement {
    Statement::new(format!("{SELECT} AND a.organization_member IS ?2 AND a.role IS ?3"))
        .bind(insight)
        .bind(holder.member)
        .bind(holder.role)
}

/// Reads a row as the API shows it.
pub(crate) fn read(row: Row) -> Result<Value, Failure> {
    let mut fields = row.fields();
    let (level, id) = (fields.text()?, fields.integer()?);
    let (member, role) = (fields.optional_text()?, fields.optional_text()?);
    let created_by: Value = fields.optional_text()?.map_or(Ok(Value::Null), |text| parsed(&text))?;
    let mut time = || Ok::<_, Failure>(Timestamp::from_micros(fields.integer()?).to_string());
    Ok(json!({
        "access_level": level,
        "resource": "insight",
        "resource_id": id.to_string(),
        "organization_member": member,
        "role": role,
        "created_by": created_by,
        "created_at": time()?,
        "updated_at": time()?,
    }))
}

/// Holds a row that is about to be written.
pub(crate) struct New<'a> {
    pub(crate) id: String,
    pub(crate) project: i64,
    pub(crate) insight: i64,
    pub(crate) holder: Holder<'a>,
    pub(crate) level: AccessLevel,
    pub(crate) user: i64,
    pub(crate) at: Timestamp,
}

/// Returns the statement that writes the row of a holder, in place of an older one.
pub(crate) fn write(new: New<'_>) -> Statement {
    Statement::new(
        "INSERT INTO access_controls (id, project_id, resource, resource_id, organization_member, role, access_level,
                                      created_by, created_at, updated_at)
         VALUES (?1, ?2, 'insight', ?3, ?4, ?5, ?6, ?7, ?8, ?8)
         ON CONFLICT (resource, resource_id, ifnull(organization_member, ''), ifnull(role, ''))
         DO UPDATE SET access_level = excluded.access_level, updated_at = excluded.updated_at",
    )
    .bind(new.id)
    .bind(new.project)
    .bind(new.insight)
    .bind(new.holder.member)
    .bind(new.holder.role)
    .bind(new.level.name())
    .bind(new.user)
    .bind(new.at.micros())
}

/// Returns the statement that removes the row of a holder.
pub(crate) fn delete(insight: i64, holder: Holder<'_>) -> Statement {
    Statement::new(
        "DELETE FROM access_controls WHERE resource = 'insight' AND resource_id = ?1
            AND organization_member IS ?2 AND role IS ?3",
    )
    .bind(insight)
    .bind(holder.member)
    .bind(holder.role)
}

/// Returns the statement that reads whether a membership is one of an organization.
pub(crate) fn membership(id: &str, organization: &str) -> Statement {
    Statement::new("SELECT id FROM memberships WHERE id = ?1 AND organization_id = ?2").bind(id).bind(organization)
}

/// Holds a member of an organization.
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) user: i64,
    pub(crate) is_administrator: bool,
    pub(crate) basic: Value,
}

/// Returns the statement that reads an organization's active members.
pub(crate) fn members(organization: &str) -> Statement {
    Statement::new(concat!(
        "SELECT m.id AS id, m.user_id AS user_id, m.level AS level, ",
        user_json!("u"),
        " AS user_json FROM memberships m JOIN users u ON u.id = m.user_id
          WHERE m.organization_id = ?1 AND u.is_active = 1 ORDER BY u.id LIMIT 1000"
    ))
    .bind(organization)
}

/// Reads a row of [`members`].
pub(crate) fn read_member(row: Row) -> Result<Member, Failure> {
    let mut fields = row.fields();
    Ok(Member {
        id: fields.text()?,
        user: fields.integer()?,
        is_administrator: Level::from_number(fields.integer()?) >= Level::Administrator,
        basic: parsed(&fields.text()?)?,
    })
}
