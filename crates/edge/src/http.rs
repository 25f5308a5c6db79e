//! Requests and responses, between Cloudflare's types and the core's.

use futures_util::StreamExt;
use js_sys::Uint8Array;
use oriel::platform::{Entropy, Method, Request, Response, TestHooks};
use oriel::serve;
use oriel::time::Timestamp;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Date, Headers, ResponseBuilder, web_sys};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_random(bytes: &mut [u8]);
}

/// A request as Cloudflare has it. What is answered from store looks at a few of its headers: to copy them all takes longer
/// than the answer.
pub(crate) struct Visit {
    request: web_sys::Request,
    headers: web_sys::Headers,
    url: String,
    pub(crate) method: Method,
}

impl Visit {
    pub(crate) fn of(request: web_sys::Request) -> Self {
        let (url, method) = (request.url(), Method::from_name(&request.method()));
        Self { headers: request.headers(), request, url, method }
    }

    /// Returns the origin, the path and the query of its address.
    pub(crate) fn address(&self) -> (&str, &str, &str) {
        parts(&self.url)
    }

    /// Returns the header of a name.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// Returns the request as the core takes it, or the refusal of one whose body is too long to be read.
    ///
    /// With test hooks, `x-oriel-now` is the moment of the request. The crate's own request would copy all that Cloudflare
    /// knows of the connection, which nothing here reads: it is made only where a body is to be read.
    ///
    /// # Errors
    ///
    /// Fails when the client goes away while it sends.
    pub(crate) async fn request(self, test_hooks: TestHooks) -> worker::Result<Result<Request, Response>> {
        let (origin, path, query) = parts(&self.url);
        let headers: Vec<(String, String)> = Headers(self.headers).entries().collect();
        let body = match self.method {
            Method::Get | Method::Head => Some(Vec::new()),
            _ => body(&mut self.request.into(), serve::longest_body(path)).await?,
        };
        let header = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let frozen = header("x-oriel-now").filter(|_| test_hooks == TestHooks::On);
        let now = frozen.and_then(|now| Timestamp::parse(now).ok()).unwrap_or_else(now);
        let client_address = header("cf-connecting-ip").map(str::to_owned);
        let is_too_long = body.is_none();
        let request = Request {
            method: self.method,
            origin: origin.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.unwrap_or_default(),
            client_address,
            now,
            entropy: Entropy::from_seed(random()),
        };
        Ok(if is_too_long { Err(serve::refuse_body(&request)) } else { Ok(request) })
    }
}

/// Returns unpredictable bytes.
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    fill_random(&mut bytes);
    bytes
}

/// Returns the moment by the host's clock.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_micros(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX / 1000) * 1000)
}

/// Returns the body, or `None` when it has more than `most` bytes.
///
/// What is too long is dropped as it comes, to its end: who still sends would not hear the answer.
async fn body(request: &mut worker::Request, most: usize) -> worker::Result<Option<Vec<u8>>> {
    let announced = request.headers().get("content-length")?.and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length <= most) {
        // No more than was announced ever comes, and in one piece it comes faster.
        return request.bytes().await.map(Some);
    }
    let mut body = announced.is_none().then(Vec::new);
    // A request without a body has no stream.
    let Ok(mut chunks) = request.stream() else { return Ok(body) };
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        body = body.filter(|body| body.len() + chunk.len() <= most);
        if let Some(body) = &mut body {
            body.extend_from_slice(&chunk);
        }
    }
    Ok(body)
}

/// Returns the origin, the path and the query of an absolute address.
fn parts(url: &str) -> (&str, &str, &str) {
    let authority = url.find("://").map_or(0, |scheme| scheme + 3);
    let path = url[authority..].find(['/', '?', '#']).map_or(url.len(), |length| authority + length);
    let (origin, rest) = url.split_at(path);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    (origin, path, query)
}

/// Returns the response as Cloudflare sends it.
///
/// # Errors
///
/// Fails when a header is none.
pub(crate) fn write(response: Response) -> worker::Result<worker::Response> {
    let headers = Headers::new();
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let builder = ResponseBuilder::new().with_status(response.status).with_headers(headers);
    // These have no body, not even an empty one.
    Ok(if matches!(response.status, 204 | 304) { builder.empty() } else { builder.fixed(response.body) })
}

/// Returns a response of Cloudflare's as the core's.
///
/// # Errors
///
/// Fails when its body can't be read.
pub(crate) async fn receive(mut response: worker::Response) -> worker::Result<Response> {
    let headers = response.headers().entries().map(|(name, value)| (name.into(), value)).collect();
    Ok(Response { status: response.status_code(), headers, body: response.bytes().await?, jobs: Vec::new() })
}

/// Returns the answer to a request that failed for a reason of our own (spec/api 7.4).
pub(crate) fn broken() -> Response {
    const ENVELOPE: &str = r#"{"type":"server_error","code":"error","detail":"A server error occurred.","attr":null}"#;
    Response::new(500).with_body("application/json", ENVELOPE)
}

/// Returns bytes as JavaScript holds them.
pub(crate) fn bytes(bytes: &[u8]) -> Uint8Array {
    Uint8Array::from(bytes)
}
