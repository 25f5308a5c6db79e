//! The Durable Object of an environment: the one place that writes its events, and that decides who computes.
//!
//! The Worker asks by [`Question`], one message a request; what it asks is in `platform/events.rs`.

mod answer;
mod bytes;
mod changes;
mod flights;
mod question;
mod schema;
mod statuses;
mod store;

use worker::{DurableObject, Env, Request, Response, State, durable_object, wasm_bindgen};

use flights::Flights;
use store::Store;

pub(crate) use answer::Answer;
pub(crate) use changes::Changes;
pub(crate) use question::Question;

/// Holds one environment's events, persons and groups, the state of its queries, and who computes what right now.
#[durable_object(fetch)]
pub struct Environment {
    store: worker::Result<Store>,
    flights: Flights,
}

impl DurableObject for Environment {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state.storage()), flights: Flights::default() }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let question = Question::read(&request.bytes().await?).map_err(|failure| failure.detail)?;
        let answer = self.answer(question).await?;
        Response::from_bytes(answer.write())
    }
}

impl Environment {
    async fn answer(&self, question: Question) -> worker::Result<Answer> {
        let store = self.store.as_ref().map_err(ToString::to_string)?;
        Ok(match question {
            Question::Append(records) => Answer::Count(store.append(&records)?),
            Question::Changes { since } => Answer::Changes(store.changes(since)?),
            Question::Join { name } => Answer::Flight(self.flights.join(&name).await),
            Question::Land { name, outcome } => {
                self.flights.land(&name, outcome);
                Answer::Done
            }
            Question::Status { id, now } => Answer::Status(store.status(&id, now)?),
            Question::PutStatus(status) => {
                store.put_status(&status)?;
                Answer::Done
            }
            Question::DeleteStatus { id } => Answer::Count(u64::from(store.delete_status(&id)?)),
        })
    }
}
