//! The writer of each environment: events that are durable once acknowledged, and what needs one
//! place that decides (leaders, the state of running queries).

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use crate::time::Timestamp;

use super::Failure;
use crate::columns::Dataset;
use crate::plan::Plan;

/// Names an environment: one stream of events, with its own persons, zone and project token.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnvironmentId(pub i64);

impl fmt::Display for EnvironmentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Stores events and elects leaders, environment by environment.
///
/// On Cloudflare every environment has one Durable Object with SQLite, so that writes have one
/// order and are on disk before they are acknowledged.
pub trait Events {
    /// Stores records durably before it returns; returns how many were new.
    ///
    /// An event whose uuid is already there is dropped; a person or group replaces the one with
    /// the same id.
    ///
    /// # Errors
    ///
    /// `Unavailable` when not everything was stored; sending all of it again is then safe.
    async fn append(&self, environment: EnvironmentId, records: Vec<Record>) -> Result<u64, Failure>;

    /// Returns what a plan reads of the environment's events, persons and groups as columns, every
    /// acknowledged record included. There may be more.
    ///
    /// # Errors
    ///
    /// `Unavailable` when they cannot be read, `TooLarge` when there is no room for them.
    async fn dataset(&self, environment: EnvironmentId, plan: &Plan) -> Result<Rc<Dataset>, Failure>;

    /// Deletes events, and persons with them if that is asked for; returns how many persons of the distinct ids there were.
    ///
    /// Once it has returned no dataset has any of it. Events that are sent again afterwards stay deleted, for their uuid
    /// is known; other events of these persons count again.
    ///
    /// # Errors
    ///
    /// `Unavailable` when nothing was deleted, or nobody knows; deleting again is then safe.
    async fn delete(&self, environment: EnvironmentId, deletion: Deletion) -> Result<u64, Failure>;

    /// Returns what was stored since a cursor, as the message of a journal's `Changes`.
    ///
    /// # Errors
    ///
    /// `Unavailable` when no one can tell.
    async fn changes(&self, environment: EnvironmentId, since: Cursor) -> Result<Vec<u8>, Failure>;

    /// Returns the segments that hold the environment's events, all but the newest, in the order in which they came.
    ///
    /// # Errors
    ///
    /// `Unavailable` when no one can tell, also while they still hold events that were deleted.
    async fn segments(&self, environment: EnvironmentId) -> Result<Vec<StoredSegment>, Failure>;

    /// Returns a range of the bytes of one of the environment's segments.
    ///
    /// # Errors
    ///
    /// `Unavailable` when it cannot be read, for one because it was replaced meanwhile.
    async fn segment(&self, environment: EnvironmentId, number: i64, range: Range<u64>) -> Result<Vec<u8>, Failure>;

    /// Joins the computation named `name` for a request that was made at `asked`: the first caller leads, the
    /// others wait and get what the leader [lands](Events::land).
    ///
    /// A leader that lands nothing within 10 s counts as crashed, and the next caller leads.
    ///
    /// # Errors
    ///
    /// `Unavailable` when no one can tell; the caller then computes by itself.
    async fn join(
        &self,
        environment: EnvironmentId,
        name: &str,
        wanted: Wanted,
        asked: Timestamp,
    ) -> Result<Flight, Failure>;

    /// Ends the computation named `name` that the caller leads under `number`, and tells everyone who waits.
    ///
    /// # Errors
    ///
    /// `Unavailable` when no one can be told.
    async fn land(&self, environment: EnvironmentId, name: &str, number: i64, landing: Landing) -> Result<(), Failure>;

    /// Returns the state of the query `id`, or `None` when it is unknown or expired at `now`.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn status(&self, environment: EnvironmentId, id: &str, now: Timestamp) -> Result<Option<String>, Failure>;

    /// Returns the states of those of these queries that are not complete nor expired at `now`, each with its query's id: what
    /// has ended has its results with it.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn incomplete(
        &self,
        environment: EnvironmentId,
        ids: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<(String, String)>, Failure>;

