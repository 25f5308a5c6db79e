//! The answer to a query: kept, calculated now, or queued, as the refresh mode wants (spec/api 3).

mod prepared;

use serde_json::{Value, json};

pub(crate) use self::prepared::{Prepared, prepare, prepare_all};
use super::auth::Environment;
use super::exchange::Exchange;
use super::{engine, status};
use crate::error::{Error, ErrorKind};
use crate::insight::cache_key::{Surroundings, cache_key, source};
use crate::insight::custom_names::name_series;
use crate::insight::refresh::{Decision, Kept, Mode};
use crate::insight::staleness::Aging;
use crate::platform::{
    Calculation, Entry, EnvironmentId, Events, Flight, Job, Keep, Key, Landing, Platform, TestHooks, Wanted,
};
use crate::time::{Interval, Timestamp};

/// Holds what is asked of the engine.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) environment: &'a Environment,
    /// The query with everything merged in that a dashboard or request lays over it.
    pub(crate) query: &'a Value,
    pub(crate) mode: Mode,
    /// The id under which the client will ask for the status.
    pub(crate) client_query_id: Option<&'a str>,
    pub(crate) insight: Option<i64>,
}

/// Holds what there is to show for a question.
#[derive(Debug)]
pub(crate) struct Calculated {
    pub(crate) cache_key: String,
    /// The response: `results` and what belongs to it; `None` on a miss.
    pub(crate) answer: Option<Value>,
    pub(crate) last_refresh: Option<Timestamp>,
    pub(crate) target_age: Option<Timestamp>,
    pub(crate) next_refresh: Option<Timestamp>,
    pub(crate) is_cached: bool,
    pub(crate) status: Option<Value>,
    /// A calculation that was queued, for the response to leave behind.
    pub(crate) job: Option<Job>,
}

impl Calculated {
    /// Returns the response of a query (spec/api 4.2): the answer and what belongs to it, or the status alone.
    pub(crate) fn response(self) -> Value {
        let Some(mut response) = self.answer else { return json!({"query_status": self.status}) };
        let time = |at: Option<Timestamp>| json!(at.map(|at| at.to_string()));
        response["is_cached"] = json!(self.is_cached);
        response["last_refresh"] = time(self.last_refresh);
        response["cache_target_age"] = time(self.target_age);
        response["next_allowed_client_refresh"] = time(self.next_refresh);
        response["cache_key"] = json!(self.cache_key);
        if self.status.is_some() {
            response["query_status"] = json!(self.status);
        }
        response
    }
}

/// Holds a kept or fresh answer with the moment of its calculation.
struct Dated {
    answer: Value,
    at: Timestamp,
}

/// Returns what there is to show for a question.
///
/// # Errors
///
/// What [`engine::answer`] refuses, when the mode calculates now.
pub(crate) async fn ask<P: Platform>(exchange: &Exchange<'_, P>, question: Question<'_>) -> Result<Calculated, Error> {
    answer(exchange, prepare(exchange, question).await).await
}

/// Returns what there is to show for a question whose kept answer was read.
///
/// # Errors
///
/// As [`ask`].
pub(crate) async fn answer<P: Platform>(
    exchange: &Exchange<'_, P>,
    prepared: Prepared<'_>,
) -> Result<Calculated, Error> {
    let Prepared { question, calculation, kept } = prepared;
    let worth = match &kept {
        None => Kept::Nothing,
        Some(kept) => aging(question.query, &kept.answer).kept(kept.at, exchange.now()),
    };
    let now = exchange.now();
    Ok(match question.mode.decide(worth) {
        Decision::ShowNothing => shown(calculation, None, false, now),
        Decision::ShowKept => shown(calculation, kept, true, now),
        Decision::Calculate => {
            check_injected_failure(exchange)?;
            let fresh = fly(exchange.platform, &calculation).await?;
            shown(calculation, Some(fresh), false, now)
        }
        Decision::Queue => queue(exchange, &question, calculation, None).await?,
        Decision::ShowKeptAndQueue => queue(exchange, &question, calculation, kept).await?,
    })
}

