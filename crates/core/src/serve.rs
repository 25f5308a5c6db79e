//! The HTTP API: a request in, a response out.
//!
//! A handler decides who may see before it reads (`auth`), answers with `Cache-Control: private, no-store`
//! unless it says otherwise, and leaves work for afterwards in the response. An endpoint is a file named
//! like its path.

mod account;
mod admin;
mod auth;
mod calculation;
mod capture;
mod dashboards;
mod deletion;
mod elements;
mod engine;
mod envelope;
mod events;
mod exchange;
mod fields;
mod insights;
mod page;
mod parameters;
mod persons;
mod places;
mod query;
mod route;
mod schema;
mod segments;
mod session;
mod setup;
mod shared;
mod sharing;
mod status;
mod stored;
mod test_setup;

use crate::error::{Error, ErrorKind};
use crate::insight::legacy::request::Endpoint;
use crate::platform::{Job, Method, Platform, Rate, Request, Response, Sql};
use envelope::Challenge;
use exchange::{Exchange, Format, Selector};
use parameters::Parameters;
use route::{Found, Outside, Route};
use schema::{Place, allowed};

/// Returns the path of every endpoint below a project or environment, with its placeholders in braces.
pub fn endpoints() -> impl Iterator<Item = &'static str> {
    Route::ALL.iter().map(|(path, _, _)| *path)
}

/// Returns the path of every endpoint that belongs to no project, with its placeholders in braces.
pub fn endpoints_outside() -> impl Iterator<Item = &'static str> {
    Outside::ALL.iter().filter(|(_, endpoint)| *endpoint != Outside::TestSetup).map(|(path, _)| *path)
}

/// The body of a request that brings no events is no longer: what is asked and kept is far shorter, and as a tree a body takes
/// some twenty times the memory.
const LONGEST_BODY: usize = 2 << 20;
/// What a password or a key comes in is read before anybody knows who sends it.
const LONGEST_SECRET: usize = 64 << 10;
/// What a test sets up may have many events.
const LONGEST_SETUP: usize = 20 << 20;

/// Returns how many bytes the body of a request to a path may have; a shell reads no more.
pub fn longest_body(path: &str) -> usize {
    match Outside::find(path) {
        Some(Outside::Capture(endpoint)) => endpoint.most_bytes(),
        Some(Outside::Shared | Outside::Session) => LONGEST_SECRET,
        Some(Outside::TestSetup) => LONGEST_SETUP,
        _ => LONGEST_BODY,
    }
}

/// Answers a request whose body is [longer](longest_body) than its path takes; the body itself is not looked at.
pub fn refuse_body(request: &Request) -> Response {
    match Outside::find(&request.path) {
        Some(Outside::Capture(_)) => capture::refuse_body(request),
        _ => {
            let detail = format!("The body of a request may have {} kB here.", longest_body(&request.path) >> 10);
            envelope::refusal(&Error::new(ErrorKind::TooLarge, detail), Challenge::Bearer)
        }
    }
}

/// Answers one request.
///
/// A shell calls this for everything that is no static file, sends the response, and then hands
/// each of its [`Job`]s to [`work`].
pub async fn serve<P: Platform>(platform: &P, request: Request) -> Response {
    if request.body.len() > longest_body(&request.path) {
        return refuse_body(&request);
    }
    let parameters = Parameters::parse(&request.query);
    let found = route::find(&request.path);
    let (outcome, challenge) = match &found {
        Some(found) => {
            let asked = parameters.get("format").map(Format::of_answer);
            let exchange = Exchange {
                platform,
                request: &request,
                format: asked.flatten().unwrap_or(found.format),
                parameters,
                selector: found.selector,
                rate: found.route.rate(),
            };
            // A form that no answer has is not there.
            let outcome = match asked {
                Some(None) => Err(Error::not_found()),
                _ => answer(&exchange, found).await,
            };
            (outcome, found.route.challenge())
        }
        None => {
            let exchange = Exchange {
                platform,
                request: &request,
                format: Format::Default,
                parameters,
                selector: Selector::Unknown,
                rate: Rate::Others,
            };
            (outside(&exchange).await, Challenge::Bearer)
        }
    };
    outcome.unwrap_or_else(|error| {
        if error.kind().is_temporary() {
            platform.log(error.detail());
        }
        let response = envelope::refusal(&error, challenge);
        match (response.status, &found) {
            (405, Some(found)) => response.with_header("allow", allowed(Place::Project, found.route.pattern())),
            (405, None) => response.with_header("allow", allowed(Place::Root, &request.path)),
            _ => response,
        }
    })
}

