//! Rows put together by group, by counting sort.

use crate::codes::{Codes, with_codes};

/// Rows of each group, ascending.
pub struct Partition {
    /// Where the rows of each group start; one entry more than there are groups.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Partition {
    /// Returns the partition of ascending rows into that many groups; row 0 is the row `first` of the codes that give the
    /// group of each row.
    #[inline(never)]
    pub fn new(rows: &[u32], (of_rows, first): (&Codes, usize), groups: usize) -> Partition {
        let mut starts = vec![0_u32; groups + 1];
        let mut sorted = vec![0; rows.len()];
        with_codes!(of_rows, of_rows => {
            let of_rows = &of_rows[first..];
            for row in rows {
                starts[of_rows[*row as usize] as usize + 1] += 1;
            }
            for group in 0..groups {
                starts[group + 1] += starts[group];
            }
            let mut next = starts.clone();
            for row in rows {
                let place = &mut next[of_rows[*row as usize] as usize];
                sorted[*place as usize] = *row;
                *place += 1;
            }
        });
        Partition { starts, rows: sorted }
    }

    /// Returns the groups that have rows, with these.
    pub fn groups(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let rows = self.starts.windows(2).map(|ends| &self.rows[ends[0] as usize..ends[1] as usize]);
        rows.enumerate().filter(|(_, rows)| !rows.is_empty())
    }
}

/// Returns where the rows of each thing start when they are put together; one entry more than there are things.
#[inline(never)]
pub fn starts(rows: &[u32], things: &[u32], count: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; count + 1];
    for row in rows {
        starts[things[*row as usize] as usize + 1] += 1;
    }
    for thing in 0..count {
        starts[thing + 1] += starts[thing];
    }
    starts
}

/// As [`starts`] of all rows.
#[inline(never)]
pub fn starts_of_all(things: &[u32], count: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; count + 1];
    for thing in things {
        starts[*thing as usize + 1] += 1;
    }
    for thing in 0..count {
        starts[thing + 1] += starts[thing];
    }
    starts
}

/// Returns the codes of all rows, those of each thing put together.
#[inline(never)]
pub fn codes_together(things: &[u32], starts: &[u32], codes: &Codes) -> Codes {
    match codes {
        Codes::Narrow(codes) => Codes::Narrow(together(things, starts, codes)),
        Codes::Medium(codes) => Codes::Medium(together(things, starts, codes)),
        Codes::Wide(codes) => Codes::Wide(together(things, starts, codes)),
    }
}

/// Returns the times of all rows, those of each thing put together.
#[inline(never)]
pub fn times_together(things: &[u32], starts: &[u32], times: &[i64]) -> Vec<i64> {
    together(things, starts, times)
}

fn together<T: Copy + Default>(things: &[u32], starts: &[u32], of_rows: &[T]) -> Vec<T> {
    let mut next = starts.to_vec();
    let mut of_things = vec![T::default(); of_rows.len()];
    for (thing, of_row) in things.iter().zip(of_rows) {
        let place = &mut next[*thing as usize];
        of_things[*place as usize] = *of_row;
        *place += 1;
    }
    of_things
}

/// Returns the place of each row when those of each thing are put together.
#[inline(never)]
pub fn places(rows: &[u32], things: &[u32], starts: &[u32]) -> Vec<u32> {
    let mut next = starts.to_vec();
    let place = |row: &u32| {
        let next = &mut next[things[*row as usize] as usize];
        *next += 1;
        *next - 1
    };
    rows.iter().map(place).collect()
}

/// Returns the rows of each thing put together: the time since `base`, and in the `bits` below it the marks of the row.
#[inline(never)]
pub fn packed(
    rows: &[u32],
    things: &[u32],
    starts: &[u32],
    (times, base): (&[i64], i64),
    (marks, bits): (&[u8], u32),
) -> Vec<u64> {
    let mut next = starts.to_vec();
    let mut packed = vec![0; rows.len()];
    for row in rows {
        let row = *row as usize;
        let place = &mut next[things[row] as usize];
        packed[*place as usize] = times[row].abs_diff(base) << bits | u64::from(marks[row]);
        *place += 1;
    }
    packed
}

/// Writes what [`packed`] returns of things whose rows were put together: of the rows whose time is at most `span` after
/// `base` and whose code has marks. The starts are those of a run of things, and become those of what is written.
#[inline(never)]
pub fn pack_run(
    (codes, times): (&[u8], &[i64]),
    (base, span): (i64, u64),
    (marks_of_codes, bits): (&[u8; 256], u32),
    starts: &mut [u32],
    packed: &mut Vec<u64>,
) {
    packed.resize(codes.len() + 1, 0);
    let first = starts.first().copied().unwrap_or(0);
    let (mut count, mut from) = (0, 0);
    for start in starts {
        let to = (*start - first) as usize;
        for (code, time) in codes[from..to].iter().zip(&times[from..to]) {
            let (marks, since) = (marks_of_codes[usize::from(*code)], time.wrapping_sub(base) as u64);
            // Written always, kept only where it counts.
            packed[count] = since << bits | u64::from(marks);
            count += usize::from(marks != 0) & usize::from(since <= span);
        }
        *start = count as u32;
        from = to;
    }
    packed.truncate(count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_group_stay_in_order() {
        let groups = Codes::from_wide(vec![7, 2, 0, 9, 2, 0], 10);
        let partition = Partition::new(&[0, 1, 3, 4], (&groups, 1), 10);
        let groups: Vec<(usize, &[u32])> = partition.groups().collect();
        assert_eq!(groups, [(0, &[1, 4][..]), (2, &[0, 3][..])]);
    }

    #[test]
    fn packed_rows_are_those_of_the_places() {
        let (rows, things) = ([0, 1, 3, 4], [2, 0, 9, 2, 0]);
        let starts = starts(&rows, &things, 10);
        assert_eq!(starts[..4], [0, 2, 2, 4]);
        assert_eq!(places(&rows, &things, &starts), [2, 0, 3, 1]);
        let packed = packed(&rows, &things, &starts, (&[10, 11, 12, 13, 14], 10), (&[1, 2, 3, 1, 2], 2));
        assert_eq!(packed, [1 << 2 | 2, 4 << 2 | 2, 1, 3 << 2 | 1]);
    }

    #[test]
    fn a_run_is_packed_like_its_rows() {
        let (things, codes, times) = ([2, 0, 9, 2, 0], [1, 2, 3, 1, 2], [10, 11, 12, 13, 14]);
        let starts = starts_of_all(&things, 10);
        let codes = together(&things, &starts, &codes);
        let times = times_together(&things, &starts, &times);
        assert_eq!((codes.as_slice(), times.as_slice()), (&[2, 2, 1, 1, 3][..], &[11, 14, 10, 13, 12][..]));
        let mut marks = [0; 256];
        (marks[1], marks[2]) = (1, 2);
        let (mut run, mut packed) = (starts[2..].to_vec(), Vec::new());
        pack_run((&codes[2..], &times[2..]), (10, 4), (&marks, 2), &mut run, &mut packed);
        assert_eq!(packed, [1, 3 << 2 | 1]);
        assert_eq!(run, [0, 2, 2, 2, 2, 2, 2, 2, 2]);
        let mut run = starts[..=2].to_vec();
        pack_run((&codes[..2], &times[..2]), (11, 2), (&marks, 2), &mut run, &mut packed);
        assert_eq!((packed.as_slice(), run.as_slice()), (&[2][..], &[0, 1, 1][..]));
    }
}
