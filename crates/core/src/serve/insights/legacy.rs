//! `…/insights/trend`, `funnel`, `path`, `retention`: filters in, rows out (spec/api 8.5, 8.6).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::error::{Error, ErrorKind};
use crate::export::{attachment, csv_of_response, csv_of_trend};
use crate::insight::cache_key::source;
use crate::insight::legacy::correlation::correlation_from_filters;
use crate::insight::legacy::request::{Endpoint, filters_of_request};
use crate::insight::legacy::{TemplateVariables, query_from_filters};
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Response};
use crate::serve::auth::{self, Environment, Scope, denied};
use crate::serve::calculation::{self, Calculated, Question};
use crate::serve::exchange::{self, Exchange, Format};
use crate::serve::page::with_parameters;
use crate::time::{Timestamp, Zone};

/// How many breakdown values a page of a trend has when the request does not say.
const BREAKDOWN_LIMIT: u64 = 25;

/// Answers with the rows that the request's filters ask for.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, endpoint: Endpoint) -> Result<Response, Error> {
    let scope = match endpoint {
        Endpoint::FunnelCorrelation => Scope::SessionOnly,
        _ => Scope::Read("insight"),
    };
    let scene = auth::enter(exchange, scope).await?;
    if scene.organization.has_flag("legacy-insight-endpoints-disabled") {
        return Err(denied("Legacy insight endpoints are not available for this user."));
    }
    let environment = environment(exchange, scope, scene.environment).await?;
    let body = Value::Object(exchange.body()?);
    let filters = filters_of_request(endpoint, exchange.parameters.iter(), &body)?;
    let page = TrendPage::of(&filters);
    let query = match (query_given(endpoint, &body), endpoint) {
        (Some(query), _) => query.clone(),
        (None, Endpoint::FunnelCorrelation) => correlation_from_filters(&filters)?,
        (None, Endpoint::Trend) => page.asked(query_from_filters(&filters, TemplateVariables::Dropped)?),
        (None, _) => query_from_filters(&filters, TemplateVariables::Dropped)?,
    };
    let asked = match exchange.parameters.get("refresh") {
        Some(text) => Mode::from_text(text),
        None => filters.get("refresh").and_then(Mode::from_value),
    };
    let question = Question {
        environment: &environment,
        query: &query,
        mode: Mode::synchronous(asked),
        client_query_id: filters.get("client_query_id").and_then(Value::as_str),
        insight: None,
    };
    let calculated = calculation::ask(exchange, question).await?;
    match (endpoint, exchange.format) {
        (Endpoint::Trend, Format::Csv) => csv(exchange, page, &environment, &calculated),
        (_, Format::Csv) => {
            let answer = calculated.answer.unwrap_or_default();
            Ok(Response::new(200).with_body("text/csv", csv_of_response(&answer, &[])))
        }
        _ => exchange::json(200, &shown(exchange, endpoint, &filters, page, &environment, &calculated)),
    }
}

/// Returns the query of a body, where the reference documents one; a query of another kind is passed over, as by PostHog.
fn query_given(endpoint: Endpoint, body: &Value) -> Option<&Value> {
    let query = body.get("query").filter(|query| query.is_object())?;
    let kinds: &[&str] = match endpoint {
        Endpoint::Trend => &["TrendsQuery", "StickinessQuery", "LifecycleQuery"],
        Endpoint::Funnel => &["FunnelsQuery"],
        Endpoint::FunnelCorrelation => &["FunnelCorrelationQuery"],
        Endpoint::Path => &["PathsQuery"],
        Endpoint::Retention => &["RetentionQuery"],
    };
    source(query)["kind"].as_str().is_some_and(|kind| kinds.contains(&kind)).then_some(query)
}

/// Which breakdown values a page of a trend holds: after so many, up to so many.
#[derive(Clone, Copy)]
struct TrendPage {
    offset: u64,
    end: u64,
}

impl TrendPage {
    fn of(filters: &Value) -> Self {
        let number = |name: &str| filters.get(name).and_then(Value::as_u64);
        let offset = number("offset").unwrap_or(0);
        Self { offset, end: offset.saturating_add(number("breakdown_limit").unwrap_or(BREAKDOWN_LIMIT)) }
    }

    /// Returns the query that has the rows of the page, after those of the pages before it.
    fn asked(self, mut query: Value) -> Value {
        if let Some(breakdown) = query.get_mut("breakdownFilter").filter(|_| self.offset > 0) {
            breakdown["breakdown_limit"] = json!(self.end);
        }
        query
    }

