//! Formulas over series: `(A + B) / 2` (spec/trends 6.10).

use crate::error::Error;

/// How deep parentheses and signs may nest.
const DEEPEST: usize = 64;

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
        let mut parser = Parser { rest: text.trim(), series };
        let expression = parser.expression(0, 0)?;
        if parser.rest.is_empty() { Ok(expression) } else { Err(parser.refusal()) }
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

impl Operator {
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

    /// Returns how strongly the operator binds to its left and to its right.
    fn binding(self) -> (u8, u8) {
        match self {
            Operator::Add | Operator::Subtract => (1, 2),
            Operator::Multiply | Operator::Divide | Operator::Remainder => (3, 4),
            Operator::Power => (8, 7),
        }
    }
}

/// Returns a power. Whole exponents are multiplied out, which gives the same bits on every target.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.fract() != 0.0 || exponent.abs() > 1024.0 {
        return base.powf(exponent);
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

/// What of a formula is still to be read; it never starts with a blank.
struct Parser<'a> {
    rest: &'a str,
    series: usize,
}

impl Parser<'_> {
    /// Reads an expression whose operators bind at least so strongly to their left.
    fn expression(&mut self, weakest: u8, depth: usize) -> Result<FormulaExpression, Error> {
        let mut left = self.operand(depth)?;
        while let Some((operator, length)) = self.operator() {
            let (binds_left, binds_right) = operator.binding();
            if binds_left < weakest {
                break;
            }
            self.skip(length);
            let right = self.expression(binds_right, depth + 1)?;
            left = FormulaExpression::Operation(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<FormulaExpression, Error> {
        /// A sign binds more strongly than a product and less than a power: `-A ** 2` is negative.
        const SIGN: u8 = 5;
        if depth > DEEPEST {
            return Err(self.refusal());
        }
        let Some(first) = self.rest.chars().next() else { return Err(self.refusal()) };
        match first {
            '(' => {
                self.skip(1);
                let inner = self.expression(0, depth + 1)?;
                if !self.rest.starts_with(')') {
                    return Err(self.refusal());
                }
                self.skip(1);
                Ok(inner)
            }
            '+' | '-' => {
                self.skip(1);
                let operand = self.expression(SIGN, depth + 1)?;
                Ok(if first == '-' { FormulaExpression::Negative(Box::new(operand)) } else { operand })
            }
            '0'..='9' | '.' => self.number(),
            'a'..='z' | 'A'..='Z' => self.letter(first),
            _ => Err(self.refusal()),
        }
    }

    fn number(&mut self) -> Result<FormulaExpression, Error> {
        let length =
            self.rest.len() - self.rest.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '.').len();
        match self.rest[..length].parse() {
            Ok(number) => {
                self.skip(length);
                Ok(FormulaExpression::Number(number))
            }
            Err(_) => Err(self.refusal()),
        }
    }

    fn letter(&mut self, letter: char) -> Result<FormulaExpression, Error> {
        let index = (letter.to_ascii_uppercase() as u8 - b'A') as usize;
        let is_word = self.rest[1..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
        if is_word || index >= self.series {
            return Err(self.refusal());
        }
        self.skip(1);
        Ok(FormulaExpression::Series(index))
    }

    /// Returns the operator that comes next, and its length.
    fn operator(&self) -> Option<(Operator, usize)> {
        let mut characters = self.rest.chars();
        Some(match (characters.next()?, characters.next()) {
            ('*', Some('*')) => (Operator::Power, 2),
            ('*', _) => (Operator::Multiply, 1),
            ('+', _) => (Operator::Add, 1),
            ('-', _) => (Operator::Subtract, 1),
            ('/', _) => (Operator::Divide, 1),
            ('%', _) => (Operator::Remainder, 1),
            _ => return None,
        })
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest[length..].trim_start();
    }

    fn refusal(&self) -> Error {
        let found: String = self.rest.chars().take(20).collect();
        let place = if found.is_empty() { "at its end".to_owned() } else { format!("at `{found}`") };
        let letters = match self.series {
            0 => String::new(),
            count => format!(" (A to {})", (b'A' + (count - 1).min(25) as u8) as char),
        };
        Error::invalid(format!("The formula cannot be read {place}: {ALLOWED}{letters}."))
    }
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