fn calculation(now: Timestamp, question: &Question<'_>) -> Calculation {
    let environment = question.environment;
    let team = environment.team();
    let surroundings = Surroundings {
        environment: environment.id.0,
        deletions: environment.deletions,
        timezone: &environment.timezone,
        week_start_day: environment.week_start_day,
        settings: &team,
    };
    let cache_key = cache_key(question.query, surroundings);
    Calculation {
        environment: environment.id,
        project: environment.project,
        query: question.query.clone(),
        status: question.client_query_id.map_or_else(|| cache_key.clone(), str::to_owned),
        cache_key,
        team,
        wanted: wanted(question.mode),
        now,
    }
}

/// Returns which calculations of others will do.
fn wanted(mode: Mode) -> Wanted {
    match mode.reads_kept() {
        true => Wanted::Recent,
        false => Wanted::Anew,
    }
}

fn dated(bytes: &[u8]) -> Option<Dated> {
    let answer: Value = serde_json::from_slice(bytes).ok()?;
    let at = Timestamp::parse(answer.get("last_refresh")?.as_str()?).ok()?;
    Some(Dated { answer, at })
}

/// Calculates once however many ask for the same at the same time, and keeps the answer.
async fn fly<P: Platform>(platform: &P, calculation: &Calculation) -> Result<Dated, Error> {
    let (environment, name) = engine::flight(calculation);
    let joined = platform.events().join(environment, name, calculation.wanted, calculation.now).await;
    let flight = joined.unwrap_or_else(|failure| {
        platform.log(&failure.to_string());
        Flight::Alone
    });
    match &flight {
        Flight::Landed(bytes) => {
            if let Some(landed) = dated(bytes) {
                return Ok(landed);
            }
        }
        Flight::Failed => return Err(Error::new(ErrorKind::Unavailable, "the leader of the same calculation failed")),
        Flight::Crowded => return Err(Error::new(ErrorKind::Crowded, "concurrency_limit_exceeded")),
        Flight::Lead(_) | Flight::Alone => {}
    }
    let outcome = engine::answer(platform, calculation).await;
    if let Ok(bytes) = &outcome {
        let metadata = Some(calculation.now.micros().to_string());
        let entry = Entry { bytes: bytes.clone(), metadata };
        // An answer that is not kept is calculated again; it is still an answer.
        if let Err(failure) = platform.keep().put(&Key::Result(calculation.cache_key.clone()), entry).await {
            platform.log(&failure.to_string());
        }
    }
    if let Flight::Lead(number) = flight
        && let Err(failure) = platform.events().land(environment, name, number, landing(&outcome)).await
    {
        platform.log(&failure.to_string());
    }
    // Who led reads the same bytes as who followed, so that all of them show the same.
    dated(&outcome?).ok_or_else(|| Error::internal("an answer is not dated"))
}

/// Returns what others are told of how a calculation ended.
fn landing(outcome: &Result<Vec<u8>, Error>) -> Landing {
    match outcome {
        Ok(bytes) => Landing::Answer(bytes.clone()),
        Err(error) if error.kind().is_temporary() => Landing::Failure,
        Err(_) => Landing::Refusal,
    }
}

/// Queues a calculation and shows its status, with the kept answer meanwhile.
async fn queue<P: Platform>(
    exchange: &Exchange<'_, P>,
    question: &Question<'_>,
    calculation: Calculation,
    kept: Option<Dated>,
) -> Result<Calculated, Error> {
    let now = exchange.now();
    let is_cached = kept.is_some();
    // What has a status is not queued again, unless a new calculation was asked for by name; one that has ended does
    // not keep a stale answer from being replaced.
    if question.mode != Mode::ForceAsync {
        let known = status::known(exchange, calculation.environment, &calculation.status).await?;
        if let Some(status) = known.filter(|status| !is_cached || status::is_under_way(status)) {
            return Ok(Calculated { status: Some(status), ..shown(calculation, kept, is_cached, now) });
        }
    }
    let status = status::queued(&calculation.status, calculation.environment, question.insight, now);
    status::keep(exchange.platform, &calculation, &status).await?;
    let job = Job::Calculate(calculation.clone());
    Ok(Calculated { status: Some(status), job: Some(job), ..shown(calculation, kept, is_cached, now) })
}

