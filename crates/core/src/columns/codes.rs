//! Dictionary codes, a row each, in the least width that holds them.

#![expect(clippy::useless_conversion, reason = "the same line serves every width")]

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
#[macro_export]
macro_rules! with_codes {
    ($codes:expr, $slice:ident => $body:expr) => {
        match $codes {
            $crate::columns::codes::Codes::Narrow($slice) => $body,
            $crate::columns::codes::Codes::Medium($slice) => $body,
            $crate::columns::codes::Codes::Wide($slice) => $body,
        }
    };
}

impl Default for Codes {
    fn default() -> Self {
        Codes::Narrow(Vec::new())
    }
}

impl Codes {
    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        with_codes!(self, codes => codes.len())
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the code of a row; 0 past the end.
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
    pub fn translate(&self, table: &[u32], rows: &mut [u32]) {
        with_codes!(self, codes => {
            for (row, code) in rows.iter_mut().zip(codes) {
                *row = table.get(*code as usize).copied().unwrap_or(0);
            }
        });
    }

    /// Returns codes in the least width for a dictionary of that length.
    pub fn from_wide(codes: Vec<u32>, dictionary: usize) -> Codes {
        match dictionary {
            0..=0x100 => Codes::Narrow(codes.into_iter().map(|code| code as u8).collect()),
            0x101..=0x1_0000 => Codes::Medium(codes.into_iter().map(|code| code as u16).collect()),
            _ => Codes::Wide(codes),
        }
    }

    /// Returns the greatest code; `None` without rows.
    pub fn greatest(&self) -> Option<u32> {
        with_codes!(self, codes => codes.iter().max().map(|code| u32::from(*code)))
    }

    /// Returns the codes of a stretch of rows, each in four bytes.
    pub fn wide(&self, rows: &std::ops::Range<usize>) -> Vec<u32> {
        with_codes!(self, codes => codes[rows.clone()].iter().map(|code| u32::from(*code)).collect())
    }

    /// Returns the same codes in another order of rows.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Codes {
        match self {
            Codes::Narrow(codes) => Codes::Narrow(order.iter().map(|row| codes[*row as usize]).collect()),
            Codes::Medium(codes) => Codes::Medium(order.iter().map(|row| codes[*row as usize]).collect()),
            Codes::Wide(codes) => Codes::Wide(order.iter().map(|row| codes[*row as usize]).collect()),
        }
    }

    /// Makes room for a code.
    pub(super) fn widen(&mut self, code: u32) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
