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
}
