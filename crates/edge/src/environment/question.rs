//! What the Worker asks of an environment's Durable Object.

use oriel::journal::Cursor;
use oriel::journal::bytes::{Reader, Writer, unknown};
use oriel::platform::{Deletion, Failure, Landing, Persons, QueryStatusRecord, Record, RecordKind, Wanted};
use oriel::time::Timestamp;

/// One request to a Durable Object.
pub(crate) enum Question {
    /// Store these; answered by how many were new.
    Append(Vec<Record>),
    /// What was stored since a cursor?
    Changes {
        /// What the asker has.
        since: Cursor,
    },
    /// Who computes this?
    Join {
        /// The name of the computation.
        name: String,
        /// Which ones will do.
        wanted: Wanted,
        /// The moment of the request.
        asked: Timestamp,
    },
    /// So a computation ended.
    Land {
        /// The name of the computation.
        name: String,
        /// The number under which the asker leads it.
        number: i64,
        /// What to tell those who wait.
        landing: Landing,
    },
    /// What is the state of a query?
    Status {
        /// The query's id.
        id: String,
        /// The moment of the request.
        now: Timestamp,
    },
    /// Which of these queries are not complete?
    Incomplete {
        /// The queries' ids.
        ids: Vec<String>,
        /// The moment of the request.
        now: Timestamp,
    },
    /// Keep the state of a query.
    PutStatus(QueryStatusRecord),
    /// Forget the state of a query; answered by how many there were.
    DeleteStatus {
        /// The query's id.
        id: String,
    },
    /// Which segments are there?
    Manifest,
    /// Delete this; answered by how many persons there were.
    Delete(Deletion),
}

impl Question {
    /// Returns the question as bytes.
    pub(crate) fn write(&self) -> Vec<u8> {
        match self {
            Self::Append(records) => records.iter().fold(Writer::of(0), write_record),
            Self::Changes { since } => Writer::of(1).cursor(*since),
            Self::Join { name, wanted, asked } => {
                Writer::of(2).bytes(name).tag(u8::from(*wanted == Wanted::Anew)).number(asked.micros())
            }
            Self::Land { name, number, landing } => {
                let writer = Writer::of(3).bytes(name).number(*number);
                match landing {
                    Landing::Answer(outcome) => writer.tag(0).bytes(outcome),
                    Landing::Failure => writer.tag(1),
                    Landing::Refusal => writer.tag(2),
                }
            }
            Self::Status { id, now } => Writer::of(4).bytes(id).number(now.micros()),
            Self::PutStatus(status) => {
                Writer::of(5).bytes(&status.id).bytes(&status.json).number(status.expires.micros())
            }
            Self::DeleteStatus { id } => Writer::of(6).bytes(id),
            Self::Manifest => Writer::of(7),
            Self::Incomplete { ids, now } => ids.iter().fold(Writer::of(9).number(now.micros()), Writer::bytes),
            Self::Delete(deletion) => write_deletion(Writer::of(8), deletion),
        }
        .end()
    }

    /// Returns the question that [`write`](Self::write) made these bytes of.
    ///
    /// # Errors
    ///
    /// `Malformed` when it made none.
    pub(super) fn read(message: &[u8]) -> Result<Self, Failure> {
        let mut reader = Reader::new(message);
        Ok(match reader.tag()? {
            0 => {
                let mut records = Vec::new();
                while !reader.is_at_end() {
                    records.push(read_record(&mut reader)?);
                }
                Self::Append(records)
            }
            1 => Self::Changes { since: reader.cursor()? },
            2 => Self::Join {
                name: reader.text()?,
                wanted: if reader.tag()? == 0 { Wanted::Recent } else { Wanted::Anew },
                asked: Timestamp::from_micros(reader.number()?),
            },
            3 => Self::Land {
                name: reader.text()?,
                number: reader.number()?,
                landing: match reader.tag()? {
                    0 => Landing::Answer(reader.bytes()?.to_vec()),
                    1 => Landing::Failure,
                    2 => Landing::Refusal,
                    tag => return Err(unknown(tag)),
                },
            },
            4 => Self::Status { id: reader.text()?, now: Timestamp::from_micros(reader.number()?) },
            5 => Self::PutStatus(QueryStatusRecord {
                id: reader.text()?,
                json: reader.text()?,
                expires: Timestamp::from_micros(reader.number()?),
            }),
            6 => Self::DeleteStatus { id: reader.text()? },
            7 => Self::Manifest,
            8 => Self::Delete(read_deletion(&mut reader)?),
            9 => {
                let now = Timestamp::from_micros(reader.number()?);
                let mut ids = Vec::new();
                while !reader.is_at_end() {
                    ids.push(reader.text()?);
                }
                Self::Incomplete { ids, now }
            }
            tag => return Err(unknown(tag)),
        })
    }
}

fn write_record(writer: Writer, record: &Record) -> Writer {
    let kind = match record.kind {
        RecordKind::Event => 0,
        RecordKind::Person => 1,
        RecordKind::Group => 2,
    };
    writer.tag(kind).number(record.at.micros()).bytes(&record.id).bytes(&record.line)
}

fn read_record(reader: &mut Reader<'_>) -> Result<Record, Failure> {
    let kind = match reader.tag()? {
        0 => RecordKind::Event,
        1 => RecordKind::Person,
        2 => RecordKind::Group,
        tag => return Err(unknown(tag)),
    };
    let at = Timestamp::from_micros(reader.number()?);
    Ok(Record { kind, at, id: reader.text()?, line: reader.text()? })
}

fn write_deletion(writer: Writer, deletion: &Deletion) -> Writer {
    let writer = writer.tag(u8::from(deletion.persons == Persons::Deleted));
    let writer = match deletion.times {
        Some((first, last)) => writer.tag(1).number(first).number(last),
        None => writer.tag(0),
    };
    match &deletion.distinct_ids {
        Some(distinct_ids) => distinct_ids.iter().fold(writer.tag(1), |writer, distinct_id| writer.bytes(distinct_id)),
        None => writer.tag(0),
    }
}

fn read_deletion(reader: &mut Reader<'_>) -> Result<Deletion, Failure> {
    let persons = if reader.tag()? == 0 { Persons::Kept } else { Persons::Deleted };
    let times = if reader.tag()? == 0 { None } else { Some((reader.number()?, reader.number()?)) };
    let mut distinct_ids = if reader.tag()? == 0 { None } else { Some(Vec::new()) };
    while let Some(distinct_ids) = distinct_ids.as_mut().filter(|_| !reader.is_at_end()) {
        distinct_ids.push(reader.text()?);
    }
    Ok(Deletion { distinct_ids, times, persons })
}
