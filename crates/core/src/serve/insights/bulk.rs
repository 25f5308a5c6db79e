//! `POST …/insights/bulk_delete` and `bulk_restore` (spec/api 1.7).

use serde_json::{Value, json};

use super::level;
use crate::error::Error;
use crate::insight::access::AccessLevel;
use crate::insight::changes::{activity as activity_of, changes};
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{self, Scope};
use crate::serve::exchange::{self, Exchange};
use crate::serve::fields;
use crate::serve::sharing::links;
use crate::serve::stored::activity::{self, Entry, Item};
use crate::serve::stored::{insights, sharing, tiles};

/// How many insights one call may name.
const MOST: usize = 1000;

/// Says what is done to all of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Action {
    Delete,
    Restore,
}

/// Answers with what was done, and what was skipped because it is not there to be done.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, action: Action) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Write("insight")).await?;
    let body = exchange.body()?;
    let refusal = || Error::invalid(format!("ids must be a list of 1 to {MOST} integers.")).at("ids");
    let ids = body.get("ids").and_then(Value::as_array).ok_or_else(refusal)?;
    let ids = ids.iter().map(fields::whole).collect::<Option<Vec<_>>>().ok_or_else(refusal)?;
    if ids.is_empty() || ids.len() > MOST {
        return Err(refusal());
    }
    let is_deleted = action == Action::Restore;
    let rows = exchange.platform.sql().query(insights::several(scene.environment.project, &ids, is_deleted)).await?;
    let found = rows.into_iter().map(insights::read).collect::<Result<Vec<_>, _>>()?;
    let (mut done, mut skipped, mut statements) = (Vec::new(), Vec::new(), Vec::new());
    for &id in &ids {
        let insight = found.iter().find(|insight| insight.id == id);
        let editable = insight.filter(|insight| level(&scene, insight) >= AccessLevel::Editor);
        let Some(insight) = editable else {
            skipped.push(json!({"id": id, "reason": "Insight not found"}));
            continue;
        };
        let mut changed = insight.clone();
        changed.deleted = action == Action::Delete;
        changed.updated_at = exchange.now();
        statements.push(insights::update(&changed, scene.user.id, insights::Modification::None));
        if changed.deleted {
            statements.push(tiles::delete_tile(id, None));
        }
        if let Some(name) = insight.title() {
            let changes = changes(insight, &changed, &Value::Null, &Value::Null);
            let detail = json!({
                "changes": changes, "trigger": null, "type": null, "name": name, "short_id": insight.short_id,
            });
            statements.push(activity::insert(Entry {
                id: exchange::uuid(exchange.request),
                project: scene.environment.project,
                user: Some(scene.user.id),
                activity: activity_of(insight, &changed),
                scope: "Insight",
                item: Item::Id(id),
                detail,
                at: exchange.now(),
            }));
        }
        done.push(json!({"id": id}));
    }
    if !statements.is_empty() {
        statements.push(sharing::tokens_showing(&ids));
        let mut rows = exchange.platform.sql().batch(statements).await?;
        links::forget_all(exchange.platform, rows.pop().unwrap_or_default()).await?;
    }
    let name = if action == Action::Delete { "deleted" } else { "restored" };
    exchange::json(200, &json!({name: done, "skipped": skipped}))
}
