//! `GET …/insights/activity` and `GET …/insights/ID/activity` (spec/api 10.3).

use serde_json::json;

use super::find;
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{self, Scope};
use crate::serve::exchange::{self, Exchange};
use crate::serve::page::with_parameters;
use crate::serve::stored::activity;
use crate::serve::stored::insights::Deleted;

const SCOPE: Scope = Scope::Read("activity_log");
const DEFAULT_LIMIT: i64 = 10;
const MOST: i64 = 1000;

/// Answers with a page of what was done to one insight.
pub(crate) async fn of_insight<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, insight) = find(exchange, SCOPE, id, Deleted::Hidden).await?;
    page(exchange, scene.environment.project, Some(insight.id)).await
}

/// Answers with a page of what was done to all insights of the project.
pub(crate) async fn of_project<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, SCOPE).await?;
    page(exchange, scene.environment.project, None).await
}

async fn page<P: Platform>(exchange: &Exchange<'_, P>, project: i64, insight: Option<i64>) -> Result<Response, Error> {
    let number = |name, default| {
        let number = exchange.parameters.get(name).and_then(|text| text.parse::<i64>().ok());
        number.filter(|number| *number > 0).unwrap_or(default)
    };
    let (page, limit) = (number("page", 1).min(1 << 31), number("limit", DEFAULT_LIMIT).min(MOST));
    let offset = (page - 1) * limit;
    let rows = exchange.platform.sql().query(activity::page(project, insight, limit, offset)).await?;
    let entries = rows.into_iter().map(activity::read).collect::<Result<Vec<_>, _>>()?;
    let total = entries.first().map_or(0, |(_, total)| *total);
    let results: Vec<_> = entries.into_iter().map(|(entry, _)| entry).collect();
    let link = |page: i64| {
        with_parameters(exchange.request, &[("page", Some(&page.to_string())), ("limit", Some(&limit.to_string()))])
    };
    let next = (offset + limit < total).then(|| link(page + 1));
    let previous = (page > 1).then(|| link(page - 1));
    exchange::json(200, &json!({"results": results, "next": next, "previous": previous, "total_count": total}))
}
