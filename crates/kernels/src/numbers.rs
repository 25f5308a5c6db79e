//! Numbers of rows, and the one at a place of their order.

use std::ops::Range;

use crate::codes::{Codes, looked_up};

/// How many numbers are looked at to guess where one of a rank lies, more or less.
const SAMPLE: usize = 256;

/// Returns what the table holds for the code of each row of a stretch; 0 past the end of the table.
#[inline(never)]
pub fn of_table(codes: &Codes, rows: Range<usize>, table: &[f64]) -> Vec<f64> {
    looked_up(codes, rows, table.iter().copied())
}

/// Returns the numbers of some rows that are not NaN, in `room`.
#[inline(never)]
pub fn gather<'r>(numbers: &[f64], rows: &[u32], room: &'r mut Vec<f64>) -> &'r mut [f64] {
    let room = with_room(rows.len(), room);
    let mut count = 0;
    for row in rows {
        let number = numbers[*row as usize];
        // Written always, kept only when it is one.
        room[count] = number;
        count += usize::from(is_number(number));
    }
    &mut room[..count]
}

/// Makes room for that many numbers and one more.
fn with_room(numbers: usize, room: &mut Vec<f64>) -> &mut [f64] {
    if room.len() <= numbers {
        room.resize(numbers + 1, 0.0);
    }
    &mut room[..=numbers]
}

/// Says whether it is a number. `is_nan` would be a branch in Chromium's code, which is mispredicted where numbers are missing
/// here and there.
fn is_number(number: f64) -> bool {
    number.to_bits() << 1 <= f64::INFINITY.to_bits() << 1
}

/// Returns the number of which as many as `rank` are not smaller, itself included; `None` if there are fewer.
#[inline(never)]
pub fn nth_largest(mut numbers: Vec<u64>, rank: usize) -> Option<u64> {
    let place = numbers.len().checked_sub(rank).filter(|place| *place < numbers.len())?;
    Some(*numbers.select_nth_unstable(place).1)
}

/// Returns the interpolated value at the position `share · (n − 1)` of the sorted numbers, of which none is NaN; `None` of
/// none.
///
/// Only those are looked at closer that lie between two of a sample that very likely have the wanted one between them.
#[inline(never)]
pub fn quantile(share: f64, numbers: &[f64]) -> Option<f64> {
    let last = numbers.len().checked_sub(1)?;
    let share = share.clamp(0.0, 1.0);
    let position = share * last as f64;
    let rank = position as usize;
    let (low, high) = guess(share, numbers);
    let before = numbers.iter().map(|number| u64::from(*number < low)).sum::<u64>() as usize;
    let mut between = vec![0.0; numbers.len() + 1];
    let mut count = 0;
    for number in numbers {
        // Written always, kept only when it lies between.
        between[count] = *number;
        count += usize::from(*number >= low) & usize::from(*number <= high);
    }
    let is_between = before <= rank && (rank + 1).min(last) < before + count;
    let (candidates, rank) = if is_between {
        (&mut between[..count], rank - before)
    } else {
        between[..=last].copy_from_slice(numbers);
        (&mut between[..=last], rank)
    };
    let (_, below, above) = candidates.select_nth_unstable_by(rank, f64::total_cmp);
    let below = *below;
    let part = position - position.floor();
    Some(match above.iter().copied().min_by(f64::total_cmp) {
        Some(above) if part > 0.0 => below + (above - below) * part,
        _ => below,
    })
}

/// Returns the numbers of a sample between which one at a share of all very likely lies; of few numbers, all.
fn guess(share: f64, numbers: &[f64]) -> (f64, f64) {
    let step = numbers.len() / SAMPLE + 1;
    if step == 1 {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    let mut sample: Vec<f64> = numbers.iter().step_by(step).copied().collect();
    // The rank in the sample deviates by the root of n·p·(1 − p).
    let count = sample.len() as f64;
    let deviation = 2.5 * (share * (1.0 - share) * count).sqrt() + 2.0;
    let middle = share * (count - 1.0);
    let mut at = |rank: f64, outside: f64| match rank {
        rank if rank < 0.0 || rank >= count => outside,
        rank => *sample.select_nth_unstable_by(rank as usize, f64::total_cmp).1,
    };
    (at(middle - deviation, f64::NEG_INFINITY), at(middle + deviation, f64::INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the quantile of sorted numbers, as it is defined.
    fn sorted_quantile(share: f64, numbers: &[f64]) -> f64 {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let position = share * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[position as usize], sorted[(position as usize + 1).min(sorted.len() - 1)]);
        low + (high - low) * (position - position.floor())
    }

    #[test]
    fn quantiles_are_those_of_sorted_numbers() {
        let mut state = 1_u64;
        for count in [1, 2, 3, 7, 100, 5000] {
            for range in [1, 4, 1000, 1_000_000] {
                let numbers: Vec<f64> = (0..count)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        ((state >> 33) % (2 * range)) as f64 / 8.0 - range as f64 / 8.0
                    })
                    .collect();
                for share in [0.0, 0.25, 0.5, 0.9, 0.99, 1.0] {
                    let expected = Some(sorted_quantile(share, &numbers));
                    assert_eq!(quantile(share, &numbers), expected, "{share} of {count}");
                }
            }
        }
        assert_eq!(quantile(0.5, &[]), None);
    }

    #[test]
    fn a_sample_may_deceive() {
        // Every number of the sample is 0, and hardly any other one.
        let numbers: Vec<f64> = (0..5000).map(|row| if row % 20 == 0 { 0.0 } else { f64::from(row) }).collect();
        for share in [0.0, 0.04, 0.5, 1.0] {
            assert_eq!(quantile(share, &numbers), Some(sorted_quantile(share, &numbers)));
        }
        assert_eq!(quantile(1.0, &[0.0, f64::INFINITY]), Some(f64::INFINITY));
    }

    #[test]
    fn the_largest_are_found_by_rank() {
        assert_eq!([1, 2, 3, 4].map(|rank| nth_largest(vec![5, 9, 5], rank)), [Some(9), Some(5), Some(5), None]);
        assert_eq!(nth_largest(vec![5], 0), None);
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        let mut room = Vec::new();
        assert_eq!(gather(&[1.0, f64::NAN, 3.0, 4.0], &[0, 1, 3], &mut room), [1.0, 4.0]);
        assert_eq!(gather(&[1.0], &[], &mut room), [0.0; 0]);
    }
}
