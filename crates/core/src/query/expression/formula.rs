//! Formulas: arithmetic over the series of a trends query (spec/trends 6.10).

use super::{BinaryOperator, Expression, UnaryOperator};
use crate::error::Error;

/// What a formula may be made of.
const ALLOWED: &str = "a formula is made of numbers, letters of series, `+ - * / % **` and parentheses";

/// Arithmetic over series.
#[derive(Clone, Debug, PartialEq)]
pub enum FormulaTerm {
    /// A number.
    Number(f64),
    /// The series of that index: `A` is 0.
    Series(usize),
    /// The negative of a term.
    Negated(Box<FormulaTerm>),
    /// Two terms combined.
    Combined(Arithmetic, Box<FormulaTerm>, Box<FormulaTerm>),
}

/// The arithmetic of formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Remainder,
    /// `**`.
    Power,
}

impl FormulaTerm {
    /// Returns the term that a formula writes over so many series; letters may be of either case.
    ///
    /// # Errors
    /// Refuses letters that no series has, and everything that is not arithmetic, saying what is allowed.
    pub fn parse(text: &str, series: usize) -> Result<FormulaTerm, Error> {
        Self::of(Expression::parse(text)?, series)
    }

    fn of(expression: Expression, series: usize) -> Result<FormulaTerm, Error> {
        Ok(match expression {
            Expression::Number(number) => FormulaTerm::Number(number),
            Expression::Field(names) => FormulaTerm::Series(series_of(&names.join("."), series)?),
            Expression::Unary(UnaryOperator::Minus, operand) => {
                FormulaTerm::Negated(Box::new(Self::of(*operand, series)?))
            }
            Expression::Binary(operator, left, right) => FormulaTerm::Combined(
                arithmetic(operator)?,
                Box::new(Self::of(*left, series)?),
                Box::new(Self::of(*right, series)?),
            ),
            _ => return Err(Error::invalid(format!("{ALLOWED}."))),
        })
    }
}

fn arithmetic(operator: BinaryOperator) -> Result<Arithmetic, Error> {
    Ok(match operator {
        BinaryOperator::Add => Arithmetic::Add,
        BinaryOperator::Subtract => Arithmetic::Subtract,
        BinaryOperator::Multiply => Arithmetic::Multiply,
        BinaryOperator::Divide => Arithmetic::Divide,
        BinaryOperator::Remainder => Arithmetic::Remainder,
        BinaryOperator::Power => Arithmetic::Power,
        _ => return Err(Error::invalid(format!("{ALLOWED}."))),
    })
}

/// Returns the index of the series that a letter names.
fn series_of(name: &str, series: usize) -> Result<usize, Error> {
    let mut letters = name.bytes();
    let index = match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_alphabetic() => usize::from(letter.to_ascii_uppercase() - b'A'),
        _ => return Err(Error::invalid(format!("`{name}` is not a series: {ALLOWED}."))),
    };
    if index < series {
        return Ok(index);
    }
    let last = (b'A'..=b'Z')
        .take(series)
        .last()
        .map_or("there are none".to_owned(), |last| format!("there are A to {}", char::from(last)));
    Err(Error::invalid(format!("there is no series `{name}`: {last}.")))
}
