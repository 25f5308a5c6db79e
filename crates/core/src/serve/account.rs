//! `/api/users/@me`, `/api/personal_api_keys/@current`, `/api/organizations…`, and the lists of projects and
//! environments: clients ask who they are and where they may go before they ask anything else.

use serde_json::{Value, json};

use super::auth::{Environment, Organization, Reach, Scope, reach};
use super::exchange::{self, Exchange};
use super::page::Page;
use crate::error::Error;
use crate::platform::{Platform, Response};

/// Says which of the places are listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Listed {
    /// Each project once, as its default environment.
    Projects,
    /// All environments.
    Environments,
}

/// Answers `GET /api/users/@me`.
pub(crate) async fn user<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let reach = reach(exchange, Scope::Read("user")).await?;
    let current = reach.places.iter().find(|(environment, _)| Some(environment.id.0) == reach.current);
    let current = current.or(reach.places.first());
    let organization = current.and_then(|(_, organization)| named(&reach, &organization.id));
    let mut shown = reach.user.basic.clone();
    shown["organization"] = organization.or_else(|| reach.organizations.first().cloned()).unwrap_or_default();
    shown["organizations"] = json!(reach.organizations);
    shown["team"] = current.map(|(environment, organization)| environment.shown(organization)).unwrap_or_default();
    exchange::json(200, &shown)
}

/// Answers `GET /api/personal_api_keys/@current`: what the key that asks may do.
pub(crate) async fn key<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let key = reach(exchange, Scope::Any).await?.key.ok_or_else(Error::not_found)?;
    exchange::json(200, &key.shown())
}

/// Answers `GET /api/organizations`.
pub(crate) async fn organizations<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let reach = reach(exchange, Scope::Read("organization")).await?;
    page(exchange, reach.organizations)
}

/// Answers `GET /api/organizations/ID`, where the id may be `@current`.
pub(crate) async fn organization<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let reach = reach(exchange, Scope::Read("organization")).await?;
    exchange::json(200, &asked(exchange, &reach)?)
}

/// Answers `GET /api/organizations/ID/projects`.
pub(crate) async fn projects<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let reach = reach(exchange, Scope::Read("project")).await?;
    let organization = asked(exchange, &reach)?;
    let here = reach.places.iter().filter(|(_, place)| organization["id"] == place.id.as_str());
    page(exchange, here.filter(|place| is_project(place)).map(shown).collect())
}

/// Answers `GET /api/projects` and `GET /api/environments`.
pub(crate) async fn places<P: Platform>(exchange: &Exchange<'_, P>, listed: Listed) -> Result<Response, Error> {
    let reach = reach(exchange, Scope::Read("project")).await?;
    let places = reach.places.iter().filter(|place| listed == Listed::Environments || is_project(place));
    page(exchange, places.map(shown).collect())
}

fn is_project((environment, _): &(Environment, Organization)) -> bool {
    environment.id.0 == environment.project
}

fn shown((environment, organization): &(Environment, Organization)) -> Value {
    environment.shown(organization)
}

fn named(reach: &Reach, id: &str) -> Option<Value> {
    reach.organizations.iter().find(|shown| shown["id"] == id).cloned()
}

/// Returns the organization that the path names.
fn asked<P: Platform>(exchange: &Exchange<'_, P>, reach: &Reach) -> Result<Value, Error> {
    let id = exchange.request.path.split('/').nth(3).unwrap_or_default();
    let current = || {
        let place = reach.places.iter().find(|(environment, _)| Some(environment.id.0) == reach.current);
        place.map(|(_, organization)| organization.id.as_str())
    };
    let id = if id == "@current" { current() } else { Some(id) };
    id.and_then(|id| named(reach, id)).ok_or_else(Error::not_found)
}

fn page<P: Platform>(exchange: &Exchange<'_, P>, all: Vec<Value>) -> Result<Response, Error> {
    let page = Page::of(&exchange.parameters);
    let (offset, limit) =
        (usize::try_from(page.offset).unwrap_or(usize::MAX), usize::try_from(page.limit).unwrap_or(0));
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let results = all.into_iter().skip(offset).take(limit).collect();
    exchange::json(200, &page.envelope(exchange.request, count, results))
}
