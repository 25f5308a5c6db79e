//! The figures of retention tables, one table a group of actors.

use crate::error::Error;

/// The most cells that an answer may have.
const MOST_CELLS: usize = 1_000_000;

/// The figures of the tables: rows of columns, group after group.
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    counts: Vec<u32>,
    sums: Vec<f64>,
}

impl Matrix {
    /// Returns tables of zeros.
    ///
    /// # Errors
    /// Refuses more than a million cells.
    pub(super) fn new(groups: usize, rows: usize, columns: usize) -> Result<Matrix, Error> {
        match rows.checked_mul(columns).and_then(|cells| cells.checked_mul(groups)) {
            Some(cells) if cells <= MOST_CELLS => {
                Ok(Matrix { rows, columns, counts: vec![0; cells], sums: vec![0.0; cells] })
            }
            _ => Err(Error::invalid(
                "The answer would have more than 1000000 cells. Ask for a shorter range, a longer period or fewer intervals.",
            )
            .at("totalIntervals")
            .within("retentionFilter")),
        }
    }

    /// Returns the counts of a row.
    pub(super) fn row(&mut self, group: usize, row: usize) -> &mut [u32] {
        let start = (group * self.rows + row) * self.columns;
        &mut self.counts[start..start + self.columns]
    }

    /// Adds to the sum of a cell.
    pub(super) fn add(&mut self, group: usize, row: usize, column: usize, number: f64) {
        self.sums[(group * self.rows + row) * self.columns + column] += number;
    }

    /// Counts every actor in all columns before the one in which it was counted, too.
    pub(super) fn count_backwards(&mut self) {
        for row in self.counts.chunks_mut(self.columns) {
            for column in (1..row.len()).rev() {
                row[column - 1] += row[column];
            }
        }
    }

    /// Adds a table of another matrix to one of this.
    pub(super) fn merge(&mut self, group: usize, other: &Matrix) {
        let start = group * self.rows * self.columns;
        for (count, more) in self.counts[start..].iter_mut().zip(&other.counts) {
            *count += more;
        }
        for (sum, more) in self.sums[start..].iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }

    /// Returns how often actors started.
    pub(super) fn starts(&self) -> u64 {
        self.counts.chunks(self.columns).map(|row| u64::from(row[0])).sum()
    }

    /// Returns the cells of each row, group after group: how many actors, and the sum.
    pub(super) fn cells(&self) -> impl Iterator<Item = impl Iterator<Item = (u32, f64)>> {
        (self.counts.chunks(self.columns).zip(self.sums.chunks(self.columns)))
            .map(|(counts, sums)| counts.iter().copied().zip(sums.iter().copied()))
    }
}
