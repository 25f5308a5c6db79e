//! The event store: a Durable Object per environment.

use std::ops::Range;
use std::rc::Rc;

use oriel::columns::Dataset;
use oriel::columns::segment::Index;
use oriel::journal::{Changes, Needs, Segment, size};
use oriel::plan::Plan;
use oriel::platform::{
    Cursor, Deletion, EnvironmentId, Events, Failure, Flight, Landing, QueryStatusRecord, Record, StoredSegment, Wanted,
};
use oriel::time::Timestamp;
use worker::{Env, Method, ObjectNamespace, Request, RequestInit};

use super::cost::Cost;
use super::unavailable;
use crate::environment::{Answer, Question};
use crate::segments::Segments;
use crate::{datasets, http};

/// The namespace `ENVIRONMENTS`; an object is named by its environment's id.
pub(crate) struct Objects {
    namespace: ObjectNamespace,
    env: Env,
    cost: Option<Rc<Cost>>,
}

impl Objects {
    /// Returns the namespace that is bound.
    ///
    /// # Errors
    ///
    /// Says that the binding is missing.
    pub(super) fn new(env: &Env, cost: Option<Rc<Cost>>) -> worker::Result<Self> {
        Ok(Self { namespace: env.durable_object("ENVIRONMENTS")?, env: env.clone(), cost })
    }

    async fn ask(&self, environment: EnvironmentId, question: &Question) -> Result<Answer, Failure> {
        let answer = self.exchange(environment, question).await.map_err(unavailable)?;
        Answer::read(&answer)
    }

    async fn exchange(&self, environment: EnvironmentId, question: &Question) -> worker::Result<Vec<u8>> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(http::bytes(&question.write()).into()));
        // Only the body says anything.
        let request = Request::new_with_init("https://environment/", &init)?;
        let object = self.namespace.get_by_name(&environment.to_string())?;
        object.fetch_with_request(request).await?.bytes().await
    }

    fn places(&self, environment: EnvironmentId) -> worker::Result<Segments> {
        Segments::new(&self.env, self.namespace.id_from_name(&environment.to_string())?.to_string())
    }

    async fn count(&self, environment: EnvironmentId, question: &Question) -> Result<u64, Failure> {
        match self.ask(environment, question).await? {
            Answer::Count(count) => Ok(count),
            _ => Err(beside_the_point()),
        }
    }
}

impl Events for Objects {
    async fn append(&self, environment: EnvironmentId, records: Vec<Record>) -> Result<u64, Failure> {
        self.count(environment, &Question::Append(records)).await
    }

    async fn dataset(&self, environment: EnvironmentId, plan: &Plan) -> Result<Rc<Dataset>, Failure> {
        if let Some(cost) = &self.cost {
            cost.count_calculation();
        }
        let needs = Needs::of(plan);
        let segments = self.places(environment).map_err(unavailable)?;
        loop {
            let ready = datasets::ready(environment, &needs);
            let changes = Changes::from_message(self.changes(environment, ready.1).await?)?;
            let indexes = changes.segments.iter().map(|segment| Index::read(&segment.footer));
            let indexes: Vec<Index> =
                indexes.collect::<Result<_, _>>().map_err(|error| Failure::malformed(error.detail()))?;
            let bytes = size(&indexes, &ready.0);
            if bytes > datasets::MOST_BYTES {
                datasets::forget(environment);
                // What earlier queries needed too may be too much together.
                if ready.0 == needs {
                    return Err(Failure::too_large(bytes, datasets::MOST_BYTES));
                }
                continue;
            }
            if let Some(cost) = &self.cost {
                let read = changes.segments.iter().zip(&indexes);
                let read = read.flat_map(|(segment, index)| changes.reading(segment, &ready.0).ranges(index));
                let stored = changes.segments.iter().map(|segment| segment.length.unsigned_abs()).sum();
                cost.count_segments(read.map(|range| range.end - range.start).sum(), stored);
            }
            let columns = segments.columns(&changes, &indexes, &ready.0).await?;
            if let Some(dataset) = datasets::add(environment, &ready, &changes, columns)? {
                return Ok(dataset);
            }
        }
    }

    async fn delete(&self, environment: EnvironmentId, deletion: Deletion) -> Result<u64, Failure> {
        self.count(environment, &Question::Delete(deletion)).await
    }

    async fn changes(&self, environment: EnvironmentId, since: Cursor) -> Result<Vec<u8>, Failure> {
        self.exchange(environment, &Question::Changes { since }).await.map_err(unavailable)
    }

    async fn segments(&self, environment: EnvironmentId) -> Result<Vec<StoredSegment>, Failure> {
        match self.ask(environment, &Question::Manifest).await? {
            Answer::Manifest(segments) => segments.iter().map(Segment::shown).collect(),
            _ => Err(beside_the_point()),
        }
    }

    async fn segment(&self, environment: EnvironmentId, number: i64, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        self.places(environment).map_err(unavailable)?.fetch(number, Some(range)).await
    }

    async fn join(
        &self,
        environment: EnvironmentId,
        name: &str,
        wanted: Wanted,
        asked: Timestamp,
    ) -> Result<Flight, Failure> {
        match self.ask(environment, &Question::Join { name: name.to_owned(), wanted, asked }).await? {
            Answer::Flight(flight) => Ok(flight),
            _ => Err(beside_the_point()),
        }
    }

    async fn land(&self, environment: EnvironmentId, name: &str, number: i64, landing: Landing) -> Result<(), Failure> {
        self.ask(environment, &Question::Land { name: name.to_owned(), number, landing }).await.map(drop)
    }

    async fn status(&self, environment: EnvironmentId, id: &str, now: Timestamp) -> Result<Option<String>, Failure> {
        match self.ask(environment, &Question::Status { id: id.to_owned(), now }).await? {
            Answer::Status(status) => Ok(status),
            _ => Err(beside_the_point()),
        }
    }

    async fn incomplete(
        &self,
        environment: EnvironmentId,
        ids: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, Failure> {
        match self.ask(environment, &Question::Incomplete { ids, now }).await? {
            Answer::Incomplete(statuses) => Ok(statuses),
            _ => Err(beside_the_point()),
        }
    }

    async fn put_status(&self, environment: EnvironmentId, status: QueryStatusRecord) -> Result<(), Failure> {
        self.ask(environment, &Question::PutStatus(status)).await.map(drop)
    }

    async fn delete_status(&self, environment: EnvironmentId, id: &str) -> Result<bool, Failure> {
        Ok(self.count(environment, &Question::DeleteStatus { id: id.to_owned() }).await? > 0)
    }
}

fn beside_the_point() -> Failure {
    Failure::malformed("a Durable Object answered another question")
}
