//! What there is to show of insights: of one or of many, to members and to who has a link (spec/api 3).

use serde_json::Value;

use crate::error::Error;
use crate::insight::record::Insight;
use crate::insight::refresh::Mode;
use crate::platform::Platform;
use crate::serve::auth::Environment;
use crate::serve::calculation::{self, Calculated, Prepared, Question};
use crate::serve::exchange::Exchange;
use crate::serve::{engine, status};

/// Who asks of insights, which decides the mode.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Asker {
    /// A member of the project, in the mode that is asked for.
    Member(Mode),
    /// Somebody with a link, in the mode of spec/api 3.7. A visitor names no status: under the name there may be a member's,
    /// with its answer.
    Visitor(Opened),
}

/// Says how a link opens an insight.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opened {
    /// By its token against the API.
    ByToken,
    /// On a page.
    OnPage,
}

/// Says what becomes of a query that is refused among others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusals {
    /// All are refused with it.
    Raised,
    /// It is shown as its status, and hides none of them.
    Shown,
}

/// Returns what there is to show for the query of an insight; what went wrong without being the query's fault is shown as
/// its status (spec/api 3.8).
///
/// # Errors
///
/// Errors that are safe to show.
pub(crate) async fn one<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insight: &Insight,
    query: Option<&Value>,
    asker: Asker,
) -> Result<Option<Calculated>, Error> {
    let Some(query) = query else { return Ok(None) };
    let prepared = calculation::prepare(exchange, question(environment, insight, query, asker.mode_of_reading())).await;
    answered(exchange, asker.decided(exchange, insight, prepared)).await.map(Some)
}

/// Returns what there is to show for each of many insights, in their order, each with its query; their kept answers are read
/// at once.
///
/// Each has a status of its own: the client's name for one is for one insight.
///
/// # Errors
///
/// As [`one`] when refusals are raised, else those of the cache.
pub(crate) async fn all<'a, P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insights: impl Iterator<Item = (&'a Insight, Option<&'a Value>)> + Clone,
    asker: Asker,
    refusals: Refusals,
) -> Result<Vec<Option<Calculated>>, Error> {
    let mode = asker.mode_of_reading();
    let questions =
        insights.clone().filter_map(|(insight, query)| Some(question(environment, insight, query?, mode))).collect();
    let mut prepared = calculation::prepare_all(exchange, questions).await.into_iter();
    let mut all = Vec::new();
    for (insight, query) in insights {
        all.push(match query.and_then(|_| prepared.next()) {
            None => None,
            Some(prepared) => {
                let prepared = asker.decided(exchange, insight, prepared);
                let question = prepared.question;
                match (answered(exchange, prepared).await, refusals) {
                    (Err(error), Refusals::Shown) => Some(failed(exchange, question, &error).await?),
                    (outcome, _) => Some(outcome?),
                }
            }
        });
    }
    Ok(all)
}

impl Asker {
    /// Returns the mode in which kept answers are read; a visitor's is decided by what is kept.
    fn mode_of_reading(self) -> Mode {
        match self {
            Self::Member(mode) => mode,
            Self::Visitor(_) => Mode::ForceCache,
        }
    }

    /// Returns a question about an insight in the mode that the asker may have, now that its kept answer was read.
    fn decided<'a, P: Platform>(
        self,
        exchange: &Exchange<'_, P>,
        insight: &Insight,
        prepared: Prepared<'a>,
    ) -> Prepared<'a> {
        let Self::Visitor(opened) = self else { return prepared };
        let asked = exchange.parameters.get("refresh").and_then(Mode::from_text);
        // A forced calculation is made only when the last one is old.
        let since = prepared.last_refresh().unwrap_or(insight.created_at);
        let mode = Mode::for_shared_view(asked, exchange.now().seconds() - since.seconds());
        prepared.in_mode(if opened == Opened::OnPage { mode.of_page() } else { mode })
    }
}

/// Returns the question that an insight's query is.
pub(super) fn question<'a>(
    environment: &'a Environment,
    insight: &Insight,
    query: &'a Value,
    mode: Mode,
) -> Question<'a> {
    Question { environment, query, mode, client_query_id: None, insight: Some(insight.id) }
}

/// Returns what there is to show for a question about an insight whose kept answer was read.
///
/// # Errors
///
/// Errors that are safe to show.
pub(super) async fn answered<P: Platform>(
    exchange: &Exchange<'_, P>,
    prepared: Prepared<'_>,
) -> Result<Calculated, Error> {
    let question = prepared.question;
    let is_calculated = question.mode != Mode::ForceCache;
    let refused = engine::not_calculated(question.query).filter(|_| is_calculated).map(Error::invalid);
    let outcome = match refused {
        Some(refusal) => Err(refusal),
        None => match calculation::answer(exchange, prepared).await {
            Err(error) if !error.kind().is_temporary() => return Err(error),
            outcome => outcome,
        },
    };
    match outcome {
        Ok(calculated) => Ok(calculated),
        Err(error) => failed(exchange, question, &error).await,
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