/// Does what a response left behind.
pub async fn work<P: Platform>(platform: &P, job: Job) {
    match job {
        Job::Calculate(calculation) => calculation::work(platform, &calculation).await,
        Job::View { project, insight, at } => {
            let statement = stored::views::insert(project, &[insight], stored::views::NOBODY, at);
            if let Err(failure) = platform.sql().execute(statement).await {
                platform.log(&failure.to_string());
            }
        }
    }
}

/// Answers below a project or environment.
async fn answer<P: Platform>(exchange: &Exchange<'_, P>, found: &Found) -> Result<Response, Error> {
    use Method::{Delete, Get, Patch, Post, Put};
    use sharing::Path::{Dashboard, Insight};
    let (id, second) = (found.id.as_str(), found.second.as_str());
    let method = match exchange.request.method {
        Method::Head => Get,
        method => method,
    };
    match (found.route, method) {
        (Route::Place, Get) => places::respond(exchange).await,
        (Route::Insights, Get) => insights::list::respond(exchange).await,
        (Route::Insights, Post) => insights::create::respond(exchange).await,
        (Route::Insight, Get) => insights::retrieve::respond(exchange, id).await,
        (Route::Insight, Patch | Put) => insights::update::respond(exchange, id).await,
        (Route::Insight, Delete) => insights::delete_refused(exchange, id).await,
        (Route::InsightActivity, Get) => insights::activity::of_insight(exchange, id).await,
        (Route::InsightsActivity, Get) => insights::activity::of_project(exchange).await,
        (Route::InsightViewed, Post) => insights::viewed::one(exchange, id).await,
        (Route::Viewed, Post) => insights::viewed::several(exchange).await,
        (Route::MyLastViewed, Get) => insights::viewed::mine(exchange).await,
        (Route::Trending, Get) => insights::viewed::trending(exchange).await,
        (Route::BulkDelete, Post) => insights::bulk::respond(exchange, insights::bulk::Action::Delete).await,
        (Route::BulkRestore, Post) => insights::bulk::respond(exchange, insights::bulk::Action::Restore).await,
        (Route::Cancel, Post) => query::cancel(exchange).await,
        (Route::Timing, Post) => insights::timing(exchange).await,
        (Route::Trend, Get | Post) => insights::legacy::respond(exchange, Endpoint::Trend).await,
        (Route::Funnel, Get | Post) => insights::legacy::respond(exchange, Endpoint::Funnel).await,
        (Route::FunnelCorrelation, Get | Post) => {
            insights::legacy::respond(exchange, Endpoint::FunnelCorrelation).await
        }
        (Route::Path, Get | Post) => insights::legacy::respond(exchange, Endpoint::Path).await,
        (Route::Retention, Get | Post) => insights::legacy::respond(exchange, Endpoint::Retention).await,
        (Route::InsightSharing, Get) => sharing::show(exchange, Insight(id)).await,
        (Route::InsightSharing, Patch) => sharing::update(exchange, Insight(id)).await,
        (Route::InsightSharingRefresh, Post) => sharing::rotate(exchange, Insight(id)).await,
        (Route::InsightPasswords, Post) => sharing::passwords::create(exchange, Insight(id)).await,
        (Route::InsightPassword, Delete) => sharing::passwords::delete(exchange, Insight(id), second).await,
        (Route::Dashboards, Get) => dashboards::list(exchange).await,
        (Route::Dashboards, Post) => dashboards::create(exchange).await,
        (Route::Dashboard, Get) => dashboards::retrieve(exchange, id).await,
        (Route::Dashboard, Patch | Put) => dashboards::update(exchange, id).await,
        (Route::DashboardSharing, Get) => sharing::show(exchange, Dashboard(id)).await,
        (Route::DashboardSharing, Patch) => sharing::update(exchange, Dashboard(id)).await,
        (Route::DashboardSharingRefresh, Post) => sharing::rotate(exchange, Dashboard(id)).await,
        (Route::DashboardPasswords, Post) => sharing::passwords::create(exchange, Dashboard(id)).await,
        (Route::DashboardPassword, Delete) => sharing::passwords::delete(exchange, Dashboard(id), second).await,
        (Route::Elements, Get) => elements::list(exchange).await,
        (Route::Elements, Post) => elements::create(exchange).await,
        (Route::Element, Get) => elements::retrieve(exchange, id).await,
        (Route::Element, Patch | Put) => elements::update(exchange, id).await,
        (Route::Element, Delete) => elements::delete(exchange, id).await,
        (Route::ElementStats, Get) => elements::stats::respond(exchange).await,
        (Route::ElementValues, Get) => elements::values::respond(exchange).await,
        (Route::Events, Delete) => events::delete(exchange).await,
        (Route::Person, Delete) => persons::delete(exchange, id).await,
        (Route::PersonsBulkDelete, Post) => persons::bulk_delete(exchange).await,
        (Route::EventsExport, Get) => events::export(exchange).await,
        (Route::Segments, Get) => segments::list(exchange).await,
        (Route::SegmentChanges, Get) => segments::changes(exchange).await,
        (Route::Segment, Get) => segments::retrieve(exchange, id).await,
        (Route::AccessControls, Get) => insights::access_controls::show(exchange, id).await,
        (Route::AccessControls, Put) => insights::access_controls::put(exchange, id).await,
        (Route::UsersWithAccess, Get) => insights::access_controls::users(exchange, id).await,
        (Route::Analyze, Get) => insights::analyze::respond(exchange, id).await,
        (Route::Suggestions, Get | Post) => insights::suggestions::respond(exchange, id).await,
        (Route::FeatureFlags, Get) => places::no_feature_flags(exchange).await,
        (Route::FeatureFlags, Post) => places::feature_flag_refused(exchange).await,
        (Route::Queries, Post) => query::run(exchange).await,
        (Route::Query, Get) => query::status(exchange, id).await,
        (Route::Query, Delete) => query::delete(exchange, id).await,
        // Who may not be here at all is told that first.
        (_, _) => {
            auth::enter(exchange, auth::Scope::Any).await?;
            Err(method_not_allowed(exchange.request.method))
        }
    }
}

