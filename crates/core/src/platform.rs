//! All that is asked of the world, as narrow traits that a shell or a test implements.
//!
//! The traits hold no decisions: what is stored, for how long and who may read it is
//! decided to the right, in `serve`.
#![expect(async_fn_in_trait, reason = "futures need not be `Send`: one request, one thread")]

use crate::error::{Error, ErrorKind};

mod entropy;
mod events;
mod http;
mod keep;
mod painter;
mod public_answers;
mod secrets;
mod sql;
mod throttles;

pub use entropy::Entropy;
pub use events::{
    Cursor, Deletion, EnvironmentId, Events, Flight, Landing, Persons, QueryStatusRecord, Record, RecordKind,
    StoredSegment, Wanted,
};
pub use http::{Calculation, Job, Method, Request, Response};
pub use keep::{Entry, Keep, Key, Store};
pub use painter::{Painter, PictureSize};
pub use public_answers::PublicAnswers;
pub use secrets::{DerivedKey, Secrets};
pub use sql::{Fields, Row, Sql, Statement, Value};
pub use throttles::{Asker, Rate, Throttles};

/// Bundles everything that serving a request may ask of the world.
pub trait Platform {
    /// The relational store: D1 on Cloudflare, SQLite in native tests.
    type Sql: Sql;
    /// The key-value store: KV on Cloudflare, a map in native tests.
    type Keep: Keep;
    /// The writer of each environment: a Durable Object on Cloudflare.
    type Events: Events;
    /// Slow or secret cryptography: WebCrypto on Cloudflare.
    type Secrets: Secrets;
    /// Makes pictures of drawings: a second Worker on Cloudflare, which has the letters.
    type Painter: Painter;

    /// Returns the relational store.
    fn sql(&self) -> &Self::Sql;

    /// Returns the key-value store.
    fn keep(&self) -> &Self::Keep;

    /// Returns the event store.
    fn events(&self) -> &Self::Events;

    /// Returns the cryptography that the core leaves to its host.
    fn secrets(&self) -> &Self::Secrets;

    /// Returns who makes pictures.
    fn painter(&self) -> &Self::Painter;

    /// Returns the counts of requests, the same ones for as long as the host remembers.
    fn throttles(&self) -> &Throttles;

    /// Returns how this installation is configured.
    fn settings(&self) -> &Settings;

    /// Notes a failure for the operator; the client never sees `detail`.
    fn log(&self, detail: &str);
}

/// Says how an installation is configured.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The secret that opens `/_oriel/…`; without one these paths do not exist.
    pub admin_secret: Option<String>,
    /// Signs unlock tokens and sessions. At least 32 random bytes, the same on every isolate.
    pub signing_key: Vec<u8>,
    /// Whether scenarios may write state and freeze the clock.
    pub test_hooks: TestHooks,
    /// Whether keys may ask only so often.
    pub throttling: Throttling,
}

/// Says whether personal API keys may ask only so often (spec/api 7.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Throttling {
    /// Everywhere where it is deployed.
    On,
    /// On one's own machine: scenarios, benchmarks and tools ask more often than a customer may. With test hooks,
    /// the header `x-oriel-throttling` turns it on for a request.
    Off,
}

/// Says whether the hooks for scenario tests exist (design section 3, "Test hooks").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TestHooks {
    /// `ORIEL_TEST` is set: `POST /_oriel/test/setup` exists.
    On,
    /// Everywhere else, and always where it is deployed.
    Off,
}

/// Says what the world could not do: a kind to match on and a detail for the operator.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct Failure {
    /// What sort of failure it is.
    pub kind: FailureKind,
    /// The host's own words; logged, never sent to a client.
    pub detail: String,
}

impl Failure {
    /// Returns the failure of a store that could not be reached or broke.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self { kind: FailureKind::Unavailable, detail: detail.into() }
    }

    /// Returns the failure of a write that a uniqueness rule forbids.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self { kind: FailureKind::Conflict, detail: detail.into() }
    }

    /// Returns the failure of reading so many bytes of events where there is room for fewer.
    pub fn too_large(bytes: usize, room: usize) -> Self {
        let megabytes = |bytes: usize| bytes.div_ceil(1 << 20);
        let detail = format!(
            "The query reads {} MB of events, and there is room for {} MB. Narrow its dates, or ask for fewer properties.",
            megabytes(bytes),
            megabytes(room)
        );
        Self { kind: FailureKind::TooLarge, detail }
    }

    /// Returns the failure of an answer that is not shaped as the question asked.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self { kind: FailureKind::Malformed, detail: detail.into() }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let kind = match failure.kind {
            FailureKind::Unavailable => ErrorKind::Unavailable,
            FailureKind::Conflict => ErrorKind::Conflict,
            FailureKind::Malformed => ErrorKind::Internal,
            FailureKind::TooLarge => return Self::invalid(failure.detail),
        };
        Self::new(kind, failure.detail)
    }
}

/// The sorts of [`Failure`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FailureKind {
    /// The store cannot be reached, is overloaded, or broke.
    #[error("unavailable")]
    Unavailable,
    /// A uniqueness rule forbids the write (SQLite's `UNIQUE constraint failed`).
    #[error("conflict")]
    Conflict,
    /// What the store returned cannot be read as what was asked for.
    #[error("malformed")]
    Malformed,
    /// There is no room in memory; the detail tells the client what to do.
    #[error("too large")]
    TooLarge,
}
