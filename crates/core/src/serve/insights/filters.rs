//! The filters of a list of insights (spec/api 1.2), as conditions in SQL.

use serde_json::Value;

use crate::error::Error;
use crate::serve::auth::Scene;
use crate::serve::parameters::Parameters;
use crate::serve::stored::listing::{Conditions, LAST_VIEWED};
use crate::time::{Calendar, Timestamp, WeekStart, WrittenDate, Zone};

/// Requires everything that the request filters by, except the search.
///
/// # Errors
///
/// Names the first parameter that cannot be read.
pub(crate) fn require(
    conditions: &mut Conditions,
    parameters: &Parameters,
    scene: &Scene,
    now: Timestamp,
) -> Result<(), Error> {
    marks(conditions, parameters, scene);
    members(conditions, parameters)?;
    dates(conditions, parameters, scene, now)?;
    if let Some(kind) = parameters.filled("insight") {
        let clause = kind_clause(conditions, kind);
        conditions.require(clause);
    }
    if let Some(flag) = parameters.filled("feature_flag") {
        feature_flag(conditions, flag);
    }
    Ok(())
}

fn marks(conditions: &mut Conditions, parameters: &Parameters, scene: &Scene) {
    if parameters.has("saved") {
        conditions.require(if parameters.truthy("saved") {
            "i.saved = 1 OR EXISTS (SELECT 1 FROM tiles t JOIN dashboards d ON d.id = t.dashboard_id AND d.deleted = 0
               WHERE t.insight_id = i.id AND coalesce(t.deleted, 0) = 0 AND d.creation_mode <> 'unlisted')"
        } else {
            "i.saved = 0"
        });
    }
    if parameters.has("favorited") {
        conditions.require("i.favorited = 1");
    }
    if parameters.has("user") {
        let user = conditions.bind(scene.user.id);
        conditions.require(format!("i.created_by = {user}"));
    }
    if let Some(short_id) = parameters.get("short_id") {
        let short_id = conditions.bind(short_id);
        conditions.require(format!("i.short_id = {short_id}"));
    }
    if parameters.truthy("hide_feature_flag_insights") {
        conditions.require(
            "i.name IS NULL OR i.name NOT IN ('Feature Flag Called Total Volume', \
             'Feature Flag calls made by unique users per variant')",
        );
    }
}

fn members(conditions: &mut Conditions, parameters: &Parameters) -> Result<(), Error> {
    if let Some(users) = parameters.integers("created_by")? {
        let users = conditions.bind(Value::from(users).to_string());
        conditions.require(format!("i.created_by IN (SELECT value FROM json_each({users}))"));
    }
    if let Some(dashboards) = parameters.integers("dashboards")? {
        let dashboards = conditions.bind(Value::from(dashboards).to_string());
        conditions.require(format!(
            "NOT EXISTS (SELECT 1 FROM json_each({dashboards}) wanted WHERE NOT EXISTS (
               SELECT 1 FROM tiles t JOIN dashboards d ON d.id = t.dashboard_id AND d.deleted = 0
                WHERE t.insight_id = i.id AND d.id = wanted.value AND coalesce(t.deleted, 0) = 0))"
        ));
    }
    if let Some(tags) = parameters.texts("tags")? {
        let tags = conditions.bind(Value::from(tags).to_string());
        conditions.require(format!(
            "EXISTS (SELECT 1 FROM insight_tags g WHERE g.insight_id = i.id
               AND g.name IN (SELECT value FROM json_each({tags})))"
        ));
    }
    if let Some(events) = parameters.texts("events")? {
        let events = conditions.bind(Value::from(events).to_string());
        conditions.require(format!(
            "NOT EXISTS (SELECT 1 FROM json_each({events}) wanted WHERE NOT EXISTS (
               SELECT 1 FROM json_tree(coalesce(i.query, '{{}}')) node
                WHERE (node.key = 'event' AND node.value = wanted.value)
                   OR (node.key = 'id' AND node.value = wanted.value AND json_extract(i.query, node.path || '.type') = 'events')
               UNION ALL
               SELECT 1 FROM json_tree(coalesce(i.query, '{{}}')) node
                 JOIN actions a ON a.project_id = i.project_id AND a.id = node.value, json_each(a.steps) step
                WHERE node.key = 'id' AND json_extract(i.query, node.path || '.kind') = 'ActionsNode'
                  AND json_extract(step.value, '$.event') = wanted.value
               UNION ALL SELECT 1 FROM json_each(i.filters, '$.events') entity
                WHERE entity.type = 'object' AND json_extract(entity.value, '$.id') = wanted.value))"
        ));
    }
    Ok(())
}

