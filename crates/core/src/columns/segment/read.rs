//! Reads the columns of a segment that are wanted, from the ranges of it that were fetched.

use std::borrow::Cow;
use std::ops::Range;

use oriel_kernels::blocks;

use super::block::Place;
use super::bytes::Bytes;
use super::index::{BlockIndex, ColumnIndex, Form, Index, Key};
use super::{broken, values};
use crate::columns::codes::Codes;
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::Dictionary;
use crate::columns::events::EventColumns;
use crate::error::Error;
use crate::sort;

/// Ranges with no more bytes between them are fetched as one.
const GAP: u64 = 32 * 1024;

/// What of a segment is read: columns, besides the times, and a range of time.
pub struct Wanted<'a> {
    /// Says whether a column is read.
    pub reads: &'a dyn Fn(&Key) -> bool,
    /// The first and the last moment, in microseconds since the epoch; groups that are partly outside are read whole.
    pub times: (i64, i64),
}

impl Wanted<'_> {
    /// Returns that everything is read.
    pub fn all() -> Self {
        Self { reads: &|_| true, times: (i64::MIN, i64::MAX) }
    }

    fn has(&self, key: &Key) -> bool {
        *key == Key::Time || (self.reads)(key)
    }
}

/// Parts of a segment that were fetched.
#[derive(Debug, Default)]
pub struct Pieces<'a>(Vec<(u64, Cow<'a, [u8]>)>);

impl<'a> Pieces<'a> {
    /// Returns a whole segment.
    pub fn whole(bytes: &'a [u8]) -> Self {
        Self(vec![(0, Cow::Borrowed(bytes))])
    }

    /// Adds the bytes from an offset on.
    pub fn add(&mut self, offset: u64, bytes: Vec<u8>) {
        self.0.push((offset, Cow::Owned(bytes)));
    }

    /// Returns what a block says; what has to be unpacked is, in `room`.
    fn at<'p>(&'p self, place: &Place, room: &'p mut Vec<u8>) -> Result<&'p [u8], Error> {
        let range = place.range();
        let stored = self.0.iter().find_map(|(offset, bytes)| {
            let start = usize::try_from(range.start.checked_sub(*offset)?).ok()?;
            bytes.get(start..start.checked_add(place.length as usize)?)
        });
        place.plain(stored.ok_or_else(|| broken("a block is outside of it"))?, room)
    }
}

impl Index {
    /// Returns the parts of the segment that have to be fetched, in their order.
    pub fn ranges(&self, wanted: &Wanted<'_>) -> Vec<Range<u64>> {
        let groups = self.groups(wanted);
        let columns = self.columns.iter().filter(|column| !groups.is_empty() && wanted.has(&column.key));
        let places = columns.flat_map(|column| {
            let blocks = column.blocks.get(groups.clone()).unwrap_or_default();
            std::iter::once(&column.dictionary).chain(blocks.iter().map(|block| &block.place))
        });
        let mut ranges: Vec<Range<u64>> = places.filter(|place| place.length > 0).map(Place::range).collect();
        sort::sort_by(&mut ranges, |one, other| one.start.cmp(&other.start));
        let mut joined: Vec<Range<u64>> = Vec::new();
        for range in ranges {
            match joined.last_mut().filter(|last| range.start <= last.end.saturating_add(GAP)) {
                Some(last) => last.end = last.end.max(range.end),
                None => joined.push(range),
            }
        }
        joined
    }

    /// Returns how many rows the wanted columns have.
    pub fn rows_in(&self, wanted: &Wanted<'_>) -> usize {
        self.groups(wanted).map(|group| self.rows_of(group).len()).sum()
    }

    /// Returns about how many bytes the wanted columns take in memory.
    pub fn size(&self, wanted: &Wanted<'_>) -> usize {
        let rows = self.rows_in(wanted);
        let of_column = |column: &ColumnIndex| match column.form {
            Form::Codes(width) => rows * usize::from(width) + column.dictionary.plain as usize,
            Form::Floats | Form::Times => rows * 8,
            Form::Uuids => rows * 16,
        };
        self.columns.iter().filter(|column| wanted.has(&column.key)).map(of_column).sum()
    }

