//! The Durable Object of an environment: the one place that writes its events, and that decides who computes.
//!
//! The Worker asks by [`Question`], one message a request; what it asks is in `platform/events.rs`.

mod answer;
mod flights;
mod question;
mod store;

use std::cell::Cell;
use std::time::Duration;

use oriel::journal::{self, Database as _, Limits, Maintained};
use oriel::platform::Failure;
use worker::{DurableObject, Env, Request, Response, State, Storage, console_error, durable_object, wasm_bindgen};

use crate::http;
use crate::segments::Segments;
use flights::Flights;
use store::Store;

pub(crate) use answer::Answer;
pub(crate) use question::Question;

/// A flush waits so long after an event came in: more are probably on their way.
const REST: Duration = Duration::from_secs(2);
/// Garbage, and what failed, is looked after so much later.
const LONG_REST: Duration = Duration::from_secs(60);
/// So many segments are written before others get their turn.
const MOST_PIECES: usize = 8;

/// Holds one environment's newest events, persons and groups, the state of its queries, and who computes what right now.
#[durable_object(alarm)]
pub struct Environment {
    store: Result<Store, Failure>,
    segments: Result<Segments, Failure>,
    limits: Limits,
    storage: Storage,
    is_woken: Cell<bool>,
    flights: Flights,
}

impl DurableObject for Environment {
    fn new(state: State, env: Env) -> Self {
        let segments = Segments::new(&env, state.id().to_string());
        Self {
            store: Store::open(&state.storage()),
            segments: segments.map_err(|error| Failure::unavailable(error.to_string())),
            limits: limits(&env),
            storage: state.storage(),
            is_woken: Cell::new(false),
            flights: Flights::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let message = request.bytes().await?;
        let answer = self.answer(&message).await.map_err(|failure| failure.to_string())?;
        Response::from_bytes(answer.write())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.is_woken.set(false);
        let rest = match self.maintain().await {
            Ok(Maintained::Partly) => Some(Duration::ZERO),
            Ok(Maintained::Resting) => Some(LONG_REST),
            Ok(Maintained::Done) => None,
            Err(failure) => {
                console_error!("maintenance: {failure}");
                Some(LONG_REST)
            }
        };
        if let Some(rest) = rest.filter(|_| !self.is_woken.get()) {
            self.storage.set_alarm(rest).await?;
        }
        Response::empty()
    }
}

impl Environment {
    async fn answer(&self, message: &[u8]) -> Result<Answer, Failure> {
        let store = self.store.as_ref().map_err(Clone::clone)?;
        Ok(match Question::read(message)? {
            Question::Append(records) => {
                let count = store.transaction(|store| journal::append(store, &records))?;
                self.wake().await.map_err(|error| Failure::unavailable(error.to_string()))?;
                Answer::Count(count)
            }
            Question::Changes { since } => Answer::Changes(journal::changes(store, since)?),
            Question::Delete(deletion) => {
                let count = store.transaction(|store| journal::delete(store, &deletion))?;
                self.wake().await.map_err(|error| Failure::unavailable(error.to_string()))?;
                Answer::Count(count)
            }
            Question::Manifest => Answer::Manifest(journal::manifest(store)?),
            Question::Join { name, wanted, asked } => Answer::Flight(self.flights.join(&name, wanted, asked).await),
            Question::Land { name, number, landing } => {
                self.flights.land(&name, number, landing);
                Answer::Done
            }
            Question::Status { id, now } => Answer::Status(journal::status(store, &id, now)?),
            Question::Incomplete { ids, now } => Answer::Incomplete(journal::incomplete(store, &ids, now)?),
            Question::PutStatus(status) => {
                journal::put_status(store, &status, http::now())?;
                Answer::Done
            }
            Question::DeleteStatus { id } => Answer::Count(u64::from(journal::delete_status(store, &id)?)),
        })
    }

    /// Sees to it that the alarm rings soon.
    async fn wake(&self) -> worker::Result<()> {
        if !self.is_woken.replace(true) {
            self.storage.set_alarm(REST).await?;
        }
        Ok(())
    }

    async fn maintain(&self) -> Result<Maintained, Failure> {
        let store = self.store.as_ref().map_err(Clone::clone)?;
        let segments = self.segments.as_ref().map_err(Clone::clone)?;
        for _ in 0..MOST_PIECES {
            match journal::maintain(store, segments, &self.limits, http::now()).await? {
                Maintained::Partly => {}
                ended => return Ok(ended),
            }
        }
        Ok(Maintained::Partly)
    }
}

/// Returns the limits of this installation. `ORIEL_TAIL_BYTES` makes segments small, for tests of what happens to them.
fn limits(env: &Env) -> Limits {
    let usual = Limits::default();
    let tail_bytes = env.var("ORIEL_TAIL_BYTES").ok().and_then(|bytes| bytes.to_string().parse().ok());
    match tail_bytes {
        Some(tail_bytes) => Limits { tail_bytes, grace_seconds: 1, ..usual },
        None => usual,
    }
}
