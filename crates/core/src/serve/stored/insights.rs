//! Insights with their tiles, tags and users: one statement reads everything that an answer shows.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::parsed;
use super::place::{PROJECT, Place};
use crate::insight::access::{AccessLevel, Grant};
use crate::insight::record::{Insight, Tile};
use crate::platform::{Failure, Fields, Row, Statement};
use crate::serve::auth::user_json;
use crate::time::Timestamp;

/// The columns of an insight `i`, in the order in which [`read`] takes them; `u` made it, `v` modified it.
pub(crate) const COLUMNS: &str = concat!(
    "i.id AS id, i.short_id AS short_id, i.environment_id AS environment_id, i.name AS name,
     i.derived_name AS derived_name, i.description AS description, i.filters AS filters, i.query AS query,
     i.list_order AS list_order, i.deleted AS deleted, i.favorited AS favorited, i.saved AS saved,
     i.is_sample AS is_sample, i.created_at AS created_at, i.created_by AS creator, ",
    user_json!("u"),
    " AS created_by, i.updated_at AS updated_at, i.last_modified_at AS last_modified_at, ",
    user_json!("v"),
    " AS last_modified_by,
     (SELECT json_group_array(name) FROM (SELECT name FROM insight_tags WHERE insight_id = i.id ORDER BY name)) AS tags,
     (SELECT json_group_array(json(tile)) FROM (
       SELECT json_object('id', t.id, 'dashboard', t.dashboard_id, 'deleted', t.deleted, 'name', d.name,
                          'restriction', d.restriction_level) AS tile
         FROM tiles t JOIN dashboards d ON d.id = t.dashboard_id AND d.deleted = 0
        WHERE t.insight_id = i.id AND coalesce(t.deleted, 0) = 0 ORDER BY t.dashboard_id)) AS tiles,
     (SELECT json_group_array(json_object('member', a.organization_member, 'role', a.role, 'level', a.access_level))
        FROM access_controls a WHERE a.resource = 'insight' AND a.resource_id = i.id) AS grants,
     (SELECT max(w.last_viewed_at) FROM insight_views w WHERE w.insight_id = i.id) AS last_viewed_at"
);

/// The tables behind [`COLUMNS`].
pub(crate) const TABLES: &str = "insights i LEFT JOIN users u ON u.id = i.created_by \
                                 LEFT JOIN users v ON v.id = i.last_modified_by";

/// Says whether deleted insights or dashboards are found too.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Deleted {
    Hidden,
    Found,
}

impl Deleted {
    /// Returns what an update finds: only one that restores may find what was deleted (spec/api 1.1).
    pub(crate) fn found_by(body: Option<&Map<String, Value>>) -> Self {
        let restores = body.is_some_and(|body| body.get("deleted") == Some(&Value::Bool(false)));
        if restores { Self::Found } else { Self::Hidden }
    }
}

/// Returns the statement that finds an insight of a project by what stands in a path (spec/api 1.1): a primary
/// key if it is a number and one matches, else a short id.
pub(crate) fn by_path(place: Place<'_>, id: &str, deleted: Deleted) -> Statement {
    let text = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE i.project_id = {PROJECT} \
         AND (i.id = ?4 OR i.short_id = ?5) AND (i.deleted = 0 OR ?6) ORDER BY i.id IS NOT ?4 LIMIT 1"
    );
    place.begin(text).bind(primary_key(id)).bind(id).bind(deleted == Deleted::Found)
}

/// Returns the statement that reads the insight that an environment calls `short_id`, deleted or not.
pub(crate) fn by_short_id(environment: i64, short_id: &str) -> Statement {
    let text = format!("SELECT {COLUMNS} FROM {TABLES} WHERE i.environment_id = ?1 AND i.short_id = ?2");
    Statement::new(text).bind(environment).bind(short_id)
}

/// Returns the statement that reads those of these insights of a project that are deleted, or are not.
pub(crate) fn several(project: i64, ids: &[i64], deleted: bool) -> Statement {
    Statement::new(format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE i.project_id = ?1 AND i.id IN (SELECT value FROM json_each(?2)) \
         AND i.deleted = ?3"
    ))
    .bind(project)
    .bind(Value::from(ids).to_string())
    .bind(deleted)
}

/// Returns the number that a path's text of digits is, if it can be a primary key.
pub(crate) fn primary_key(id: &str) -> Option<i64> {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    // Larger ones lose digits on the way through D1's doubles.
    id.parse().ok().filter(|number| is_number && *number <= 1 << 53)
}

/// Reads a row of [`COLUMNS`].
pub(crate) fn read(row: Row) -> Result<Insight, Failure> {
    read_fields(&mut row.fields())
}

