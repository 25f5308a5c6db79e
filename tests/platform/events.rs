//! The events and statuses of environments, in memory.

use std::ops::Range;
use std::rc::Rc;

use oriel::columns::Dataset;
use oriel::journal::{self, Database as _, Objects as _};
use oriel::plan::Plan;
use oriel::platform::{
    Cursor, Deletion, EnvironmentId, Events, Failure, Flight, Landing, QueryStatusRecord, Record, StoredSegment, Wanted,
};
use oriel::time::Timestamp;

use super::{Memory, Part};
use crate::polling::finished;

impl Events for Memory {
    async fn append(&self, environment: EnvironmentId, records: Vec<Record>) -> Result<u64, Failure> {
        self.check(Part::Events)?;
        let mut journals = self.journals.borrow_mut();
        let journal = journals.entry(environment).or_default();
        journal.transaction(|journal| journal::append(journal, &records))
    }

    async fn dataset(&self, environment: EnvironmentId, plan: &Plan) -> Result<Rc<Dataset>, Failure> {
        self.datasets.set(self.datasets.get() + 1);
        self.reach(Part::Events).await?;
        let mut journals = self.journals.borrow_mut();
        let journal = journals.entry(environment).or_default();
        journal.are_segments_gone.set(self.failing.get() == Some(Part::Segments));
        journal.read(plan)
    }

    async fn delete(&self, environment: EnvironmentId, deletion: Deletion) -> Result<u64, Failure> {
        self.check(Part::Events)?;
        self.statuses.borrow_mut().retain(|(owner, _), _| *owner != environment.0);
        let mut journals = self.journals.borrow_mut();
        let journal = journals.entry(environment).or_default();
        journal.transaction(|journal| journal::delete(journal, &deletion))
    }

    async fn changes(&self, environment: EnvironmentId, since: Cursor) -> Result<Vec<u8>, Failure> {
        self.check(Part::Events)?;
        let mut journals = self.journals.borrow_mut();
        journal::changes(journals.entry(environment).or_default(), since).map(|changes| changes.message())
    }

    async fn segments(&self, environment: EnvironmentId) -> Result<Vec<StoredSegment>, Failure> {
        self.check(Part::Events)?;
        let mut journals = self.journals.borrow_mut();
        let journal = journals.entry(environment).or_default();
        journal::manifest(journal)?.iter().map(journal::Segment::shown).collect()
    }

    async fn segment(&self, environment: EnvironmentId, number: i64, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        self.check(Part::Segments)?;
        let mut journals = self.journals.borrow_mut();
        let bytes = finished(journals.entry(environment).or_default().get(number))?;
        Ok(bytes[range.start as usize..range.end as usize].to_vec())
    }

    async fn join(
        &self,
        environment: EnvironmentId,
        name: &str,
        wanted: Wanted,
        asked: Timestamp,
    ) -> Result<Flight, Failure> {
        self.reach(Part::Flights).await?;
        Ok(self.flights.join(&format!("{environment}/{name}"), wanted, asked).await)
    }

    async fn land(&self, environment: EnvironmentId, name: &str, number: i64, landing: Landing) -> Result<(), Failure> {
        self.reach(Part::Flights).await?;
        self.flights.land(&format!("{environment}/{name}"), number, landing);
        Ok(())
    }

    async fn status(&self, environment: EnvironmentId, id: &str, now: Timestamp) -> Result<Option<String>, Failure> {
        self.check(Part::Events)?;
        let statuses = self.statuses.borrow();
        let status = statuses.get(&(environment.0, id.to_owned())).filter(|status| now < status.expires);
        Ok(status.map(|status| status.json.clone()))
    }

    async fn incomplete(
        &self,
        environment: EnvironmentId,
        ids: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, Failure> {
        let mut incomplete = Vec::new();
        for id in ids {
            let status = self.status(environment, &id, now).await?;
            incomplete.extend(status.filter(|status| status.contains("\"complete\":false")).map(|status| (id, status)));
        }
        Ok(incomplete)
    }

    async fn put_status(&self, environment: EnvironmentId, status: QueryStatusRecord) -> Result<(), Failure> {
        self.check(Part::Events)?;
        self.statuses.borrow_mut().insert((environment.0, status.id.clone()), status);
        Ok(())
    }

    async fn delete_status(&self, environment: EnvironmentId, id: &str) -> Result<bool, Failure> {
        self.check(Part::Events)?;
        Ok(self.statuses.borrow_mut().remove(&(environment.0, id.to_owned())).is_some())
    }
}