    /// Keeps the state of a query, in place of an older one with the same id.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn put_status(&self, environment: EnvironmentId, status: QueryStatusRecord) -> Result<(), Failure>;

    /// Forgets the state of the query `id`; returns whether there was one.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn delete_status(&self, environment: EnvironmentId, id: &str) -> Result<bool, Failure>;
}

/// Up to where a reader has everything.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Cursor {
    /// The last revision whose events it has.
    pub events: i64,
    /// The last revision whose persons and groups it has; the greatest number when it wants none.
    pub definitions: i64,
    /// How often events had been deleted.
    pub epoch: i64,
}

impl Cursor {
    /// Returns the cursor that a text names: its three numbers with dots between them.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // What is too long for a revision is after all of them.
            is_number.then(|| text.parse().unwrap_or(i64::MAX))
        };
        let numbers: Option<Vec<i64>> = text.split('.').map(number).collect();
        match *numbers?.as_slice() {
            [events, definitions, epoch] => Some(Self { events, definitions, epoch }),
            _ => None,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.events, self.definitions, self.epoch)
    }
}

/// Says what is to be deleted of an environment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Deletion {
    /// The persons that have one of these distinct ids, with all their distinct ids; without it everybody.
    pub distinct_ids: Option<Vec<String>>,
    /// The first and the last moment of the events that are deleted, in microseconds since the epoch; without it none are.
    pub times: Option<(i64, i64)>,
    /// What becomes of the persons.
    pub persons: Persons,
}

/// Says what becomes of persons whose events are deleted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Persons {
    /// They stay, with their properties.
    Kept,
    /// They are forgotten; later events with their distinct ids make new ones.
    Deleted,
}

/// Says what a segment holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredSegment {
    /// Names it within its environment.
    pub number: i64,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many events it has.
    pub rows: usize,
    /// When the first and the last of them happened.
    pub times: Option<(Timestamp, Timestamp)>,
}

/// Holds one line of what an environment stores.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// What the line is about.
    pub kind: RecordKind,
    /// An event's uuid, a person's first distinct id, or a group's `type_index:key`.
    pub id: String,
    /// When it happened (an event's `timestamp`) or was written.
    pub at: Timestamp,
    /// One line of JSON; an event is in capture format with its corrected `timestamp`.
    pub line: String,
}

/// Says what a [`Record`] is about.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RecordKind {
    /// Something that happened.
    Event,
    /// A person: `{"distinct_ids": […], "properties": {…}, "created_at"?}`.
    Person,
    /// A group: `{"group_type_index", "group_key", "properties", "created_at"?}`.
    Group,
}

/// Says which computations will do for a caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wanted {
    /// One that is under way, or that landed within the last minute.
    Recent,
    /// One that begins after the caller asked: it reads everything that was acknowledged before.
    Anew,
}

/// Says what a leader hands to those who wait for its computation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Landing {
    /// What came out.
    Answer(Vec<u8>),
    /// It failed, and would at once fail again: who waits fails too, who comes later tries it again.
    Failure,
    /// The leader was refused, as others need not be: each of them computes for itself.
    Refusal,
}

/// Says which part a caller has in a computation that several want at once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Flight {
    /// The caller computes, and lands what came out under this number.
    Lead(i64),
    /// Somebody else computed this.
    Landed(Vec<u8>),
    /// Somebody else tried and failed.
    Failed,
    /// Somebody else tried and shares nothing: the caller computes for itself alone.
    Alone,
    /// So many are under way in the environment that none more may begin.
    Crowded,
}

/// Holds the state of a query as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QueryStatusRecord {
    /// The query's id within its environment.
    pub id: String,
    /// The status object (spec/api 4.1) as JSON.
    pub json: String,
    /// From when on nobody can read it any more.
    pub expires: Timestamp,
}
