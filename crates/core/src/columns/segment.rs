//! Segments: immutable files of events, by column, that are read by range.
//!
//! A segment holds events in order of time, in groups of 65,536 rows. A column is a block of bytes a group, so that a
//! reader fetches only the columns that it needs, of the groups whose time it needs. All numbers are little-endian.
//!
//! ```text
//! segment  = block*, footer, trailer
//! trailer  = length of the footer: u32, the same before it was packed: u32, checksum of the packed footer: u64,
//!            version: u32 (1), "ORSG"
//! footer   = rows: u32, {first time: i64, last time: i64} a group, columns: u32, column*, names: values
//! column   = kind: u8 (0 time, 1 name, 2 distinct id, 3 uuid, 4 property), its name: text (of a property),
//!            form: u8 (0 codes of 1 byte, 1 of 2, 2 of 4, 3 floats, 4 times, 5 uuids),
//!            dictionary: place (of codes, but not of names), {least: u64, greatest: u64, place} a group
//! place    = offset: u64, length: u32, length before it was packed: u32, checksum of the packed bytes: u64
//! values   = count: u32, {kind: u8 (0 text, 1 other JSON), length: u32} each, their UTF-8 one after the other
//! text     = length: u32, UTF-8
//! ```
//!
//! Blocks, values of dictionaries and the footer are packed by LZ4 (its block format), or stand as they are where that
//! is no shorter; the checksum is XXH3 of 64 bits. A block of length 0 says that every row is `least`. Codes are
//! positions in the dictionary, 0 for absent; its values count from 1. The dictionary of event names stands in the
//! footer, so that a reader sees without another request whether a segment has an event at all. Times are microseconds
//! since the epoch: a block is the width of its numbers (1, 2, 4 or 8 bytes) and for each row the difference to the row
//! before, the first one's to the group's first time. Floats are IEEE doubles, NaN where absent; of floats `least` and
//! `greatest` are the bits. Uuids are 16 bytes each, 0 where an event has none.
//!
//! A reader refuses what does not fit: a wrong checksum, a place outside the file, a code past its dictionary, times out
//! of order, more than 2^24 rows.

mod block;
mod bytes;
mod index;
mod read;
mod values;
mod write;

use super::Dataset;
use crate::error::Error;

pub use index::{Index, Key};
pub use read::{Pieces, Wanted};
pub use write::write;

/// How many rows have a block of their own in each column.
const GROUP_ROWS: usize = 65_536;
/// A segment has no more rows; a reader makes room for no more.
const MOST_ROWS: usize = 1 << 24;
const VERSION: u32 = 1;
const MAGIC: [u8; 4] = *b"ORSG";

impl Dataset {
    /// Returns the dataset of a whole segment, where every distinct id is a person of its own.
    ///
    /// # Errors
    /// Says what is wrong with bytes that are no segment.
    pub fn from_segment(bytes: &[u8]) -> Result<Dataset, Error> {
        let index = Index::read(bytes)?;
        let columns = index.columns(&Wanted::all(), &Pieces::whole(bytes))?;
        let mut dataset = Dataset::new();
        dataset.change(|parts| parts.events.append(columns));
        Ok(dataset)
    }
}

/// Returns the error of bytes that are no segment.
fn broken(detail: &str) -> Error {
    Error::invalid(format!("This is no segment, or it is broken: {detail}."))
}
