//! `GET|POST …/insights/ID/suggestions` (spec/api 1.8).

use serde_json::Value;

use super::{find_reading, retrieve, shown};
use crate::error::Error;
use crate::insight::refresh::Mode;
use crate::insight::suggestions::suggestions;
use crate::platform::{Platform, Response};
use crate::serve::auth::Scope;
use crate::serve::exchange::{self, Exchange};
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::place::Place;
use crate::serve::stored::variables;

/// Answers with questions to ask next, chosen by the kept answer where there is one.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let more = |place: Place<'_>| vec![variables::of(place)];
    let (scene, insight, rows) = find_reading(exchange, Scope::SessionOnly, id, Deleted::Hidden, more).await?;
    let known = rows.into_iter().flatten().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let body = exchange.body()?;
    let context = body.get("context").and_then(Value::as_str).unwrap_or_default();
    let Some(query) = shown::query(&insight, &known)? else { return exchange::json(200, &Value::Array(Vec::new())) };
    let mode = Mode::ForceCache;
    let calculated = retrieve::calculate(exchange, &scene.environment, &insight, Some(&query), mode).await?;
    let answer = calculated.and_then(|calculated| calculated.answer);
    exchange::json(200, &suggestions(&query, answer.as_ref(), context))
}
