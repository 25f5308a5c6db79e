//! HogQL expressions over rows: as conditions, as texts and as aggregates.
//!
//! Names are resolved once. An expression that reads coded columns of few values is worked out once for each
//! combination of values that occurs, otherwise row by row.

mod aggregate;
mod column;
mod datum;
mod field;
mod function;
mod program;

use std::ops::Range;

pub use aggregate::AggregateExpression;
pub use function::function_names;

use super::frame::Frame;
use super::mask::Mask;
use crate::columns::column::Coded;
use crate::error::Error;
use crate::query::expression::Expression;
pub(super) use column::Evaluated;
pub(super) use datum::Datum;
pub(super) use function::Scope;

impl Frame<'_> {
    /// Returns the rows of a stretch of which an expression is true; null is not.
    ///
    /// # Errors
    /// Refuses what does not parse, and names that are not known.
    pub fn expression_mask(&self, text: &str, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        self.condition_mask(&Expression::parse(text)?, rows)
    }

    /// Returns the rows of a stretch of which an expression is true; null is not.
    ///
    /// # Errors
    /// Refuses names that are not known.
    pub(super) fn condition_mask(&self, condition: &Expression, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        Ok(Mask::Some(Evaluated::new(self, condition, rows)?.truths(self.context)))
    }

    /// Returns the value of an expression as text for each row of a stretch, absent where it is null.
    ///
    /// # Errors
    /// As [`Frame::expression_mask`].
    pub fn expression_texts(&self, text: &str, rows: &Range<usize>) -> Result<Coded, Error> {
        Ok(Evaluated::new(self, &Expression::parse(text)?, rows)?.texts(self.context))
    }
}

#[cfg(test)]
mod tests;
