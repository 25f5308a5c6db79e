//! A column of property values: dictionary codes, or plain numbers.

use std::borrow::Cow;

use super::codes::Codes;
use super::dictionary::{ABSENT, Dictionary};
use super::value::Value;
use crate::number::number_text;

/// A column of property values.
#[derive(Clone, Debug)]
pub enum Column {
    /// Values by dictionary code.
    Coded(Coded),
    /// Numbers with many different values; NaN where absent.
    Numbers(Vec<f64>),
}

/// Values by dictionary code.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    codes: Codes,
    dictionary: Dictionary,
}

impl Coded {
    /// Returns the column of given codes, where every code is one of the dictionary.
    pub fn new(codes: Codes, dictionary: Dictionary) -> Coded {
        Coded { codes, dictionary }
    }

    /// Returns the codes, one a row.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Returns the codes, to be added to.
    pub(super) fn codes_mut(&mut self) -> &mut Codes {
        &mut self.codes
    }

    /// Returns the values by code.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Returns the value of a row.
    pub fn get(&self, row: usize) -> Value<'_> {
        self.dictionary.get(self.codes.get(row))
    }

    /// Appends a row and returns its code.
    pub fn push(&mut self, value: Value<'_>) -> u32 {
        // Events that follow each other are often alike.
        let last = self.codes.len().checked_sub(1).map(|row| self.codes.get(row));
        let code = match last {
            Some(last) if self.dictionary.get(last) == value => last,
            _ => self.dictionary.intern(value),
        };
        self.codes.push(code);
        code
    }

    /// Returns the code of a value, which is added to the dictionary if it is new.
    pub fn intern(&mut self, value: Value<'_>) -> u32 {
        self.dictionary.intern(value)
    }

    /// Puts the rows in another order.
    pub fn reorder(&mut self, order: &[u32]) {
        self.codes = self.codes.reordered(order);
    }

    /// Sets a row after the last one; rows between are absent.
    pub fn set(&mut self, row: usize, value: Value<'_>) {
        self.codes.pad(row);
        if self.codes.len() == row {
            self.push(value);
        }
    }

    /// Appends absent rows until there are `len`.
    pub fn pad(&mut self, len: usize) {
        self.codes.pad(len);
    }
}

impl Default for Column {
    fn default() -> Self {
        Column::Coded(Coded::default())
    }
}

impl Column {
    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        match self {
            Column::Coded(coded) => coded.codes.len(),
            Column::Numbers(numbers) => numbers.len(),
        }
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the column by dictionary code; a column of numbers is converted, which costs a pass.
    pub fn coded(&self) -> Cow<'_, Coded> {
        match self {
            Column::Coded(coded) => Cow::Borrowed(coded),
            Column::Numbers(numbers) => Cow::Owned(coded_numbers(numbers)),
        }
    }

    /// Sets a row after the last one; rows between are absent.
    pub fn set(&mut self, row: usize, value: Value<'_>) {
        if let Column::Numbers(numbers) = self {
            match value.plain_number() {
                Some(number) => {
                    numbers.resize(row, f64::NAN);
                    return numbers.push(number);
                }
                None => *self = Column::Coded(coded_numbers(numbers)),
            }
        }
        if let Column::Coded(coded) = self {
            coded.set(row, value);
        }
    }

    /// Appends absent rows until there are `len`.
    pub fn pad(&mut self, len: usize) {
        match self {
            Column::Coded(coded) => coded.pad(len),
            Column::Numbers(numbers) => {
                if numbers.len() < len {
                    numbers.resize(len, f64::NAN);
                }
            }
        }
    }

    /// Puts the rows in another order.
    pub fn reorder(&mut self, order: &[u32]) {
        match self {
            Column::Coded(coded) => coded.reorder(order),
            Column::Numbers(numbers) => *numbers = order.iter().map(|row| numbers[*row as usize]).collect(),
        }
    }
}

fn coded_numbers(numbers: &[f64]) -> Coded {
    let mut coded = Coded::default();
    let mut last = (f64::NAN.to_bits(), ABSENT);
    for number in numbers {
        if number.is_nan() {
            coded.codes.push(ABSENT);
            continue;
        }
        if number.to_bits() != last.0 {
            last = (number.to_bits(), coded.dictionary.intern(Value::Json(&number_text(*number))));
        }
        coded.codes.push(last.1);
    }
    coded
}
