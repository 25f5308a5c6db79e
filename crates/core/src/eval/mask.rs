//! Which rows of a stretch meet a condition: a byte each, so that the loops over them vectorise.

use crate::columns::codes::Codes;
use crate::columns::events::Events;
use oriel_kernels::masks;
use std::borrow::Cow;
use std::ops::Range;

/// How many rows are looked at together: few, so that what is known of them stays in the nearest cache.
const BLOCK: usize = 4096;

/// For how many rows it is found out together whether they are selected.
const SECTION: usize = 1 << 16;

/// Which rows of a stretch are selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Mask<'a> {
    /// Every one.
    All,
    /// None.
    None,
    /// Those whose byte is 1; the others' is 0. The first byte is the stretch's first row.
    Some(Vec<u8>),
    /// The events of one name, compared where they are looked at: the usual condition takes no memory.
    OfName {
        /// The code of each row's name.
        codes: &'a [u8],
        /// The code of the name that is selected.
        code: u8,
    },
}

impl<'a> Mask<'a> {
    /// Returns the rows of a stretch whose events have a name, by its code.
    pub fn of_name(events: &'a Events, rows: Range<usize>, code: u32) -> Mask<'a> {
        match (events.names().codes(), u8::try_from(code)) {
            (Codes::Narrow(codes), Ok(code)) => Mask::OfName { codes: &codes[rows], code },
            (codes, _) => Mask::Some(masks::equal(codes, rows, code)),
        }
    }

    /// Returns a byte for each row of a part of the stretch, 1 where it is selected.
    pub fn bytes(&self, part: Range<usize>) -> Cow<'_, [u8]> {
        match self {
            Mask::All => Cow::Owned(vec![1; part.len()]),
            Mask::None => Cow::Owned(vec![0; part.len()]),
            Mask::Some(bytes) => Cow::Borrowed(&bytes[part]),
            Mask::OfName { codes, code } => Cow::Owned(masks::equal_to(&codes[part], *code)),
        }
    }

    /// Returns the rows of a stretch whose code's entry in the table is 1.
    ///
    /// A table that is 1 for a single code, the usual one for an event name, becomes a comparison.
    pub fn of_codes(codes: &Codes, rows: Range<usize>, table: &[u8]) -> Mask<'static> {
        let mut chosen = table.iter().enumerate().filter(|(_, entry)| **entry != 0).map(|(code, _)| code);
        match (chosen.next(), chosen.next()) {
            (None, _) => Mask::None,
            _ if table.iter().all(|entry| *entry != 0) => Mask::All,
            (Some(only), None) => Mask::Some(masks::equal(codes, rows, only as u32)),
            _ => Mask::Some(masks::of_table(codes, rows, table)),
        }
    }

    /// Returns the rows whose entry in the table is 1, where each row has a wide code.
    pub fn of_table(codes: &[u32], table: &[u8]) -> Mask<'static> {
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
    pub fn and(self, other: Mask<'a>) -> Mask<'a> {
        match (self, other) {
            (Mask::None, _) | (_, Mask::None) => Mask::None,
            (Mask::All, mask) | (mask, Mask::All) => mask,
            (Mask::Some(mut bytes), Mask::Some(others)) => {
                masks::and(&mut bytes, &others);
                Mask::Some(bytes)
            }
            (Mask::Some(mut bytes), Mask::OfName { codes, code })
            | (Mask::OfName { codes, code }, Mask::Some(mut bytes)) => {
                masks::and_equal(&mut bytes, codes, code);
                Mask::Some(bytes)
            }
            (Mask::OfName { codes, code }, other) => Mask::Some(masks::equal_to(codes, code)).and(other),
        }
    }

    /// Returns the rows that either selects.
    #[must_use]
    pub fn or(self, other: Mask<'a>) -> Mask<'a> {
        match (self, other) {
            (Mask::All, _) | (_, Mask::All) => Mask::All,
            (Mask::None, mask) | (mask, Mask::None) => mask,
            (Mask::Some(mut bytes), Mask::Some(others)) => {
                masks::or(&mut bytes, &others);
                Mask::Some(bytes)
            }
            (Mask::Some(mut bytes), Mask::OfName { codes, code })
            | (Mask::OfName { codes, code }, Mask::Some(mut bytes)) => {
                masks::or_equal(&mut bytes, codes, code);
                Mask::Some(bytes)
            }
            (Mask::OfName { codes, code }, other) => Mask::Some(masks::equal_to(codes, code)).or(other),
        }
    }

    /// Returns the rows that are not selected, of a stretch of that length.
    #[must_use]
    pub fn not(self, len: usize) -> Mask<'a> {
        match self {
            Mask::All if len == 0 => Mask::All,
            Mask::All => Mask::None,
            Mask::None => Mask::All,
            Mask::Some(mut bytes) => {
                masks::not(&mut bytes);
                Mask::Some(bytes)
            }
            Mask::OfName { codes, code } => Mask::Some(masks::equal_to(codes, code)).not(len),
        }
    }

    /// Returns how many rows of a part of the stretch are selected; the part counts from the stretch's first row.
    pub fn count(&self, part: Range<usize>) -> usize {
        match self {
            Mask::All => part.len(),
            Mask::None => 0,
            Mask::Some(bytes) => masks::ones(&bytes[part]),
            Mask::OfName { codes, code } => masks::count_equal(&codes[part], *code),
        }
    }

    /// Returns whether a row is selected; the row counts from the stretch's first.
    pub fn get(&self, row: usize) -> bool {
        match self {
            Mask::All => true,
            Mask::None => false,
            Mask::Some(bytes) => bytes.get(row).is_some_and(|byte| *byte != 0),
            Mask::OfName { codes, code } => codes.get(row) == Some(code),
        }
    }

    /// Returns the selected rows of a part of the stretch, ascending, as rows of the dataset: `first` is the
    /// stretch's first row there, and the part counts from it.
    pub fn rows(&self, first: usize, part: Range<usize>) -> Vec<u32> {
        match self {
            Mask::All => (first + part.start..first + part.end).map(|row| row as u32).collect(),
            Mask::None => Vec::new(),
            Mask::Some(_) | Mask::OfName { .. } => masks::rows(&self.bytes(part.clone()), (first + part.start) as u32),
        }
    }

    /// Shows the selected rows of a part of the stretch, ascending, block after block; part and rows count from the stretch's
    /// first row.
    ///
    /// Unlike [`Mask::rows`] it makes no list of them all, whose length is that of the part.
    pub fn each_block(&self, part: Range<usize>, mut visit: impl FnMut(&[u32])) {
        let mut room = Vec::new();
        for section in cut(part, SECTION) {
            let bytes = match self {
                Mask::None => return,
                Mask::All => Cow::Borrowed([].as_slice()),
                Mask::Some(_) | Mask::OfName { .. } => self.bytes(section.clone()),
            };
            for block in cut(section.clone(), BLOCK) {
                if let Mask::All = self {
                    room.clear();
                    room.extend(block.start as u32..block.end as u32);
                    visit(&room);
                } else {
                    let bytes = &bytes[block.start - section.start..block.end - section.start];
                    visit(masks::rows_within(bytes, block.start as u32, &mut room));
                }
            }
        }
    }
}

