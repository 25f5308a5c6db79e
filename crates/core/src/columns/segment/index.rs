//! The footer of a segment: which columns there are, and where their blocks are.

use std::ops::Range;

use super::block::Place;
use super::bytes::{Bytes, put_text};
use super::{GROUP_ROWS, MAGIC, MOST_ROWS, VERSION, broken, values};
use crate::columns::dictionary::Dictionary;
use crate::error::Error;

/// The trailer has so many bytes.
const TRAILER: usize = 24;

/// Names a column.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Key {
    /// When events happened.
    Time,
    /// Their names.
    Name,
    /// Whose they are.
    DistinctId,
    /// Their uuids.
    Uuid,
    /// A property.
    Property(String),
}

/// How the rows of a column are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// Codes of so many bytes.
    Codes(u8),
    Floats,
    Times,
    Uuids,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnIndex {
    pub(super) key: Key,
    pub(super) form: Form,
    /// Where the values of codes are; empty for names, whose values are in the footer.
    pub(super) dictionary: Place,
    pub(super) blocks: Vec<BlockIndex>,
}

/// The rows of one group in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BlockIndex {
    pub(super) least: u64,
    pub(super) greatest: u64,
    pub(super) place: Place,
}

/// What a segment has, and where.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) rows: usize,
    /// The first and the last time of each group.
    pub(super) times: Vec<(i64, i64)>,
    pub(super) columns: Vec<ColumnIndex>,
    pub(super) names: Dictionary,
}

impl Index {
    /// Returns the index at the end of bytes: a whole segment, or its last part with all of the footer.
    ///
    /// # Errors
    /// Says what is wrong with bytes that do not end as a segment does.
    pub fn read(end: &[u8]) -> Result<Index, Error> {
        let (rest, mut trailer) = match end.len().checked_sub(TRAILER) {
            Some(start) => (&end[..start], Bytes(&end[start..])),
            None => return Err(broken("it is too short")),
        };
        let (length, plain, checksum) = (trailer.u32()?, trailer.u32()?, trailer.u64()?);
        if (trailer.u32()?, trailer.0) != (VERSION, MAGIC.as_slice()) {
            return Err(broken("it is of another version or something else"));
        }
        let start = rest.len().checked_sub(length as usize).ok_or_else(|| broken("its footer is cut off"))?;
        let place = Place { offset: 0, length, plain, checksum };
        Index::from_footer(&mut Bytes(place.plain(&rest[start..], &mut Vec::new())?))
    }

    /// Returns how many bytes at the end of a segment are its footer and trailer, from those of them that are there.
    ///
    /// # Errors
    /// Says what is wrong with bytes that do not end as a segment does.
    pub fn footer_length(end: &[u8]) -> Result<usize, Error> {
        let trailer = end.len().checked_sub(TRAILER).ok_or_else(|| broken("it is too short"))?;
        Ok(Bytes(&end[trailer..]).u32()? as usize + TRAILER)
    }

    /// Returns the number of events.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the times of the first and the last event; `None` without events.
    pub fn times(&self) -> Option<(i64, i64)> {
        Some((self.times.first()?.0, self.times.last()?.1))
    }

    /// Returns whether an event of that name is there.
    pub fn has_event(&self, name: &str) -> bool {
        self.names.code_of(crate::columns::value::Value::Text(name)).is_some()
    }

    /// Returns the rows of a group.
    pub(super) fn rows_of(&self, group: usize) -> Range<usize> {
        group * GROUP_ROWS..((group + 1) * GROUP_ROWS).min(self.rows)
    }

    fn from_footer(footer: &mut Bytes<'_>) -> Result<Index, Error> {
        let rows = footer.u32()? as usize;
        if rows > MOST_ROWS {
            return Err(broken("it has too many rows"));
        }
        let groups = rows.div_ceil(GROUP_ROWS);
        let time = |footer: &mut Bytes<'_>| footer.u64().map(u64::cast_signed);
        let times = (0..groups).map(|_| Ok((time(footer)?, time(footer)?))).collect::<Result<Vec<_>, Error>>()?;
        let bounds: Vec<i64> = times.iter().flat_map(|(first, last)| [*first, *last]).collect();
        if !bounds.is_sorted() {
            return Err(broken("its times are out of order"));
        }
        let mut columns = Vec::new();
        for _ in 0..footer.u32()? {
            columns.push(ColumnIndex::read(footer, groups)?);
        }
        Ok(Index { rows, times, columns, names: values::read(*footer)? })
    }

    /// Returns the footer and the trailer.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut plain = (self.rows as u32).to_le_bytes().to_vec();
        for time in self.times.iter().flat_map(|(first, last)| [*first, *last]) {
            plain.extend(time.to_le_bytes());
        }
        plain.extend((self.columns.len() as u32).to_le_bytes());
        self.columns.iter().for_each(|column| column.write(&mut plain));
        plain.extend(values::write(&self.names));
        let mut out = Vec::new();
        let place = Place::put(&mut out, &plain);
        out.extend(place.length.to_le_bytes());
        out.extend(place.plain.to_le_bytes());
        out.extend(place.checksum.to_le_bytes());
        out.extend(VERSION.to_le_bytes());
        out.extend(MAGIC);
        out
    }
}

impl ColumnIndex {
    fn read(footer: &mut Bytes<'_>, groups: usize) -> Result<ColumnIndex, Error> {
        let kind = footer.u8()?;
        let name = footer.text()?;
        let key = match kind {
            0 => Key::Time,
            1 => Key::Name,
            2 => Key::DistinctId,
            3 => Key::Uuid,
            4 => Key::Property(name.to_owned()),
            _ => return Err(broken("a column is of an unknown kind")),
        };
        let form = match (footer.u8()?, &key) {
            (code @ 0..=2, Key::Name | Key::DistinctId | Key::Property(_)) => Form::Codes(1 << code),
            (3, Key::Property(_)) => Form::Floats,
            (4, Key::Time) => Form::Times,
            (5, Key::Uuid) => Form::Uuids,
            _ => return Err(broken("a column is of the wrong form")),
        };
        let dictionary = Place::read(footer)?;
        let mut blocks = Vec::new();
        for _ in 0..groups {
            blocks.push(BlockIndex { least: footer.u64()?, greatest: footer.u64()?, place: Place::read(footer)? });
        }
        Ok(ColumnIndex { key, form, dictionary, blocks })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let (kind, name) = match &self.key {
            Key::Time => (0, ""),
            Key::Name => (1, ""),
            Key::DistinctId => (2, ""),
            Key::Uuid => (3, ""),
            Key::Property(name) => (4, name.as_str()),
        };
        out.push(kind);
        put_text(out, name);
        out.push(match self.form {
            Form::Codes(width) => width.trailing_zeros() as u8,
            Form::Floats => 3,
            Form::Times => 4,
            Form::Uuids => 5,
        });
        self.dictionary.write(out);
        for block in &self.blocks {
            out.extend(block.least.to_le_bytes());
            out.extend(block.greatest.to_le_bytes());
            block.place.write(out);
        }
    }
}
