//! Masks: a byte a row, 1 or 0.

use std::ops::Range;

use crate::codes::{Codes, looked_up, with_codes};

/// How many bytes that are 0 or 1 are added up in a byte: whole vectors, and not so many that it overflows.
const SUMMED_IN_BYTES: usize = 240;

/// With how many codes each one is compared rather than looked up: vectors compare, but do not look up.
const MOST_COMPARED: usize = 6;

/// Returns the mask of the rows of a stretch that have a code.
#[inline(never)]
pub fn equal(codes: &Codes, rows: Range<usize>, wanted: u32) -> Vec<u8> {
    with_codes!(codes, codes => equal_if_there(&codes[rows], wanted))
}

fn equal_if_there<T: Copy + PartialEq + TryFrom<u32>>(codes: &[T], wanted: u32) -> Vec<u8> {
    match T::try_from(wanted) {
        Ok(wanted) => codes.iter().map(|code| u8::from(*code == wanted)).collect(),
        Err(_) => vec![0; codes.len()],
    }
}

/// Returns the mask of narrow codes that are the wanted one.
#[inline(never)]
pub fn equal_to(codes: &[u8], wanted: u8) -> Vec<u8> {
    codes.iter().map(|code| u8::from(*code == wanted)).collect()
}

/// Writes the mask of narrow codes that are the wanted one.
#[inline(never)]
pub fn write_equal(mask: &mut [u8], codes: &[u8], wanted: u8) {
    for (byte, code) in mask.iter_mut().zip(codes) {
        *byte = u8::from(*code == wanted);
    }
}

/// Leaves in a mask the rows whose narrow code is the wanted one.
#[inline(never)]
pub fn and_equal(mask: &mut [u8], codes: &[u8], wanted: u8) {
    for (byte, code) in mask.iter_mut().zip(codes) {
        *byte &= u8::from(*code == wanted);
    }
}

/// Adds to a mask the rows whose narrow code is the wanted one.
#[inline(never)]
pub fn or_equal(mask: &mut [u8], codes: &[u8], wanted: u8) {
    for (byte, code) in mask.iter_mut().zip(codes) {
        *byte |= u8::from(*code == wanted);
    }
}

/// Returns how many narrow codes are the wanted one.
#[inline(never)]
pub fn count_equal(codes: &[u8], wanted: u8) -> usize {
    let of_part = |part: &[u8]| part.iter().fold(0_u8, |sum, code| sum.wrapping_add(u8::from(*code == wanted)));
    codes.chunks(SUMMED_IN_BYTES).map(|part| usize::from(of_part(part))).sum()
}

/// Adds a bit to the marks of the rows whose narrow code is the wanted one.
#[inline(never)]
pub fn mark_equal(marks: &mut [u8], codes: &[u8], wanted: u8, bit: usize) {
    let shift = bit as u32 % u8::BITS;
    for (mark, code) in marks.iter_mut().zip(codes) {
        *mark |= u8::from(*code == wanted) << shift;
    }
}

/// Returns the mask that the table holds for the code of each row of a stretch; 0 past the end of the table.
#[inline(never)]
pub fn of_table(codes: &Codes, rows: Range<usize>, table: &[u8]) -> Vec<u8> {
    match codes {
        Codes::Narrow(codes) if table.iter().filter(|entry| **entry != 0).count() <= MOST_COMPARED => {
            let codes = &codes[rows];
            let mut mask = vec![0; codes.len()];
            let chosen = (0_u8..=u8::MAX).zip(table).filter(|(_, entry)| **entry != 0);
            for (wanted, _) in chosen {
                for (byte, code) in mask.iter_mut().zip(codes) {
                    *byte |= u8::from(*code == wanted);
                }
            }
            mask
        }
        _ => looked_up(codes, rows, table.iter().copied()),
    }
}

/// Leaves in a mask what the other one has, too.
#[inline(never)]
pub fn and(mask: &mut [u8], other: &[u8]) {
    for (byte, other) in mask.iter_mut().zip(other) {
        *byte &= other;
    }
}

/// Adds to a mask what the other one has.
#[inline(never)]
pub fn or(mask: &mut [u8], other: &[u8]) {
    for (byte, other) in mask.iter_mut().zip(other) {
        *byte |= other;
    }
}

/// Turns a mask around.
#[inline(never)]
pub fn not(mask: &mut [u8]) {
    for byte in mask {
        *byte = 1 - *byte;
    }
}

/// Adds a bit to the marks of the rows of a mask.
#[inline(never)]
pub fn mark(marks: &mut [u8], mask: &[u8], bit: usize) {
    let shift = bit as u32 % u8::BITS;
    for (mark, byte) in marks.iter_mut().zip(mask) {
        *mark |= byte << shift;
    }
}

/// Takes all marks from the rows that a mask leaves out.
#[inline(never)]
pub fn unmark(marks: &mut [u8], mask: &[u8]) {
    for (mark, byte) in marks.iter_mut().zip(mask) {
        *mark &= 0_u8.wrapping_sub(*byte);
    }
}

/// Returns how many rows a mask has.
#[inline(never)]
pub fn ones(mask: &[u8]) -> usize {
    mask.chunks(SUMMED_IN_BYTES)
        .map(|part| usize::from(part.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte))))
        .sum()
}