/// Answers what belongs to no project.
async fn outside<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    use Method::{Get, Head, Post};
    let (path, method) = (exchange.request.path.as_str(), exchange.request.method);
    let Some(endpoint) = Outside::find(path) else { return Err(Error::not_found()) };
    match (endpoint, method) {
        (Outside::Capture(endpoint), _) => capture::respond(exchange, endpoint).await,
        (Outside::Shared, _) => shared::respond(exchange, path).await,
        (Outside::Session, _) => session::respond(exchange).await,
        (Outside::Operators, _) => admin::respond(exchange, path).await,
        (Outside::User, Get | Head) => account::user(exchange).await,
        (Outside::ApiKey, Get | Head) => account::key(exchange).await,
        (Outside::Organizations, Get | Head) => account::organizations(exchange).await,
        (Outside::Organization, Get | Head) => account::organization(exchange).await,
        (Outside::OrganizationProjects, Get | Head) => account::projects(exchange).await,
        (Outside::Projects, Get | Head) => account::places(exchange, account::Listed::Projects).await,
        (Outside::Environments, Get | Head) => account::places(exchange, account::Listed::Environments).await,
        (Outside::Health, Get | Head) => Ok(Response::new(200).with_body("application/json", r#"{"status":"ok"}"#)),
        (Outside::Schema, Get | Head) => schema::respond(exchange),
        (Outside::Oembed, Get | Head) => shared::oembed::respond(exchange).await,
        (Outside::TestSetup, Post) => test_setup::respond(exchange).await,
        (Outside::TestSetup, _) => Err(Error::not_found()),
        (_, method) => Err(method_not_allowed(method)),
    }
}

fn method_not_allowed(method: Method) -> Error {
    Error::new(ErrorKind::MethodNotAllowed, format!("Method \"{}\" not allowed.", method.name()))
}
