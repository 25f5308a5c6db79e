//! Which steps and exclusions each row matches: a bit each, in a byte or in a word a row.

use std::ops::Range;

use oriel_kernels::masks::{mark, mark_equal, unmark};
use oriel_kernels::plain_funnel::MOST_MARKS;

use super::first_time::FirstTime;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::funnels::FunnelsQuery;
use crate::query::series::Series;

/// The marks of each row of a stretch: bit i is step i, the bits after the steps are the exclusions.
pub(super) enum Marks {
    /// Up to 8 steps and exclusions.
    Bytes(Vec<u8>),
    /// More.
    Words(Vec<u64>),
}

/// Returns the rows of each step, and of each exclusion after them.
///
/// # Errors
/// Refuses missing actions and warehouse tables, and what filters refuse.
pub(super) fn masks_of_steps<'f>(
    query: &FunnelsQuery,
    frame: &'f Frame<'_>,
    rows: &Range<usize>,
) -> Result<Vec<Mask<'f>>, Error> {
    let of_step = |step: &Series| match FirstTime::of(step) {
        Some(first_time) => first_time.mask(step, query, frame, rows),
        None => frame.series_mask(step, rows),
    };
    let exclusions = query.exclusions.iter().map(|exclusion| frame.series_mask(&exclusion.events, rows));
    query.steps.iter().map(of_step).chain(exclusions).collect()
}

/// Returns the marks of a stretch of so many rows: of those that `common` selects; the others have none.
pub(super) fn marks(masks: &[Mask<'_>], common: &Mask<'_>, len: usize) -> Marks {
    if masks.len() <= MOST_MARKS {
        Marks::Bytes(bytes(masks, common, len))
    } else {
        Marks::Words(words(masks, common, len))
    }
}

/// Returns masks side by side, a bit each in a byte, where the common one selects.
fn bytes(masks: &[Mask<'_>], common: &Mask<'_>, len: usize) -> Vec<u8> {
    let mut marks = vec![0; len];
    for (bit, mask) in masks.iter().enumerate() {
        match mask {
            Mask::None => {}
            Mask::All => marks.iter_mut().for_each(|mark| *mark |= 1 << bit),
            Mask::Some(bytes) => mark(&mut marks, bytes, bit),
            Mask::OfName { codes, code } => mark_equal(&mut marks, codes, *code, bit),
        }
    }
    match common {
        Mask::All => {}
        Mask::None => marks.fill(0),
        Mask::Some(_) | Mask::OfName { .. } => unmark(&mut marks, &common.bytes(0..len)),
    }
    marks
}

/// As [`bytes`], a bit each in a word.
fn words(masks: &[Mask<'_>], common: &Mask<'_>, len: usize) -> Vec<u64> {
    let bits = |row| (0..).zip(masks).fold(0, |bits, (bit, mask)| bits | u64::from(mask.get(row)) << bit);
    (0..len).map(|row| if common.get(row) { bits(row) } else { 0 }).collect()
}
