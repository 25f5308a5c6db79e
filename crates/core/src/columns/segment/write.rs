//! Writes events as a segment.

use super::block::Place;
use super::index::{BlockIndex, ColumnIndex, Form, Index, Key};
use super::{GROUP_ROWS, MOST_ROWS, values};
use crate::columns::codes::Codes;
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::Dictionary;
use crate::columns::events::Events;
use crate::error::Error;

/// Returns events as a segment.
///
/// # Errors
/// Refuses more than 2^24 events.
pub fn write(events: &Events) -> Result<Vec<u8>, Error> {
    if events.len() > MOST_ROWS {
        return Err(Error::invalid(format!("A segment holds at most {MOST_ROWS} events.")));
    }
    let mut file = File { bytes: Vec::new(), columns: Vec::new() };
    file.times(events.times());
    file.codes(Key::Name, events.names(), Place::default());
    let distinct_ids = file.dictionary(events.distinct_ids().dictionary());
    file.codes(Key::DistinctId, events.distinct_ids(), distinct_ids);
    file.uuids(events);
    for (name, column) in events.properties().iter() {
        let key = Key::Property(name.to_owned());
        match column {
            Column::Coded(coded) => {
                let dictionary = file.dictionary(coded.dictionary());
                file.codes(key, coded, dictionary);
            }
            Column::Numbers(numbers) => file.floats(key, numbers),
        }
    }
    let bounds = |rows: &[i64]| Some((*rows.first()?, *rows.last()?));
    let index = Index {
        rows: events.len(),
        times: events.times().chunks(GROUP_ROWS).filter_map(bounds).collect(),
        columns: file.columns,
        names: events.names().dictionary().clone(),
    };
    file.bytes.extend(index.write());
    Ok(file.bytes)
}

/// A segment while its blocks are written.
struct File {
    bytes: Vec<u8>,
    columns: Vec<ColumnIndex>,
}

impl File {
    fn dictionary(&mut self, dictionary: &Dictionary) -> Place {
        Place::put(&mut self.bytes, &values::write(dictionary))
    }

    /// Adds a column whose groups are these bytes, with the least and the greatest value; no bytes where every row is
    /// the least.
    fn column(&mut self, key: Key, form: Form, dictionary: Place, groups: impl Iterator<Item = (u64, u64, Vec<u8>)>) {
        let mut blocks = Vec::new();
        for (least, greatest, plain) in groups {
            let place = if plain.is_empty() { Place::default() } else { Place::put(&mut self.bytes, &plain) };
            blocks.push(BlockIndex { least, greatest, place });
        }
        self.columns.push(ColumnIndex { key, form, dictionary, blocks });
    }

    fn times(&mut self, times: &[i64]) {
        let groups = times.chunks(GROUP_ROWS).map(|rows| {
            let (first, last) = (rows[0], rows[rows.len() - 1]);
            let steps = || std::iter::once(0).chain(rows.windows(2).map(|pair| pair[1].wrapping_sub(pair[0]) as u64));
            let width = match steps().max().unwrap_or(0) {
                0 => return (first as u64, last as u64, Vec::new()),
                0x1..=0xff => 1,
                0x100..=0xffff => 2,
                0x1_0000..=0xffff_ffff => 4,
                _ => 8,
            };
            let mut plain = vec![width as u8];
            steps().for_each(|step| plain.extend(&step.to_le_bytes()[..width]));
            (first as u64, last as u64, plain)
        });
        self.column(Key::Time, Form::Times, Place::default(), groups);
    }

    fn codes(&mut self, key: Key, coded: &Coded, dictionary: Place) {
        match coded.codes() {
            Codes::Narrow(codes) => self.packed(key, dictionary, codes, |code| [code]),
            Codes::Medium(codes) => self.packed(key, dictionary, codes, u16::to_le_bytes),
            Codes::Wide(codes) => self.packed(key, dictionary, codes, u32::to_le_bytes),
        }
    }

    fn packed<T: Copy + Ord + Into<u64>, const N: usize>(
        &mut self,
        key: Key,
        dictionary: Place,
        codes: &[T],
        bytes: fn(T) -> [u8; N],
    ) {
        let groups = codes.chunks(GROUP_ROWS).map(|rows| {
            let least: u64 = rows.iter().min().map_or(0, |code| (*code).into());
            let greatest: u64 = rows.iter().max().map_or(0, |code| (*code).into());
            let plain =
                if least == greatest { Vec::new() } else { rows.iter().flat_map(|code| bytes(*code)).collect() };
            (least, greatest, plain)
        });
        self.column(key, Form::Codes(N as u8), dictionary, groups);
    }

    fn floats(&mut self, key: Key, numbers: &[f64]) {
        let groups = numbers.chunks(GROUP_ROWS).map(|rows| {
            let least = rows.iter().copied().fold(f64::NAN, f64::min);
            let greatest = rows.iter().copied().fold(f64::NAN, f64::max);
            let is_constant = rows.iter().all(|number| number.to_bits() == least.to_bits());
            let plain: Vec<u8> = rows.iter().flat_map(|number| number.to_le_bytes()).collect();
            (least.to_bits(), greatest.to_bits(), if is_constant { Vec::new() } else { plain })
        });
        self.column(key, Form::Floats, Place::default(), groups);
    }

    fn uuids(&mut self, events: &Events) {
        let rows = (0..events.len()).map(|row| events.uuid(row).unwrap_or(0));
        let uuids: Vec<u128> = rows.collect();
        let groups = uuids.chunks(GROUP_ROWS).map(|rows| {
            let is_empty = rows.iter().all(|uuid| *uuid == 0);
            let plain = if is_empty { Vec::new() } else { rows.iter().flat_map(|uuid| uuid.to_le_bytes()).collect() };
            (0, 0, plain)
        });
        self.column(Key::Uuid, Form::Uuids, Place::default(), groups);
    }
}
