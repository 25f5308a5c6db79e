//! Which steps and exclusions each row matches: a bit each, in a byte or in a word a row.

use std::ops::Range;

use super::first_time::FirstTime;
use super::moments::MOST_PACKED_MARKS;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::funnels::FunnelsQuery;

/// The marks of each row of a stretch: bit i is step i, the bits after the steps are the exclusions.
pub(super) enum Marks {
    /// Up to 8 steps and exclusions.
    Bytes(Vec<u8>),
    /// More.
    Words(Vec<u64>),
}

/// Returns the marks of the rows that `common` selects; the others have none.
///
/// # Errors
/// Refuses missing actions and warehouse tables, and what filters refuse.
pub(super) fn marks(
    query: &FunnelsQuery,
    frame: &Frame<'_>,
    common: &Mask,
    rows: &Range<usize>,
) -> Result<Marks, Error> {
    let mut masks = Vec::with_capacity(query.steps.len() + query.exclusions.len());
    for step in &query.steps {
        masks.push(match FirstTime::of(step) {
            Some(first_time) => first_time.mask(step, query, frame, rows)?,
            None => frame.series_mask(step, rows)?,
        });
    }
    for exclusion in &query.exclusions {
        masks.push(frame.series_mask(&exclusion.events, rows)?);
    }
    Ok(if masks.len() <= MOST_PACKED_MARKS {
        Marks::Bytes(combined(&masks, common, rows.len(), |bytes: &mut u8, byte, bit| *bytes |= byte << bit))
    } else {
        Marks::Words(combined(&masks, common, rows.len(), |word: &mut u64, byte, bit| *word |= u64::from(byte) << bit))
    })
}

/// Returns masks side by side, a bit each, where the common one selects.
fn combined<T: Copy + Default>(masks: &[Mask], common: &Mask, len: usize, set: impl Fn(&mut T, u8, usize)) -> Vec<T> {
    let mut marks = vec![T::default(); len];
    for (bit, mask) in masks.iter().enumerate() {
        match mask {
            Mask::None => {}
            Mask::All => marks.iter_mut().for_each(|mark| set(mark, 1, bit)),
            Mask::Some(bytes) => marks.iter_mut().zip(bytes).for_each(|(mark, byte)| set(mark, *byte, bit)),
        }
    }
    match common {
        Mask::All => {}
        Mask::None => marks.fill(T::default()),
        Mask::Some(bytes) => {
            for (mark, byte) in marks.iter_mut().zip(bytes) {
                *mark = if *byte == 0 { T::default() } else { *mark };
            }
        }
    }
    marks
}
