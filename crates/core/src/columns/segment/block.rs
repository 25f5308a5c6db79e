//! Blocks: bytes that are packed, checked and found by their place.

use lz4_flex::block::compress;
use oriel_kernels::blocks::{checksum, unpack};

use super::broken;
use super::bytes::Bytes;
use crate::error::Error;

/// LZ4 makes no byte into more than so many.
const MOST_GROWTH: usize = 255;

/// Where a block is, and what it must be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) length: u32,
    /// The length before it was packed.
    pub(super) plain: u32,
    pub(super) checksum: u64,
}

impl Place {
    /// Adds a block to a file and returns its place in it.
    pub(super) fn put(file: &mut Vec<u8>, plain: &[u8]) -> Place {
        let packed = compress(plain);
        let stored = if packed.len() < plain.len() { packed.as_slice() } else { plain };
        let offset = file.len() as u64;
        file.extend(stored);
        Place { offset, length: stored.len() as u32, plain: plain.len() as u32, checksum: checksum(stored) }
    }

    /// Returns what was put there; what has to be unpacked is, in `room`.
    ///
    /// # Errors
    /// Refuses bytes that are not those that were put there.
    pub(super) fn plain<'a>(&self, stored: &'a [u8], room: &'a mut Vec<u8>) -> Result<&'a [u8], Error> {
        if stored.len() != self.length as usize || checksum(stored) != self.checksum {
            return Err(broken("a checksum is wrong"));
        }
        if self.length == self.plain {
            return Ok(stored);
        }
        let plain = self.plain as usize;
        if plain > stored.len().saturating_mul(MOST_GROWTH) {
            return Err(broken("a block is longer than it can be"));
        }
        if room.len() < plain {
            room.resize(plain, 0);
        }
        match unpack(stored, &mut room[..plain]) {
            Some(length) if length == plain => Ok(&room[..plain]),
            _ => Err(broken("a block cannot be unpacked")),
        }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.offset.to_le_bytes());
        out.extend(self.length.to_le_bytes());
        out.extend(self.plain.to_le_bytes());
        out.extend(self.checksum.to_le_bytes());
    }

    pub(super) fn read(bytes: &mut Bytes<'_>) -> Result<Place, Error> {
        Ok(Place { offset: bytes.u64()?, length: bytes.u32()?, plain: bytes.u32()?, checksum: bytes.u64()? })
    }

    /// Returns the bytes of the file that it takes.
    pub(super) fn range(&self) -> std::ops::Range<u64> {
        self.offset..self.offset.saturating_add(u64::from(self.length))
    }
}
