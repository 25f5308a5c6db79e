//! `/api/{projects|environments}/ID/dashboards…`: the little of dashboards that insights need.

pub(crate) mod shown;

use serde_json::{Map, Value};

use super::auth::{self, Scene, Scope, denied};
use super::exchange::{self, Exchange};
use super::fields;
use super::insights;
use super::page::Page;
use super::sharing::links;
use super::stored::dashboards::{self as stored, Dashboard};
use super::stored::insights::{Deleted, primary_key};
use super::stored::setup::returned;
use super::stored::sharing::{self, Subject};
use super::stored::tiles;
use crate::error::Error;
use crate::insight::access::AccessLevel;
use crate::platform::{Platform, Response, Sql, Statement};

const OBJECT: &str = "dashboard";

/// Returns who asks, and the dashboard that the path names.
pub(crate) async fn find<P: Platform>(
    exchange: &Exchange<'_, P>,
    scope: Scope,
    id: &str,
    deleted: Deleted,
) -> Result<(Scene, Dashboard), Error> {
    let scene = auth::enter(exchange, scope).await?;
    let dashboard = read(exchange, scene.environment.project, primary_key(id), deleted).await?;
    Ok((scene, dashboard.ok_or_else(Error::not_found)?))
}

/// Returns a dashboard of a project.
pub(crate) async fn read<P: Platform>(
    exchange: &Exchange<'_, P>,
    project: i64,
    id: Option<i64>,
    deleted: Deleted,
) -> Result<Option<Dashboard>, Error> {
    let Some(id) = id else { return Ok(None) };
    let rows = exchange.platform.sql().query(stored::by_id(project, id, deleted)).await?;
    Ok(rows.into_iter().next().map(stored::read).transpose()?)
}

/// Answers `GET …/dashboards`.
pub(crate) async fn list<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let (page, project) = (Page::of(&exchange.parameters), scene.environment.project);
    let statements = vec![stored::count(project), stored::page(project, page.limit, page.offset)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let count = next().next().map(|row| row.fields().integer()).transpose()?.unwrap_or(0);
    let dashboards = next().map(|row| Ok(Value::Object(stored::read(row)?.shown())));
    let dashboards = dashboards.collect::<Result<Vec<_>, Error>>()?;
    exchange::json(200, &page.envelope(exchange.request, count, dashboards))
}

/// Answers `POST …/dashboards`.
pub(crate) async fn create<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Write(OBJECT)).await?;
    let body = exchange.body()?;
    let (environment, user) = (&scene.environment, scene.user.id);
    let empty = Dashboard::default();
    changed(&empty, &body)?;
    let insert = stored::insert(environment.project, environment.id.0, user, exchange.now());
    let id = returned(exchange.platform.sql(), insert).await?;
    write(exchange, &scene, Dashboard { id, ..empty }, &body, 201).await
}

/// Answers `GET …/dashboards/ID`: the dashboard with its tiles.
pub(crate) async fn retrieve<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, dashboard) = find(exchange, Scope::Read(OBJECT), id, Deleted::Hidden).await?;
    shown::respond(exchange, &scene, &dashboard, 200).await
}

/// Answers `PATCH …/dashboards/ID`.
pub(crate) async fn update<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let body = exchange.body();
    let deleted = Deleted::found_by(body.as_ref().ok());
    let (scene, dashboard) = find(exchange, Scope::Write(OBJECT), id, deleted).await?;
    if is_closed(&scene, &dashboard) {
        return Err(denied("You don't have edit permissions for this dashboard."));
    }
    write(exchange, &scene, dashboard, &body?, 200).await
}

/// Returns whether only others may edit a dashboard: its maker and the organization's administrators.
fn is_closed(scene: &Scene, dashboard: &Dashboard) -> bool {
    dashboard.restriction_level >= 37 && dashboard.creator != Some(scene.user.id) && !scene.is_administrator()
}

/// Returns what the caller may do with the link of a dashboard: no more than with any insight on it, since the link opens
/// them all, and no more than with the dashboard.
///
/// # Errors
///
/// Those of the database.
pub(crate) async fn sharing_level<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    dashboard: &Dashboard,
) -> Result<AccessLevel, Error> {
    let own = if is_closed(scene, dashboard) { AccessLevel::Viewer } else { AccessLevel::Editor };
    if !scene.organization.has_feature("access_control") {
        return Ok(own);
    }
    let rows = exchange.platform.sql().query(tiles::tiles(dashboard.id)).await?;
    let placed = rows.into_iter().map(tiles::read_placed).collect::<Result<Vec<_>, _>>()?;
    Ok(placed.iter().map(|placed| insights::level(scene, &placed.insight)).fold(own, Ord::min))
}

async fn write<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    dashboard: Dashboard,
    body: &Map<String, Value>,
    status: u16,
) -> Result<Response, Error> {
    let changed = changed(&dashboard, body)?;
    let places = places(body)?;
    let places = places.iter().map(|(tile, layouts)| tiles::place_tile(changed.id, *tile, layouts));
    let mut statements: Vec<Statement> = std::iter::once(stored::update(&changed)).chain(places).collect();
    statements.push(sharing::tokens(Subject::Dashboard(changed.id)));
    let mut rows = exchange.platform.sql().batch(statements).await?;
    links::forget_all(exchange.platform, rows.pop().unwrap_or_default()).await?;
    match read(exchange, scene.environment.project, Some(changed.id), Deleted::Hidden).await? {
        Some(stored) => shown::respond(exchange, scene, &stored, status).await,
        None => exchange::json(status, &changed.shown()),
    }
}

/// Returns which tiles a body moves, and where each then stands.
fn places(body: &Map<String, Value>) -> Result<Vec<(i64, Value)>, Error> {
    let refusal =
        || Error::invalid("Expected a list of tiles, each with its id and, where it moves, its layouts.").at("tiles");
    let Some(tiles) = fields::raw(body, "tiles").given() else { return Ok(Vec::new()) };
    let place = |tile: &Value| {
        let id = tile.get("id").and_then(fields::whole).ok_or_else(refusal)?;
        match tile.get("layouts") {
            None => Ok(None),
            Some(layouts) if layouts.is_object() => Ok(Some((id, layouts.clone()))),
            Some(_) => Err(refusal()),
        }
    };
    tiles.as_array().ok_or_else(refusal)?.iter().filter_map(|tile| place(tile).transpose()).collect()
}

/// Returns the dashboard as it is once the body's fields are written over it.
fn changed(dashboard: &Dashboard, body: &Map<String, Value>) -> Result<Dashboard, Error> {
    let mut changed = dashboard.clone();
    changed.name = fields::text(body, "name", 400)?.or_stored(changed.name);
    let description = fields::text(body, "description", 100_000)?;
    changed.description = description.or_stored(Some(changed.description)).unwrap_or_default();
    changed.filters = fields::object(body, "filters")?.or_stored(Some(changed.filters)).unwrap_or_default();
    changed.variables = fields::object(body, "variables")?.or_stored(Some(changed.variables)).unwrap_or_default();
    changed.tags = fields::texts(body, "tags")?.or_stored(Some(changed.tags)).unwrap_or_default();
    changed.pinned = fields::flag(body, "pinned")?.unwrap_or(changed.pinned);
    changed.deleted = fields::flag(body, "deleted")?.unwrap_or(changed.deleted);
    if let Some(level) = fields::integer(body, "restriction_level")?.given() {
        if !matches!(level, 21 | 37) {
            return Err(Error::invalid("restriction_level must be 21 or 37.").at("restriction_level"));
        }
        changed.restriction_level = level;
    }
    Ok(changed)
}
