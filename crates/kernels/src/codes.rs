//! Dictionary codes, a row each, in the least width that holds them.

#![expect(clippy::useless_conversion, reason = "the same line serves every width")]

use std::ops::Range;

/// Dictionary codes in the least width that holds them: 1, 2 or 4 bytes a row.
#[derive(Clone, Debug)]
pub enum Codes {
    /// Up to 256 values.
    Narrow(Vec<u8>),
    /// Up to 65,536 values.
    Medium(Vec<u16>),
    /// More.
    Wide(Vec<u32>),
}

/// Runs the same code for each width of codes: `with_codes!(codes, slice => expression)`.
macro_rules! with_codes {
    ($codes:expr, $slice:ident => $body:expr) => {
        match $codes {
            $crate::codes::Codes::Narrow($slice) => $body,
            $crate::codes::Codes::Medium($slice) => $body,
            $crate::codes::Codes::Wide($slice) => $body,
        }
    };
}
pub(crate) use with_codes;

impl Default for Codes {
    fn default() -> Self {
        Codes::Narrow(Vec::new())
    }
}

impl Codes {
    /// Returns the number of rows.
    #[inline]
    pub fn len(&self) -> usize {
        with_codes!(self, codes => codes.len())
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the code of a row; 0 past the end.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        with_codes!(self, codes => codes.get(row).map_or(0, |code| u32::from(*code)))
    }

    /// Appends a row, widening the column when the code asks for it.
    pub fn push(&mut self, code: u32) {
        match self {
            Codes::Narrow(codes) if code <= u32::from(u8::MAX) => codes.push(code as u8),
            Codes::Medium(codes) if code <= u32::from(u16::MAX) => codes.push(code as u16),
            Codes::Wide(codes) => codes.push(code),
            _ => {
                self.widen(code);
                self.push(code);
            }
        }
    }

    /// Appends rows of code 0 until there are `len`.
    pub fn pad(&mut self, len: usize) {
        with_codes!(self, codes => if codes.len() < len { codes.resize(len, 0) });
    }

    /// Writes what `table` holds for each row's code; 0 where the table is too short.
    #[inline(never)]
    pub fn translate(&self, table: &[u32], rows: &mut [u32]) {
        with_codes!(self, codes => {
            for (row, code) in rows.iter_mut().zip(codes) {
                *row = table.get(*code as usize).copied().unwrap_or(0);
            }
        });
    }

    /// Adds what `table` holds for each code of others; 0 where the table is too short.
    #[inline(never)]
    pub fn extend_translated(&mut self, others: &Codes, table: &[u32]) {
        let translated = |code: usize| table.get(code).copied().unwrap_or(0);
        // The greatest code decides the width once, before the loop.
        self.widen(table.iter().copied().max().unwrap_or(0));
        with_codes!(others, others => match self {
            Codes::Narrow(codes) => codes.extend(others.iter().map(|code| translated(*code as usize) as u8)),
            Codes::Medium(codes) => codes.extend(others.iter().map(|code| translated(*code as usize) as u16)),
            Codes::Wide(codes) => codes.extend(others.iter().map(|code| translated(*code as usize))),
        });
    }

    /// Returns rows of code 0 in the least width for a dictionary of that length.
    #[must_use]
    pub fn zeros(rows: usize, dictionary: usize) -> Codes {
        match dictionary {
            0..=0x100 => Codes::Narrow(vec![0; rows]),
            0x101..=0x1_0000 => Codes::Medium(vec![0; rows]),
            _ => Codes::Wide(vec![0; rows]),
        }
    }

    /// Returns codes in the least width for a dictionary of that length.
    #[inline(never)]
    pub fn from_wide(codes: Vec<u32>, dictionary: usize) -> Codes {
        match dictionary {
            0..=0x100 => Codes::Narrow(codes.into_iter().map(|code| code as u8).collect()),
            0x101..=0x1_0000 => Codes::Medium(codes.into_iter().map(|code| code as u16).collect()),
            _ => Codes::Wide(codes),
        }
    }

    /// Returns the greatest code; `None` without rows.
    #[inline(never)]
    pub fn greatest(&self) -> Option<u32> {
        // `Iterator::max` asks for the order of each pair, which is no vector instruction.
        with_codes!(self, codes => {
            let greatest = codes.iter().fold(0, |greatest, code| if *code > greatest { *code } else { greatest });
            (!codes.is_empty()).then_some(greatest.into())
        })
    }

    /// Returns the codes of a stretch of rows, each in four bytes.
    #[inline(never)]
    pub fn wide(&self, rows: &Range<usize>) -> Vec<u32> {
        with_codes!(self, codes => codes[rows.clone()].iter().map(|code| u32::from(*code)).collect())
    }

    /// Returns what `table` holds for the code of each row of a stretch, 0 where the table is too short, in the least width
    /// for numbers below `count`.
    #[inline(never)]
    #[must_use]
    pub fn translated(&self, rows: Range<usize>, table: &[u32], count: usize) -> Codes {
        match count {
            0..=0x100 => Codes::Narrow(looked_up(self, rows, table.iter().map(|number| *number as u8))),
            0x101..=0x1_0000 => Codes::Medium(looked_up(self, rows, table.iter().map(|number| *number as u16))),
            _ => Codes::Wide(looked_up(self, rows, table.iter().copied())),
        }
    }