    /// Leaves the rows of the page.
    fn cut(self, rows: &mut Vec<Value>) {
        let mut before = BTreeMap::new();
        rows.retain(|row| {
            let series = (row["action"]["order"].as_u64(), row["compare_label"].as_str().map(str::to_owned));
            let place = before.entry(series).or_insert(0_u64);
            *place += 1;
            *place > self.offset
        });
    }
}

/// Returns the environment that is asked: the path's, or the one whose public token is given (spec/api 0).
///
/// # Errors
///
/// 401 for the token of an environment that does not exist or that the caller may not enter.
async fn environment<P: Platform>(
    exchange: &Exchange<'_, P>,
    scope: Scope,
    named: Environment,
) -> Result<Environment, Error> {
    let token = exchange.parameters.get("token").filter(|token| *token != named.api_token);
    let Some(token) = token else { return Ok(named) };
    let places = auth::reach(exchange, scope).await?.places.into_iter();
    let found = places.map(|(environment, _)| environment).find(|environment| environment.api_token == token);
    found.ok_or_else(|| Error::new(ErrorKind::AuthenticationFailed, "Project token is invalid."))
}

fn shown<P: Platform>(
    exchange: &Exchange<'_, P>,
    endpoint: Endpoint,
    filters: &Value,
    page: TrendPage,
    environment: &Environment,
    calculated: &Calculated,
) -> Value {
    let mut result = calculated.answer.as_ref().and_then(|answer| answer.get("results")).cloned();
    match (endpoint, &mut result) {
        (Endpoint::Funnel, Some(steps)) => name_people(steps),
        (Endpoint::Trend, Some(Value::Array(rows))) => {
            page.cut(rows);
            rows.iter_mut().for_each(|row| echo(row, filters));
        }
        _ => {}
    }
    let rows = result.as_ref().and_then(Value::as_array).map_or(0, Vec::len) as u64;
    let mut shown = json!({
        "result": result,
        "timezone": environment.timezone,
        "is_cached": calculated.is_cached,
        "last_refresh": calculated.last_refresh.map(|at| at.to_string()),
    });
    if endpoint == Endpoint::Trend {
        let is_full = rows >= page.end - page.offset;
        let next = is_full.then(|| with_parameters(exchange.request, &[("offset", Some(&page.end.to_string()))]));
        shown["next"] = json!(next);
    }
    shown
}

/// Adds what is documented of steps, which with a breakdown are a list for each value; there is no list of persons that it
/// could lead to.
fn name_people(steps: &mut Value) {
    match steps {
        Value::Array(steps) => steps.iter_mut().for_each(name_people),
        Value::Object(step) if step.contains_key("action_id") => {
            step.insert("converted_people_url".to_owned(), Value::Null);
            step.insert("dropped_people_url".to_owned(), Value::Null);
        }
        _ => {}
    }
}

/// Tells in a row's `filter` what was asked for, in the words of the request.
fn echo(row: &mut Value, filters: &Value) {
    let Some(shown) = row.get_mut("filter").and_then(Value::as_object_mut) else { return };
    for name in ["events", "actions", "properties", "filter_test_accounts"] {
        match filters.get(name) {
            Some(Value::String(text)) => {
                shown.insert(name.to_owned(), serde_json::from_str(text).unwrap_or_else(|_| json!(text)));
            }
            Some(given) => {
                shown.insert(name.to_owned(), given.clone());
            }
            None => {}
        }
    }
}

/// Returns the rows of the page as CSV, with a first line that says where the insight is.
fn csv<P: Platform>(
    exchange: &Exchange<'_, P>,
    page: TrendPage,
    environment: &Environment,
    calculated: &Calculated,
) -> Result<Response, Error> {
    let answer = calculated.answer.clone().unwrap_or_default();
    let mut rows = answer["results"].as_array().cloned().unwrap_or_default();
    page.cut(&mut rows);
    // Goes into the file as it is: nothing but an id may.
    let is_id = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let link = exchange.parameters.filled("export_insight_id").filter(is_id);
    let link = link.map(|id| exchange.address(&format!("/insights/{id}/")));
    let range = |name: &str| Timestamp::parse(answer["resolved_date_range"][name].as_str()?).ok();
    let name = exchange.parameters.filled("export_name").unwrap_or("export");
    let to = range("date_to").unwrap_or(exchange.now());
    let disposition = attachment(name, &Zone::named(&environment.timezone)?, range("date_from"), to);
    Ok(Response::new(200)
        .with_body("text/csv", csv_of_trend(&rows, link.as_deref()))
        .with_header("content-disposition", disposition))
}
