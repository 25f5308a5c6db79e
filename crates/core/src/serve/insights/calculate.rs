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
    mode: Mode,
) -> Result<Option<Calculated>, Error> {
    let Some(query) = query else { return Ok(None) };
    let question = question(environment, insight, query, mode);
    answered(exchange, calculation::prepare(exchange, question).await).await.map(Some)
}

/// Holds what is asked of an insight among others.
pub(crate) struct Asked<'a> {
    pub(crate) insight: &'a Insight,
    /// The query that is shown of it.
    pub(crate) query: Option<&'a Value>,
    pub(crate) mode: Mode,
}

/// Says what becomes of a query that is refused among others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusals {
    /// All are refused with it.
    Raised,
    /// It is shown as its status, and hides none of them.
    Shown,
}

/// Returns what there is to show for each of many insights, in their order; their kept answers are read at once.
///
/// Each has a status of its own: the client's name for one is for one insight.
///
/// # Errors
///
/// As [`one`] when refusals are raised, else those of the cache.
pub(crate) async fn all<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    asked: &[Asked<'_>],
    refusals: Refusals,
) -> Result<Vec<Option<Calculated>>, Error> {
    let questions =
        asked.iter().filter_map(|asked| Some(question(environment, asked.insight, asked.query?, asked.mode)));
    let mut prepared = calculation::prepare_all(exchange, questions.collect()).await.into_iter();
    let mut all = Vec::with_capacity(asked.len());
    for asked in asked {
        all.push(match asked.query.and_then(|_| prepared.next()) {
            None => None,
            Some(prepared) => {
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
/// As [`one`].
pub(crate) async fn for_visitor<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insight: &Insight,
    query: Option<&Value>,
    opened: Opened,
) -> Result<Option<Calculated>, Error> {
    let mode = mode_of_visitor(exchange, environment, insight, query, opened).await?;
    one(exchange, environment, insight, query, mode).await
}

/// Does the same for many insights, each with its query, in their order; their kept answers are read at once.
///
/// # Errors
///
/// As [`all`].
pub(crate) async fn all_for_visitor<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insights: impl Iterator<Item = (&Insight, Option<&Value>)>,
    opened: Opened,
    refusals: Refusals,
) -> Result<Vec<Option<Calculated>>, Error> {
    let mut asked = Vec::new();
    for (insight, query) in insights {
        let mode = mode_of_visitor(exchange, environment, insight, query, opened).await?;
        asked.push(Asked { insight, query, mode });
    }
    all(exchange, environment, &asked, refusals).await
}

/// Returns the mode in which somebody with a link asks of an insight.
async fn mode_of_visitor<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    insight: &Insight,
    query: Option<&Value>,
    opened: Opened,
) -> Result<Mode, Error> {
    let asked = exchange.parameters.get("refresh").and_then(Mode::from_text);
    let mut since = insight.created_at;
    // A forced calculation is made only when the last one is old.
    if asked == Some(Mode::ForceBlocking) {
        let kept = one(exchange, environment, insight, query, Mode::ForceCache).await?;
        since = kept.and_then(|kept| kept.last_refresh).unwrap_or(since);
    }
    let mode = Mode::for_shared_view(asked, exchange.now().seconds() - since.seconds());
    Ok(if opened == Opened::OnPage { mode.of_page() } else { mode })
}
