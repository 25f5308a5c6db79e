//! The core's `serve` as a server in this process: requests go straight in.

use std::cell::Cell;

use oriel::platform::{Entropy, Method, Request, Response};
use oriel::serve::{serve, work};
use oriel::time::Timestamp;
use serde_json::{Value, json};

use crate::platform::Memory;
use crate::polling::{all_finished, finished};
use crate::scenario::{Wire, WireRequest, WireResponse};

/// The address that requests in this process are sent to.
pub const ORIGIN: &str = "https://oriel.test";

/// Serves requests over a platform in memory, and does the work that responses leave behind.
#[derive(Default)]
pub struct Serving {
    /// The platform behind it.
    pub platform: Memory,
    requests: Cell<u64>,
}

impl Serving {
    /// Returns a server over this platform.
    pub fn over(platform: Memory) -> Self {
        Self { platform, requests: Cell::default() }
    }
}

impl Serving {
    /// Returns the answer to a request, also one that tells of a failure of the server.
    ///
    /// # Errors
    /// Fails when the request's moment is none.
    pub fn answer(&self, request: &WireRequest) -> Result<WireResponse, String> {
        finished(self.answering(request))
    }

    /// Returns the response to a request as its bytes.
    ///
    /// # Errors
    /// Fails when the request's moment is none.
    pub fn respond(&self, request: &WireRequest) -> Result<Response, String> {
        finished(self.responding(request))
    }

    /// Returns the answers to requests that arrive at once; `seed` says who goes when.
    ///
    /// # Errors
    /// Fails when a request's moment is none.
    pub fn answer_all(&self, requests: &[WireRequest], seed: u64) -> Result<Vec<WireResponse>, String> {
        self.platform.is_slow.set(true);
        let answers = all_finished(requests.iter().map(|request| self.answering(request)).collect(), seed);
        self.platform.is_slow.set(false);
        answers.into_iter().collect()
    }

    async fn answering(&self, request: &WireRequest) -> Result<WireResponse, String> {
        let response = self.responding(request).await?;
        let headers = response.headers.into_iter().map(|(name, value)| (name.into_owned(), value)).collect();
        let body = String::from_utf8_lossy(&response.body).into_owned();
        Ok(WireResponse { status: response.status, headers, body })
    }

    async fn responding(&self, request: &WireRequest) -> Result<Response, String> {
        // Each request has other random bytes, and the same ones in every run.
        let mut seed = [0; 32];
        self.requests.set(self.requests.get() + 1);
        seed[..8].copy_from_slice(&self.requests.get().to_le_bytes());
        let request = Request {
            method: Method::from_name(&request.method),
            origin: ORIGIN.to_owned(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
            client_address: Some("192.0.2.1".to_owned()),
            now: Timestamp::parse(&request.now).map_err(|error| error.to_string())?,
            entropy: Entropy::from_seed(seed),
        };
        let mut response = serve(&self.platform, request).await;
        for job in std::mem::take(&mut response.jobs) {
            work(&self.platform, job).await;
        }
        Ok(response)
    }
}

impl Wire for Serving {
    fn send(&mut self, request: &WireRequest) -> Result<WireResponse, String> {
        let response = self.answer(request)?;
        let log = self.platform.take_log();
        // A server error that is meant, such as that of a query that failed for nothing it may show, is not logged.
        if response.status >= 500 && !log.is_empty() {
            return Err(format!("{} {}", response.status, log.join("; ")));
        }
        Ok(response)
    }

    fn origin(&self) -> String {
        ORIGIN.to_owned()
    }
}

/// A server with a scenario's state, for requests from those who are in it.
pub struct Stage {
    /// The server.
    pub serving: Serving,
    /// What the state's entries became: `project`, `insight`, `key` and so on, by their references.
    pub references: Value,
}

/// Who sends a request.
#[derive(Clone, Copy, Debug)]
pub enum Sender<'a> {
    /// Somebody unknown.
    Nobody,
    /// A user of the state, signed in, from a page of the server's own.
    User(&'a str),
    /// The holder of a key of the state, or of this one if the state has none of that name.
    Key(&'a str),
}

impl Stage {
    /// Returns a server whose state is what scenarios write as `setup`.
    ///
    /// # Panics
    /// When that cannot be set up.
    pub fn new(state: &Value) -> Self {
        let mut stage = Self { serving: Serving::default(), references: Value::Null };
        let body = json!({"reset": true, "state": state}).to_string();
        let made = stage.send(&stage.request("POST", "/_oriel/test/setup", Sender::Nobody, &body));
        assert_eq!(made.status, 200, "{}", made.body);
        stage.references = serde_json::from_str(&made.body).expect("references are JSON");
        stage
    }

    /// Returns a request at noon of 15 March 2024; `path` may have a query string.
    pub fn request(&self, method: &str, path: &str, sender: Sender<'_>, body: &str) -> WireRequest {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let known = |kind: &str, name: &str, field: &str| {
            let entry = &self.references[kind][name];
            entry.as_str().or_else(|| entry[field].as_str()).map(str::to_owned)
        };
        let mut headers = vec![("content-type", "application/json".to_owned())];
        match sender {
            Sender::Nobody => {}
            Sender::User(name) => {
                headers.push(("cookie", known("user", name, "cookie").unwrap_or_default()));
                headers.push(("origin", ORIGIN.to_owned()));
            }
            Sender::Key(name) => {
                let key = known("key", name, "").unwrap_or_else(|| name.to_owned());
                headers.push(("authorization", format!("Bearer {key}")));
            }
        }
        WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            body: body.as_bytes().to_vec(),
            now: "2024-03-15T12:00:00Z".to_owned(),
        }
    }

    /// Returns the answer to a request.
    ///
    /// # Panics
    /// When the server fails.
    pub fn send(&self, request: &WireRequest) -> WireResponse {
        let answer = self.serving.answer(request).expect("the moment is one");
        assert!(answer.status < 500, "{} {}: {:?}", request.method, request.path, self.serving.platform.take_log());
        answer
    }

    /// Returns a path below the main project.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/projects/{}{rest}", self.references["project"]["main"])
    }

    /// Returns the path of an insight, and what follows it.
    pub fn insight(&self, reference: &str, rest: &str) -> String {
        self.path(&format!("/insights/{}{rest}", self.references["insight"][reference]["id"]))
    }
}