fn dates(conditions: &mut Conditions, parameters: &Parameters, scene: &Scene, now: Timestamp) -> Result<(), Error> {
    let week_start = if scene.environment.week_start_day == 1 { WeekStart::Monday } else { WeekStart::Sunday };
    let calendar = Calendar { zone: Zone::named(&scene.environment.timezone)?, week_start };
    let bounds = [
        ("date_from", "i.last_modified_at", ">"),
        ("date_to", "i.last_modified_at", "<"),
        ("created_date_from", "i.created_at", ">"),
        ("created_date_to", "i.created_at", "<"),
        ("last_viewed_date_from", LAST_VIEWED, ">"),
        ("last_viewed_date_to", LAST_VIEWED, "<"),
    ];
    for (name, column, comparison) in bounds {
        if let Some(text) = parameters.filled(name) {
            let at = WrittenDate::parse(text).resolve(&calendar, now);
            let at = conditions.bind(at.micros());
            conditions.require(format!("{column} {comparison} {at}"));
        }
    }
    Ok(())
}

const TYPED: &str = "coalesce(json_extract(i.query, '$.kind') = 'InsightVizNode'
  AND json_extract(i.query, '$.source.kind') IN ('TrendsQuery', 'FunnelsQuery', 'RetentionQuery', 'PathsQuery',
                                                 'StickinessQuery', 'LifecycleQuery'), 0)";

const SQL: &str =
    "coalesce(json_extract(i.query, '$.kind') IN ('DataTableNode', 'DataVisualizationNode', 'InsightVizNode')
  AND json_extract(i.query, '$.source.kind') = 'HogQLQuery', 0)";

fn kind_clause(conditions: &mut Conditions, kind: &str) -> String {
    let node = match kind {
        "TRENDS" => "TrendsQuery",
        "FUNNELS" => "FunnelsQuery",
        "RETENTION" => "RetentionQuery",
        "PATHS" => "PathsQuery",
        "STICKINESS" => "StickinessQuery",
        "LIFECYCLE" => "LifecycleQuery",
        "SQL" => return SQL.to_owned(),
        "JSON" => return format!("i.query IS NOT NULL AND NOT {SQL} AND NOT {TYPED}"),
        _ => {
            let kind = conditions.bind(kind);
            return format!("json_extract(i.filters, '$.insight') = {kind}");
        }
    };
    let (kind, node) = (conditions.bind(kind), conditions.bind(node));
    format!(
        "(json_extract(i.filters, '$.insight') = {kind} AND i.query IS NULL)
         OR (json_extract(i.query, '$.kind') = 'InsightVizNode' AND json_extract(i.query, '$.source.kind') = {node})"
    )
}

fn feature_flag(conditions: &mut Conditions, flag: &str) {
    let breakdown = conditions.bind(format!("$feature/{flag}"));
    let flag = conditions.bind(flag);
    conditions.require(format!(
        "json_extract(i.filters, '$.breakdown') = {breakdown}
         OR instr(lower(json_extract(i.filters, '$.properties')), lower({flag})) > 0
         OR instr(lower(i.query), lower({breakdown})) > 0"
    ));
}

/// Requires that access control does not hide the insight from the caller.
pub(crate) fn require_visible(conditions: &mut Conditions, scene: &Scene) {
    if !scene.organization.has_feature("access_control") {
        return;
    }
    let user = conditions.bind(scene.user.id);
    let member = conditions.bind(scene.membership.as_ref().map(|membership| membership.id.as_str()));
    conditions.require(format!(
        "i.created_by IS {user} OR coalesce(
           (SELECT max(a.access_level <> 'none') FROM access_controls a
             WHERE a.resource = 'insight' AND a.resource_id = i.id AND a.organization_member = {member}),
           (SELECT max(a.access_level <> 'none') FROM access_controls a
             WHERE a.resource = 'insight' AND a.resource_id = i.id AND a.organization_member IS NULL AND a.role IS NULL),
           1) = 1"
    ));
}
