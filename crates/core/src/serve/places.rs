//! `/api/projects/ID`, `/api/environments/ID`, and what other products keep below them.

use serde_json::json;

use super::auth::{self, Scope};
use super::exchange::{self, Exchange};
use super::method_not_allowed;
use crate::error::Error;
use crate::platform::{Platform, Response};

/// Answers with the project or environment.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("project")).await?;
    exchange::json(200, &scene.environment.shown(&scene.organization))
}

/// Answers `GET …/feature_flags`: clients ask for them, and there are none here.
pub(crate) async fn no_feature_flags<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    auth::enter(exchange, Scope::Read("feature_flag")).await?;
    exchange::json(200, &json!({"count": 0, "next": null, "previous": null, "results": []}))
}

/// Refuses `POST …/feature_flags` once it is clear that the caller might have made one.
pub(crate) async fn feature_flag_refused<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    auth::enter(exchange, Scope::Write("feature_flag")).await?;
    Err(method_not_allowed(exchange.request.method))
}
