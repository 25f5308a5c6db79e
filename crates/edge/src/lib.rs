//! Oriel as a Cloudflare Worker. Glue only: decisions are made in the core.
//!
//! [`http`] turns a request into the core's and a response back, [`platform`] is what the core asks of the world,
//! [`environment`] is the Durable Object that holds an environment's newest events, [`segments`] holds the others,
//! [`public`] stores public views at the edge.

mod datasets;
mod environment;
mod http;
mod platform;
mod public;
mod segments;

use std::rc::Rc;

use oriel::platform::{Job, Platform as _, TestHooks};
use oriel::serve;
use worker::{Context, Env, Response, console_error, event, web_sys};

use http::Visit;
use platform::{Edge, cost};
use public::{Freshness, Place};

/// Says in the log where Rust panicked; `entry.js` answers the client and replaces the instance.
#[event(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| console_error!("{panic}")));
}

/// Answers one request.
#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> worker::Result<Response> {
    answer(request, &env, &context).await.or_else(|error| {
        console_error!("{error}");
        http::write(http::broken())
    })
}

async fn answer(request: web_sys::Request, env: &Env, context: &Context) -> worker::Result<Response> {
    let began = http::now();
    let visit = Visit::of(request);
    let place = Place::of(&visit, env).await?;
    let stored = match &place {
        Some(place) => place.get(&visit).await,
        None => None,
    };
    if let Some(stored) = stored {
        if stored.freshness == Freshness::Stale {
            context.wait_until(made_anew(env.clone(), visit, place));
        }
        return http::write(stored.response);
    }
    let edge = Rc::new(Edge::new(env)?);
    let hooks = edge.settings().test_hooks;
    let request = match visit.request(hooks).await? {
        Ok(request) => request,
        Err(refusal) => return http::write(refusal),
    };
    if hooks == TestHooks::On && request.header("x-oriel-panic").is_some() {
        panic!("a test asked for a panic");
    }
    let now = request.now;
    let mut response = serve::serve(&*edge, request).await;
    if let Some(place) = place {
        context.wait_until(place.put(&response, now));
    }
    let jobs = std::mem::take(&mut response.jobs);
    let work = work(Rc::clone(&edge), jobs);
    match hooks {
        // A scenario asks next what the work has led to.
        TestHooks::On => work.await,
        TestHooks::Off => context.wait_until(work),
    }
    let milliseconds = (http::now().micros() - began.micros()) / 1000;
    let response = response.with_header("server-timing", format!("oriel;dur={milliseconds}"));
    http::write(match &edge.cost {
        Some(cost) => response.with_header(cost::HEADER, cost.told()),
        None => response,
    })
}

/// Makes a stored answer anew, for those who ask next.
async fn made_anew(env: Env, visit: Visit, place: Option<Place>) {
    if let Err(error) = make_anew(&env, visit, place).await {
        console_error!("{error}");
    }
}

async fn make_anew(env: &Env, visit: Visit, place: Option<Place>) -> worker::Result<()> {
    let edge = Rc::new(Edge::new(env)?);
    let Ok(mut request) = visit.request(edge.settings().test_hooks).await? else { return Ok(()) };
    // Not an answer to this client, who may have it already.
    request.headers.retain(|(name, _)| name != "if-none-match");
    let now = request.now;
    let mut response = serve::serve(&*edge, request).await;
    if let Some(place) = place {
        place.put(&response, now).await;
    }
    work(edge, std::mem::take(&mut response.jobs)).await;
    Ok(())
}

async fn work(edge: Rc<Edge>, jobs: Vec<Job>) {
    for job in jobs {
        serve::work(&*edge, job).await;
    }
}
