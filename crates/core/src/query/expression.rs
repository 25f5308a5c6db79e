//! Expressions: one grammar for HogQL expressions and for the formulas of trends.
//!
//! A text becomes a tree here; what its names mean is known to evaluation, which refuses those it does not know.
//! Syntax that is only another way to write a call becomes that call: `a ? b : c` is `if(a, b, c)`, `a || b` is
//! `concat(a, b)`, `a::Float` and `CAST(a AS Float)` are `toFloat(a)`, `a IS NULL` is `isNull(a)`.

mod aggregate;
mod field;
mod lexer;
mod parser;

pub use aggregate::{Aggregate, Taken};
pub use field::{Field, GROUP_KEYS, is_key_column};

use super::select::{OrderedBy, Select};
use crate::error::Error;

/// The longest expression, in bytes.
const LONGEST_TEXT: usize = 10_000;

/// The first name of a field that stood between braces, `{variables.name}`, for something that is not of an event.
pub const PLACEHOLDER: &str = "{}";

/// A HogQL expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// No value.
    Null,
    /// True or false.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text in quotes.
    Text(String),
    /// A field by the names on its way: `person.properties.email`.
    Field(Vec<String>),
    /// A list: `[a, b]` or `(a, b)`.
    List(Vec<Expression>),
    /// A call of a function.
    Call(Call),
    /// An operator before its operand.
    Unary(UnaryOperator, Box<Expression>),
    /// An operator between its operands.
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Call {
    /// The name, as it was written.
    pub name: String,
    /// The parameters of a parametric aggregate: `quantile(0.9)(x)` has one.
    pub parameters: Vec<Expression>,
    /// The arguments; `count(*)` has none.
    pub arguments: Vec<Expression>,
    /// Which of equal arguments an aggregate counts.
    pub repeats: Repeats,
}

/// Which of equal values an aggregate counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// Each of them.
    #[default]
    Counted,
    /// One of them: `count(DISTINCT x)`.
    Once,
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `not`.
    Not,
    /// `-`.
    Minus,
}

/// An operator between its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `=`, `==`.
    Equal,
    /// `!=`, `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `in`.
    In,
    /// `like`.
    Like,
    /// `ilike`.
    ILike,
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

impl Expression {
    /// Returns the tree of an expression.
    ///
    /// # Errors
    /// Says at which character the text is not an expression, and refuses texts of more than 10,000 bytes, of more
    /// than 1,000 parts or nested deeper than 64.
    pub fn parse(text: &str) -> Result<Expression, Error> {
        parser_of(text)?.whole()
    }

    /// Returns the parts of the SELECT that a text writes, with names as they are written.
    ///
    /// # Errors
    /// As [`Expression::parse`], and says what a SELECT may be made of.
    pub(super) fn parse_select(text: &str) -> Result<Select, Error> {
        let text = without_comments(text);
        parser_of(&text)?.select(&text)
    }

    /// Returns the expression that a text writes, and the direction after it.
    ///
    /// # Errors
    /// As [`Expression::parse`].
    pub(super) fn parse_order(text: &str) -> Result<OrderedBy, Error> {
        parser_of(&without_comments(text))?.order()
    }

    /// Refuses an expression that has grown, by what was put into it, beyond what may be written.
    pub(super) fn check_size(&self) -> Result<(), Error> {
        let mut parts = 0;
        self.visit(&mut |_| parts += 1);
        if parts > parser::MOST_NODES {
            return Err(Error::invalid("with its aliases written out, the expression has more than 1000 parts."));
        }
        Ok(())
    }

    fn call(name: &str, arguments: Vec<Expression>) -> Expression {
        Expression::Call(Call { name: name.to_owned(), arguments, ..Call::default() })
    }
}

fn parser_of(text: &str) -> Result<parser::Parser, Error> {
    if text.len() > LONGEST_TEXT {
        return Err(Error::invalid("an expression may be at most 10000 bytes long."));
    }
    parser::Parser::new(text)
}

/// Returns a text with blanks for what follows `--` in a line.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quote, mut characters) = (None, text.chars().peekable());
    while let Some(character) = characters.next() {
        let is_comment = quote.is_none() && character == '-' && characters.peek() == Some(&'-');
        match character {
            '\'' | '"' | '`' if quote.is_none() => quote = Some(character),
            other if quote == Some(other) => quote = None,
            '\\' if quote.is_some() => {
                kept.push(character);
                kept.extend(characters.next());
                continue;
            }
            _ => {}
        }
        if is_comment {
            while characters.peek().is_some_and(|next| *next != '\n') {
                characters.next();
            }
        } else {
            kept.push(character);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
