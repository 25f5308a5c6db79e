//! Breakdown groups: a number for each row, out of the values of up to three dimensions (spec/trends 6.6).

use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::histogram::Bins;
use crate::answer::trends::{BreakdownValue, NULL_VALUE};
use crate::columns::dictionary::Dictionary;
use crate::error::Error;
use crate::eval::dimension::DimensionValues;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::breakdown::{Dimension, PathCleaning, ValueForm};

/// The most pairs of values for which a table is kept instead of a map.
const LARGEST_PAIR_TABLE: usize = 1 << 22;

/// Whether the values of a breakdown are plain or lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueShape {
    /// One plain value.
    Plain,
    /// A list of that many values.
    List(usize),
}

/// The dimensions of a breakdown, read once for a query.
pub(super) struct Dimensions<'a> {
    values: Vec<(DimensionValues<'a>, ValueForm)>,
    pub(super) shape: ValueShape,
}

/// The breakdown group of each row of a stretch.
pub(super) struct Grouping {
    /// The number of each row's group.
    pub(super) of_rows: Vec<u32>,
    /// How many groups there are.
    pub(super) count: usize,
    shape: ValueShape,
    /// The values of each dimension by number.
    dictionaries: Vec<Dictionary>,
    /// The number in each dimension of each group, where there are several dimensions.
    numbers: Vec<Vec<u32>>,
}

impl<'a> Dimensions<'a> {
    /// Reads the dimensions of a breakdown.
    ///
    /// # Errors
    /// As [`Frame::dimension_values`].
    pub(super) fn read(
        dimensions: &[Dimension],
        shape: ValueShape,
        cleaning: PathCleaning,
        frame: &'a Frame<'_>,
    ) -> Result<Dimensions<'a>, Error> {
        let read = |dimension: &Dimension| Ok((frame.cleaned_dimension_values(dimension, cleaning)?, dimension.form));
        Ok(Dimensions { values: dimensions.iter().map(read).collect::<Result<_, Error>>()?, shape })
    }

    /// Says whether the groups depend on which rows are selected: histograms span the selected values.
    pub(super) fn depend_on_selection(&self) -> bool {
        self.values.iter().any(|(_, form)| matches!(form, ValueForm::Histogram(_)))
    }

    /// Returns the groups of a stretch of rows, of which `selected` will be counted.
    pub(super) fn grouping(&self, rows: &Range<usize>, selected: &Mask) -> Grouping {
        let mut grouping: Option<Grouping> = None;
        for (values, form) in &self.values {
            let mut of_rows = values.of_rows(rows);
            let dictionary = match form {
                ValueForm::Histogram(count) => Bins::of(values.values(), &of_rows, selected, *count).put(&mut of_rows),
                _ => values.values().clone(),
            };
            let single = Grouping {
                of_rows,
                count: dictionary.len(),
                shape: self.shape,
                dictionaries: vec![dictionary],
                numbers: Vec::new(),
            };
            grouping = Some(match grouping {
                None => single,
                Some(grouping) => grouping.combined(single),
            });
        }
        grouping.unwrap_or_else(|| Grouping {
            of_rows: vec![0; rows.len()],
            count: 1,
            shape: self.shape,
            dictionaries: vec![Dictionary::default()],
            numbers: Vec::new(),
        })
    }
}

impl Grouping {
    /// Returns the value of a group.
    pub(super) fn value(&self, group: usize) -> BreakdownValue {
        let text = |dimension: usize, number: usize| {
            let text = self.dictionaries.get(dimension).and_then(|dictionary| dictionary.text(number as u32));
            text.unwrap_or(NULL_VALUE).to_owned()
        };
        match (self.shape, self.numbers.get(group)) {
            (ValueShape::Plain, _) => BreakdownValue::Text(text(0, group)),
            (ValueShape::List(_), None) => BreakdownValue::List(vec![text(0, group)]),
            (ValueShape::List(_), Some(numbers)) => BreakdownValue::List(
                numbers.iter().enumerate().map(|(dimension, number)| text(dimension, *number as usize)).collect(),
            ),
        }
    }

    /// Returns the groups of each pair of a group of this and one of a further dimension that occurs.
    fn combined(mut self, other: Grouping) -> Grouping {
        let mut pairs = Pairs::new(self.count, other.count);
        for (group, other) in self.of_rows.iter_mut().zip(&other.of_rows) {
            *group = pairs.number(*group, *other);
        }
        let numbers_of = |group: u32| self.numbers.get(group as usize).cloned().unwrap_or_else(|| vec![group]);
        let numbers = pairs.found.iter().map(|(group, other)| {
            let mut numbers = numbers_of(*group);
            numbers.push(*other);
            numbers
        });
        let numbers: Vec<Vec<u32>> = numbers.collect();
        self.dictionaries.extend(other.dictionaries);
        Grouping { count: numbers.len(), numbers, ..self }
    }
}

/// Numbers pairs in the order in which they are met.
struct Pairs {
    found: Vec<(u32, u32)>,
    width: usize,
    numbers: PairNumbers,
}

/// The number of each pair, by a table where that is small enough.
enum PairNumbers {
    /// One more than the number of each pair; 0 for pairs not met yet.
    Table(Vec<u32>),
    Map(HashMap<(u32, u32), u32, FixedState>),
}

impl Pairs {
    fn new(left: usize, right: usize) -> Pairs {
        let numbers = match left.checked_mul(right) {
            Some(pairs) if pairs <= LARGEST_PAIR_TABLE => PairNumbers::Table(vec![0; pairs]),
            _ => PairNumbers::Map(HashMap::default()),
        };
        Pairs { found: Vec::new(), width: right, numbers }
    }

    fn number(&mut self, left: u32, right: u32) -> u32 {
        let next = self.found.len() as u32;
        let number = match &mut self.numbers {
            PairNumbers::Table(table) => {
                let entry = &mut table[left as usize * self.width + right as usize];
                if *entry == 0 {
                    *entry = next + 1;
                }
                *entry - 1
            }
            PairNumbers::Map(map) => *map.entry((left, right)).or_insert(next),
        };
        if number == next {
            self.found.push((left, right));
        }
        number
    }
}
