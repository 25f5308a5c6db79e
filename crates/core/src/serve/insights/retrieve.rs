//! `GET …/insights/ID` (spec/api 1.4).

use serde_json::{Map, Value};

use super::shown::{self, Viewer};
use super::{find_reading, level, visitor};
use crate::error::Error;
use crate::insight::overrides::{merged, on_dashboard};
use crate::insight::record::Insight;
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Response};
use crate::serve::auth::{Environment, Scope};
use crate::serve::calculation::{self, Calculated, Question};
use crate::serve::exchange::{Exchange, Format, json};
use crate::serve::parameters::Parameters;
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::place::Place;
use crate::serve::stored::tiles::{self, TileContext};
use crate::serve::stored::variables;
use crate::serve::{engine, status};

/// Answers with the full form, calculated as `refresh` says.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    if let Some(link) = visitor::link(exchange).await? {
        return visitor::retrieve(exchange, &link, id).await;
    }
    let dashboard: Option<i64> = exchange.parameters.filled("from_dashboard").and_then(|id| id.parse().ok());
    let more = |place: Place<'_>| {
        let tile = dashboard.map(|dashboard| tiles::tile(id, dashboard));
        [variables::of(place)].into_iter().chain(tile).collect()
    };
    let (scene, insight, rows) = find_reading(exchange, Scope::Read("insight"), id, Deleted::Hidden, more).await?;
    let overrides = Overrides::read(&exchange.parameters)?;
    let mut rows = rows.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let known = next().into_iter().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let tile = next().into_iter().next().map(tiles::read_tile).transpose()?;
    // The same short id may stand for another project's insight.
    let tile = tile.filter(|tile| tile.insight == insight.id);

    let query = shown::query(&insight, &known)?.map(|query| overrides.applied(query, tile.as_ref()));
    let mode = mode(exchange);
    let environment = &scene.environment;
    let calculated = match &query {
        Some(query) => {
            let client_query_id = exchange.parameters.filled("client_query_id");
            answered(exchange, Question { environment, query, mode, client_query_id, insight: Some(insight.id) })
                .await?
        }
        None => None,
    };
    let calculated = beside_what_runs(exchange, environment, calculated).await;
    let viewer = Viewer::Member(level(&scene, &insight));
    let mut body = shown::full(&insight, viewer, query.as_ref(), calculated.as_ref());
    if let Some(tile) = tile {
        body.insert("color".to_owned(), tile.color.into());
        body.insert("layouts".to_owned(), tile.layouts);
    }
    if mode != Mode::ForceCache {
        body.insert("timezone".to_owned(), environment.timezone.clone().into());
    }
    let response = match exchange.format {
        Format::Csv => Response::new(200).with_body("text/csv", shown::csv(&body)),
        _ => json(200, &body)?,
    };
    with_job(response, calculated)
}

/// Returns the refresh mode that the query string asks for, else the body (spec/api 3.1).
pub(crate) fn mode<P: Platform>(exchange: &Exchange<'_, P>) -> Mode {
    let asked = match exchange.parameters.get("refresh") {
        Some(text) => Mode::from_text(text),
        None => exchange.body().ok().and_then(|body| Mode::from_value(body.get("refresh")?)),
    };
    asked.unwrap_or(Mode::ForceCache)
}

/// Returns what there is to show for the query of an insight among others; what went wrong without being the query's
/// fault is shown as its status (spec/api 3.8). Each has a status of its own: the client's name for one is for one insight.
///
/// # Errors
///
/// Errors that are safe to show.
pub(crate) async fn calculate<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insight: &Insight,
    query: Option<&Value>,
    mode: Mode,
) -> Result<Option<Calculated>, Error> {
    let Some(query) = query else { return Ok(None) };
    answered(exchange, Question { environment, query, mode, client_query_id: None, insight: Some(insight.id) }).await
}

async fn answered<P: Platform>(
    exchange: &Exchange<'_, P>,
    question: Question<'_>,
) -> Result<Option<Calculated>, Error> {
    let is_calculated = question.mode != Mode::ForceCache;
    let refused = engine::not_calculated(question.query).filter(|_| is_calculated).map(Error::invalid);
    let outcome = match refused {
        Some(refusal) => Err(refusal),
        None => match calculation::ask(exchange, question).await {
            Err(error) if !error.kind().is_temporary() => return Err(error),
            outcome => outcome,
        },
    };
    match outcome {
        Ok(calculated) => Ok(Some(calculated)),
        Err(error) => failed(exchange, question, &error).await.map(Some),
    }
}

