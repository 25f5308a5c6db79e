//! The Durable Object of an environment: the one place that writes its events, and that decides who computes.
//!
//! The Worker asks by [`Question`], one message a request; what it asks is in `platform/events.rs`.

mod answer;
mod bytes;
mod flights;
mod question;
mod store;

use oriel::journal;
use oriel::platform::Failure;
use worker::{DurableObject, Env, Request, Response, State, durable_object, wasm_bindgen};

use crate::http;
use flights::Flights;
use store::Store;

pub(crate) use answer::Answer;
pub(crate) use question::Question;

/// Holds one environment's events, persons and groups, the state of its queries, and who computes what right now.
#[durable_object(fetch)]
pub struct Environment {
    store: Result<Store, Failure>,
    flights: Flights,
}

impl DurableObject for Environment {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state.storage()), flights: Flights::default() }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let message = request.bytes().await?;
        let answer = self.answer(&message).await.map_err(|failure| failure.to_string())?;
        Response::from_bytes(answer.write())
    }
}

impl Environment {
    async fn answer(&self, message: &[u8]) -> Result<Answer, Failure> {
        let store = self.store.as_ref().map_err(Clone::clone)?;
        Ok(match Question::read(message)? {
            Question::Append(records) => Answer::Count(store.transaction(|store| journal::append(store, &records))?),
            Question::Changes { since } => Answer::Changes(journal::changes(store, since)?),
            Question::Join { name } => Answer::Flight(self.flights.join(&name).await),
            Question::Land { name, outcome } => {
                self.flights.land(&name, outcome);
                Answer::Done
            }
            Question::Status { id, now } => Answer::Status(journal::status(store, &id, now)?),
            Question::PutStatus(status) => {
                journal::put_status(store, &status, http::now())?;
                Answer::Done
            }
            Question::DeleteStatus { id } => Answer::Count(u64::from(journal::delete_status(store, &id)?)),
        })
    }
}
