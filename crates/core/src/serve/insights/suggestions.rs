//! `GET|POST …/insights/ID/suggestions` (spec/api 1.8).

use serde_json::Value;

use super::calculate::{self, Asker};
use super::{find_reading, shown};
use crate::error::Error;
use crate::insight::cache_key::source;
use crate::insight::refresh::Mode;
use crate::insight::suggestions::{Breakdown, separation, suggestions};
use crate::platform::{Platform, Response};
use crate::query::Query;
use crate::query::context::{PropertyOwner, PropertyType};
use crate::serve::auth::{Environment, Scope};
use crate::serve::engine;
use crate::serve::exchange::{self, Exchange};
use crate::serve::fields;
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::place::Place;
use crate::serve::stored::variables;

/// So much of what a client is after is read.
const LONGEST_CONTEXT: usize = 10_000;

/// Answers with questions to ask next, chosen by the kept answer where there is one, and with the breakdown that the
/// client speaks of, or else the one that separates best.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let more = |place: Place<'_>| vec![variables::of(place)];
    let (scene, insight, rows) = find_reading(exchange, Scope::SessionOnly, id, Deleted::Hidden, more).await?;
    let known = rows.into_iter().flatten().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let body = exchange.body()?;
    let context = fields::text(&body, "context", LONGEST_CONTEXT)?.given().unwrap_or_default();
    let Some(query) = shown::query(&insight, &known).unwrap_or_default() else {
        return exchange::json(200, &Value::Array(Vec::new()));
    };
    let asker = Asker::Member(Mode::ForceCache);
    let calculated = calculate::one(exchange, &scene.environment, &insight, Some(&query), asker).await?;
    let answer = calculated.and_then(|calculated| calculated.answer);
    let breakdown = match Breakdown::from_context(&context) {
        Some(breakdown) => breakdown,
        None => separating(exchange, &scene.environment, source(&query)).await.unwrap_or_default(),
    };
    exchange::json(200, &suggestions(&query, answer.as_ref(), &breakdown))
}

/// Returns the breakdown that separates best, of those that most projects have and some of this one's own; none where no
/// one has two values.
async fn separating<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    source: &Value,
) -> Option<Breakdown> {
    let (team, now) = (environment.team(), exchange.now());
    Breakdown::default().question(source)?;
    let mut context = engine::context(exchange.platform, environment.project, &team, now).await.ok()?;
    let mut best: Option<(f64, Breakdown)> = None;
    let mut candidates: Vec<Breakdown> = Breakdown::commons().collect();
    let mut has_own = false;
    while let Some(breakdown) = candidates.pop() {
        let query = Query::from_json(&breakdown.question(source)?).ok()?;
        let answer = engine::evaluated(exchange.platform, environment.id, &query, &mut context).await.ok()?;
        let results: Value = serde_json::from_str(&answer.to_json()).ok()?;
        let score = separation(results.get("results")?);
        if score > best.as_ref().map_or(0.0, |(best, _)| *best) {
            best = Some((score, breakdown));
        }
        // The first answer tells which properties there are.
        if !has_own {
            let names = context.property_types.names(PropertyOwner::Event, PropertyType::Text);
            candidates.extend(Breakdown::own(names));
            has_own = true;
        }
    }
    best.map(|(_, breakdown)| breakdown)
}
