//! `/api/schema/`: the API described, as OpenAPI 3.1 for programs and as a page for people.
//!
//! Both are made from the same tables; a test asks the router for every path and method and holds them against these.

mod document;
mod notation;
mod operations;
mod page;
mod schemas;

use super::exchange::{self, Exchange};
use crate::error::Error;
use crate::platform::{Platform, Response};

pub(crate) use operations::{Place, allowed};

/// Answers with the document, or to a browser with the page. Caches may keep them, for they hold nobody's data.
pub(crate) fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let response = if wants_page(exchange) {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'";
        Response::new(200)
            .with_body("text/html; charset=utf-8", page::page().into_string())
            .with_header("content-security-policy", policy)
    } else {
        exchange::json(200, &document::document(&exchange.request.origin))?
    };
    Ok(response.with_header("cache-control", "public, max-age=300").with_header("vary", "accept"))
}

/// Returns whether HTML is accepted and JSON is not asked for.
fn wants_page<P: Platform>(exchange: &Exchange<'_, P>) -> bool {
    let accepted = exchange.request.header("accept").unwrap_or_default();
    accepted.contains("text/html") && !accepted.contains("json") && exchange.parameters.get("format") != Some("json")
}
