//! When each of some things was seen last, and how often.
//!
//! Stamps ascend from 1; 0 stands for never. They take the least width that holds them, so that as many things as can be
//! stay in the cache.

#![expect(clippy::useless_conversion, reason = "the same line serves every width")]

use crate::codes::{Codes, with_codes};

/// The stamp with which each of some things was seen last.
pub struct LastSeen {
    stamps: Codes,
}

impl LastSeen {
    /// Returns things of which none has been seen, for stamps up to `most`.
    pub fn nothing(things: usize, most: usize) -> LastSeen {
        LastSeen { stamps: Codes::zeros(things, most.saturating_add(1)) }
    }

    /// Sees the things of some rows with a stamp, and adds each row to the count of the stamp with which its thing was seen
    /// before it: a thing's second row counts at the present stamp. Things that never were seen are put into a list, in
    /// place of what it held.
    ///
    /// There must be a count for every stamp up to the present one.
    #[inline(never)]
    pub fn see(&mut self, rows: &[u32], things: &[u32], stamp: u32, counts: &mut [u32], new: &mut Vec<u32>) {
        new.clear();
        new.resize(rows.len() + 1, 0);
        let mut found = 0;
        with_codes!(&mut self.stamps, stamps => for row in rows {
            let thing = things[*row as usize];
            if let Some(last) = stamps.get_mut(thing as usize) {
                // Written always, kept only when it is new.
                new[found] = thing;
                found += usize::from(*last == 0);
                counts[*last as usize] += 1;
                *last = stamp as _;
            }
        });
        new.truncate(found);
    }

    /// Sees some things with a stamp.
    #[inline(never)]
    pub fn see_all(&mut self, things: &[u32], stamp: u32) {
        with_codes!(&mut self.stamps, stamps => for thing in things {
            if let Some(last) = stamps.get_mut(*thing as usize) {
                *last = stamp as _;
            }
        });
    }

    /// Shows each thing that was seen, ascending, with its stamp.
    pub fn each(&self, mut visit: impl FnMut(u32, u32)) {
        with_codes!(&self.stamps, stamps => for (thing, stamp) in (0..).zip(stamps) {
            if *stamp != 0 {
                visit(thing, u32::from(*stamp));
            }
        });
    }

    /// Sees one thing, and returns the stamp with which it was seen before it.
    pub fn see_one(&mut self, thing: u32, stamp: u32) -> u32 {
        with_codes!(&mut self.stamps, stamps => match stamps.get_mut(thing as usize) {
            Some(last) => u32::from(std::mem::replace(last, stamp as _)),
            None => stamp,
        })
    }

    /// Forgets that the things of some rows were seen.
    #[inline(never)]
    pub fn forget(&mut self, rows: &[u32], things: &[u32]) {
        with_codes!(&mut self.stamps, stamps => for row in rows {
            if let Some(last) = stamps.get_mut(things[*row as usize] as usize) {
                *last = 0;
            }
        });
    }

    /// Returns how many things were seen last with each stamp below `stamps`.
    #[inline(never)]
    pub fn counts(&self, stamps: usize) -> Vec<u32> {
        let mut counts = vec![0; stamps];
        with_codes!(&self.stamps, last => for last in last {
            if let Some(count) = counts.get_mut(*last as usize) {
                *count += 1;
            }
        });
        counts
    }
}

/// With how many different stamps each of some things was seen.
pub enum TimesSeen {
    /// For up to 255 stamps: the last one, and how many there were.
    Narrow(Vec<[u8; 2]>),
    /// The same for more.
    Wide(Vec<[u32; 2]>),
}

/// Runs the same code for each width.
macro_rules! with_pairs {
    ($seen:expr, $pairs:ident => $body:expr) => {
        match $seen {
            TimesSeen::Narrow($pairs) => $body,
            TimesSeen::Wide($pairs) => $body,
        }
    };
}

impl TimesSeen {
    /// Returns things of which none has been seen, for stamps up to `most`.
    pub fn nothing(things: usize, most: usize) -> TimesSeen {
        if most <= usize::from(u8::MAX) {
            TimesSeen::Narrow(vec![[0; 2]; things])
        } else {
            TimesSeen::Wide(vec![[0; 2]; things])
        }
    }

    /// Sees the things of some rows with a stamp, which is not below any before it.
    #[inline(never)]
    pub fn see(&mut self, rows: &[u32], things: &[u32], stamp: u32) {
        with_pairs!(self, pairs => for row in rows {
            if let Some([last, times]) = pairs.get_mut(things[*row as usize] as usize) {
                let is_new = u8::from(*last != stamp as _);
                *times = times.wrapping_add(is_new.into());
                *last = stamp as _;
            }
        });
    }

    /// Returns how many things were seen with each number of stamps, from 0 to `most`; more count as `most`.
    #[inline(never)]
    pub fn counts(&self, most: usize) -> Vec<u32> {
        let mut counts = vec![0; most + 1];
        with_pairs!(self, pairs => for [_, times] in pairs {
            counts[(*times as usize).min(most)] += 1;
        });
        counts
    }
}

/// Adds a bit to the word of the thing of each of some rows; the first word is that of the thing `first`, and things without
/// a word do not count.
#[inline(never)]
pub fn set_bits(rows: &[u32], things: &[u32], first: u32, words: &mut [u16], bit: u16) {
    for row in rows {
        if let Some(word) = words.get_mut(things[*row as usize].wrapping_sub(first) as usize) {
            *word |= bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_where_there_are_words() {
        let mut words = [0; 2];
        set_bits(&[0, 1, 3], &[5, 6, 7, 4], 5, &mut words, 2);
        set_bits(&[1, 2], &[5, 6, 7, 4], 5, &mut words, 4);
        assert_eq!(words, [2, 6]);
    }

    #[test]
    fn a_row_counts_where_its_thing_was_seen_before() {
        for most in [3, 300, 70_000] {
            let things = [0, 1, 0, 2, 1];
            let (mut seen, mut counts, mut new) = (LastSeen::nothing(3, most), vec![0; 4], Vec::new());
            seen.see(&[0, 1], &things, 1, &mut counts, &mut new);
            assert_eq!((counts.as_slice(), new.as_slice()), (&[2, 0, 0, 0][..], &[0, 1][..]));
            counts.fill(0);
            seen.see(&[2, 3, 4], &things, 2, &mut counts, &mut new);
            assert_eq!((counts.as_slice(), new.as_slice()), (&[1, 2, 0, 0][..], &[2][..]));
            counts.fill(0);
            seen.see(&[0, 2], &things, 3, &mut counts, &mut new);
            assert_eq!((counts.as_slice(), new.as_slice()), (&[0, 0, 1, 1][..], &[][..]));
            assert_eq!(seen.counts(4), [0, 0, 2, 1]);
            seen.forget(&[0, 1], &things);
            assert_eq!(seen.counts(4), [2, 0, 1, 0]);
            seen.see_all(&[1, 7], 3);
            let mut shown = Vec::new();
            seen.each(|thing, stamp| shown.push((thing, stamp)));
            assert_eq!(shown, [(1, 3), (2, 2)]);
        }
    }

    #[test]
    fn a_thing_counts_once_for_a_stamp() {
        for most in [255, 256] {
            let things = [0, 1, 0, 2, 1];
            let mut seen = TimesSeen::nothing(4, most);
            seen.see(&[0, 1, 2], &things, 1);
            seen.see(&[2, 3], &things, most as u32);
            assert_eq!(seen.counts(2), [1, 2, 1]);
            assert_eq!(seen.counts(1), [1, 3]);
        }
    }
}
