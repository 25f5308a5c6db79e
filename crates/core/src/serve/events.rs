//! `GET …/events/export`: the events of an environment, for those who evaluate them where they are.

use super::auth::{self, Scope};
use super::exchange::Exchange;
use crate::error::Error;
use crate::plan::Plan;
use crate::platform::{Events, Platform, Response};

/// Answers with every event in capture format, a JSON object a line.
pub(crate) async fn export<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("query")).await?;
    let dataset = exchange.platform.events().dataset(scene.environment.id, &Plan::everything()).await?;
    Ok(Response::new(200).with_body("application/x-ndjson", dataset.to_ndjson()))
}
