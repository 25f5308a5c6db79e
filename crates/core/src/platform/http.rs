//! A request as it arrives and a response as it leaves, free of any host's types.

use std::borrow::Cow;

use crate::time::Timestamp;

use serde_json::Value;

use super::{Entropy, EnvironmentId, Wanted};

/// Holds what was asked, when, and with which random bytes it may be answered.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Scheme and authority of the address that was asked, such as `https://oriel.example`.
    pub origin: String,
    /// The path as sent: it starts with `/` and is still percent-encoded.
    pub path: String,
    /// The query string as sent, without `?`; empty when there is none.
    pub query: String,
    /// Headers; names in lower case, several of one name in their order.
    pub headers: Vec<(String, String)>,
    /// The body as sent (a `Content-Encoding` is not undone).
    pub body: Vec<u8>,
    /// The address of the client, where the host knows it.
    pub client_address: Option<String>,
    /// The moment of the request; it has no other.
    pub now: Timestamp,
    /// The randomness of the request; it has no other.
    pub entropy: Entropy,
}

impl Request {
    /// Returns the first header called `name` (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The request methods that are told apart.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`: answered as `GET`; the shell drops the body.
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// Anything else; always refused.
    Other,
}

impl Method {
    /// Returns the method called `name`, which is in upper case.
    pub fn from_name(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            "OPTIONS" => Self::Options,
            _ => Self::Other,
        }
    }

    /// Returns the method's name as messages show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Other => "OTHER",
        }
    }
}

/// Holds what goes back to the client, and what is to be done once it has gone.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Work for after the response: the shell hands each to `serve::work` (on Cloudflare in
    /// `wait_until`).
    pub jobs: Vec<Job>,
}

impl Response {
    /// Returns an empty response that no cache may store.
    pub fn new(status: u16) -> Self {
        let headers = vec![("cache-control".into(), "private, no-store".to_owned())];
        Self { status, headers, body: Vec::new(), jobs: Vec::new() }
    }

    /// Returns the response with the header `name` (in lower case), in place of earlier ones.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the response with a body and its content type.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with_header("content-type", content_type)
    }

    /// Returns the same response, after which nothing is left to do.
    #[must_use]
    pub fn without_jobs(&self) -> Self {
        let Self { status, headers, body, jobs: _ } = self;
        Self { status: *status, headers: headers.clone(), body: body.clone(), jobs: Vec::new() }
    }

    /// Returns the response with one more piece of work for afterwards.
    #[must_use]
    pub fn with_job(mut self, job: Job) -> Self {
        self.jobs.push(job);
        self
    }
}

/// Work that a response leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// Calculate a query, keep the answer, and record how it went (spec/api 4.1).
    Calculate(Calculation),
    /// Note that somebody saw an insight through a link.
    View {
        /// The insight's project.
        project: i64,
        /// The insight.
        insight: i64,
        /// When.
        at: Timestamp,
    },
}

/// Holds all that a calculation needs once its request is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Calculation {
    /// The environment whose events are read.
    pub environment: EnvironmentId,
    /// The project whose actions and cohorts the query may name.
    pub project: i64,
    /// The environment's settings as the engine takes them (`team`).
    pub team: Value,
    /// The query node.
    pub query: Value,
    /// The key under which the answer is kept.
    pub cache_key: String,
    /// The id of the status that tells how it went.
    pub status: String,
    /// Which computations of the same will do.
    pub wanted: Wanted,
    /// The moment of the request.
    pub now: Timestamp,
}
