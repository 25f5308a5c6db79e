//! `PATCH …/insights/ID`, and `PUT` as the same (spec/api 1.5).

use serde_json::{Value, json};

use super::calculate::{self, Asker};
use super::given::Given;
use super::shown::{self, Viewer};
use super::{find, level, require, tiles, visitor};
use crate::error::Error;
use crate::insight::access::AccessLevel;
use crate::insight::changes::{activity as activity_of, changes};
use crate::insight::record::Insight;
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Response, Sql, Statement};
use crate::serve::auth::{Scene, Scope};
use crate::serve::calculation;
use crate::serve::exchange::{self, Exchange};
use crate::serve::sharing::links;
use crate::serve::stored::activity::{self, Entry, Item};
use crate::serve::stored::insights::{self, Deleted, Modification};
use crate::serve::stored::sharing;
use crate::serve::stored::tiles::{self as stored_tiles, Target, TileOf};
use crate::serve::stored::variables;

/// Writes what the body gives and answers with the insight as it is then.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    visitor::link(exchange).await?;
    let body = exchange.body();
    let deleted = Deleted::found_by(body.as_ref().ok());
    let (scene, stored) = find(exchange, Scope::Write("insight"), id, deleted).await?;
    require(&scene, &stored, AccessLevel::Editor)?;
    let given = Given::read(&body?)?;
    given.check_filters(&scene)?;

    let membership = Membership::read(exchange, &scene, &stored, given.dashboards.as_deref()).await?;
    let changed = changed(exchange, &scene, &stored, &given);
    let mut statements = vec![insights::update(&changed, scene.user.id, modification(&given))];
    if given.tags.is_some() {
        statements.extend(insights::replace_tags(stored.id, &changed.tags));
    }
    statements.extend(membership.statements(stored.id));
    if changed.deleted && !stored.deleted {
        statements.push(stored_tiles::delete_tile(stored.id, None));
    }
    statements.extend(logged(exchange, &scene, &stored, &changed, &membership));
    statements.push(sharing::tokens_showing(&[stored.id]));
    statements.push(variables::of_place(scene.environment.id.0));
    statements.push(insights::by_short_id(stored.environment, &stored.short_id));
    let mut rows = exchange.platform.sql().batch(statements).await?;

    let row = rows.pop().and_then(|rows| rows.into_iter().next());
    let insight = insights::read(row.ok_or_else(|| Error::internal("the insight is gone"))?)?;
    let known = rows.pop().unwrap_or_default().into_iter().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    links::forget_all(exchange.platform, rows.pop().unwrap_or_default()).await?;
    // What was stored is told, also of an insight that could not be read before.
    let query = shown::query(&insight, &known).unwrap_or_default();
    let environment = &scene.environment;
    let asker = Asker::Member(Mode::ForceCache);
    let mut calculated = calculate::one(exchange, environment, &insight, query.as_ref(), asker).await?;
    calculation::show_what_runs(exchange, environment.id, calculated.as_mut()).await;
    let viewer = Viewer::Member(level(&scene, &insight));
    exchange::json(200, &shown::full(&insight, viewer, query.as_ref(), calculated.as_ref()))
}

/// Returns whether an update changes what the insight is called or asks (spec/api 1.5).
fn modification(given: &Given) -> Modification {
    if given.name.is_present() || given.description.is_present() || given.filters.is_present() {
        Modification::Material
    } else {
        Modification::None
    }
}

fn changed<P: Platform>(exchange: &Exchange<'_, P>, scene: &Scene, stored: &Insight, given: &Given) -> Insight {
    let mut changed = given.over(stored);
    changed.updated_at = exchange.now();
    changed.is_sample = false;
    if modification(given) == Modification::Material {
        changed.last_modified_at = exchange.now();
        changed.last_modified_by = scene.user.basic.clone();
    }
    changed
}

/// Holds which dashboards an insight is on, and will be.
struct Membership {
    before: Vec<(i64, Option<String>)>,
    /// `None` when the body does not speak of dashboards.
    after: Option<Vec<Target>>,
}

impl Membership {
    async fn read<P: Platform>(
        exchange: &Exchange<'_, P>,
        scene: &Scene,
        stored: &Insight,
        given: Option<&[i64]>,
    ) -> Result<Self, Error> {
        let before: Vec<_> = stored.tiles.iter().map(|tile| (tile.dashboard, tile.dashboard_name.clone())).collect();
        let Some(ids) = given else { return Ok(Self { before, after: None }) };
        let after = tiles::find(exchange, scene, ids).await?;
        let is_new = |target: &&Target| !before.iter().any(|(id, _)| *id == target.id);
        tiles::check_editable(scene, after.iter().filter(is_new), tiles::ADD)?;
        let removed: Vec<i64> = before.iter().map(|(id, _)| *id).filter(|id| !ids.contains(id)).collect();
        tiles::check_editable(scene, &tiles::find(exchange, scene, &removed).await?, tiles::REMOVE)?;
        Ok(Self { before, after: Some(after) })
    }

    fn statements(&self, insight: i64) -> Vec<Statement> {
        let Some(after) = &self.after else { return Vec::new() };
        let was = |id: i64| self.before.iter().any(|(before, _)| *before == id);
        let stays = |id: i64| after.iter().any(|target| target.id == id);
        let added = after.iter().filter(|target| !was(target.id));
        let added = added.map(|target| stored_tiles::put_tile(target.id, TileOf::Id(insight)));
        let removed = self.before.iter().filter(|(id, _)| !stays(*id));
        let removed = removed.map(|(id, _)| stored_tiles::delete_tile(insight, Some(*id)));
        added.chain(removed).collect()
    }

    /// Returns both states as the log shows them.
    fn shown(&self) -> (Value, Value) {
        let before = self.before.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
        match &self.after {
            None => (Value::Null, Value::Null),
            Some(after) => (before, after.iter().map(|target| json!({"id": target.id, "name": target.name})).collect()),
        }
    }
}

/// Logs what changed, if anything did and the insight has a name.
fn logged<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    stored: &Insight,
    changed: &Insight,
    membership: &Membership,
) -> Option<Statement> {
    let (before, after) = membership.shown();
    let changes = changes(stored, changed, &before, &after);
    let name = changed.title().filter(|_| !changes.is_empty())?;
    let detail = json!({"changes": changes, "trigger": null, "type": null, "name": name, "short_id": changed.short_id});
    Some(activity::insert(Entry {
        id: exchange::uuid(exchange.request),
        project: scene.environment.project,
        user: Some(scene.user.id),
        activity: activity_of(stored, changed),
        scope: "Insight",
        item: Item::Id(stored.id),
        detail,
        at: exchange.now(),
    }))
}