    /// Returns what `table` holds for the code of each row of a stretch, 0 where the table is too short.
    #[inline(never)]
    #[must_use]
    pub fn looked_up(&self, rows: Range<usize>, table: &[u32]) -> Vec<u32> {
        looked_up(self, rows, table.iter().copied())
    }

    /// Returns a byte for each code of a dictionary of that length: 1 for those that rows have; row 0 is the row `first` of
    /// the codes.
    #[inline(never)]
    #[must_use]
    pub fn used(&self, rows: &[u32], first: usize, dictionary: usize) -> Vec<u8> {
        let mut used = vec![0; dictionary];
        with_codes!(self, codes => {
            let codes = codes.get(first..).unwrap_or_default();
            for row in rows {
                let code = codes.get(*row as usize).map_or(0, |code| *code as usize);
                if let Some(used) = used.get_mut(code) {
                    *used = 1;
                }
            }
        });
        used
    }

    /// Returns a byte for each code of a dictionary: 1 where a row has it whose name is taken.
    #[inline(never)]
    pub fn used_by_names(&self, names: &[u8], is_taken: &[u8; 256], dictionary: usize) -> Vec<u8> {
        let mut used = vec![0; dictionary];
        with_codes!(self, codes => for (code, name) in codes.iter().zip(names) {
            if let Some(used) = used.get_mut(*code as usize) {
                *used |= is_taken[usize::from(*name)];
            }
        });
        used
    }

    /// Writes what `table` holds for the code of each of some rows; row 0 is the row `first` of the codes.
    #[inline(never)]
    pub fn look_up_rows(&self, rows: &[u32], first: usize, table: &[u32], of_rows: &mut [u32]) {
        with_codes!(self, codes => {
            let codes = codes.get(first..).unwrap_or_default();
            for row in rows {
                let code = codes.get(*row as usize).map_or(0, |code| *code as usize);
                if let (Some(place), Some(entry)) = (of_rows.get_mut(*row as usize), table.get(code)) {
                    *place = *entry;
                }
            }
        });
    }

    /// Returns the same codes in another order of rows.
    #[inline(never)]
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Codes {
        match self {
            Codes::Narrow(codes) => Codes::Narrow(order.iter().map(|row| codes[*row as usize]).collect()),
            Codes::Medium(codes) => Codes::Medium(order.iter().map(|row| codes[*row as usize]).collect()),
            Codes::Wide(codes) => Codes::Wide(order.iter().map(|row| codes[*row as usize]).collect()),
        }
    }

    /// Makes room for a code.
    fn widen(&mut self, code: u32) {
        *self = match std::mem::take(self) {
            narrow @ Codes::Narrow(_) if code <= u32::from(u8::MAX) => narrow,
            medium @ Codes::Medium(_) if code <= u32::from(u16::MAX) => medium,
            Codes::Narrow(codes) if code <= u32::from(u16::MAX) => {
                Codes::Medium(codes.into_iter().map(u16::from).collect())
            }
            Codes::Narrow(codes) => Codes::Wide(codes.into_iter().map(u32::from).collect()),
            Codes::Medium(codes) => Codes::Wide(codes.into_iter().map(u32::from).collect()),
            wide @ Codes::Wide(_) => wide,
        };
    }
}

/// Returns the entry of the table for the code of each row of a stretch, the default past the end of the table.
pub(crate) fn looked_up<T: Copy + Default>(
    codes: &Codes,
    rows: Range<usize>,
    table: impl Iterator<Item = T>,
) -> Vec<T> {
    match codes {
        Codes::Narrow(codes) => {
            let table = padded(table, 1 << 8);
            let Some(table) = table.first_chunk::<{ 1 << 8 }>() else { return Vec::new() };
            codes[rows].iter().map(|code| table[usize::from(*code)]).collect()
        }
        Codes::Medium(codes) => {
            let table = padded(table, 1 << 16);
            let Some(table) = table.first_chunk::<{ 1 << 16 }>() else { return Vec::new() };
            codes[rows].iter().map(|code| table[usize::from(*code)]).collect()
        }
        Codes::Wide(codes) => {
            let table: Vec<T> = table.collect();
            codes[rows].iter().map(|code| table.get(*code as usize).copied().unwrap_or_default()).collect()
        }
    }
}

/// Returns a table with an entry for every code that there can be, so that nothing has to be checked row by row.
fn padded<T: Copy + Default>(table: impl Iterator<Item = T>, codes: usize) -> Vec<T> {
    table.chain(std::iter::repeat(T::default())).take(codes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_some_rows_are_looked_up() {
        let codes = Codes::from_wide(vec![9, 3, 1, 3], 4);
        assert_eq!(codes.used(&[0, 2], 1, 4), [0, 0, 0, 1]);
        let mut of_rows = [7; 3];
        codes.look_up_rows(&[0, 1], 1, &[0, 10, 20, 30], &mut of_rows);
        assert_eq!(of_rows, [30, 10, 7]);
    }

    #[test]
    fn widens_without_losing_rows() {
        let mut codes = Codes::default();
        for code in [3, 255, 256, 65_535, 65_536, 1] {
            codes.push(code);
        }
        let rows: Vec<u32> = (0..codes.len()).map(|row| codes.get(row)).collect();
        assert_eq!(rows, [3, 255, 256, 65_535, 65_536, 1]);
        assert!(matches!(codes, Codes::Wide(_)));
    }
}
