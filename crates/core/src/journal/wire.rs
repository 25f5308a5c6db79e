//! Changes as bytes: between a Durable Object and who reads, a Worker or a browser.

use super::bytes::{Reader, Writer, unknown};
use super::changes::Changes;
use super::removals::Removal;
use super::segments::Segment;
use crate::platform::{Cursor, Failure};

/// The first byte of a message that tells of changes.
pub const CHANGES: u8 = 2;

impl Changes {
    /// Returns the changes as a message.
    pub fn message(&self) -> Vec<u8> {
        self.write(Writer::of(CHANGES)).end()
    }

    /// Returns the changes that a message tells of. Events are nearly all of it, and stay where they are.
    ///
    /// # Errors
    ///
    /// `Malformed` when it tells of none.
    pub fn from_message(mut message: Vec<u8>) -> Result<Self, Failure> {
        let mut reader = Reader::new(&message);
        match reader.tag()? {
            CHANGES => {}
            tag => return Err(unknown(tag)),
        }
        let (cursor, is_complete) = (reader.cursor()?, reader.tag()? != 0);
        let length = reader.bytes()?.len();
        let end = message.len() - reader.left();
        let definitions = reader.text()?;
        let removals = (0..reader.number()?).map(|_| read_removal(&mut reader)).collect::<Result<_, _>>()?;
        let segments = read_segments(&mut reader)?;
        message.truncate(end);
        message.drain(..end - length);
        Ok(Self { cursor, is_complete, removals, segments, events: message, definitions })
    }

    /// Adds the changes to a message, as the last thing in it.
    pub fn write(&self, writer: Writer) -> Writer {
        let footers: usize = self.segments.iter().map(|segment| segment.footer.len()).sum();
        let writer = writer.with_room_for(self.events.len() + self.definitions.len() + footers);
        let writer = writer.cursor(self.cursor).tag(u8::from(self.is_complete));
        let writer = writer.bytes(&self.events).bytes(&self.definitions).number(self.removals.len() as i64);
        write_segments(self.removals.iter().fold(writer, write_removal), &self.segments)
    }
}

impl Writer {
    /// Adds a cursor.
    #[must_use]
    pub fn cursor(self, cursor: Cursor) -> Self {
        self.number(cursor.events).number(cursor.definitions).number(cursor.epoch)
    }
}

impl Reader<'_> {
    /// Returns the next cursor.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none.
    pub fn cursor(&mut self) -> Result<Cursor, Failure> {
        Ok(Cursor { events: self.number()?, definitions: self.number()?, epoch: self.number()? })
    }
}

/// Adds segments to a message, as the last thing in it.
pub fn write_segments(writer: Writer, segments: &[Segment]) -> Writer {
    segments.iter().fold(writer, |writer, segment| {
        let writer = writer.number(segment.number).number(segment.first_revision).number(segment.last_revision);
        writer.number(segment.length).number(segment.cleaned).bytes(&segment.footer)
    })
}

/// Returns the segments that are left in a message.
///
/// # Errors
///
/// `Malformed` when something else is.
pub fn read_segments(reader: &mut Reader<'_>) -> Result<Vec<Segment>, Failure> {
    let mut segments = Vec::new();
    while !reader.is_at_end() {
        segments.push(Segment {
            number: reader.number()?,
            first_revision: reader.number()?,
            last_revision: reader.number()?,
            length: reader.number()?,
            cleaned: reader.number()?,
            footer: reader.bytes()?.to_vec(),
        });
    }
    Ok(segments)
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
