//! The edge cache in front of public views, so that a link that many open at once is answered once.
//!
//! Only what the core marks as public is stored, for a few seconds. An entry is found by the address and by what the
//! link store says that the token opens: when a link is switched off, locked or changed, what was stored under it is
//! out of reach at once where that happened, and elsewhere as soon as the link store knows.

use std::hash::{DefaultHasher, Hash, Hasher};

use oriel::platform::{Keep as _, Key, Method, Platform as _, Request, Response, TestHooks};
use worker::{Cache, Context, console_error};

use crate::http;
use crate::platform::Edge;

/// How long an answer is stored.
const STORED: &str = "public, max-age=10";
/// Holds what an answer tells the client's cache while the edge cache is told [`STORED`].
const TOLD_TO_CLIENTS: &str = "oriel-cache-control";

/// Where the edge cache keeps the answer to a request.
pub(crate) struct Place(String);

impl Place {
    /// Returns the place of a request for a public view whose token is known to open something.
    pub(crate) async fn of(edge: &Edge, request: &Request) -> Option<Self> {
        let token = token(&request.path)?;
        let is_plain = request.method == Method::Get && request.header("authorization").is_none();
        // A scenario's clock stands still, the cache's does not.
        if !is_plain || edge.settings().test_hooks == TestHooks::On {
            return None;
        }
        let link = edge.keep().get(&Key::Link(token.to_owned())).await.ok()??;
        let mut hasher = DefaultHasher::new();
        link.bytes.hash(&mut hasher);
        let mut parameters: Vec<&str> = request.query.split('&').filter(|pair| !pair.is_empty()).collect();
        parameters.sort_unstable();
        let (origin, path) = (&request.origin, request.path.trim_end_matches('/'));
        Some(Self(format!("{origin}/_oriel/cache/{:016x}{path}?{}", hasher.finish(), parameters.join("&"))))
    }

    /// Returns the stored answer, or 304 when the client has it.
    pub(crate) async fn get(&self, request: &Request) -> Option<Response> {
        let stored = Cache::default().get(&self.0, false).await.ok()??;
        let mut response = http::receive(stored).await.ok()?;
        let told = header(&response, TOLD_TO_CLIENTS)?.to_owned();
        let tag = header(&response, "etag").map(str::to_owned);
        response.headers.retain(|(name, _)| name != TOLD_TO_CLIENTS && !name.starts_with("cf-"));
        let is_known = tag.zip(request.header("if-none-match")).is_some_and(|(tag, known)| known.contains(&tag));
        if is_known {
            response.status = 304;
            response.body.clear();
        }
        Some(response.with_header("cache-control", told))
    }

    /// Stores an answer if it is public, once it has left.
    pub(crate) fn put(self, response: &Response, context: &Context) {
        let told = header(response, "cache-control").filter(|control| control.starts_with("public"));
        let (Some(told), 200, None) = (told, response.status, header(response, "set-cookie")) else { return };
        let (headers, body) = (response.headers.clone(), response.body.clone());
        let stored = Response { status: response.status, headers, body, jobs: Vec::new() };
        let stored = stored.with_header(TOLD_TO_CLIENTS, told).with_header("cache-control", STORED);
        context.wait_until(async move {
            let Ok(stored) = http::write(stored) else { return };
            if let Err(error) = Cache::default().put(self.0, stored).await {
                console_error!("the edge cache took no answer: {error}");
            }
        });
    }
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
