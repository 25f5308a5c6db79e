//! The edge cache in front of public views, so that a link that many open at once is answered once.
//!
//! Only what the core marks as public is stored, for as long as it says (`CDN-Cache-Control`). An entry is found by the address
//! and by the copy of the link that the link store holds: every change of a link, or of what it shows, drops that copy,
//! so what was stored under it is out of reach at once where the change was made, and elsewhere as soon as the link store
//! knows. The newest answers are held by the isolate as well, under the same places: what is asked often waits for the link
//! store alone.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use oriel::platform::{Keep as _, Key, Method, PublicAnswers, Response, TestHooks};
use oriel::time::Timestamp;
use worker::{Cache, Env, console_error};

use crate::http::{self, Visit};
use crate::platform::{Namespaces, settings};

/// Holds what an answer tells the client's cache while the edge cache is told how long to store it.
const TOLD_TO_CLIENTS: &str = "oriel-cache-control";
/// Holds until when a stored answer is fresh, in microseconds since the epoch.
const FRESH_UNTIL: &str = "oriel-fresh-until";

thread_local! {
    static HELD: RefCell<PublicAnswers> = RefCell::default();
}

/// A stored answer.
pub(crate) struct Stored {
    pub(crate) response: Response,
    pub(crate) freshness: Freshness,
}

/// Says whether a stored answer may be shown without making it anew.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Freshness {
    Fresh,
    /// It is shown this once more, while it is made anew.
    Stale,
}

/// Where the edge cache keeps the answer to a request.
pub(crate) struct Place(String);

impl Place {
    /// Returns the place of a request for a public view whose token is known to open something.
    ///
    /// # Errors
    ///
    /// Names the binding that is missing.
    pub(crate) async fn of(visit: &Visit, env: &Env) -> worker::Result<Option<Self>> {
        let (origin, path, query) = visit.address();
        let Some(token) = token(path) else { return Ok(None) };
        let is_plain = visit.method == Method::Get && visit.header("authorization").is_none();
        // A scenario's clock stands still, the cache's does not.
        let is_frozen = settings(env).test_hooks == TestHooks::On && visit.header("x-oriel-now").is_some();
        if !is_plain || is_frozen {
            return Ok(None);
        }
        let link = Namespaces::new(env)?.get(&Key::Link(token.to_owned())).await.ok().flatten();
        Ok(link.map(|link| {
            let mut hasher = DefaultHasher::new();
            link.bytes.hash(&mut hasher);
            // Which page may read an answer is told to that page.
            visit.header("origin").hash(&mut hasher);
            let mut parameters: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
            parameters.sort_unstable();
            let (key, path) = (hasher.finish(), path.trim_end_matches('/'));
            Self(format!("{origin}/_oriel/cache/{key:016x}{path}?{}", parameters.join("&")))
        }))
    }

    /// Returns the stored answer, 304 when the client has it.
    pub(crate) async fn get(&self, visit: &Visit) -> Option<Stored> {
        let now = http::now();
        let stored = match HELD.with_borrow(|held| held.get(&self.0, now)) {
            Some(response) => Stored { response, freshness: Freshness::Fresh },
            None => self.fetched(now).await?,
        };
        Some(Stored { response: for_client(stored.response, visit), ..stored })
    }

    /// Returns the answer that the edge cache stores, and holds it from now on.
    async fn fetched(&self, now: Timestamp) -> Option<Stored> {
        let stored = Cache::default().get(&self.0, false).await.ok()??;
        let mut response = http::receive(stored).await.ok()?;
        let told = header(&response, TOLD_TO_CLIENTS)?.to_owned();
        let fresh_until = Timestamp::from_micros(header(&response, FRESH_UNTIL)?.parse().ok()?);
        response.headers.retain(|(name, _)| !name.starts_with("oriel-") && !name.starts_with("cf-"));
        let response = response.with_header("cache-control", told);
        let freshness = if now < fresh_until { Freshness::Fresh } else { Freshness::Stale };
        if freshness == Freshness::Fresh {
            HELD.with_borrow_mut(|held| held.hold(&self.0, &response, fresh_until));
        }
        Some(Stored { response, freshness })
    }

    /// Stores an answer, if it is public, when this is awaited.
    pub(crate) fn put(self, response: &Response, now: Timestamp) -> impl Future<Output = ()> + 'static {
        let stored = stored(response, now);
        async move {
            let Some(stored) = stored.and_then(|stored| http::write(stored).ok()) else { return };
            if let Err(error) = Cache::default().put(self.0, stored).await {
                console_error!("the edge cache took no answer: {error}");
            }
        }
    }
}

/// Returns a stored answer as a client is told it, which may have it already.
fn for_client(mut response: Response, visit: &Visit) -> Response {
    let tag = header(&response, "etag").zip(visit.header("if-none-match"));
    if tag.is_some_and(|(tag, known)| known.contains(tag)) {
        response.status = 304;
        response.body.clear();
    }
    response
}

/// Returns an answer as it is stored: for as long as shared caches may show it, fresh or stale.
fn stored(response: &Response, now: Timestamp) -> Option<Response> {
    let told = header(response, "cache-control").filter(|control| control.starts_with("public"))?;
    let control = header(response, "cdn-cache-control")?;
    if response.status != 200 || header(response, "set-cookie").is_some() {
        return None;
    }
    let (fresh, stale) = (seconds(control, "max-age=")?, seconds(control, "stale-while-revalidate=")?);
    let stored = response.without_jobs().with_header(TOLD_TO_CLIENTS, told);
    let stored = stored.with_header(FRESH_UNTIL, now.plus_seconds(fresh).micros().to_string());
    Some(stored.with_header("cache-control", format!("public, max-age={}", fresh + stale)))
}

/// Returns the number of seconds that a directive gives.
fn seconds(control: &str, directive: &str) -> Option<i64> {
    control.split(", ").find_map(|part| part.strip_prefix(directive))?.parse().ok()
}

/// Returns the first header of that name.
fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Returns the token of a public view's path; it ends at the first dot.
fn token(path: &str) -> Option<&str> {
    let mut words = path.trim_start_matches('/').split('/');
    let is_public = matches!(words.next()?, "shared" | "embedded" | "shared_dashboard");
    words.next()?.split('.').next().filter(|token| is_public && !token.is_empty() && token.len() <= 200)
}