/// Adds the status of a calculation of the same, if one waits or runs, to what was kept (spec/api 3.2).
pub(crate) async fn beside_what_runs<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    calculated: Option<Calculated>,
) -> Option<Calculated> {
    Some(calculation::beside_what_runs(exchange, environment.id, calculated?).await)
}

/// Returns what was calculated for an insight among others: what is wrong with it is shown as its status, and hides none
/// of them.
///
/// # Errors
///
/// Those of the cache.
pub(crate) async fn or_status<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insight: &Insight,
    query: Option<&Value>,
    outcome: Result<Option<Calculated>, Error>,
) -> Result<Option<Calculated>, Error> {
    match (outcome, query) {
        (Err(error), Some(query)) => {
            let mode = Mode::ForceCache;
            let question = Question { environment, query, mode, client_query_id: None, insight: Some(insight.id) };
            failed(exchange, question, &error).await.map(Some)
        }
        (outcome, _) => outcome,
    }
}

/// Returns what the cache has for a question, with the status of a calculation that failed.
async fn failed<P: Platform>(
    exchange: &Exchange<'_, P>,
    question: Question<'_>,
    error: &Error,
) -> Result<Calculated, Error> {
    exchange.platform.log(error.detail());
    let (environment, client_query_id) = (question.environment.id, question.client_query_id);
    let mut nothing = calculation::ask(exchange, Question { mode: Mode::ForceCache, ..question }).await?;
    let id = client_query_id.unwrap_or(&nothing.cache_key);
    nothing.status = Some(status::failed(environment, id, question.insight, error, exchange.now()));
    Ok(nothing)
}

/// Says how a link opens an insight.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opened {
    /// By its token against the API.
    ByToken,
    /// On a page.
    OnPage,
}

/// Returns what there is to show of an insight to somebody with a link, in the mode of spec/api 3.7.
///
/// A visitor names no status: under the name there may be a member's, with its answer.
///
/// # Errors
///
/// As [`calculate`].
pub(crate) async fn calculate_for_visitor<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insight: &Insight,
    query: Option<&Value>,
    opened: Opened,
) -> Result<Option<Calculated>, Error> {
    let Some(query) = query else { return Ok(None) };
    let question = |mode| Question { environment, query, mode, client_query_id: None, insight: Some(insight.id) };
    let asked = exchange.parameters.get("refresh").and_then(Mode::from_text);
    let mut since = insight.created_at;
    // A forced calculation is made only when the last one is old.
    if asked == Some(Mode::ForceBlocking) {
        let kept = answered(exchange, question(Mode::ForceCache)).await?;
        since = kept.and_then(|kept| kept.last_refresh).unwrap_or(since);
    }
    let mode = Mode::for_shared_view(asked, exchange.now().seconds() - since.seconds());
    answered(exchange, question(if opened == Opened::OnPage { mode.of_page() } else { mode })).await
}

/// Returns the response with the calculation that was queued for it.
pub(crate) fn with_job(response: Response, calculated: Option<Calculated>) -> Result<Response, Error> {
    Ok(match calculated.and_then(|calculated| calculated.job) {
        Some(job) => response.with_job(job),
        None => response,
    })
}

/// Holds what a request lays over the query (spec/api 3.6).
struct Overrides {
    filters: Map<String, Value>,
    tile_filters: Map<String, Value>,
    variables: Map<String, Value>,
}

impl Overrides {
    fn read(parameters: &Parameters) -> Result<Self, Error> {
        let object = |name| match parameters.json(name)? {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(object)) => Ok(object),
            Some(_) => Err(Error::invalid(format!("{name} must be a JSON object.")).at(name)),
        };
        Ok(Self {
            filters: object("filters_override")?,
            tile_filters: object("tile_filters_override")?,
            variables: object("variables_override")?,
        })
    }

    fn applied(&self, query: Value, tile: Option<&TileContext>) -> Value {
        let Some(tile) = tile else { return on_dashboard(&query, &Map::new(), &self.filters, &self.variables) };
        let own = merged(&tile.filters, &self.tile_filters);
        let filters = merged(&tile.dashboard_filters, &self.filters);
        on_dashboard(&query, &own, &filters, &merged(&tile.dashboard_variables, &self.variables))
    }
}
