//! The tiles on dashboards.

use serde_json::{Map, Value};

use super::insights::{self, primary_key};
use super::parsed;
use crate::insight::overrides::on_dashboard;
use crate::insight::record::Insight;
use crate::platform::{Failure, Row, Statement};

/// Holds what a dashboard lays over the query of one of its insights.
#[derive(Clone, Debug)]
pub(crate) struct TileContext {
    pub(crate) insight: i64,
    pub(crate) color: Option<String>,
    pub(crate) layouts: Value,
    pub(crate) filters: Map<String, Value>,
    pub(crate) dashboard_filters: Map<String, Value>,
    pub(crate) dashboard_variables: Map<String, Value>,
}

impl TileContext {
    /// Returns the query of the insight as the dashboard shows it.
    pub(crate) fn shown(&self, query: &Value) -> Value {
        on_dashboard(query, &self.filters, &self.dashboard_filters, &self.dashboard_variables)
    }
}

const CONTEXTS: &str =
    "SELECT t.insight_id AS insight, t.color AS color, t.layouts AS layouts, t.filters_overrides AS overrides, d.filters AS filters,
            d.variables AS variables
       FROM tiles t JOIN dashboards d ON d.id = t.dashboard_id AND d.deleted = 0
       JOIN insights i ON i.id = t.insight_id AND i.project_id = d.project_id
      WHERE t.dashboard_id = ?1 AND coalesce(t.deleted, 0) = 0";

/// Returns the statement that reads the live tiles of a dashboard.
pub(crate) fn contexts(dashboard: i64) -> Statement {
    Statement::new(CONTEXTS).bind(dashboard)
}

/// Returns the statement that reads the live tile of an insight (as a path names it) on a dashboard.
pub(crate) fn tile(insight: &str, dashboard: i64) -> Statement {
    Statement::new(format!("{CONTEXTS} AND (i.id = ?2 OR i.short_id = ?3) ORDER BY i.id IS NOT ?2 LIMIT 1"))
        .bind(dashboard)
        .bind(primary_key(insight))
        .bind(insight)
}

/// Reads a row of [`tile`] or [`contexts`].
pub(crate) fn read_tile(row: Row) -> Result<TileContext, Failure> {
    let mut fields = row.fields();
    Ok(TileContext {
        insight: fields.integer()?,
        color: fields.optional_text()?,
        layouts: parsed(&fields.text()?)?,
        filters: parsed(&fields.text()?)?,
        dashboard_filters: parsed(&fields.text()?)?,
        dashboard_variables: parsed(&fields.text()?)?,
    })
}

/// Holds a dashboard that an insight is to be put on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    /// 21: every member may edit it; 37: only its maker and administrators.
    pub(crate) restriction_level: i64,
    pub(crate) creator: Option<i64>,
}

/// Returns the statement that reads which of these dashboards are live and in the project.
pub(crate) fn targets(project: i64, ids: &[i64]) -> Statement {
    Statement::new(
        "SELECT id, name, restriction_level, created_by FROM dashboards WHERE project_id = ?1 AND deleted = 0
            AND id IN (SELECT value FROM json_each(?2)) ORDER BY id",
    )
    .bind(project)
    .bind(Value::from(ids).to_string())
}

/// Names the insight of a tile that is about to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TileOf<'a> {
    Id(i64),
    /// One that an earlier statement of the same batch makes.
    ShortId {
        environment: i64,
        short_id: &'a str,
    },
}

/// Returns the statement that puts an insight on a dashboard: a deleted tile is revived as it was, a new one
/// takes the next place of a stack in two columns of 6 × 5 cells.
pub(crate) fn put_tile(dashboard: i64, insight: TileOf<'_>) -> Statement {
    let (id, environment, short_id) = match insight {
        TileOf::Id(id) => (Some(id), None, None),
        TileOf::ShortId { environment, short_id } => (None, Some(environment), Some(short_id)),
    };
    Statement::new(
        "INSERT INTO tiles (dashboard_id, insight_id, layouts)
         SELECT ?1, coalesce(?2, (SELECT id FROM insights WHERE environment_id = ?3 AND short_id = ?4)),
                json_object('sm', json(place), 'xs', json(place))
           FROM (SELECT json_object('x', 6 * (count(*) % 2), 'y', 5 * (count(*) / 2), 'w', 6, 'h', 5) AS place
                   FROM tiles WHERE dashboard_id = ?1 AND coalesce(deleted, 0) = 0)
          WHERE true
         ON CONFLICT (dashboard_id, insight_id) DO UPDATE SET deleted = 0 WHERE deleted = 1",
    )
    .bind(dashboard)
    .bind(id)
    .bind(environment)
    .bind(short_id)
}

/// Returns the statement that takes an insight off a dashboard, or off all when `None`.
pub(crate) fn delete_tile(insight: i64, dashboard: Option<i64>) -> Statement {
    Statement::new(
        "UPDATE tiles SET deleted = 1
          WHERE insight_id = ?1 AND (?2 IS NULL OR dashboard_id = ?2) AND coalesce(deleted, 0) = 0",
    )
    .bind(insight)
    .bind(dashboard)
}

/// Returns the statement that says where a tile stands; one of another dashboard stays where it is.
pub(crate) fn place_tile(dashboard: i64, tile: i64, layouts: &Value) -> Statement {
    Statement::new("UPDATE tiles SET layouts = ?3 WHERE id = ?2 AND dashboard_id = ?1")
        .bind(dashboard)
        .bind(tile)
        .bind(layouts.to_string())
}

/// Reads a row of [`targets`].
pub(crate) fn read_target(row: Row) -> Result<Target, Failure> {
    let mut fields = row.fields();
    Ok(Target {
        id: fields.integer()?,
        name: fields.optional_text()?,
        restriction_level: fields.integer()?,
        creator: fields.optional_integer()?,
    })
}

/// Returns the statement that reads a dashboard's live tiles as they are read, row by row: where each stands, then its
/// insight.
pub(crate) fn tiles(dashboard: i64) -> Statement {
    Statement::new(format!(
        "SELECT t.id AS tile_id, t.layouts AS layouts, t.color AS color, t.filters_overrides AS overrides,
                {} FROM tiles t JOIN ({}) ON i.id = t.insight_id
          WHERE t.dashboard_id = ?1 AND coalesce(t.deleted, 0) = 0 AND i.deleted = 0
          ORDER BY json_extract(t.layouts, '$.sm.y'), json_extract(t.layouts, '$.sm.x'), t.id",
        insights::COLUMNS,
        insights::TABLES
    ))
    .bind(dashboard)
}

/// Holds a tile with its insight.
#[derive(Clone, Debug)]
pub(crate) struct PlacedInsight {
    pub(crate) tile: i64,
    pub(crate) layouts: Value,
    pub(crate) color: Option<String>,
    pub(crate) filters: Map<String, Value>,
    pub(crate) insight: Insight,
}

/// Reads a row of [`tiles`].
pub(crate) fn read_placed(row: Row) -> Result<PlacedInsight, Failure> {
    let mut fields = row.fields();
    Ok(PlacedInsight {
        tile: fields.integer()?,
        layouts: parsed(&fields.text()?)?,
        color: fields.optional_text()?,
        filters: parsed(&fields.text()?)?,
        insight: insights::read_fields(&mut fields)?,
    })
}
