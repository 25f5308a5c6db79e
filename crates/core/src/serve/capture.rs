//! `/e`, `/i/v0/e`, `/capture`, `/track`, `/engage`, `/batch`, `/s`: events come in (spec/api 11).
//!
//! An event is acknowledged only once it is durable; sending it again does no harm.

mod configuration;
mod decode;
mod envelope;
mod event;
mod tree;

use self::envelope::Envelope;
use super::exchange::Exchange;
use crate::error::Error;
use crate::platform::{EnvironmentId, Events, Method, Platform, Request, Response, Sql, Statement};

/// Names an endpoint that takes events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Endpoint {
    /// One event or a few.
    Event,
    /// Many events.
    Batch,
    /// Changes of persons, as events without a name.
    Engage,
    /// Recordings of sessions, which are acknowledged and dropped: nobody asks about them.
    Recording,
    /// What the SDK for browsers is to capture.
    Configuration,
    /// Which flags are on.
    Flags,
}

impl Endpoint {
    /// Returns how many bytes a body may have (spec/api 11.1).
    pub(crate) const fn most_bytes(self) -> usize {
        match self {
            Self::Event | Self::Engage | Self::Configuration | Self::Flags => 2 << 20,
            Self::Batch | Self::Recording => 20 << 20,
        }
    }
}

/// Says why events were not taken: a status and a sentence.
#[derive(Debug)]
pub(crate) struct Refused {
    status: u16,
    detail: String,
}

impl Refused {
    fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into() }
    }

    fn bad(detail: impl Into<String>) -> Self {
        Self::new(400, detail)
    }

    fn too_big() -> Self {
        Self::new(413, "the request is too big")
    }

    fn event_too_big() -> Self {
        Self::new(413, "event submitted is too big")
    }

    fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(401, detail)
    }

    fn response(self) -> Response {
        let response = Response::new(self.status).with_body("text/plain; charset=utf-8", self.detail);
        if self.status == 503 { response.with_header("retry-after", "1") } else { response }
    }
}

/// Answers a request whose body is longer than the endpoint takes.
pub(crate) fn refuse_body(request: &Request) -> Response {
    with_cors(request, Refused::too_big().response())
}

/// Answers a request to one of the endpoints.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, endpoint: Endpoint) -> Result<Response, Error> {
    let response = match exchange.request.method {
        Method::Options => Response::new(200),
        Method::Get | Method::Head if endpoint == Endpoint::Configuration => configuration::configuration(),
        method if endpoint == Endpoint::Configuration => return Err(super::method_not_allowed(method)),
        Method::Get | Method::Head | Method::Post if endpoint == Endpoint::Flags => configuration::flags(),
        Method::Get | Method::Head | Method::Post => match take(exchange, endpoint).await {
            Ok(()) if exchange.parameters.truthy("beacon") => Response::new(204),
            Ok(()) => Response::new(200).with_body("application/json", r#"{"status":1}"#),
            Err(refused) => refused.response(),
        },
        method => return Err(super::method_not_allowed(method)),
    };
    Ok(with_cors(exchange.request, response))
}

async fn take<P: Platform>(exchange: &Exchange<'_, P>, endpoint: Endpoint) -> Result<(), Refused> {
    let (token, records) = {
        // What was unpacked is in memory no longer than it is read.
        let payload = decode::payload(exchange, endpoint.most_bytes())?;
        Envelope::read(&payload, &exchange.parameters, exchange.now())?.records(exchange.request, endpoint)?
    };
    if records.is_empty() {
        return Ok(());
    }
    let environment = environment(exchange, &token).await?;
    exchange.platform.events().append(environment, records).await.map_err(|failure| busy(exchange, &failure))?;
    Ok(())
}

async fn environment<P: Platform>(exchange: &Exchange<'_, P>, token: &str) -> Result<EnvironmentId, Refused> {
    let statement = Statement::new("SELECT id FROM environments WHERE api_token = ?1").bind(token);
    let rows = exchange.platform.sql().query(statement).await.map_err(|failure| busy(exchange, &failure))?;
    match rows.into_iter().next().map(|row| row.fields().integer()) {
        Some(Ok(id)) => Ok(EnvironmentId(id)),
        Some(Err(failure)) => Err(busy(exchange, &failure)),
        None => Err(Refused::unauthorized("API key is not valid: unknown")),
    }
}

fn busy<P: Platform>(exchange: &Exchange<'_, P>, failure: &crate::platform::Failure) -> Refused {
    exchange.platform.log(&failure.to_string());
    Refused::new(503, "the events were not stored, send them again")
}

/// Lets every page send events.
fn with_cors(request: &Request, response: Response) -> Response {
    let Some(origin) = request.header("origin") else { return response };
    let response = response
        .with_header("access-control-allow-origin", origin)
        .with_header("access-control-allow-credentials", "true")
        .with_header("access-control-allow-methods", "GET, POST, OPTIONS")
        .with_header("vary", "origin");
    match request.header("access-control-request-headers") {
        Some(headers) => response.with_header("access-control-allow-headers", headers),
        None => response,
    }
}
