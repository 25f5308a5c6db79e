//! Which rows of a stretch meet a condition: a byte each, so that the loops over them vectorise.

use crate::columns::codes::Codes;
use oriel_kernels::masks;
use std::ops::Range;

/// Which rows of a stretch are selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Mask {
    /// Every one.
    All,
    /// None.
    None,
    /// Those whose byte is 1; the others' is 0. The first byte is the stretch's first row.
    Some(Vec<u8>),
}

impl Mask {
    /// Returns the rows of a stretch whose code's entry in the table is 1.
    ///
    /// A table that is 1 for a single code, the usual one for an event name, becomes a comparison.
    pub fn of_codes(codes: &Codes, rows: Range<usize>, table: &[u8]) -> Mask {
        let mut chosen = table.iter().enumerate().filter(|(_, entry)| **entry != 0).map(|(code, _)| code);
        match (chosen.next(), chosen.next()) {
            (None, _) => Mask::None,
            _ if table.iter().all(|entry| *entry != 0) => Mask::All,
            (Some(only), None) => Mask::Some(masks::equal(codes, rows, only as u32)),
            _ => Mask::Some(masks::of_table(codes, rows, table)),
        }
    }

    /// Returns the rows whose entry in the table is 1, where each row has a wide code.
    pub fn of_table(codes: &[u32], table: &[u8]) -> Mask {
        if table.iter().all(|entry| *entry == 0) {
            return Mask::None;
        }
        if table.iter().all(|entry| *entry != 0) {
            return Mask::All;
        }
        Mask::Some(codes.iter().map(|code| table.get(*code as usize).copied().unwrap_or(0)).collect())
    }

    /// Returns the rows that both select.
    #[must_use]
    pub fn and(self, other: Mask) -> Mask {
        match (self, other) {
            (Mask::None, _) | (_, Mask::None) => Mask::None,
            (Mask::All, mask) | (mask, Mask::All) => mask,
            (Mask::Some(mut bytes), Mask::Some(others)) => {
                masks::and(&mut bytes, &others);
                Mask::Some(bytes)
            }
        }
    }

    /// Returns the rows that either selects.
    #[must_use]
    pub fn or(self, other: Mask) -> Mask {
        match (self, other) {
            (Mask::All, _) | (_, Mask::All) => Mask::All,
            (Mask::None, mask) | (mask, Mask::None) => mask,
            (Mask::Some(mut bytes), Mask::Some(others)) => {
                masks::or(&mut bytes, &others);
                Mask::Some(bytes)
            }
        }
    }

    /// Returns the rows that are not selected, of a stretch of that length.
    #[must_use]
    pub fn not(self, len: usize) -> Mask {
        match self {
            Mask::All if len == 0 => Mask::All,
            Mask::All => Mask::None,
            Mask::None => Mask::All,
            Mask::Some(mut bytes) => {
                masks::not(&mut bytes);
                Mask::Some(bytes)
            }
        }
    }

    /// Returns how many rows of a part of the stretch are selected; the part counts from the stretch's first row.
    pub fn count(&self, part: Range<usize>) -> usize {
        match self {
            Mask::All => part.len(),
            Mask::None => 0,
            Mask::Some(bytes) => masks::ones(&bytes[part]),
        }
    }

    /// Returns whether a row is selected; the row counts from the stretch's first.
    pub fn get(&self, row: usize) -> bool {
        match self {
            Mask::All => true,
            Mask::None => false,
            Mask::Some(bytes) => bytes.get(row).is_some_and(|byte| *byte != 0),
        }
    }

    /// Returns the selected rows of a part of the stretch, ascending, as rows of the dataset: `first` is the
    /// stretch's first row there, and the part counts from it.
    pub fn rows(&self, first: usize, part: Range<usize>) -> Vec<u32> {
        match self {
            Mask::All => (first + part.start..first + part.end).map(|row| row as u32).collect(),
            Mask::None => Vec::new(),
            Mask::Some(bytes) => masks::rows(&bytes[part.clone()], (first + part.start) as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_code_and_a_table_select_alike() {
        let mut codes = Codes::default();
        for code in [1, 2, 3, 2, 2] {
            codes.push(code);
        }
        assert_eq!(Mask::of_codes(&codes, 0..5, &[0, 0, 1, 0]), Mask::Some(vec![0, 1, 0, 1, 1]));
        assert_eq!(Mask::of_codes(&codes, 1..5, &[0, 0, 1, 1]), Mask::Some(vec![1, 1, 1, 1]));
        assert_eq!(Mask::of_codes(&codes, 0..5, &[0, 0, 0, 0]), Mask::None);
    }

    #[test]
    fn gives_selected_rows_of_the_dataset() {
        assert_eq!(Mask::Some(vec![0, 1, 1, 0]).rows(10, 1..4), [11, 12]);
        assert_eq!(Mask::All.rows(10, 1..3), [11, 12]);
    }
}
