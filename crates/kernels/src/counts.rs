//! Counts of rows and of different things, by group.

use crate::codes::{Codes, with_codes};

/// Adds rows to the counts of their groups; row 0 is the row `first` of the groups.
#[inline(never)]
pub fn by_group(rows: &[u32], (groups, first): (&Codes, usize), counts: &mut [u32]) {
    with_codes!(groups, groups => {
        let groups = &groups[first..];
        for row in rows {
            counts[groups[*row as usize] as usize] += 1;
        }
    });
}

/// Adds the rows of a mask to the counts of their groups.
///
/// Four rows in turn have counts of their own: an addition does not wait for the one before to the same group. No list of rows
/// is made, which is quicker than to make one however few rows the mask has.
#[inline(never)]
pub fn of_mask_by_group(mask: &[u8], groups: &[u8], counts: &mut [u32]) {
    let mut lanes = [[0_u32; 256]; 4];
    let (masks, mask_rest) = mask.as_chunks::<4>();
    let (fours, groups_rest) = groups.as_chunks::<4>();
    for (mask, groups) in masks.iter().zip(fours) {
        for ((lane, byte), group) in lanes.iter_mut().zip(mask).zip(groups) {
            lane[usize::from(*group)] += u32::from(*byte);
        }
    }
    for (byte, group) in mask_rest.iter().zip(groups_rest) {
        lanes[0][usize::from(*group)] += u32::from(*byte);
    }
    for lane in &lanes {
        for (count, more) in counts.iter_mut().zip(lane) {
            *count += more;
        }
    }
}

/// Returns how many different things rows have that were not marked with the stamp before; all of them are then.
///
/// Things are numbers below the number of marks; others do not count. A mark is a byte, so that as many as can be stay in
/// the cache.
#[inline(never)]
pub fn different(rows: &[u32], things: &[u32], marks: &mut [u8], stamp: u8) -> u32 {
    let mut count = 0;
    for row in rows {
        if let Some(mark) = marks.get_mut(things[*row as usize] as usize) {
            count += u32::from(*mark != stamp);
            *mark = stamp;
        }
    }
    count
}

/// As [`different`] for the things of each group: there are as many marks for each thing as there are groups, and the row
/// 0 is the row `first` of the groups.
#[inline(never)]
pub fn different_by_group(
    rows: &[u32],
    things: &[u32],
    (groups, first): (&Codes, usize),
    marks: &mut [u8],
    stamp: u8,
    counts: &mut [u32],
) {
    let width = counts.len();
    with_codes!(groups, groups => {
        let groups = &groups[first..];
        for row in rows {
            let group = groups[*row as usize] as usize;
            let mark = &mut marks[things[*row as usize] as usize * width + group];
            counts[group] += u32::from(*mark != stamp);
            *mark = stamp;
        }
    });
}

/// As [`different_by_group`] for up to 8 groups: the mark of a thing has a bit for each group in which it was seen.
#[inline(never)]
pub fn different_by_few_groups(
    rows: &[u32],
    things: &[u32],
    (groups, first): (&Codes, usize),
    marks: &mut [u8],
    counts: &mut [u32; 8],
) {
    with_codes!(groups, groups => {
        let groups = &groups[first..];
        for row in rows {
            let group = groups[*row as usize] % 8;
            let mark = &mut marks[things[*row as usize] as usize];
            let bit = 1 << group;
            counts[group as usize] += u32::from(*mark & bit == 0);
            *mark |= bit;
        }
    });
}

/// Returns for each set of that many bits how many of the given sets have all of its bits.
#[inline(never)]
pub fn supersets(sets: &[u16], bits: usize) -> Vec<u32> {
    let mut counts = vec![0_u32; 1 << bits];
    for set in sets {
        if let Some(count) = counts.get_mut(usize::from(*set)) {
            *count += 1;
        }
    }
    for bit in 0..bits {
        for block in counts.chunks_mut(2 << bit) {
            let (without, with) = block.split_at_mut(1 << bit);
            for (count, more) in without.iter_mut().zip(with) {
                *count += *more;
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_counts_for_every_part_of_it() {
        assert_eq!(supersets(&[0b111, 0b101, 0b010, 0], 3), [4, 2, 2, 1, 2, 2, 1, 1]);
    }

    #[test]
    fn a_thing_counts_once_for_a_stamp() {
        let things = [0, 1, 0, 2, 1];
        let mut marks = [0; 3];
        assert_eq!(different(&[0, 1, 2], &things, &mut marks, 1), 2);
        assert_eq!(different(&[3, 4], &things, &mut marks, 1), 1);
        assert_eq!(different(&[3, 4], &things, &mut marks, 2), 2);
    }

    #[test]
    fn a_thing_counts_once_in_each_group() {
        let groups = Codes::from_wide(vec![9, 0, 1, 1, 0], 10);
        let (things, mut marks, mut counts) = ([5, 5, 5, 4], [0; 12], [0; 2]);
        different_by_group(&[0, 1, 2, 3], &things, (&groups, 1), &mut marks, 1, &mut counts);
        assert_eq!(counts, [2, 1]);
        let (mut marks, mut counts) = ([0; 6], [0; 8]);
        different_by_few_groups(&[0, 1, 2, 3], &things, (&groups, 1), &mut marks, &mut counts);
        assert_eq!(counts, [2, 1, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn rows_count_in_their_groups() {
        let groups = Codes::from_wide(vec![0, 2, 2, 1], 3);
        let mut counts = [0; 3];
        by_group(&[0, 1, 2], (&groups, 1), &mut counts);
        by_group(&[0], (&groups, 2), &mut counts);
        assert_eq!(counts, [0, 1, 3]);
    }

    #[test]
    fn rows_of_a_mask_count_like_listed_ones() {
        for length in 0..50 {
            let groups: Vec<u8> = (0..length).map(|row| (row * row % 7) as u8).collect();
            let mask: Vec<u8> = (0..length).map(|row| u8::from(row % 3 != 1)).collect();
            let rows: Vec<u32> = (0..length).filter(|row| row % 3 != 1).collect();
            let (mut counts, mut listed) = ([1; 7], [1; 7]);
            of_mask_by_group(&mask, &groups, &mut counts);
            by_group(&rows, (&Codes::Narrow(groups), 0), &mut listed);
            assert_eq!(counts, listed, "{length}");
        }
    }
}