/// Returns a part cut into pieces of a length; the last may be shorter.
fn cut(part: Range<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    part.clone().step_by(length).map(move |start| start..part.end.min(start + length))
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
    fn a_code_selects_what_its_bytes_do() {
        let bytes = Mask::Some(vec![1, 0, 1, 1]);
        let code = || Mask::OfName { codes: &[1, 2, 1, 1], code: 1 };
        assert_eq!(code().bytes(0..3), [1, 0, 1].as_slice());
        assert_eq!(code().rows(1, 0..4), [1, 3, 4]);
        assert_eq!((0..5).filter(|row| code().get(*row)).collect::<Vec<usize>>(), [0, 2, 3]);
        assert_eq!((code().count(0..4), code().count(1..3)), (3, 1));
        assert_eq!(code().not(4), Mask::Some(vec![0, 1, 0, 0]));
        let other = || Mask::Some(vec![0, 1, 0, 1]);
        for (one, two) in [(code(), other()), (other(), code())] {
            assert_eq!(one.clone().and(two.clone()), Mask::Some(vec![0, 0, 0, 1]));
            assert_eq!(one.or(two), Mask::Some(vec![1, 1, 1, 1]));
        }
        assert_eq!(code().and(code()), bytes);
        assert_eq!(code().or(Mask::OfName { codes: &[1, 2, 1, 1], code: 2 }), Mask::Some(vec![1, 1, 1, 1]));
    }

    #[test]
    fn blocks_are_the_rows_in_order() {
        let bytes: Vec<u8> = (0..3 * BLOCK).map(|row| u8::from(row % 3 == 1)).collect();
        let of_name = Mask::OfName { codes: &bytes, code: 1 };
        for mask in [Mask::Some(bytes.clone()), of_name, Mask::All, Mask::None] {
            for part in [0..0, 5..7, 5..BLOCK + 5, 1..3 * BLOCK] {
                let mut rows = Vec::new();
                mask.each_block(part.clone(), |block| rows.extend_from_slice(block));
                assert_eq!(rows, mask.rows(0, part));
            }
        }
    }

    #[test]
    fn gives_selected_rows_of_the_dataset() {
        assert_eq!(Mask::Some(vec![0, 1, 1, 0]).rows(10, 1..4), [11, 12]);
        assert_eq!(Mask::All.rows(10, 1..3), [11, 12]);
    }
}