    /// Returns the columns that are wanted; others have no rows.
    ///
    /// # Errors
    /// Refuses what is not as the index says, or was not fetched.
    pub fn columns(&self, wanted: &Wanted<'_>, pieces: &Pieces<'_>) -> Result<EventColumns, Error> {
        let groups = self.groups(wanted);
        let (mut columns, mut room) = (EventColumns::default(), Vec::new());
        if groups.is_empty() {
            return Ok(columns);
        }
        for column in self.columns.iter().filter(|column| wanted.has(&column.key)) {
            let mut reading = Reading { index: self, column, groups: groups.clone(), pieces, room: &mut room };
            match (&column.key, column.form) {
                (Key::Time, _) => columns.times = reading.times()?,
                (Key::Uuid, _) => columns.uuids = reading.numbers(blocks::add_u128, u128::from)?,
                (Key::Name, Form::Codes(width)) => columns.names = reading.coded(width, self.names.clone())?,
                (Key::DistinctId, Form::Codes(width)) => columns.distinct_ids = reading.property(width)?,
                (Key::Property(name), Form::Codes(width)) => {
                    columns.properties.push((name.clone(), Column::Coded(reading.property(width)?)));
                }
                (Key::Property(name), _) => {
                    let numbers = reading.numbers(blocks::add_f64, f64::from_bits)?;
                    columns.properties.push((name.clone(), Column::Numbers(numbers)));
                }
                _ => return Err(broken("a column is of the wrong form")),
            }
        }
        if columns.times.len() != self.rows_in(wanted) {
            return Err(broken("it has no times"));
        }
        Ok(columns)
    }

    /// Returns the groups that have events within the wanted time.
    fn groups(&self, wanted: &Wanted<'_>) -> Range<usize> {
        let (from, to) = wanted.times;
        let start = self.times.partition_point(|(_, last)| *last < from);
        let end = self.times.partition_point(|(first, _)| *first <= to);
        start..end.max(start)
    }
}

/// A column that is being read.
struct Reading<'a> {
    index: &'a Index,
    column: &'a ColumnIndex,
    groups: Range<usize>,
    pieces: &'a Pieces<'a>,
    /// Where blocks are unpacked, one after the other.
    room: &'a mut Vec<u8>,
}

impl<'a> Reading<'a> {
    /// Returns the rows of each group, or the one value of all of them.
    fn blocks(&self) -> impl Iterator<Item = (usize, &'a BlockIndex)> + use<'a> {
        let (index, blocks) = (self.index, self.column.blocks.get(self.groups.clone()).unwrap_or_default());
        self.groups.clone().map(|group| index.rows_of(group).len()).zip(blocks)
    }

    fn numbers<T: Clone>(&mut self, add: fn(&mut Vec<T>, &[u8]), constant: fn(u64) -> T) -> Result<Vec<T>, Error> {
        let mut numbers = Vec::with_capacity(self.blocks().map(|(rows, _)| rows).sum());
        for (rows, block) in self.blocks() {
            if block.place.length == 0 {
                numbers.extend(std::iter::repeat_n(constant(block.least), rows));
                continue;
            }
            let plain = self.pieces.at(&block.place, self.room)?;
            if plain.len() != rows * size_of::<T>() {
                return Err(broken("a block has the wrong length"));
            }
            add(&mut numbers, plain);
        }
        Ok(numbers)
    }

    fn property(&mut self, width: u8) -> Result<Coded, Error> {
        let dictionary = values::read(Bytes(self.pieces.at(&self.column.dictionary, self.room)?))?;
        self.coded(width, dictionary)
    }

    fn coded(&mut self, width: u8, dictionary: Dictionary) -> Result<Coded, Error> {
        let codes = match width {
            1 => Codes::Narrow(self.numbers(blocks::add_u8, |code| code as u8)?),
            2 => Codes::Medium(self.numbers(blocks::add_u16, |code| code as u16)?),
            _ => Codes::Wide(self.numbers(blocks::add_u32, |code| code as u32)?),
        };
        if codes.greatest().is_some_and(|code| code as usize >= dictionary.len()) {
            return Err(broken("a code has no value"));
        }
        Ok(Coded::new(codes, dictionary))
    }

    fn times(&mut self) -> Result<Vec<i64>, Error> {
        let mut times = Vec::with_capacity(self.blocks().map(|(rows, _)| rows).sum());
        for ((rows, block), bounds) in self.blocks().zip(&self.index.times[self.groups.clone()]) {
            let (first, last) = *bounds;
            if block.place.length == 0 {
                times.extend(std::iter::repeat_n(first, rows));
            } else {
                let plain = self.pieces.at(&block.place, self.room)?;
                let (width, steps) = plain.split_first().ok_or_else(|| broken("a block has the wrong length"))?;
                let width = usize::from(*width);
                if !matches!(width, 1 | 2 | 4 | 8) || steps.len() != rows * width {
                    return Err(broken("a block has the wrong length"));
                }
                blocks::add_times(&mut times, first, steps, width)
                    .ok_or_else(|| broken("its times are out of order"))?;
            }
            if times.last().is_some_and(|time| *time != last) {
                return Err(broken("its times are out of order"));
            }
        }
        Ok(times)
    }
}
