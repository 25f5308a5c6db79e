//! Dashboards.

use serde_json::{Map, Value, json};

use super::insights::Deleted;
use super::parsed;
use crate::platform::{Failure, Row, Statement};
use crate::serve::auth::user_json;
use crate::time::Timestamp;

/// Holds a dashboard.
#[derive(Clone, Debug)]
pub(crate) struct Dashboard {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) description: String,
    pub(crate) filters: Map<String, Value>,
    pub(crate) variables: Map<String, Value>,
    pub(crate) tags: Vec<String>,
    pub(crate) creation_mode: String,
    pub(crate) restriction_level: i64,
    pub(crate) pinned: bool,
    pub(crate) deleted: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) creator: Option<i64>,
    pub(crate) created_by: Value,
}

const COLUMNS: &str = concat!(
    "d.id AS id, d.name AS name, d.description AS description, d.filters AS filters, d.variables AS variables,
     d.tags AS tags, d.creation_mode AS creation_mode, d.restriction_level AS restriction_level, d.pinned AS pinned,
     d.deleted AS deleted, d.created_at AS created_at, d.created_by AS creator, ",
    user_json!("u"),
    " AS created_by"
);

/// Returns the statement that reads a dashboard of a project.
pub(crate) fn by_id(project: i64, id: i64, deleted: Deleted) -> Statement {
    Statement::new(format!(
        "SELECT {COLUMNS} FROM dashboards d LEFT JOIN users u ON u.id = d.created_by
          WHERE d.project_id = ?1 AND d.id = ?2 AND (d.deleted = 0 OR ?3)"
    ))
    .bind(project)
    .bind(id)
    .bind(deleted == Deleted::Found)
}

/// Returns the statement that counts a project's dashboards.
pub(crate) fn count(project: i64) -> Statement {
    Statement::new("SELECT count(*) AS total FROM dashboards WHERE project_id = ?1 AND deleted = 0").bind(project)
}

/// Returns the statement that reads a part of a project's dashboards, pinned ones first.
pub(crate) fn page(project: i64, limit: i64, offset: i64) -> Statement {
    Statement::new(format!(
        "SELECT {COLUMNS} FROM dashboards d LEFT JOIN users u ON u.id = d.created_by
          WHERE d.project_id = ?1 AND d.deleted = 0 ORDER BY d.pinned DESC, d.name, d.id LIMIT ?2 OFFSET ?3"
    ))
    .bind(project)
    .bind(limit)
    .bind(offset)
}

/// Reads a row of [`by_id`] or [`page`].
pub(crate) fn read(row: Row) -> Result<Dashboard, Failure> {
    let mut fields = row.fields();
    Ok(Dashboard {
        id: fields.integer()?,
        name: fields.optional_text()?,
        description: fields.text()?,
        filters: parsed(&fields.text()?)?,
        variables: parsed(&fields.text()?)?,
        tags: parsed(&fields.text()?)?,
        creation_mode: fields.text()?,
        restriction_level: fields.integer()?,
        pinned: fields.flag()?,
        deleted: fields.flag()?,
        created_at: Timestamp::from_micros(fields.integer()?),
        creator: fields.optional_integer()?,
        created_by: fields.optional_text()?.map_or(Ok(Value::Null), |text| parsed(&text))?,
    })
}

impl Default for Dashboard {
    fn default() -> Self {
        Self {
            id: 0,
            name: None,
            description: String::new(),
            filters: Map::new(),
            variables: Map::new(),
            tags: Vec::new(),
            creation_mode: "default".to_owned(),
            restriction_level: 21,
            pinned: false,
            deleted: false,
            created_at: Timestamp::EPOCH,
            creator: None,
            created_by: Value::Null,
        }
    }
}

impl Dashboard {
    /// Returns the dashboard as lists show it.
    pub(crate) fn shown(&self) -> Map<String, Value> {
        let shown = json!({
            "id": self.id,
            // Clients read the name as a text, even where there is none.
            "name": self.name.as_deref().unwrap_or_default(),
            "description": self.description,
            "pinned": self.pinned,
            "created_at": self.created_at.to_string(),
            "created_by": self.created_by,
            "deleted": self.deleted,
            "creation_mode": self.creation_mode,
            "filters": self.filters,
            "variables": self.variables,
            "tags": self.tags,
            "restriction_level": self.restriction_level,
            "effective_restriction_level": self.restriction_level,
            "effective_privilege_level": 37,
            "user_access_level": "editor",
        });
        match shown {
            Value::Object(shown) => shown,
            _ => Map::new(),
        }
    }
}

/// Returns the statement that makes a dashboard and returns its id.
pub(crate) fn insert(project: i64, environment: i64, user: i64, at: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO dashboards (project_id, environment_id, created_by, created_at) VALUES (?1, ?2, ?3, ?4)
         RETURNING id",
    )
    .bind(project)
    .bind(environment)
    .bind(user)
    .bind(at.micros())
}

/// Returns the statement that writes what a client may change of a dashboard.
pub(crate) fn update(dashboard: &Dashboard) -> Statement {
    Statement::new(
        "UPDATE dashboards SET name = ?2, description = ?3, filters = ?4, variables = ?5, tags = ?6, pinned = ?7,
                deleted = ?8, restriction_level = ?9 WHERE id = ?1",
    )
    .bind(dashboard.id)
    .bind(dashboard.name.as_deref())
    .bind(dashboard.description.as_str())
    .bind(Value::Object(dashboard.filters.clone()).to_string())
    .bind(Value::Object(dashboard.variables.clone()).to_string())
    .bind(Value::from(dashboard.tags.clone()).to_string())
    .bind(dashboard.pinned)
    .bind(dashboard.deleted)
    .bind(dashboard.restriction_level)
}
