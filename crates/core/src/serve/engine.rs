//! From a query as JSON to its answer as JSON: definitions and events are fetched, then evaluated.

use serde_json::{Value, json};

use super::stored::definitions;
use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::eval::evaluate;
use crate::insight::cache_key::source;
use crate::plan::Plan;
use crate::platform::{Calculation, EnvironmentId, Events, Platform, Sql};
use crate::query::Query;
use crate::query::context::Context;
use crate::time::{Timestamp, Zone};

/// The kinds of query that are kept and shown but that nothing here calculates.
const NOT_CALCULATED: [&str; 32] = [
    "ActionsNode",
    "ActorsQuery",
    "DataWarehouseNode",
    "ErrorTrackingQuery",
    "EventsNode",
    "ExperimentExposureQuery",
    "ExperimentFunnelsQuery",
    "ExperimentQuery",
    "ExperimentTrendsQuery",
    "FunnelCorrelationActorsQuery",
    "FunnelsActorsQuery",
    "GroupNode",
    "GroupsQuery",
    "HogQLMetadata",
    "HogQuery",
    "InsightActorsQuery",
    "InsightActorsQueryOptions",
    "LogsQuery",
    "PersonsNode",
    "RecordingsQuery",
    "SavedInsightNode",
    "SessionAttributionExplorerQuery",
    "SessionsQuery",
    "SessionsTimelineQuery",
    "StickinessActorsQuery",
    "TracesQuery",
    "WebExternalClicksTableQuery",
    "WebGoalsQuery",
    "WebOverviewQuery",
    "WebStatsTableQuery",
    "WebVitalsPathBreakdownQuery",
    "WebVitalsQuery",
];

/// Holds what was found when a query was read.
pub(crate) enum Readable {
    /// It can be calculated.
    Query(Query),
    /// It is a query that nothing here calculates, for this reason.
    NotCalculated(Error),
    /// It keeps to its schema, but has no answer, for this reason.
    Unanswerable(Error),
}

/// Reads a query node.
///
/// # Errors
///
/// Says what is wrong with a node that is of no known kind or does not keep to its kind's schema.
pub(crate) fn read(query: &Value) -> Result<Readable, Error> {
    Query::from_json(query).map(Readable::Query).or_else(|error| {
        if matches!(error.kind(), ErrorKind::Invalid(fault) if fault.keeps_to_schema()) {
            return Ok(Readable::Unanswerable(error));
        }
        let at = |name: &str| error.attribute().is_some_and(|at| at.ends_with(name));
        match source(query) {
            source if source["kind"] == "HogQLQuery" && source["query"].is_string() && at("query") => {
                Ok(Readable::NotCalculated(error))
            }
            source => match source["kind"].as_str() {
                Some(kind) if NOT_CALCULATED.contains(&kind) && at("kind") => {
                    let reason = Error::invalid(format!("A {kind} is not calculated here."));
                    Ok(Readable::NotCalculated(reason.at("query__kind")))
                }
                _ => Err(error),
            },
        }
    })
}

/// Returns why a query is not calculated, if it is of a kind that is only kept and shown.
pub(crate) fn not_calculated(query: &Value) -> Option<String> {
    match read(query) {
        Ok(Readable::NotCalculated(reason)) => Some(reason.detail().to_owned()),
        _ => None,
    }
}

/// Returns the answer to a query as the bytes of its JSON.
///
/// # Errors
///
/// A validation error for what the query may not ask; `Unavailable` and `Internal` for what is not its
/// fault.
pub(crate) async fn answer<P: Platform>(platform: &P, calculation: &Calculation) -> Result<Vec<u8>, Error> {
    let query = match read(&calculation.query)? {
        Readable::Query(query) => query,
        Readable::NotCalculated(reason) | Readable::Unanswerable(reason) => return Err(reason),
    };
    let mut context = context(platform, calculation.project, &calculation.team, calculation.now).await?;
    let mut text = evaluated(platform, calculation.environment, &query, &mut context).await?.to_json();
    // An answer is an object and has results: two more entries go before its last brace.
    text.pop();
    let (timezone, last_refresh) = (&calculation.team["timezone"], json!(calculation.now.to_string()));
    text.push_str(&format!(",\"timezone\":{timezone},\"last_refresh\":{last_refresh}}}"));
    Ok(text.into_bytes())
}

/// Returns the answer to a query; the context then knows the types of the environment's properties.
///
/// # Errors
///
/// As [`answer`].
pub(crate) async fn evaluated<P: Platform>(
    platform: &P,
    environment: EnvironmentId,
    query: &Query,
    context: &mut Context,
) -> Result<Answer, Error> {
    let dataset = platform.events().dataset(environment, &Plan::of(query, context)).await?;
    context.property_types = dataset.property_types().clone();
    evaluate(query, &dataset, context)
}

/// Returns the moment, the team and its project's definitions, as the engine takes them.
///
/// # Errors
///
/// Fails when the store does, or when a definition is not what it should be.
pub(crate) async fn context<P: Platform>(
    platform: &P,
    project: i64,
    team: &Value,
    now: Timestamp,
) -> Result<Context, Error> {
    let rows = platform.sql().batch(vec![definitions::actions(project), definitions::cohorts(project)]).await?;
    let mut lists = rows.into_iter().map(|rows| rows.into_iter().map(definitions::read).collect());
    let mut next = || -> Result<Vec<Value>, _> { lists.next().unwrap_or(Ok(Vec::new())) };
    let (actions, cohorts) = (next()?, next()?);
    let document = json!({"team": team, "actions": actions, "cohorts": cohorts});
    let mut context = Context::new(now).with_definitions(&document)?;
    context.calendar.zone = Zone::named(team["timezone"].as_str().unwrap_or("UTC"))?;
    Ok(context)
}

/// Names the computation of a calculation, for those who want the same at the same time.
pub(crate) fn flight(calculation: &Calculation) -> (EnvironmentId, &str) {
    (calculation.environment, &calculation.cache_key)
}