/// Adds to kept answers the status of a calculation of the same, if one waits or runs (spec/api 3.2).
pub(crate) async fn show_what_runs<'a, P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: EnvironmentId,
    calculated: impl IntoIterator<Item = &'a mut Calculated>,
) {
    let is_told = |calculated: &&mut Calculated| calculated.is_cached && calculated.status.is_none();
    let mut kept: Vec<&mut Calculated> = calculated.into_iter().filter(is_told).collect();
    if kept.is_empty() {
        return;
    }
    let keys = kept.iter().map(|calculated| calculated.cache_key.clone()).collect();
    // The answers are worth more than the news that there will be others.
    let incomplete = exchange.platform.events().incomplete(environment, keys, exchange.now()).await.unwrap_or_default();
    for calculated in &mut kept {
        let status = incomplete.iter().find(|(id, _)| *id == calculated.cache_key);
        let status = status.and_then(|(_, status)| serde_json::from_str(status).ok());
        calculated.status = status.filter(status::is_under_way);
    }
}

/// Does a queued calculation, keeps the answer and records how it went.
pub(crate) async fn work<P: Platform>(platform: &P, calculation: &Calculation) {
    let now = calculation.now;
    if status::change(platform, calculation, |status| status::begun(status, now)).await {
        return;
    }
    let outcome = fly(platform, calculation).await;
    let outcome = outcome.map(|dated| shown(calculation.clone(), Some(dated), false, now).response());
    if let Err(error) = &outcome
        && error.kind().is_temporary()
    {
        platform.log(error.detail());
    }
    status::change(platform, calculation, |status| status::ended(status, outcome.as_ref().cloned(), now)).await;
}

fn shown(calculation: Calculation, mut dated: Option<Dated>, is_cached: bool, now: Timestamp) -> Calculated {
    if let Some(dated) = &mut dated {
        name_series(&mut dated.answer, &calculation.query);
    }
    let aging = dated.as_ref().map(|dated| aging(&calculation.query, &dated.answer));
    let at = dated.as_ref().map(|dated| dated.at);
    Calculated {
        cache_key: calculation.cache_key,
        target_age: aging.zip(at).and_then(|(aging, at)| aging.target_age(at)),
        next_refresh: aging.zip(at).map(|(aging, at)| aging.next_refresh(at, now)),
        answer: dated.map(|dated| dated.answer),
        last_refresh: at,
        is_cached,
        status: None,
        job: None,
    }
}

/// Returns how fast the answer to a query ages.
fn aging(query: &Value, answer: &Value) -> Aging {
    let source = source(query);
    let kind = source.get("kind").and_then(Value::as_str).unwrap_or_default();
    if matches!(kind, "HogQLQuery" | "EventsQuery") {
        return Aging::Unranged;
    }
    let end = |name| {
        let text = answer.get("resolved_date_range")?.get(name)?.as_str()?;
        Timestamp::parse(text).ok()
    };
    Aging::Ranged {
        interval: source.get("interval").and_then(Value::as_str).and_then(Interval::from_name),
        from: end("date_from"),
        to: end("date_to"),
    }
}

/// Fails as a scenario wants the engine to fail (`inject_calculation_error`).
fn check_injected_failure<P: Platform>(exchange: &Exchange<'_, P>) -> Result<(), Error> {
    let injected = exchange.request.header("x-oriel-test-failure");
    match (exchange.platform.settings().test_hooks, injected) {
        (TestHooks::On, Some(message)) => Err(Error::invalid(message)),
        _ => Ok(()),
    }
}
