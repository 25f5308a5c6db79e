//! The dashboards that an insight is put on and taken off (spec/api 1.3, 1.5).

use crate::error::Error;
use crate::platform::{Platform, Sql};
use crate::serve::auth::{Scene, denied};
use crate::serve::exchange::Exchange;
use crate::serve::stored::tiles::{Target, read_target, targets};

/// What is done to a dashboard that gets an insight.
pub(crate) const ADD: &str = "add insights to";

/// What is done to a dashboard that loses one.
pub(crate) const REMOVE: &str = "remove insights from";

/// Returns the dashboards with these ids, in their order.
///
/// # Errors
///
/// 400 when one is not in the project, or deleted.
pub(crate) async fn find<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    ids: &[i64],
) -> Result<Vec<Target>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = exchange.platform.sql().query(targets(scene.environment.project, ids)).await?;
    let found = rows.into_iter().map(read_target).collect::<Result<Vec<_>, _>>()?;
    match ids.iter().find(|id| !found.iter().any(|target| target.id == **id)) {
        None => Ok(found),
        Some(id) => {
            let detail = format!("Dashboard {id} does not exist in this project.");
            Err(Error::invalid(detail).at("dashboards"))
        }
    }
}

/// Refuses a caller who may not edit one of these dashboards; `deed` says what for.
pub(crate) fn check_editable<'a>(
    scene: &Scene,
    dashboards: impl IntoIterator<Item = &'a Target>,
    deed: &str,
) -> Result<(), Error> {
    const COLLABORATORS_ONLY: i64 = 37;
    let is_closed = |target: &&Target| {
        target.restriction_level >= COLLABORATORS_ONLY
            && target.creator != Some(scene.user.id)
            && !scene.is_administrator()
    };
    match dashboards.into_iter().find(is_closed) {
        None => Ok(()),
        Some(target) => Err(denied(format!("You don't have permission to {deed} dashboard: {}", target.id))),
    }
}
