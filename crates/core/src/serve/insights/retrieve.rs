//! `GET …/insights/ID` (spec/api 1.4).

use serde_json::{Map, Value};

use super::shown::{self, Viewer};
use super::{calculate, find_reading, level, visitor};
use crate::error::Error;
use crate::insight::overrides::{merged, on_dashboard};
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Response};
use crate::serve::auth::Scope;
use crate::serve::calculation::{self, Calculated, Question};
use crate::serve::exchange::{Exchange, Format, json};
use crate::serve::parameters::Parameters;
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::place::Place;
use crate::serve::stored::tiles::{self, TileContext};
use crate::serve::stored::variables;

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
    let mut calculated = match &query {
        Some(query) => {
            let client_query_id = exchange.parameters.filled("client_query_id");
            let question = Question { client_query_id, ..calculate::question(environment, &insight, query, mode) };
            Some(calculate::answered(exchange, calculation::prepare(exchange, question).await).await?)
        }
        None => None,
    };
    calculation::show_what_runs(exchange, environment.id, calculated.as_mut()).await;
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
