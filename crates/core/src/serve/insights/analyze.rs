//! `GET …/insights/ID/analyze`: findings on the kept answer (spec/api 1.8).

use serde_json::{Value, json};

use super::calculate::{self, Asker};
use super::{find_reading, shown};
use crate::answer::Answer;
use crate::error::Error;
use crate::insight::findings::findings;
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Response};
use crate::query::Query;
use crate::serve::auth::{Scope, denied};
use crate::serve::calculation::Calculated;
use crate::serve::exchange::{self, Exchange};
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::place::Place;
use crate::serve::stored::variables;

/// Answers with findings in plain sentences; computed, not made up by a language model.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let more = |place: Place<'_>| vec![variables::of(place)];
    let (scene, insight, rows) = find_reading(exchange, Scope::SessionOnly, id, Deleted::Hidden, more).await?;
    if !scene.organization.ai_approved {
        return Err(denied("AI data processing must be approved by your organization"));
    }
    let known = rows.into_iter().flatten().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let query = shown::query(&insight, &known).unwrap_or_default();
    let asker = Asker::Member(Mode::ForceCache);
    let calculated = calculate::one(exchange, &scene.environment, &insight, query.as_ref(), asker).await?;
    let text = query.zip(calculated).and_then(|(query, calculated)| told(&query, &calculated));
    exchange::json(200, &json!({"result": text.unwrap_or_default()}))
}

/// Returns findings on a kept answer, if there is one that can be read.
fn told(query: &Value, calculated: &Calculated) -> Option<String> {
    let query = Query::from_json(query).ok()?;
    let answer = Answer::from_json(&query, calculated.answer.as_ref()?).ok()?;
    Some(findings(&query, &answer, calculated.last_refresh?))
}
