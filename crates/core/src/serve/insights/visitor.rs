//! A share token against the API: `?sharing_access_token=…` on list and retrieve (spec/api 5.5).

use serde_json::{Value, json};

use super::calculate::{self, Asker, Opened, Refusals};
use super::shown::{self, Viewer};
use crate::error::{Error, ErrorKind};
use crate::insight::record::Insight;
use crate::platform::{Job, Method, Platform, Response, Sql};
use crate::serve::exchange::{self, Exchange, Selector};
use crate::serve::page::Page;
use crate::serve::sharing::links;
use crate::serve::stored::insights::{self, primary_key};
use crate::serve::stored::listing::{self, Conditions};
use crate::serve::stored::sharing::{Link, Subject};
use crate::serve::stored::tiles;
use crate::serve::stored::variables;
use crate::share::export::hide_extra_details;

/// Returns what the request's share token opens; `None` when it has none.
///
/// # Errors
///
/// 403 for a token that opens nothing, and for requests that are no reads.
pub(crate) async fn link<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Option<Link>, Error> {
    let Some(token) = exchange.parameters.get("sharing_access_token") else { return Ok(None) };
    if !matches!(exchange.request.method, Method::Get | Method::Head) {
        return Err(refused("Sharing access token can only be used for GET requests."));
    }
    let link = links::open(exchange, token).await?;
    // A link behind a password opens nothing here: there is no place for the proof.
    let link = link.filter(|link| !link.configuration.password_required);
    link.map(Some).ok_or_else(|| refused("Sharing access token is invalid."))
}

fn refused(detail: &str) -> Error {
    Error::new(ErrorKind::ShareTokenRefused, detail)
}

/// Answers with an insight that the link opens.
pub(crate) async fn retrieve<P: Platform>(
    exchange: &Exchange<'_, P>,
    link: &Link,
    id: &str,
) -> Result<Response, Error> {
    let mut conditions = conditions(exchange, link)?;
    let (key, short_id) = (conditions.bind(primary_key(id)), conditions.bind(id));
    conditions.require(format!("i.id = {key} OR i.short_id = {short_id}"));
    let (mut shown, jobs) = shown(exchange, link, &conditions, &format!("i.id IS NOT {key}"), 1, 0).await?;
    let body = shown.pop().ok_or_else(Error::not_found)?;
    Ok(Response { jobs, ..exchange::json(200, &body)? })
}

/// Answers with the insights that the link opens.
pub(crate) async fn list<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Result<Response, Error> {
    let mut conditions = conditions(exchange, link)?;
    if let Some(short_id) = exchange.parameters.get("short_id") {
        let short_id = conditions.bind(short_id);
        conditions.require(format!("i.short_id = {short_id}"));
    }
    let page = Page::of(&exchange.parameters);
    let rows = exchange.platform.sql().query(conditions.count()).await?;
    let count = rows.into_iter().next().map(|row| row.fields().integer()).transpose()?.unwrap_or(0);
    let order = listing::order(exchange.parameters.filled("order"));
    let (shown, jobs) = shown(exchange, link, &conditions, &order, page.limit, page.offset).await?;
    Ok(Response { jobs, ..exchange::json(200, &page.envelope(exchange.request, count, shown))? })
}

/// Returns the conditions of what a link opens: its insight, or those with a live tile on its dashboard.
fn conditions<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Result<Conditions, Error> {
    let (id, project) = (link.environment.id, link.environment.project);
    let is_here = match exchange.selector {
        Selector::Project(place) => place.0 == project,
        Selector::Environment(place) => place == id || place.0 == project,
        _ => false,
    };
    if !is_here {
        return Err(Error::not_found());
    }
    let mut conditions = Conditions::of_project(project);
    match link.configuration.subject {
        Subject::Insight(insight) => {
            let insight = conditions.bind(insight);
            conditions.require(format!("i.id = {insight}"));
        }
        Subject::Dashboard(dashboard) => {
            let dashboard = conditions.bind(dashboard);
            conditions.require(format!(
                "EXISTS (SELECT 1 FROM tiles t JOIN dashboards d ON d.id = t.dashboard_id AND d.deleted = 0
                   WHERE t.insight_id = i.id AND t.dashboard_id = {dashboard} AND coalesce(t.deleted, 0) = 0)"
            ));
        }
        Subject::Nothing => conditions.require("0"),
    }
    Ok(conditions)
}

/// Returns insights as a visitor sees them, and what was queued for them.
async fn shown<P: Platform>(
    exchange: &Exchange<'_, P>,
    link: &Link,
    conditions: &Conditions,
    order: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Value>, Vec<Job>), Error> {
    let environment = &link.environment;
    let mut statements = vec![variables::of_place(environment.id.0), conditions.page(order, limit, offset)];
    if let Subject::Dashboard(dashboard) = link.configuration.subject {
        statements.push(tiles::contexts(dashboard));
    }
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let known = next().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let opened = next().map(insights::read).collect::<Result<Vec<_>, _>>()?;
    let tiles = next().map(tiles::read_tile).collect::<Result<Vec<_>, _>>()?;
    let query = |insight: &Insight| {
        // Of an insight the dashboard's link opens what the dashboard shows, and not what its filters hide.
        let tile = tiles.iter().find(|tile| tile.insight == insight.id);
        // One that cannot be read hides no other.
        shown::query(insight, &known).unwrap_or_default().map(|query| match tile {
            Some(tile) => tile.shown(&query),
            None => query,
        })
    };
    let queries: Vec<Option<Value>> = opened.iter().map(query).collect();
    let asked = opened.iter().zip(queries.iter().map(Option::as_ref));
    let (asker, refusals) = (Asker::Visitor(Opened::ByToken), Refusals::Raised);
    let calculated = calculate::all(exchange, environment, asked.clone(), asker, refusals).await?;
    let (mut shown, mut jobs) = (Vec::new(), Vec::new());
    for ((insight, query), calculated) in asked.zip(calculated) {
        let mut body = shown::full(insight, Viewer::Visitor, query, calculated.as_ref());
        if hides_details(link) {
            hide_extra_details(&mut body);
        }
        shown.push(Value::Object(body));
        jobs.extend(calculated.and_then(|calculated| calculated.job));
    }
    Ok((shown, jobs))
}

fn hides_details(link: &Link) -> bool {
    link.configuration.settings.as_ref().and_then(|settings| settings.get("hideExtraDetails")) == Some(&json!(true))
}
