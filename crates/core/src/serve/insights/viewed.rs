//! Who looked at what: `viewed`, `my_last_viewed`, `trending` (spec/api 10.4). An insight that cannot be read hides no other.

use serde_json::{Value, json};

use super::{filters, find, level, shown};
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{self, Scene, Scope};
use crate::serve::exchange::{self, Exchange};
use crate::serve::fields;
use crate::serve::stored::insights::{self, Deleted};
use crate::serve::stored::listing::Conditions;
use crate::serve::stored::{variables, views};

const MOST_VIEWED: usize = 2500;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Answers `POST …/insights/ID/viewed`.
pub(crate) async fn one<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, insight) = find(exchange, Scope::Read("insight"), id, Deleted::Hidden).await?;
    let statement = views::insert(scene.environment.project, &[insight.id], scene.user.id, exchange.now());
    exchange.platform.sql().execute(statement).await?;
    Ok(Response::new(201))
}

/// Answers `POST …/insights/viewed`.
pub(crate) async fn several<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("insight")).await?;
    let body = exchange.body()?;
    let refusal = || {
        let detail = format!("insight_ids must be a list of 1 to {MOST_VIEWED} integers.");
        Error::invalid(detail).at("insight_ids")
    };
    let ids = body.get("insight_ids").and_then(Value::as_array).ok_or_else(refusal)?;
    let ids = ids.iter().map(fields::whole).collect::<Option<Vec<_>>>().ok_or_else(refusal)?;
    if ids.is_empty() || ids.len() > MOST_VIEWED {
        return Err(refusal());
    }
    let statement = views::insert(scene.environment.project, &ids, scene.user.id, exchange.now());
    exchange.platform.sql().execute(statement).await?;
    Ok(Response::new(201))
}

/// Returns the conditions of insights that the caller may see.
fn visible(scene: &Scene) -> Conditions {
    let mut conditions = Conditions::of_project(scene.environment.project);
    filters::require_visible(&mut conditions, scene);
    conditions
}

/// Answers `GET …/insights/my_last_viewed`: at most five, the newest view first.
pub(crate) async fn mine<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::SessionOnly).await?;
    let statements =
        vec![variables::of_place(scene.environment.id.0), views::last_of_user(visible(&scene), scene.user.id)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let known = next().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let mut results = Vec::new();
    for row in next() {
        let insight = insights::read(row)?;
        let query = shown::query(&insight, &known).unwrap_or_default();
        results.push(Value::Object(shown::basic(&insight, level(&scene, &insight), query.as_ref())));
    }
    exchange::json(200, &results)
}

/// Answers `GET …/insights/trending`.
pub(crate) async fn trending<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::SessionOnly).await?;
    let days = exchange.parameters.count("days", 7, 3650)?;
    let limit = exchange.parameters.count("limit", 10, 100)?;
    let since = exchange.now().plus_seconds(-days * DAY_SECONDS);
    let statements = vec![variables::of_place(scene.environment.id.0), views::trending(visible(&scene), since, limit)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let known = next().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let mut results = Vec::new();
    for row in next() {
        let trending = views::read_trending(row)?;
        let insight = &trending.insight;
        let query = shown::query(insight, &known).unwrap_or_default();
        let mut shown = shown::basic(insight, level(&scene, insight), query.as_ref());
        shown.insert("view_count".to_owned(), json!(trending.viewers));
        shown.insert("viewers".to_owned(), trending.some_viewers);
        shown.insert("last_modified_by".to_owned(), insight.last_modified_by.clone());
        results.push(Value::Object(shown));
    }
    let body = json!({"count": results.len(), "next": null, "previous": null, "results": results});
    exchange::json(200, &body)
}
