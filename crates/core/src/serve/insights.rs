//! `/api/{projects|environments}/ID/insights…` (spec/api 1).

pub(crate) mod access_controls;
pub(crate) mod activity;
pub(crate) mod analyze;
pub(crate) mod bulk;
pub(crate) mod calculate;
pub(crate) mod create;
pub(crate) mod filters;
pub(crate) mod given;
pub(crate) mod legacy;
pub(crate) mod list;
pub(crate) mod retrieve;
pub(crate) mod shown;
pub(crate) mod suggestions;
pub(crate) mod tiles;
pub(crate) mod update;
pub(crate) mod viewed;
pub(crate) mod visitor;

use super::auth::{self, Scene, Scope};
use super::exchange::Exchange;
use super::stored;
use super::stored::insights::Deleted;
use super::stored::place::Place;
use crate::error::{Error, ErrorKind};
use crate::insight::access::{AccessLevel, granted_level};
use crate::insight::record::Insight;
use crate::platform::{Platform, Response, Row, Statement};

/// Returns who asks, and the insight that the path names if they may see it.
///
/// # Errors
///
/// The refusals of spec/api 7.3 up to the object's level, in their order.
pub(crate) async fn find<P: Platform>(
    exchange: &Exchange<'_, P>,
    scope: Scope,
    id: &str,
    deleted: Deleted,
) -> Result<(Scene, Insight), Error> {
    let (scene, insight, _) = find_reading(exchange, scope, id, deleted, |_| Vec::new()).await?;
    Ok((scene, insight))
}

/// Does what [`find`] does, and reads more in the same round trip; `more` is told the project.
pub(crate) async fn find_reading<P: Platform>(
    exchange: &Exchange<'_, P>,
    scope: Scope,
    id: &str,
    deleted: Deleted,
    more: impl FnOnce(Place<'_>) -> Vec<Statement>,
) -> Result<(Scene, Insight, Vec<Vec<Row>>), Error> {
    let statements = |place: Place<'_>| {
        let mut statements = vec![stored::insights::by_path(place, id, deleted)];
        statements.extend(more(place));
        statements
    };
    let (scene, mut rows) = auth::enter_reading(exchange, scope, statements).await?;
    let row = rows.drain(..1).flatten().next().ok_or_else(Error::not_found)?;
    let insight = stored::insights::read(row)?;
    require(&scene, &insight, AccessLevel::Viewer)?;
    Ok((scene, insight, rows))
}

/// Returns what the caller may do with an insight.
pub(crate) fn level(scene: &Scene, insight: &Insight) -> AccessLevel {
    if !scene.organization.has_feature("access_control") {
        return AccessLevel::Editor;
    }
    if insight.creator == Some(scene.user.id) || scene.is_administrator() {
        return AccessLevel::Manager;
    }
    granted_level(&insight.grants, scene.membership.as_ref().map(|membership| membership.id.as_str()))
}

/// Refuses a caller whose level on the insight is lower than `least`.
pub(crate) fn require(scene: &Scene, insight: &Insight, least: AccessLevel) -> Result<(), Error> {
    if level(scene, insight) >= least {
        return Ok(());
    }
    Err(auth::denied(format!("You do not have {} access to this resource.", least.name())))
}

/// Refuses `DELETE …/insights/ID`: insights are only marked as deleted (spec/api 1.6).
pub(crate) async fn delete_refused<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    visitor::link(exchange).await?;
    find(exchange, Scope::Write("insight"), id, Deleted::Hidden).await?;
    let detail = "Hard delete of this model is not allowed. Use a patch API call to set \"deleted\" to true";
    Err(Error::new(ErrorKind::MethodNotAllowed, detail))
}

/// Answers `POST …/insights/timing`: takes any body and keeps nothing of it.
pub(crate) async fn timing<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    auth::enter(exchange, Scope::SessionOnly).await?;
    Ok(Response::new(201))
}
