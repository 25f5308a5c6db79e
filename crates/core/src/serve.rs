//! The HTTP API: a request in, a response out.
//!
//! A handler decides who may see before it reads (`auth`), answers with `Cache-Control: private, no-store`
//! unless it says otherwise, and leaves work for afterwards in the response. An endpoint is a file named
//! like its path.

mod auth;
mod calculation;
mod engine;
mod envelope;
mod exchange;
mod fields;
mod insights;
mod page;
mod parameters;
mod places;
mod route;
mod status;
mod stored;
mod test_setup;

use crate::error::{Error, ErrorKind};
use crate::platform::{Job, Method, Platform, Request, Response};
use envelope::Challenge;
use exchange::{Exchange, Format, Selector};
use parameters::Parameters;
use route::{Found, Route};

/// Answers one request.
///
/// A shell calls this for everything that is no static file, sends the response, and then hands
/// each of its [`Job`]s to [`work`].
pub async fn serve<P: Platform>(platform: &P, request: Request) -> Response {
    let parameters = Parameters::parse(&request.query);
    let (outcome, challenge) = match route::find(&request.path) {
        Some(found) => {
            let exchange = Exchange {
                platform,
                request: &request,
                format: parameters.get("format").and_then(Format::from_name).unwrap_or(found.format),
                parameters,
                selector: found.selector,
            };
            (answer(&exchange, &found).await, found.route.challenge())
        }
        None => {
            let exchange = Exchange {
                platform,
                request: &request,
                format: Format::Default,
                parameters,
                selector: Selector::Unknown,
            };
            (outside(&exchange).await, Challenge::Bearer)
        }
    };
    outcome.unwrap_or_else(|error| {
        if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable) {
            platform.log(error.detail());
        }
        envelope::refusal(&error, challenge)
    })
}

/// Does what a response left behind.
pub async fn work<P: Platform>(platform: &P, job: Job) {
    match job {
        Job::Calculate(calculation) => calculation::work(platform, &calculation).await,
    }
}

/// Answers below a project or environment.
async fn answer<P: Platform>(exchange: &Exchange<'_, P>, found: &Found) -> Result<Response, Error> {
    use Method::{Delete, Get, Head, Patch, Post, Put};
    let id = found.id.as_str();
    match (found.route, exchange.request.method) {
        (Route::Place, Get | Head) => places::respond(exchange).await,
        (Route::Insights, Get | Head) => insights::list::respond(exchange).await,
        (Route::Insights, Post) => insights::create::respond(exchange).await,
        (Route::Insight, Get | Head) => insights::retrieve::respond(exchange, id).await,
        (Route::Insight, Patch | Put) => insights::update::respond(exchange, id).await,
        (Route::Insight, Delete) => insights::delete_refused(exchange, id).await,
        (Route::InsightActivity, Get | Head) => insights::activity::of_insight(exchange, id).await,
        (Route::InsightsActivity, Get | Head) => insights::activity::of_project(exchange).await,
        (Route::FeatureFlags, Get | Head) => places::no_feature_flags(exchange).await,
        (Route::FeatureFlags, Post) => places::feature_flag_refused(exchange).await,
        (_, method) => Err(method_not_allowed(method)),
    }
}

/// Answers what belongs to no project.
async fn outside<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    use Method::{Get, Head, Post};
    match (exchange.request.path.trim_end_matches('/'), exchange.request.method) {
        ("/healthz", Get | Head) => Ok(Response::new(200).with_body("application/json", r#"{"status":"ok"}"#)),
        ("/_oriel/test/setup", Post) => test_setup::respond(exchange).await,
        _ => Err(Error::not_found()),
    }
}

fn method_not_allowed(method: Method) -> Error {
    Error::new(ErrorKind::MethodNotAllowed, format!("Method \"{}\" not allowed.", method.name()))
}
