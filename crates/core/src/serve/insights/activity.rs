//! `GET …/insights/activity` and `GET …/insights/ID/activity` (spec/api 10.3).

use serde_json::json;

use super::{filters, find};
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{self, Scene, Scope};
use crate::serve::exchange::{self, Exchange};
use crate::serve::page::with_parameters;
use crate::serve::stored::activity;
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::listing::Conditions;

const SCOPE: Scope = Scope::Read("activity_log");
const DEFAULT_LIMIT: i64 = 10;
const MOST: i64 = 1000;

/// Answers with a page of what was done to one insight.
pub(crate) async fn of_insight<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, insight) = find(exchange, SCOPE, id, Deleted::Hidden).await?;
    page(exchange, &scene, Some(insight.id)).await
}

/// Answers with a page of what was done to all insights of the project.
pub(crate) async fn of_project<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, SCOPE).await?;
    page(exchange, &scene, None).await
}

async fn page<P: Platform>(exchange: &Exchange<'_, P>, scene: &Scene, insight: Option<i64>) -> Result<Response, Error> {
    let page = exchange.parameters.count("page", 1, 1 << 31)?;
    let limit = exchange.parameters.count("limit", DEFAULT_LIMIT, MOST)?;
    let offset = (page - 1) * limit;
    let mut visible = Conditions::default();
    filters::require_visible(&mut visible, scene);
    let statements = activity::page(visible, scene.environment.project, insight, limit, offset).to_vec();
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let total = next().next().map(|row| row.fields().integer()).transpose()?.unwrap_or(0);
    let results = next().map(activity::read).collect::<Result<Vec<_>, _>>()?;
    let link = |page: i64| {
        with_parameters(exchange.request, &[("page", Some(&page.to_string())), ("limit", Some(&limit.to_string()))])
    };
    let next = (offset + limit < total).then(|| link(page + 1));
    let previous = (page > 1).then(|| link(page - 1));
    exchange::json(200, &json!({"results": results, "next": next, "previous": previous, "total_count": total}))
}
