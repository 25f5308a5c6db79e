//! In which intervals each unit has events, as bits.

use std::ops::Range;

use oriel_kernels::seen::set_bits;

use super::super::mask::Mask;
use super::reading::Reading;

/// How many bits a word has: few, so that the words of as many units as can be stay in the cache.
const WORD: usize = u16::BITS as usize;

/// The most words that the units of one run take: 16 MB.
const MOST_WORDS: usize = 1 << 23;

/// A set of bits for each of a run of units.
///
/// Words stand bit by bit, not unit by unit: all that has to do with one interval lies together.
pub(super) struct Presence {
    units: Range<usize>,
    words: Vec<u16>,
}

impl Presence {
    /// Returns runs of units of which one at a time takes little memory, whatever their number.
    pub(super) fn runs(units: usize, bits: usize) -> impl Iterator<Item = Range<usize>> {
        let length = (MOST_WORDS / bits.div_ceil(WORD).max(1)).max(1);
        (0..units).step_by(length).map(move |first| first..units.min(first + length))
    }

    /// Returns empty sets of that many bits.
    pub(super) fn empty(units: Range<usize>, bits: usize) -> Presence {
        Presence { words: vec![0; units.len() * bits.div_ceil(WORD).max(1)], units }
    }

    /// Returns the intervals in which units have a selected row.
    pub(super) fn of(mask: &Mask<'_>, reading: &Reading<'_>, unit_of_rows: &[u32], units: Range<usize>) -> Presence {
        let first = units.start;
        let mut presence = Self::empty(units, reading.grid.intervals.len());
        for (interval, rows) in reading.intervals() {
            let (words, bit) = presence.words_of(interval);
            mask.each_block(rows, |rows| set_bits(rows, unit_of_rows, first as u32, words, bit));
        }
        presence
    }

    /// Returns the intervals in which units have at least so many selected rows.
    pub(super) fn of_several(
        least: u32,
        mask: &Mask<'_>,
        reading: &Reading<'_>,
        unit_of_rows: &[u32],
        units: Range<usize>,
    ) -> Presence {
        let first = units.start;
        // The interval in which a unit was seen last, and how often it was seen there.
        let mut seen = vec![(usize::MAX, 0_u32); units.len()];
        let mut presence = Self::empty(units, reading.grid.intervals.len());
        for (interval, rows) in reading.intervals() {
            let (words, bit) = presence.words_of(interval);
            for row in mask.rows(0, rows) {
                let unit = (unit_of_rows[row as usize] as usize).wrapping_sub(first);
                if let (Some(seen), Some(word)) = (seen.get_mut(unit), words.get_mut(unit)) {
                    *seen = if seen.0 == interval { (interval, seen.1 + 1) } else { (interval, 1) };
                    if seen.1 >= least {
                        *word |= bit;
                    }
                }
            }
        }
        presence
    }

    /// Adds a bit to the set of a unit of the run.
    pub(super) fn mark(&mut self, unit: usize, bit: usize) {
        let index = unit - self.units.start;
        let (words, bit) = self.words_of(bit);
        words[index] |= bit;
    }

    /// Writes the set of a unit of the run to `sets`, 64 bits a word.
    pub(super) fn read(&self, unit: usize, sets: &mut Vec<u64>) {
        sets.clear();
        let words = self.words.iter().skip(unit - self.units.start).step_by(self.units.len());
        for (place, word) in words.enumerate() {
            let shift = place * WORD % 64;
            match sets.last_mut() {
                Some(set) if shift > 0 => *set |= u64::from(*word) << shift,
                _ => sets.push(u64::from(*word)),
            }
        }
    }

    /// Returns the first 16 bits of each unit of the run.
    pub(super) fn first_words(&self) -> &[u16] {
        &self.words[..self.units.len()]
    }

    /// Returns the units.
    pub(super) fn units(&self) -> Range<usize> {
        self.units.clone()
    }

    fn words_of(&mut self, bit: usize) -> (&mut [u16], u16) {
        let length = self.units.len();
        (&mut self.words[bit / WORD * length..][..length], 1 << (bit % WORD))
    }
}

/// Returns the bits that are set from `first` on and before `end`, ascending.
pub(super) fn ones(words: &[u64], first: usize, end: usize) -> impl Iterator<Item = usize> {
    let end = end.min(words.len() * 64);
    let mut next = first;
    let mut base = 0;
    let mut bits = 0_u64;
    std::iter::from_fn(move || {
        while bits == 0 {
            if next >= end {
                return None;
            }
            base = next;
            bits = words[next / 64] >> (next % 64);
            next += 64 - next % 64;
            if next > end {
                bits &= u64::MAX >> (64 - (end - base));
            }
        }
        let one = base + bits.trailing_zeros() as usize;
        bits &= bits - 1;
        Some(one)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_found_across_words() {
        let words = [1 | 1 << 63, 0, 0b110];
        let found = |first, end| ones(&words, first, end).collect::<Vec<_>>();
        assert_eq!(found(0, usize::MAX), [0, 63, 129, 130]);
        assert_eq!(found(1, 130), [63, 129]);
        assert_eq!(found(63, 64), [63]);
        assert!(found(64, 129).is_empty());
        assert!(found(500, 600).is_empty());
    }

    #[test]
    fn the_set_of_a_unit_is_read_from_all_words() {
        let mut presence = Presence::empty(5..8, 100);
        for bit in [0, 17, 63, 64, 99] {
            presence.mark(6, bit);
        }
        let mut sets = vec![7];
        presence.read(6, &mut sets);
        assert_eq!(sets, [1 | 1 << 17 | 1 << 63, 1 | 1 << 35]);
        presence.read(7, &mut sets);
        assert_eq!(sets, [0, 0]);
    }

    #[test]
    fn runs_cover_all_units() {
        let runs: Vec<_> = Presence::runs(5_000_000, 64).collect();
        assert_eq!(runs.first().map(|run| run.start), Some(0));
        assert!(runs.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!(runs.last().map(|run| run.end), Some(5_000_000));
        assert_eq!(Presence::runs(0, 64).count(), 0);
    }
}
