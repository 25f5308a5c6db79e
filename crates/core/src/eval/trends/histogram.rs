//! Histogram bins in the place of a dimension's values (spec/trends 6.6.4).

use crate::columns::dictionary::{ABSENT, Dictionary};
use crate::columns::value::Value;
use crate::eval::mask::Mask;
use crate::number::{number_of, number_text};

/// By how much the last bin is wider, so that it holds the largest value.
const LAST_EDGE_WIDENING: f64 = 0.01;

/// The bins of a dimension's selected values.
pub(super) struct Bins {
    /// The value of each number, NaN where it is not numeric.
    numbers: Vec<f64>,
    /// The edges, one more than there are bins; none if no value is numeric.
    edges: Vec<f64>,
}

impl Bins {
    /// Returns that many bins of equal width over the numeric values of the selected rows.
    pub(super) fn of(values: &Dictionary, of_rows: &[u32], selected: &Mask<'_>, count: u32) -> Bins {
        let numbers: Vec<f64> =
            values.values().map(|value| value.text().and_then(number_of).unwrap_or(f64::NAN)).collect();
        let mut occurs = vec![0_u8; numbers.len()];
        for row in selected.rows(0, 0..of_rows.len()) {
            occurs[of_rows[row as usize] as usize] = 1;
        }
        let found = || {
            let pairs = numbers.iter().zip(&occurs);
            pairs.filter(|(number, occurs)| **occurs != 0 && !number.is_nan()).map(|(number, _)| *number)
        };
        let edges = match (found().reduce(f64::min), found().reduce(f64::max)) {
            (Some(low), Some(high)) => edges(low, high, count),
            _ => Vec::new(),
        };
        Bins { numbers, edges }
    }

    /// Puts the number of its bin in the place of each row's value, and returns the names of the bins.
    pub(super) fn put(&self, of_rows: &mut [u32]) -> Dictionary {
        let mut names = Dictionary::default();
        let bins: Vec<u32> = self.edges.windows(2).map(|edges| names.intern(Value::Text(&name(edges)))).collect();
        let bin_of = |number: &f64| match self.edges.partition_point(|edge| edge <= number) {
            _ if number.is_nan() => ABSENT,
            0 => bins.first().copied().unwrap_or(ABSENT),
            above => bins.get(above - 1).or(bins.last()).copied().unwrap_or(ABSENT),
        };
        let table: Vec<u32> = self.numbers.iter().map(bin_of).collect();
        for row in of_rows {
            *row = table[*row as usize];
        }
        names
    }
}

fn edges(low: f64, high: f64, count: u32) -> Vec<f64> {
    let width = (high - low) / f64::from(count);
    let mut edges: Vec<f64> = (0..=count).map(|bin| low + width * f64::from(bin)).collect();
    if let Some(last) = edges.last_mut() {
        *last += LAST_EDGE_WIDENING;
    }
    edges
}

fn name(edges: &[f64]) -> String {
    let edges: Vec<String> = edges.iter().map(|edge| number_text(*edge)).collect();
    ["[", &edges.join(","), "]"].concat()
}
