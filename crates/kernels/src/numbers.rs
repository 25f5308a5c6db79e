//! Numbers of rows, and the one at a place of their order.

use std::ops::Range;

use crate::codes::{Codes, looked_up};
use crate::masks;

/// The most bins that numbers are sorted into to find one of them.
const MOST_BINS: usize = 1 << 11;

/// How many of them are looked at to place the bins, more or less.
const SAMPLE: usize = 256;

/// Returns what the table holds for the code of each row of a stretch; 0 past the end of the table.
#[inline(never)]
pub fn of_table(codes: &Codes, rows: Range<usize>, table: &[f64]) -> Vec<f64> {
    looked_up(codes, rows, table.iter().copied())
}

/// Returns the numbers of some rows that are not NaN, in `room`.
#[inline(never)]
pub fn gather<'r>(numbers: &[f64], rows: &[u32], room: &'r mut Vec<f64>) -> &'r mut [f64] {
    if room.len() <= rows.len() {
        room.resize(rows.len() + 1, 0.0);
    }
    let mut count = 0;
    for row in rows {
        let number = numbers[*row as usize];
        // Written always, kept only when it is one.
        room[count] = number;
        count += usize::from(!number.is_nan());
    }
    &mut room[..count]
}

/// Returns the number of which as many as `rank` are not smaller, itself included; `None` if there are fewer.
#[inline(never)]
pub fn nth_largest(mut numbers: Vec<u64>, rank: usize) -> Option<u64> {
    let place = numbers.len().checked_sub(rank).filter(|place| *place < numbers.len())?;
    Some(*numbers.select_nth_unstable(place).1)
}

/// Returns the interpolated value at the position `share · (n − 1)` of the sorted numbers; `None` of none.
///
/// Numbers are sorted into bins in their order, so that only those of one bin or two are looked at closer.
#[inline(never)]
pub fn quantile(share: f64, numbers: &[f64]) -> Option<f64> {
    let last = numbers.len().checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = position as usize;
    let (mask, before) = bins_of_ranks(numbers, below, (below + 1).min(last));
    let mut keys: Vec<u64> = masks::rows(&mask, 0).iter().map(|row| key(numbers[*row as usize])).collect();
    let (_, low, above) = keys.select_nth_unstable(below - before);
    let low = number(*low);
    Some(match above.iter().copied().min().map(number) {
        Some(high) if position > below as f64 => low + (high - low) * (position - below as f64),
        _ => low,
    })
}

/// Returns the mask of the numbers in the bins that hold two ranks, and how many numbers come before these bins.
fn bins_of_ranks(numbers: &[f64], rank: usize, next: usize) -> (Vec<u8>, usize) {
    // What lies outside of what a few of them span falls into the outermost bins.
    let some = numbers.iter().step_by(numbers.len() / SAMPLE + 1).map(|number| key(*number));
    let (least, most) = some.fold((u64::MAX, 0), |(least, most), key| (least.min(key), most.max(key)));
    let bins = numbers.len().clamp(1, MOST_BINS);
    // As far as it takes for the widest difference to be below the number of bins.
    let shift = u64::BITS - ((most - least) / bins as u64).leading_zeros();
    let last = bins as u64 - 1;
    let mut counts = [0_u32; MOST_BINS];
    let bin_of_number = |number: &f64| {
        let bin = (key(*number).saturating_sub(least) >> shift).min(last) as u16;
        counts[usize::from(bin)] += 1;
        bin
    };
    let bin_of_numbers: Vec<u16> = numbers.iter().map(bin_of_number).collect();
    let mut passed = 0;
    let (mut first, mut before, mut end) = (0, 0, 0);
    for (bin, count) in (0_u16..).zip(&counts[..bins]) {
        if passed <= rank {
            (first, before) = (bin, passed);
        }
        if passed <= next {
            end = bin;
        }
        passed += *count as usize;
    }
    (bin_of_numbers.iter().map(|bin| u8::from(first <= *bin) & u8::from(*bin <= end)).collect(), before)
}

/// Returns a number's place in the order of all numbers.
fn key(number: f64) -> u64 {
    let bits = number.to_bits();
    bits ^ (((bits.cast_signed() >> 63).cast_unsigned()) | 1 << 63)
}

/// Returns the number of that place.
fn number(key: u64) -> f64 {
    f64::from_bits(key ^ (((!key).cast_signed() >> 63).cast_unsigned() | 1 << 63))
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
    fn the_order_of_keys_is_that_of_numbers() {
        let numbers = [f64::NEG_INFINITY, -2.5, -0.0, 0.0, 1e-300, 3.0, f64::INFINITY];
        assert!(numbers.map(key).is_sorted());
        assert_eq!(numbers.map(|entry| number(key(entry)).to_bits()), numbers.map(f64::to_bits));
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
                    assert_eq!(quantile(share, &numbers), Some(sorted_quantile(share, &numbers)), "{share} of {count}");
                }
            }
        }
        assert_eq!(quantile(0.5, &[]), None);
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
