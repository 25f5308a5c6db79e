//! What an environment's Durable Object answers.

use oriel::journal::{Changes, Removal, Segment};
use oriel::platform::{Failure, Flight};

use super::bytes::{Reader, Writer, unknown};

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
    /// The segments that are there.
    Manifest(Vec<Segment>),
}

impl Answer {
    /// Returns the answer as bytes.
    pub(super) fn write(&self) -> Vec<u8> {
        match self {
            Self::Done => Writer::of(0),
            Self::Count(count) => Writer::of(1).number(i64::try_from(*count).unwrap_or(i64::MAX)),
            Self::Changes(changes) => {
                let head = Writer::of(2).cursor(changes.cursor).tag(u8::from(changes.is_complete));
                let head = head.bytes(&changes.events).bytes(&changes.definitions);
                let head = changes.removals.iter().fold(head.number(changes.removals.len() as i64), write_removal);
                changes.segments.iter().fold(head, write_segment)
            }
            Self::Flight(Flight::Lead(number)) => Writer::of(3).number(*number),
            Self::Flight(Flight::Alone) => Writer::of(4),
            Self::Flight(Flight::Landed(outcome)) => Writer::of(5).bytes(outcome),
            Self::Status(None) => Writer::of(6),
            Self::Status(Some(status)) => Writer::of(7).bytes(status),
            Self::Manifest(segments) => segments.iter().fold(Writer::of(8), write_segment),
            Self::Flight(Flight::Failed) => Writer::of(9),
            Self::Flight(Flight::Crowded) => Writer::of(10),
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
            2 => {
                let mut changes = Changes {
                    cursor: reader.cursor()?,
                    is_complete: reader.tag()? != 0,
                    events: reader.bytes()?.to_vec(),
                    definitions: reader.text()?,
                    removals: Vec::new(),
                    segments: Vec::new(),
                };
                for _ in 0..reader.number()? {
                    changes.removals.push(read_removal(&mut reader)?);
                }
                changes.segments = read_segments(&mut reader)?;
                Self::Changes(changes)
            }
            3 => Self::Flight(Flight::Lead(reader.number()?)),
            4 => Self::Flight(Flight::Alone),
            5 => Self::Flight(Flight::Landed(reader.bytes()?.to_vec())),
            6 => Self::Status(None),
            7 => Self::Status(Some(reader.text()?)),
            8 => Self::Manifest(read_segments(&mut reader)?),
            9 => Self::Flight(Flight::Failed),
            10 => Self::Flight(Flight::Crowded),
            tag => return Err(unknown(tag)),
        })
    }
}

fn write_segment(writer: Writer, segment: &Segment) -> Writer {
    let writer = writer.number(segment.number).number(segment.first_revision).number(segment.last_revision);
    writer.number(segment.length).number(segment.cleaned).bytes(&segment.footer)
}

fn write_removal(writer: Writer, removal: &Removal) -> Writer {
    let writer = writer.number(removal.revision).number(removal.times.0).number(removal.times.1);
    match &removal.distinct_ids {
        Some(ids) => ids.iter().fold(writer.tag(1).number(ids.len() as i64), |writer, id| writer.bytes(id)),
        None => writer.tag(0),
    }
}

fn read_removal(reader: &mut Reader<'_>) -> Result<Removal, Failure> {
    let (revision, times) = (reader.number()?, (reader.number()?, reader.number()?));
    let distinct_ids = match reader.tag()? {
        0 => None,
        _ => Some((0..reader.number()?).map(|_| reader.text()).collect::<Result<_, _>>()?),
    };
    Ok(Removal { revision, distinct_ids, times })
}

fn read_segments(reader: &mut Reader<'_>) -> Result<Vec<Segment>, Failure> {
    let mut segments = Vec::new();
    while !reader.is_at_end() {
        segments.push(read_segment(reader)?);
    }
    Ok(segments)
}

fn read_segment(reader: &mut Reader<'_>) -> Result<Segment, Failure> {
    Ok(Segment {
        number: reader.number()?,
        first_revision: reader.number()?,
        last_revision: reader.number()?,
        length: reader.number()?,
        cleaned: reader.number()?,
        footer: reader.bytes()?.to_vec(),
    })
}