/// Returns the rows of a mask, ascending, counted from `first`.
#[inline(never)]
pub fn rows(mask: &[u8], first: u32) -> Vec<u32> {
    let mut rows = vec![0_u32; ones(mask) + WORD];
    let count = write_rows(mask, first, &mut rows);
    rows.truncate(count);
    rows
}

/// As [`rows`], in room that serves one mask after the other.
#[inline(never)]
pub fn rows_within<'r>(mask: &[u8], first: u32, room: &'r mut Vec<u32>) -> &'r [u32] {
    if room.len() < mask.len() + WORD {
        room.resize(mask.len() + WORD, 0);
    }
    let count = write_rows(mask, first, room);
    &room[..count]
}

/// Writes the rows of a mask, and returns how many there are; there must be room for [`WORD`] more.
#[inline(always)]
fn write_rows(mask: &[u8], first: u32, rows: &mut [u32]) -> usize {
    let mut count = 0;
    let (words, rest) = mask.as_chunks::<WORD>();
    let mut row = first;
    for word in words {
        // Bit i of the product's highest byte is byte i of the word.
        let bits = (u64::from_le_bytes(*word) & EVERY_BYTE).wrapping_mul(TO_HIGHEST_BYTE) >> 56;
        // Eight rows are written always, as many kept as are meant.
        if let Some(places) = rows.get_mut(count..).and_then(|rows| rows.first_chunk_mut::<WORD>()) {
            for (place, offset) in places.iter_mut().zip(&OFFSETS[bits as usize]) {
                *place = row + u32::from(*offset);
            }
        }
        count += bits.count_ones() as usize;
        row += WORD as u32;
    }
    for (row, byte) in (row..).zip(rest) {
        if let (1, Some(place)) = (byte & 1, rows.get_mut(count)) {
            *place = row;
            count += 1;
        }
    }
    count
}

/// Returns the mask of the bytes that are not 0.
#[inline(never)]
pub fn not_zero(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| u8::from(*byte != 0)).collect()
}

/// How many bytes are looked at together.
const WORD: usize = 8;

/// The lowest bit of every byte.
const EVERY_BYTE: u64 = 0x0101_0101_0101_0101;

/// Gathers the lowest bits of all bytes in the highest one.
const TO_HIGHEST_BYTE: u64 = 0x0102_0408_1020_4080;

/// The places of the bits that are set in a byte, ascending; what comes after them does not matter.
static OFFSETS: [[u8; WORD]; 256] = {
    let mut offsets = [[0; WORD]; 256];
    let mut bits = 0;
    while bits < 256 {
        let (mut bit, mut count) = (0, 0);
        while bit < WORD {
            if bits >> bit & 1 == 1 {
                offsets[bits][count] = bit as u8;
                count += 1;
            }
            bit += 1;
        }
        bits += 1;
    }
    offsets
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_more_rows_than_a_byte_holds() {
        assert_eq!(ones(&[1; 10_000]), 10_000);
        assert_eq!(ones(&[1; 7]), 7);
        assert_eq!(count_equal(&[9; 10_000], 9), 10_000);
        assert_eq!(count_equal(&[9, 8, 9], 8), 1);
        assert_eq!(ones(&[]), 0);
    }

    #[test]
    fn rows_ascend_from_the_first() {
        let mut mask = [0_u8; 100];
        for row in [0, 7, 8, 50, 99] {
            mask[row] = 1;
        }
        assert_eq!(rows(&mask, 10), [10, 17, 18, 60, 109]);
        assert_eq!(rows(&not_zero(&[3, 0, 200]), 0), [0, 2]);
        assert_eq!(rows(&[0; 64], 0), [0_u32; 0]);
        assert_eq!(rows(&[1; 20], 0), (0..20).collect::<Vec<u32>>());
        let mut room = vec![5; 3];
        assert_eq!(rows_within(&mask, 10, &mut room), [10, 17, 18, 60, 109]);
        assert_eq!(rows_within(&[0, 1], 3, &mut room), [4]);
    }

    #[test]
    fn every_word_gives_its_rows() {
        for bits in 0..256_u32 {
            let mask: Vec<u8> = (0..8).map(|bit| (bits >> bit & 1) as u8).collect();
            let expected: Vec<u32> = (0..8).filter(|bit| bits >> bit & 1 == 1).collect();
            assert_eq!(rows(&mask, 0), expected);
        }
    }

    #[test]
    fn a_table_may_be_shorter_than_the_codes_reach() {
        for last in [2, 300, 70_000] {
            let mut codes = Codes::default();
            for code in [1, 0, last, 1] {
                codes.push(code);
            }
            assert_eq!(of_table(&codes, 1..4, &[0, 1]), [0, 0, 1]);
            assert_eq!(equal(&codes, 0..4, last), [0, 0, 1, 0]);
            assert_eq!(equal(&codes, 0..4, 1 << 20), [0, 0, 0, 0]);
        }
    }

    #[test]
    fn marks_are_bits() {
        let mut marks = [0; 4];
        mark(&mut marks, &[1, 0, 1, 0], 0);
        mark_equal(&mut marks, &[5, 5, 4, 9], 5, 7);
        assert_eq!(marks, [129, 128, 1, 0]);
        unmark(&mut marks, &[1, 0, 1, 1]);
        assert_eq!(marks, [129, 0, 1, 0]);
    }
}
