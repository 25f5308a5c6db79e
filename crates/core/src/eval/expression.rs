//! HogQL expressions over rows: as conditions, as texts and as aggregates.

use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use crate::columns::column::Coded;
use crate::error::Error;

impl Frame<'_> {
    /// Returns the rows of a stretch of which an expression is true; null is not.
    ///
    /// # Errors
    /// Refuses what does not parse, and names that are not known.
    pub fn expression_mask(&self, _text: &str, _rows: &Range<usize>) -> Result<Mask, Error> {
        Err(Error::invalid("expressions are not answered."))
    }

    /// Returns the value of an expression as text for each row of a stretch, absent where it is null.
    ///
    /// # Errors
    /// As [`Frame::expression_mask`].
    pub fn expression_texts(&self, _text: &str, _rows: &Range<usize>) -> Result<Coded, Error> {
        Err(Error::invalid("expressions are not answered."))
    }
}
