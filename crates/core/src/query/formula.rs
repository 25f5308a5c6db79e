//! Formulas over series: `(A + B) / 2` (spec/trends 6.10).

use super::expression::{BinaryOperator, Expression, UnaryOperator};
use crate::error::Error;

/// What a formula may hold, for refusals.
const ALLOWED: &str = "a formula may hold numbers, + - * / % **, parentheses, and a letter for each series";

/// A formula over series, ready to be evaluated.
#[derive(Clone, Debug, PartialEq)]
pub enum FormulaExpression {
    /// A number.
    Number(f64),
    /// The figure of the series of that index.
    Series(usize),
    /// The negative.
    Negative(Box<FormulaExpression>),
    /// Two operands.
    Operation(Operator, Box<FormulaExpression>, Box<FormulaExpression>),
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `**`
    Power,
}

impl FormulaExpression {
    /// Reads a formula over that many series.
    ///
    /// # Errors
    /// Refuses whatever is not a formula, and letters without a series, saying what is allowed.
    pub fn parse(text: &str, series: usize) -> Result<FormulaExpression, Error> {
        let refused = |reason: &str| {
            let letters = match series {
                0 => String::new(),
                count => format!(" (A to {})", (b'A' + (count - 1).min(25) as u8) as char),
            };
            Error::invalid(format!("The formula cannot be read: {reason}{ALLOWED}{letters}."))
        };
        // What is quoted is a name in an expression, and nothing in a formula.
        if text.contains(['"', '`']) {
            return Err(refused(""));
        }
        let expression =
            Expression::parse(text).map_err(|error| refused(&[error.detail().trim_end_matches('.'), "; "].concat()))?;
        Self::of(&expression, series).ok_or_else(|| refused(""))
    }

    /// Returns the formula that an expression is, unless it is more than one.
    fn of(expression: &Expression, series: usize) -> Option<FormulaExpression> {
        Some(match expression {
            Expression::Number(number) => FormulaExpression::Number(*number),
            Expression::Field(names) => FormulaExpression::Series(index_of(names, series)?),
            Expression::Unary(UnaryOperator::Minus, operand) => {
                FormulaExpression::Negative(Box::new(Self::of(operand, series)?))
            }
            Expression::Binary(operator, left, right) => FormulaExpression::Operation(
                Operator::of(*operator)?,
                Box::new(Self::of(left, series)?),
                Box::new(Self::of(right, series)?),
            ),
            _ => return None,
        })
    }

    /// Returns the value of the formula for a figure of each series; what cannot be computed is 0.
    pub fn value(&self, series: &[f64]) -> f64 {
        let value = match self {
            FormulaExpression::Number(number) => *number,
            FormulaExpression::Series(index) => series.get(*index).copied().unwrap_or(0.0),
            FormulaExpression::Negative(operand) => -operand.value(series),
            FormulaExpression::Operation(operator, left, right) => {
                operator.apply(left.value(series), right.value(series))
            }
        };
        if value.is_finite() { value } else { 0.0 }
    }
}

/// Returns the series that a single letter names, of either case.
fn index_of(names: &[String], series: usize) -> Option<usize> {
    match names {
        [name] => match name.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => {
                Some(usize::from(letter.to_ascii_uppercase() - b'A')).filter(|index| *index < series)
            }
            _ => None,
        },
        _ => None,
    }
}

impl Operator {
    fn of(operator: BinaryOperator) -> Option<Operator> {
        Some(match operator {
            BinaryOperator::Add => Operator::Add,
            BinaryOperator::Subtract => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            BinaryOperator::Remainder => Operator::Remainder,
            BinaryOperator::Power => Operator::Power,
            _ => return None,
        })
    }

    fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            Operator::Add => left + right,
            Operator::Subtract => left - right,
            Operator::Multiply => left * right,
            Operator::Divide if right == 0.0 => 0.0,
            Operator::Divide => left / right,
            Operator::Remainder if right == 0.0 => 0.0,
            Operator::Remainder => {
                let remainder = left % right;
                // The sign is that of the right operand.
                if remainder != 0.0 && (remainder < 0.0) != (right < 0.0) { remainder + right } else { remainder }
            }
            Operator::Power => power(left, right),
        }
    }
}

/// Returns a power. Whole exponents are multiplied out, which gives the same bits on every target.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.fract() != 0.0 || exponent.abs() > 1024.0 {
        return libm::pow(base, exponent);
    }
    let (mut product, mut square, mut rest) = (1.0, base, exponent.abs() as u32);
    while rest > 0 {
        if rest % 2 == 1 {
            product *= square;
        }
        square *= square;
        rest /= 2;
    }
    if exponent < 0.0 { 1.0 / product } else { product }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn value(text: &str) -> f64 {
        FormulaExpression::parse(text, 2).unwrap().value(&[7.0, 2.0])
    }

    #[test]
    fn operators_bind_as_in_arithmetic() {
        for (text, expected) in [
            ("A + B * 2", 11.0),
            ("(A + B) * 2", 18.0),
            ("A - B - 1", 4.0),
            ("2 ** 3 ** 2", 512.0),
            ("-B ** 2", -4.0),
            ("B ** -1", 0.5),
            ("-A % 4", 1.0),
            ("- -a", 7.0),
            (" .5*b ", 1.0),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_computed_is_zero() {
        for text in ["A / 0", "A % (B - 2)", "0 ** -1", "(0 - 8) ** .5", "10 ** 1000"] {
            assert_eq!(value(text), 0.0, "{text}");
        }
    }

    #[test]
    fn what_is_no_formula_is_refused_with_what_is_allowed() {
        for text in
            ["", "A +", "(A", "A)", "C", "AB", "sum(A)", "A > B", "A B", "1.2.3", "A ** ** B", "__import__", "é"]
        {
            let error = FormulaExpression::parse(text, 2).unwrap_err();
            assert!(error.detail().contains("a letter for each series (A to B)"), "{text}: {error}");
        }
        let deep = ["(".repeat(10_000), "A".to_owned(), ")".repeat(10_000)].concat();
        assert!(FormulaExpression::parse(&deep, 1).is_err());
        assert!(FormulaExpression::parse(&"-".repeat(10_000), 1).is_err());
    }
}
