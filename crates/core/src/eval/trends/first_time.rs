//! First time for user: the rows that are a person's first (spec/trends 6.3.2).

use std::ops::Range;

use crate::eval::mask::Mask;

/// A row number that no row has.
const NONE: u32 = u32::MAX;

/// Returns, for each person that counts, its earliest event: those whose earliest event is, or shares its time with, an
/// event that meets every condition.
///
/// `candidates` are the events whose first is looked for and `matching` those that meet every condition; both count
/// from the first row of the dataset. Rows are sorted by time; `counted` is the stretch from the lower bound on.
pub(super) fn first_rows(
    persons: &[u32],
    person_count: usize,
    times: &[i64],
    candidates: &Mask<'_>,
    matching: &Mask<'_>,
    counted: &Range<usize>,
) -> Mask<'static> {
    let mut first = vec![NONE; person_count];
    for row in candidates.rows(0, 0..counted.end) {
        let first = &mut first[persons[row as usize] as usize];
        *first = (*first).min(row);
    }
    let mut chosen = vec![0; counted.len()];
    for row in matching.rows(0, counted.clone()) {
        let first = first[persons[row as usize] as usize];
        // Rows of the same time as the first of all are in the stretch together with it.
        if first == NONE || times[first as usize] != times[row as usize] {
            continue;
        }
        if let Some(byte) = (first as usize).checked_sub(counted.start).and_then(|first| chosen.get_mut(first)) {
            *byte = 1;
        }
    }
    Mask::Some(chosen)
}
