//! What an environment's Durable Object answers.

use oriel::journal::bytes::{Reader, Writer, unknown};
use oriel::journal::wire::{CHANGES, read_segments, write_segments};
use oriel::journal::{Changes, Segment};
use oriel::platform::{Failure, Flight};

/// The answer to a [`Question`](super::Question).
pub(crate) enum Answer {
    /// It is done.
    Done,
    /// That many.
    Count(u64),
    /// What was stored since.
    Changes(Changes),
    /// The asker's part in a computation.
    Flight(Flight),
    /// The state of a query, if it is known.
    Status(Option<String>),
    /// The queries that are not complete, each with its state.
    Incomplete(Vec<(String, String)>),
    /// The segments that are there.
    Manifest(Vec<Segment>),
}

impl Answer {
    /// Returns the answer as bytes.
    pub(super) fn write(&self) -> Vec<u8> {
        match self {
            Self::Done => Writer::of(0),
            Self::Count(count) => Writer::of(1).number(i64::try_from(*count).unwrap_or(i64::MAX)),
            Self::Changes(changes) => changes.write(Writer::of(CHANGES)),
            Self::Flight(Flight::Lead(number)) => Writer::of(3).number(*number),
            Self::Flight(Flight::Alone) => Writer::of(4),
            Self::Flight(Flight::Landed(outcome)) => Writer::of(5).bytes(outcome),
            Self::Status(None) => Writer::of(6),
            Self::Status(Some(status)) => Writer::of(7).bytes(status),
            Self::Manifest(segments) => write_segments(Writer::of(8), segments),
            Self::Flight(Flight::Failed) => Writer::of(9),
            Self::Flight(Flight::Crowded) => Writer::of(10),
            Self::Incomplete(statuses) => {
                statuses.iter().fold(Writer::of(11), |writer, (id, status)| writer.bytes(id).bytes(status))
            }
        }
        .end()
    }

    /// Returns the answer that [`write`](Self::write) made these bytes of.
    ///
    /// # Errors
    ///
    /// `Malformed` when it made none.
    pub(crate) fn read(message: &[u8]) -> Result<Self, Failure> {
        let mut reader = Reader::new(message);
        Ok(match reader.tag()? {
            0 => Self::Done,
            1 => Self::Count(reader.number()?.unsigned_abs()),
            CHANGES => Self::Changes(Changes::from_message(message.to_vec())?),
            3 => Self::Flight(Flight::Lead(reader.number()?)),
            4 => Self::Flight(Flight::Alone),
            5 => Self::Flight(Flight::Landed(reader.bytes()?.to_vec())),
            6 => Self::Status(None),
            7 => Self::Status(Some(reader.text()?)),
            8 => Self::Manifest(read_segments(&mut reader)?),
            9 => Self::Flight(Flight::Failed),
            10 => Self::Flight(Flight::Crowded),
            11 => {
                let mut statuses = Vec::new();
                while !reader.is_at_end() {
                    statuses.push((reader.text()?, reader.text()?));
                }
                Self::Incomplete(statuses)
            }
            tag => return Err(unknown(tag)),
        })
    }
}
