//! What may follow an operand: operators, tests such as `IN` and `BETWEEN`, fields and items.

use super::super::lexer::Token;
use super::super::{BinaryOperator, Expression, UnaryOperator};
use super::{Parser, power};
use crate::error::Error;

impl Parser {
    /// Returns the binding power of the operator that stands here, if one does.
    pub(super) fn operator_power(&self) -> Option<u8> {
        Some(match self.token() {
            Token::Symbol(symbol) => match *symbol {
                "?" => power::TERNARY,
                "??" => power::COALESCE,
                "||" | "+" | "-" => power::SUM,
                "*" | "/" | "%" => power::PRODUCT,
                "**" => power::POWER,
                "." | "[" | "::" => power::POSTFIX,
                "=~" | "!~" => power::COMPARISON,
                symbol => comparison(symbol).map(|_| power::COMPARISON)?,
            },
            Token::Name(name) => match name.to_ascii_lowercase().as_str() {
                "or" => power::OR,
                "and" => power::AND,
                "in" | "like" | "ilike" | "between" | "is" | "not" => power::COMPARISON,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Returns the expression that an operator makes of its left operand and what follows.
    pub(super) fn continued(&mut self, left: Expression, power: u8) -> Result<Expression, Error> {
        let operator = self.token().clone();
        self.next += 1;
        match operator {
            Token::Symbol(symbol) => self.continued_by_symbol(left, symbol, power),
            Token::Name(word) => self.continued_by_word(left, &word.to_ascii_lowercase()),
            _ => Err(self.unexpected("an operator")),
        }
    }

    fn continued_by_symbol(&mut self, left: Expression, symbol: &str, power: u8) -> Result<Expression, Error> {
        let operator = match symbol {
            "." => return self.field_of(left),
            "[" => return self.item_of(left),
            "::" => return self.cast_to_type(left),
            "?" => {
                let holds = self.expression(0)?;
                self.expect(":")?;
                return Ok(Expression::call("if", vec![left, holds, self.expression(power)?]));
            }
            "**" => {
                let right = self.expression(power)?;
                return Ok(binary(BinaryOperator::Power, left, right));
            }
            "+" => BinaryOperator::Add,
            "-" => BinaryOperator::Subtract,
            "*" => BinaryOperator::Multiply,
            "/" => BinaryOperator::Divide,
            "%" => BinaryOperator::Remainder,
            _ => {
                let right = self.expression(power + 1)?;
                return Ok(match symbol {
                    "??" => Expression::call("ifNull", vec![left, right]),
                    "||" => Expression::call("concat", vec![left, right]),
                    "=~" => false_where_null(Expression::call("match", vec![left, right])),
                    "!~" => not(false_where_null(Expression::call("match", vec![left, right]))),
                    symbol => binary(comparison(symbol).unwrap_or(BinaryOperator::Equal), left, right),
                });
            }
        };
        Ok(binary(operator, left, self.expression(power + 1)?))
    }

    fn continued_by_word(&mut self, left: Expression, word: &str) -> Result<Expression, Error> {
        match word {
            "or" => Ok(binary(BinaryOperator::Or, left, self.expression(power::OR + 1)?)),
            "and" => Ok(binary(BinaryOperator::And, left, self.expression(power::AND + 1)?)),
            "is" => {
                let function = if self.take_word("not") { "isNotNull" } else { "isNull" };
                self.expect_word("null")?;
                Ok(Expression::call(function, vec![left]))
            }
            "not" => {
                let Token::Name(word) = self.token().clone() else { return Err(self.unexpected("`in` or `like`")) };
                self.next += 1;
                self.comparison_by_word(left, &word.to_ascii_lowercase()).map(not)
            }
            word => self.comparison_by_word(left, word),
        }
    }

    fn comparison_by_word(&mut self, left: Expression, word: &str) -> Result<Expression, Error> {
        let operator = match word {
            "in" => BinaryOperator::In,
            "like" => BinaryOperator::Like,
            "ilike" => BinaryOperator::ILike,
            "between" => {
                let low = self.expression(power::COMPARISON + 1)?;
                self.expect_word("and")?;
                let high = self.expression(power::COMPARISON + 1)?;
                return Ok(false_where_null(Expression::call("between", vec![left, low, high])));
            }
            _ => return Err(self.refuse("`not` between operands is followed by `in`, `like`, `ilike` or `between`.")),
        };
        Ok(binary(operator, left, self.expression(power::COMPARISON + 1)?))
    }

    /// Returns the field inside another: `a.b`.
    fn field_of(&mut self, left: Expression) -> Result<Expression, Error> {
        match (left, self.token().clone()) {
            (Expression::Field(mut names), Token::Name(name) | Token::QuotedName(name)) => {
                names.push(name);
                self.taken(Expression::Field(names))
            }
            _ => Err(self.unexpected("the name of a field")),
        }
    }

    /// Returns the item of a list, or the field that a text in brackets names: `properties['a b']`.
    fn item_of(&mut self, left: Expression) -> Result<Expression, Error> {
        let index = self.expression(0)?;
        self.expect("]")?;
        Ok(match (left, index) {
            (Expression::Field(mut names), Expression::Text(name)) => {
                names.push(name);
                Expression::Field(names)
            }
            (left, index) => Expression::call("arrayElement", vec![left, index]),
        })
    }
}

fn binary(operator: BinaryOperator, left: Expression, right: Expression) -> Expression {
    Expression::Binary(operator, Box::new(left), Box::new(right))
}

/// Returns a comparison that is false of what is missing, so that its negation is true.
fn false_where_null(comparison: Expression) -> Expression {
    Expression::call("ifNull", vec![comparison, Expression::Flag(false)])
}

fn not(operand: Expression) -> Expression {
    Expression::Unary(UnaryOperator::Not, Box::new(operand))
}

/// Returns the comparison that a symbol writes.
fn comparison(symbol: &str) -> Option<BinaryOperator> {
    Some(match symbol {
        "=" | "==" => BinaryOperator::Equal,
        "!=" | "<>" => BinaryOperator::NotEqual,
        "<" => BinaryOperator::Less,
        "<=" => BinaryOperator::LessOrEqual,
        ">" => BinaryOperator::Greater,
        ">=" => BinaryOperator::GreaterOrEqual,
        _ => return None,
    })
}
