//! Breakdown groups: a number for each row, out of the values of up to three dimensions (spec/trends 6.6).

use std::borrow::Cow;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::histogram::Bins;
use crate::answer::trends::{BreakdownValue, NULL_VALUE};
use crate::columns::codes::Codes;
use crate::columns::dictionary::Dictionary;
use crate::error::Error;
use crate::eval::dimension::DimensionValues;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::breakdown::{Dimension, PathCleaning, ValueForm};

/// The most pairs of values for which a table is kept instead of a map.
const LARGEST_PAIR_TABLE: usize = 1 << 22;

/// The codes of no rows.
static NO_CODES: Codes = Codes::Narrow(Vec::new());

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
    /// The number of each row's group; `None` where it is the code that the only dimension has for the row.
    codes: Option<Codes>,
    /// The place of the stretch's first row among the codes.
    first: usize,
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
    pub(super) fn grouping(&self, rows: &Range<usize>, selected: &Mask<'_>) -> Grouping {
        if let ([(values, _)], false) = (self.values.as_slice(), self.depend_on_selection()) {
            let (codes, first) = match values.codes_of_rows(rows) {
                (Cow::Borrowed(_), first) => (None, first),
                (Cow::Owned(codes), first) => (Some(codes), first),
            };
            let dictionaries = vec![values.values().clone()];
            let count = values.values().len();
            return Grouping { codes, first, count, shape: self.shape, dictionaries, numbers: Vec::new() };
        }
        let mut groups = vec![0; rows.len()];
        let mut count = 1;
        let mut dictionaries = Vec::new();
        let mut numbers = Vec::new();
        for (values, form) in &self.values {
            let mut of_rows = values.of_rows(rows);
            let dictionary = match form {
                ValueForm::Histogram(count) => Bins::of(values.values(), &of_rows, selected, *count).put(&mut of_rows),
                _ => values.values().clone(),
            };
            if dictionaries.is_empty() {
                (groups, count) = (of_rows, dictionary.len());
            } else {
                numbers = combine((&mut groups, count), &numbers, (&of_rows, dictionary.len()));
                count = numbers.len();
            }
            dictionaries.push(dictionary);
        }
        let codes = Some(Codes::from_wide(groups, count));
        Grouping { codes, first: 0, count, shape: self.shape, dictionaries, numbers }
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

    /// Returns the number of each row's group, and the place of the stretch's first row among them.
    pub(super) fn codes<'g>(&'g self, dimensions: &'g Dimensions<'_>) -> (&'g Codes, usize) {
        let only = || dimensions.values.first().and_then(|(values, _)| values.codes());
        (self.codes.as_ref().or_else(only).unwrap_or(&NO_CODES), self.first)
    }
}

/// Puts the group of each pair of a group and a value of a further dimension that occurs in the place of the group, and
/// returns the numbers of the values of each.
///
/// `numbers` are empty where the groups are the values of a single dimension.
fn combine(
    (groups, group_count): (&mut [u32], usize),
    numbers: &[Vec<u32>],
    (of_rows, count): (&[u32], usize),
) -> Vec<Vec<u32>> {
    let mut pairs = Pairs::new(group_count, count);
    for (group, value) in groups.iter_mut().zip(of_rows) {
        *group = pairs.number(*group, *value);
    }
    let numbers_of = |(group, value): &(u32, u32)| {
        let mut numbers = numbers.get(*group as usize).cloned().unwrap_or_else(|| vec![*group]);
        numbers.push(*value);
        numbers
    };
    pairs.found.iter().map(numbers_of).collect()
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
