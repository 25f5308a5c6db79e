//! The journal of an environment over SQLite in memory, as a Durable Object has it, with its segments in a map.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use oriel::columns::Dataset;
use oriel::columns::segment::{Index, Pieces};
use oriel::journal::{self, Added, Database, Held, Limits, Maintained, Needs, Objects, Reading};
use oriel::plan::Plan;
use oriel::platform::{Failure, Row, Statement};
use oriel::time::Timestamp;
use rusqlite::Connection;
use rusqlite::limits::Limit;

use crate::platform::rows;
use crate::polling::finished;

/// The most bytes that a value or a row may have in a Durable Object's SQLite.
const MOST_BYTES: i32 = 2_200_000;

/// A journal with its tables and its segments.
pub struct Journal {
    connection: Connection,
    segments: RefCell<BTreeMap<i64, Vec<u8>>>,
    held: RefCell<Option<Held>>,
    /// After so many more steps of maintenance everything fails, as if the power went.
    pub steps_left: Cell<u32>,
    /// Whether segments cannot be read.
    pub are_segments_gone: Cell<bool>,
    /// How many bytes of segments were read by range.
    pub bytes_read: Cell<u64>,
}

impl Default for Journal {
    fn default() -> Self {
        let connection = Connection::open_in_memory().expect("SQLite opens in memory");
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_BYTES).expect("SQLite has such a limit");
        let journal = Self {
            connection,
            segments: RefCell::default(),
            held: RefCell::default(),
            steps_left: Cell::new(u32::MAX),
            are_segments_gone: Cell::default(),
            bytes_read: Cell::default(),
        };
        journal::migrate(&journal).expect("the tables of a journal are SQL");
        journal
    }
}

impl Database for Journal {
    fn run(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        rows(&self.connection, &statement)
    }

    fn transaction<T>(&self, run: impl Fn(&Self) -> Result<T, Failure>) -> Result<T, Failure> {
        self.step()?;
        self.run(Statement::new("BEGIN"))?;
        let outcome = run(self);
        self.run(Statement::new(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }))?;
        outcome
    }
}

impl Objects for Journal {
    async fn get(&self, number: i64) -> Result<Vec<u8>, Failure> {
        self.step()?;
        self.segments.borrow().get(&number).cloned().ok_or_else(|| Failure::unavailable("a segment is gone"))
    }

    async fn put(&self, number: i64, bytes: Vec<u8>) -> Result<(), Failure> {
        self.step()?;
        self.segments.borrow_mut().insert(number, bytes);
        // The bytes may be there although nobody heard of it.
        self.step()
    }

    async fn delete(&self, number: i64) -> Result<(), Failure> {
        self.step()?;
        self.segments.borrow_mut().remove(&number);
        self.step()
    }
}

impl Journal {
    fn step(&self) -> Result<(), Failure> {
        let left = self.steps_left.get();
        self.steps_left.set(left.saturating_sub(u32::from(left < u32::MAX)));
        if left == 0 { Err(Failure::unavailable("the power is gone")) } else { Ok(()) }
    }

    /// Does all maintenance that there is to do, as the alarm does.
    ///
    /// # Errors
    /// Fails when it is told to.
    pub fn maintain(&self, limits: &Limits, now: Timestamp) -> Result<(), Failure> {
        while finished(journal::maintain(self, self, limits, now))? == Maintained::Partly {}
        Ok(())
    }

    /// Returns the numbers of the segments that are kept, whether the manifest names them or not.
    pub fn kept(&self) -> Vec<i64> {
        self.segments.borrow().keys().copied().collect()
    }

    /// Returns the bytes of a segment that is kept.
    ///
    /// # Panics
    /// When there is no such segment.
    pub fn bytes_of(&self, number: i64) -> Vec<u8> {
        self.segments.borrow()[&number].clone()
    }

    /// Returns everything that the journal has, as columns.
    ///
    /// # Errors
    /// Fails when what was appended is no event, person or group.
    pub fn dataset(&self) -> Result<Rc<Dataset>, Failure> {
        self.read(&Plan::everything())
    }

    /// Returns what a plan reads, adding to what was read before, as an isolate does.
    ///
    /// # Errors
    /// Fails when what was appended is no event, person or group.
    pub fn read(&self, plan: &Plan) -> Result<Rc<Dataset>, Failure> {
        let needs = Needs::of(plan);
        let held = self.held.take().unwrap_or_else(|| Held::nothing(needs.clone())).ready_for(&needs, usize::MAX);
        let held = self.up_to_date(held)?;
        let dataset = held.dataset();
        *self.held.borrow_mut() = Some(held);
        Ok(dataset)
    }

    /// Returns what a plan reads, as an isolate does that has nothing yet.
    ///
    /// # Errors
    /// Fails when what was appended is no event, person or group.
    pub fn read_anew(&self, plan: &Plan) -> Result<Rc<Dataset>, Failure> {
        self.up_to_date(Held::nothing(Needs::of(plan))).map(|held| held.dataset())
    }

    fn up_to_date(&self, mut held: Held) -> Result<Held, Failure> {
        loop {
            let changes = journal::changes(self, held.cursor())?;
            let again = held.needs().clone();
            let segments = changes.segments.iter();
            let segments = segments.map(|segment| self.columns(segment, &changes.reading(segment, &again)));
            held = match held.add(&changes, segments)? {
                Added::Complete(held) => return Ok(held),
                Added::Partly(held) => held,
                Added::Stale => Held::nothing(again),
            };
        }
    }

    fn columns(
        &self,
        segment: &journal::Segment,
        reading: &Reading<'_>,
    ) -> Result<oriel::columns::events::EventColumns, Failure> {
        let malformed = |error: oriel::error::Error| Failure::malformed(error.to_string());
        let index = Index::read(&segment.footer).map_err(malformed)?;
        let segments = self.segments.borrow();
        let bytes = segments.get(&segment.number).filter(|_| !self.are_segments_gone.get());
        let bytes = bytes.ok_or_else(|| Failure::unavailable("a segment is gone"))?;
        assert_eq!(bytes.len() as i64, segment.length, "the manifest says how long a segment is");
        let mut pieces = Pieces::default();
        for range in reading.ranges(&index) {
            self.bytes_read.set(self.bytes_read.get() + range.end - range.start);
            pieces.add(range.start, bytes[range.start as usize..range.end as usize].to_vec());
        }
        reading.columns(&index, &pieces)
    }
}