/// Reads the columns of [`COLUMNS`] from a row that has others before them.
pub(crate) fn read_fields(fields: &mut Fields) -> Result<Insight, Failure> {
    let time = Timestamp::from_micros;
    Ok(Insight {
        id: fields.integer()?,
        short_id: fields.text()?,
        environment: fields.integer()?,
        name: fields.optional_text()?,
        derived_name: fields.optional_text()?,
        description: fields.optional_text()?,
        filters: parsed(&fields.text()?)?,
        query: fields.optional_text()?.map(|text| parsed(&text)).transpose()?,
        order: fields.optional_integer()?,
        deleted: fields.flag()?,
        favorited: fields.flag()?,
        saved: fields.flag()?,
        is_sample: fields.flag()?,
        created_at: time(fields.integer()?),
        creator: fields.optional_integer()?,
        created_by: user(fields.optional_text()?)?,
        updated_at: time(fields.integer()?),
        last_modified_at: time(fields.integer()?),
        last_modified_by: user(fields.optional_text()?)?,
        tags: parsed(&fields.text()?)?,
        tiles: parsed::<Vec<StoredTile>>(&fields.text()?)?.into_iter().map(Tile::from).collect(),
        grants: parsed::<Vec<StoredGrant>>(&fields.text()?)?.into_iter().filter_map(StoredGrant::read).collect(),
        last_viewed_at: fields.optional_integer()?.map(time),
    })
}

fn user(text: Option<String>) -> Result<Value, Failure> {
    text.map_or(Ok(Value::Null), |text| parsed(&text))
}

#[derive(Deserialize)]
struct StoredTile {
    id: i64,
    dashboard: i64,
    deleted: Option<i64>,
    name: Option<String>,
    restriction: i64,
}

impl From<StoredTile> for Tile {
    fn from(tile: StoredTile) -> Self {
        Self {
            id: tile.id,
            dashboard: tile.dashboard,
            dashboard_name: tile.name,
            restriction_level: tile.restriction,
            deleted: tile.deleted.map(|deleted| deleted != 0),
        }
    }
}

#[derive(Deserialize)]
struct StoredGrant {
    member: Option<String>,
    role: Option<String>,
    level: String,
}

impl StoredGrant {
    fn read(self) -> Option<Grant> {
        let level = AccessLevel::from_name(&self.level)?;
        Some(Grant { member: self.member, role: self.role, level })
    }
}

/// Holds an insight that is about to be made.
pub(crate) struct New<'a> {
    pub(crate) short_id: &'a str,
    pub(crate) project: i64,
    pub(crate) environment: i64,
    pub(crate) name: Option<String>,
    pub(crate) derived_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) filters: Value,
    pub(crate) query: Option<Value>,
    pub(crate) order: Option<i64>,
    pub(crate) deleted: bool,
    pub(crate) favorited: bool,
    pub(crate) saved: bool,
    pub(crate) creator: Option<i64>,
    pub(crate) at: Timestamp,
}

/// Returns the statement that makes an insight.
pub(crate) fn insert(new: New<'_>) -> Statement {
    Statement::new(
        "INSERT INTO insights (short_id, project_id, environment_id, name, derived_name, description, filters, query,
                               list_order, deleted, favorited, saved, created_by, last_modified_by, created_at,
                               updated_at, last_modified_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?14, ?14)",
    )
    .bind(new.short_id)
    .bind(new.project)
    .bind(new.environment)
    .bind(new.name)
    .bind(new.derived_name)
    .bind(new.description)
    .bind(new.filters.to_string())
    .bind(new.query.map(|query| query.to_string()))
    .bind(new.order)
    .bind(new.deleted)
    .bind(new.favorited)
    .bind(new.saved)
    .bind(new.creator)
    .bind(new.at.micros())
}

/// Says whether an update counts as a modification of what the insight asks or is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Modification {
    Material,
    None,
}

/// Returns the statement that writes what an update may change.
pub(crate) fn update(insight: &Insight, user: i64, modification: Modification) -> Statement {
    Statement::new(
        "UPDATE insights SET name = ?2, derived_name = ?3, description = ?4, filters = ?5, query = ?6, list_order = ?7,
                deleted = ?8, favorited = ?9, saved = ?10, is_sample = ?11, updated_at = ?12, last_modified_at = ?13,
                last_modified_by = CASE WHEN ?14 THEN ?15 ELSE last_modified_by END
          WHERE id = ?1",
    )
    .bind(insight.id)
    .bind(insight.name.as_deref())
    .bind(insight.derived_name.as_deref())
    .bind(insight.description.as_deref())
    .bind(insight.filters.to_string())
    .bind(insight.query.as_ref().map(Value::to_string))
    .bind(insight.order)
    .bind(insight.deleted)
    .bind(insight.favorited)
    .bind(insight.saved)
    .bind(insight.is_sample)
    .bind(insight.updated_at.micros())
    .bind(insight.last_modified_at.micros())
    .bind(modification == Modification::Material)
    .bind(user)
}

/// Returns the statement that tags the insight that an environment calls `short_id`.
pub(crate) fn set_tags(environment: i64, short_id: &str, tags: &[String]) -> Statement {
    Statement::new(
        "INSERT INTO insight_tags (insight_id, name)
         SELECT i.id, tag.value FROM insights i, json_each(?3) tag WHERE i.environment_id = ?1 AND i.short_id = ?2",
    )
    .bind(environment)
    .bind(short_id)
    .bind(Value::from(tags).to_string())
}

/// Returns the statements that give an insight these tags and no others.
pub(crate) fn replace_tags(insight: i64, tags: &[String]) -> [Statement; 2] {
    [
        Statement::new("DELETE FROM insight_tags WHERE insight_id = ?1").bind(insight),
        Statement::new("INSERT INTO insight_tags (insight_id, name) SELECT ?1, value FROM json_each(?2)")
            .bind(insight)
            .bind(Value::from(tags).to_string()),
    ]
}
