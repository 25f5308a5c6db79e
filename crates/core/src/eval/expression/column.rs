//! Expressions worked out for every row of a stretch.

use std::ops::Range;

use super::datum::Datum;
use super::field::{Input, Inputs};
use super::function::Scope;
use super::program::{Node, Place};
use crate::columns::codes::Codes;
use crate::columns::column::Coded;
use crate::columns::dictionary::{ABSENT, Dictionary};
use crate::columns::value::Value;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::context::Context;
use crate::query::expression::Expression;

/// Combinations of values are worked out once each while there are at most so many of them.
const MOST_COMBINATIONS: usize = 1 << 16;

/// An expression with the columns that it reads in a stretch.
pub(in crate::eval) struct Evaluated<'f> {
    root: Node,
    inputs: Vec<Input<'f>>,
    rows: usize,
}

impl<'f> Evaluated<'f> {
    /// Returns an expression, ready to be worked out for the rows of a stretch.
    ///
    /// # Errors
    /// Refuses names that are not known.
    pub(in crate::eval) fn new(
        frame: &'f Frame<'_>,
        expression: &Expression,
        rows: &Range<usize>,
    ) -> Result<Evaluated<'f>, Error> {
        let mut inputs = Inputs::new(frame, rows);
        let root = Node::new(expression, &mut |names| inputs.resolve(names))?;
        Ok(Evaluated { root, inputs: inputs.inputs, rows: rows.len() })
    }

    /// Returns the value for one row of the stretch.
    pub(in crate::eval) fn value<'p>(&'p self, row: usize, scope: &'p Scope<'p>) -> Datum<'p> {
        self.root.value(&Place { inputs: &self.inputs, row, figures: &[], scope })
    }

    /// Returns 1 for each row of which the expression is true, 0 for others.
    pub(in crate::eval) fn truths(&self, context: &Context) -> Vec<u8> {
        self.map(context, |value| u8::from(value.truth() == Some(true)))
    }

    /// Returns 1 for each row of which the expression is not null, 0 for others.
    pub(in crate::eval) fn presences(&self, context: &Context) -> Vec<f64> {
        self.map(context, |value| f64::from(u8::from(value != Datum::Null)))
    }

    /// Returns whether every value that is not null is a number, or a text that holds one.
    pub(in crate::eval) fn are_numbers(&self, context: &Context) -> bool {
        let is_number = |value: Datum<'_>| match &value {
            Datum::Null | Datum::Flag(_) | Datum::Number(_) => true,
            Datum::Text(_) => value.number().is_some(),
            _ => false,
        };
        self.map(context, is_number).into_iter().all(|is_number| is_number)
    }

    /// Returns the number for each row, NaN where there is none.
    pub(in crate::eval) fn numbers(&self, context: &Context) -> Vec<f64> {
        self.map(context, |value| value.number().unwrap_or(f64::NAN))
    }

    /// Returns the text for each row, absent where the expression is null.
    pub(in crate::eval) fn texts(&self, context: &Context) -> Coded {
        let mut dictionary = Dictionary::default();
        let rows = self.map(context, |value| match value.text(&context.calendar) {
            Some(text) => dictionary.intern(Value::Text(&text)),
            None => ABSENT,
        });
        let mut codes = Codes::default();
        for code in rows {
            codes.push(code);
        }
        Coded::new(codes, dictionary)
    }

    /// Returns what `read` makes of the expression's value, for each row.
    ///
    /// Where the columns have few values the expression is worked out once for each combination of them.
    fn map<T: Copy>(&self, context: &Context, mut read: impl FnMut(Datum<'_>) -> T) -> Vec<T> {
        let scope = Scope::new(context);
        let mut at = |row| {
            let place = Place { inputs: &self.inputs, row, figures: &[], scope: &scope };
            read(self.root.value(&place))
        };
        let Some(combinations) = self.combinations() else { return (0..self.rows).map(at).collect() };
        let mut known: Vec<Option<T>> = vec![None; combinations];
        (0..self.rows).map(|row| *known[self.combination(row)].get_or_insert_with(|| at(row))).collect()
    }

    /// Returns how many combinations of values there may be, unless there are too many.
    fn combinations(&self) -> Option<usize> {
        self.inputs.iter().try_fold(1_usize, |combinations, input| match input {
            Input::Coded { values, .. } => combinations
                .checked_mul(values.dictionary().len())
                .filter(|combinations| *combinations <= MOST_COMBINATIONS.max(self.rows)),
            _ => None,
        })
    }

    /// Returns the number of the combination of values in a row.
    fn combination(&self, row: usize) -> usize {
        self.inputs.iter().fold(0, |combination, input| match input {
            Input::Coded { codes, values, .. } => {
                combination * values.dictionary().len() + codes.get(row).copied().unwrap_or(ABSENT) as usize
            }
            _ => combination,
        })
    }
}
