//! Making projects and environments, and replacing their public tokens.

use serde_json::json;

use super::{named, organization};
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};
use crate::serve::exchange::{self, Exchange, uuid};
use crate::serve::fields;
use crate::serve::stored::admin;
use crate::serve::stored::setup::{self, NewEnvironment};
use crate::time::Zone;

/// Answers `{"name", "organization"?, "timezone"?, "project"?}` with a new project and its public token.
///
/// An organization that is named and does not exist is made; with `project` it becomes an environment of that one.
pub(super) async fn create<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let body = exchange.body()?;
    let sql = exchange.platform.sql();
    let name = named(&body, "name")?;
    let timezone = fields::text(&body, "timezone", 64)?.given().unwrap_or_else(|| "UTC".to_owned());
    Zone::named(&timezone).map_err(|error| error.at("timezone"))?;
    let api_token = new_token(exchange);
    let new = NewEnvironment { name: &name, uuid: uuid(exchange.request), api_token: &api_token, at: exchange.now() };
    let (id, project) = match fields::integer(&body, "project")?.given() {
        Some(project) => {
            if sql.query(admin::project(project)).await?.is_empty() {
                return Err(Error::invalid("No project has this id.").at("project"));
            }
            (setup::environment(sql, project, new).await?, project)
        }
        None => {
            let organization = match organization(exchange, &body).await? {
                Some(id) => id,
                None => new_organization(exchange, &body).await?,
            };
            let id = setup::project(sql, &organization, new).await?;
            (id, id.0)
        }
    };
    sql.execute(admin::set_timezone(id.0, &timezone)).await?;
    let shown = json!({"id": id.0, "project": project, "name": name, "timezone": timezone, "api_token": api_token});
    exchange::json(201, &shown)
}

async fn new_organization<P: Platform>(
    exchange: &Exchange<'_, P>,
    body: &serde_json::Map<String, serde_json::Value>,
) -> Result<String, Error> {
    let name = fields::text(body, "organization", 64)?.given().unwrap_or_else(|| "Oriel".to_owned());
    let id = uuid(exchange.request);
    exchange.platform.sql().execute(setup::own_organization(&id, &name)).await?;
    Ok(id)
}

/// Gives an environment another public token: events that come with the old one are refused from now on.
pub(super) async fn revoke<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let id: i64 = id.parse().map_err(|_| Error::not_found())?;
    let api_token = new_token(exchange);
    let rows = exchange.platform.sql().query(admin::set_api_token(id, &api_token)).await?;
    if rows.is_empty() {
        return Err(Error::not_found());
    }
    exchange::json(200, &json!({"id": id, "api_token": api_token}))
}

fn new_token<P: Platform>(exchange: &Exchange<'_, P>) -> String {
    format!("phc_{}", exchange.request.entropy.alphanumeric(43))
}
