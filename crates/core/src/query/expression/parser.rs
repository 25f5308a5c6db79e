//! Tokens → tree, by the binding power of operators (after Pratt).

mod continued;
mod select;

use super::lexer::{Placed, Token, refusal, tokens};
use super::{Call, Expression, PLACEHOLDER, Repeats, UnaryOperator};
use crate::error::Error;
use crate::query::select::OrderedBy;

/// How deep an expression may nest.
const DEEPEST: usize = 64;

/// The most parts that an expression may have.
pub(super) const MOST_NODES: usize = 1_000;

/// Binding powers: an operator takes operands whose operators bind more.
mod power {
    pub(super) const TERNARY: u8 = 1;
    pub(super) const OR: u8 = 2;
    pub(super) const AND: u8 = 3;
    pub(super) const NOT: u8 = 4;
    pub(super) const COMPARISON: u8 = 5;
    pub(super) const COALESCE: u8 = 6;
    pub(super) const SUM: u8 = 7;
    pub(super) const PRODUCT: u8 = 8;
    pub(super) const SIGN: u8 = 9;
    pub(super) const POWER: u8 = 10;
    pub(super) const POSTFIX: u8 = 11;
}

pub(super) struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    nodes: usize,
}

impl Parser {
    pub(super) fn new(text: &str) -> Result<Parser, Error> {
        Ok(Parser { tokens: tokens(text)?, next: 0, depth: 0, nodes: 0 })
    }

    /// Returns the expression that is the whole text.
    pub(super) fn whole(mut self) -> Result<Expression, Error> {
        let expression = self.expression(0)?;
        match self.token() {
            Token::End => Ok(expression),
            _ => Err(self.unexpected("an operator or the end")),
        }
    }

    /// Returns the expression that is the whole text but for a direction after it.
    pub(super) fn order(mut self) -> Result<OrderedBy, Error> {
        let ordered = self.ordered_by()?;
        match self.token() {
            Token::End => Ok(ordered),
            _ => Err(self.unexpected("`ASC`, `DESC` or the end")),
        }
    }

    /// Returns the expression that starts here, up to an operator that binds less than `least`.
    fn expression(&mut self, least: u8) -> Result<Expression, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.refuse("the expression nests deeper than 64."));
        }
        let mut left = self.operand()?;
        while let Some(power) = self.operator_power().filter(|power| *power >= least) {
            left = self.continued(left, power)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Returns the operand that starts here, prefix operators included.
    fn operand(&mut self) -> Result<Expression, Error> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.refuse("the expression has more than 1000 parts."));
        }
        match self.token().clone() {
            Token::Number(number) => self.taken(Expression::Number(number)),
            Token::Text(text) => self.taken(Expression::Text(text)),
            Token::QuotedName(name) => self.taken(Expression::Field(vec![name])),
            Token::Name(name) => {
                self.next += 1;
                self.named(name)
            }
            Token::Symbol("-") => {
                self.next += 1;
                Ok(match self.expression(power::SIGN)? {
                    Expression::Number(number) => Expression::Number(-number),
                    operand => Expression::Unary(UnaryOperator::Minus, Box::new(operand)),
                })
            }
            Token::Symbol("+") => {
                self.next += 1;
                self.expression(power::SIGN)
            }
            Token::Symbol("(") => {
                self.next += 1;
                self.parenthesized()
            }
            Token::Symbol("[") => {
                self.next += 1;
                self.items("]").map(Expression::List)
            }
            Token::Symbol("{") => {
                self.next += 1;
                self.placeholder()
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Returns what stands between braces, as a field whose first name is [`PLACEHOLDER`].
    fn placeholder(&mut self) -> Result<Expression, Error> {
        let named = self.expression(0)?;
        self.expect("}")?;
        match named {
            Expression::Field(names) => {
                Ok(Expression::Field(std::iter::once(PLACEHOLDER.to_owned()).chain(names).collect()))
            }
            _ => Err(self.refuse("braces hold `filters`, the name of a value, or `variables.` and a name.")),
        }
    }

    fn taken(&mut self, expression: Expression) -> Result<Expression, Error> {
        self.next += 1;
        Ok(expression)
    }

    /// Returns what follows an opening parenthesis: an expression, or a list of several.
    fn parenthesized(&mut self) -> Result<Expression, Error> {
        let mut items = self.items(")")?;
        match items.len() {
            0 => Err(self.refuse("there is nothing between the parentheses.")),
            1 => Ok(items.remove(0)),
            _ => Ok(Expression::List(items)),
        }
    }

    /// Returns the operand that begins with a name, which has been read.
    fn named(&mut self, name: String) -> Result<Expression, Error> {
        match name.to_ascii_lowercase().as_str() {
            "null" => Ok(Expression::Null),
            "true" => Ok(Expression::Flag(true)),
            "false" => Ok(Expression::Flag(false)),
            "not" => {
                let operand = self.expression(power::NOT)?;
                Ok(Expression::Unary(UnaryOperator::Not, Box::new(operand)))
            }
            "case" => self.case(),
            "cast" if self.take("(") => self.cast(),
            "interval" if matches!(self.token(), Token::Number(_)) => self.interval(),
            "select" | "with" => Err(self.refuse("a query cannot stand in an expression.")),
            _ if self.take("(") => self.call(name),
            _ => Ok(Expression::Field(vec![name])),
        }
    }

    /// Returns the call of a function whose opening parenthesis has been read.
    fn call(&mut self, name: String) -> Result<Expression, Error> {
        let repeats = if self.take_word("distinct") { Repeats::Once } else { Repeats::Counted };
        let starred = matches!(self.token(), Token::Symbol("*")) && self.after_next(")");
        let first = if starred {
            self.next += 2;
            Vec::new()
        } else {
            self.items(")")?
        };
        let (parameters, arguments) = if self.take("(") { (first, self.items(")")?) } else { (Vec::new(), first) };
        Ok(Expression::Call(Call { name, parameters, arguments, repeats }))
    }

    /// Returns the items up to a closing symbol, which is read too.
    fn items(&mut self, close: &'static str) -> Result<Vec<Expression>, Error> {
        let mut items = Vec::new();
        while !self.take(close) {
            if !items.is_empty() {
                self.expect(",")?;
                if self.take(close) {
                    break;
                }
            }
            items.push(self.expression(0)?);
        }
        Ok(items)
    }

    /// Returns `CASE [x] WHEN … THEN … [ELSE …] END` as a call of `multiIf`, or of `case` where there is an `x`.
    fn case(&mut self) -> Result<Expression, Error> {
        let mut arguments = Vec::new();
        let name = if self.is_word("when") {
            "multiIf"
        } else {
            arguments.push(self.expression(0)?);
            "case"
        };
        while self.take_word("when") {
            arguments.push(self.expression(0)?);
            self.expect_word("then")?;
            arguments.push(self.expression(0)?);
        }
        arguments.push(if self.take_word("else") { self.expression(0)? } else { Expression::Null });
        self.expect_word("end")?;
        Ok(Expression::call(name, arguments))
    }

    /// Returns `CAST(x AS Type)`, its opening parenthesis read.
    fn cast(&mut self) -> Result<Expression, Error> {
        let operand = self.expression(0)?;
        self.expect_word("as")?;
        let cast = self.cast_to_type(operand)?;
        self.expect(")")?;
        Ok(cast)
    }

    /// Returns the conversion of an operand to the type that is named next.
    fn cast_to_type(&mut self, operand: Expression) -> Result<Expression, Error> {
        let Token::Name(name) = self.token().clone() else { return Err(self.unexpected("the name of a type")) };
        let function = match name.to_ascii_lowercase().as_str() {
            "float" | "float32" | "float64" | "double" | "decimal" => "toFloat",
            "int" | "integer" | "int32" | "int64" | "bigint" => "toInt",
            "string" | "text" | "varchar" => "toString",
            "bool" | "boolean" => "toBool",
            "date" => "toDate",
            "datetime" | "datetime64" | "timestamp" => "toDateTime",
            _ => return Err(self.refuse("types are Float, Int, String, Bool, Date and DateTime.")),
        };
        self.next += 1;
        Ok(Expression::call(function, vec![operand]))
    }

    /// Returns `INTERVAL 7 DAY` as a call of `toIntervalDay`.
    fn interval(&mut self) -> Result<Expression, Error> {
        let count = self.operand()?;
        let unit = match self.token() {
            Token::Name(name) => name.to_ascii_lowercase(),
            _ => return Err(self.unexpected("a unit of time")),
        };
        let function = match unit.trim_end_matches('s') {
            "second" => "toIntervalSecond",
            "minute" => "toIntervalMinute",
            "hour" => "toIntervalHour",
            "day" => "toIntervalDay",
            "week" => "toIntervalWeek",
            "month" => "toIntervalMonth",
            "quarter" => "toIntervalQuarter",
            "year" => "toIntervalYear",
            _ => return Err(self.refuse("units are second, minute, hour, day, week, month, quarter and year.")),
        };
        self.next += 1;
        Ok(Expression::call(function, vec![count]))
    }

    fn token(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |placed| &placed.token)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.token(), Token::Name(name) if name.eq_ignore_ascii_case(word))
    }

    fn take(&mut self, symbol: &'static str) -> bool {
        let found = *self.token() == Token::Symbol(symbol);
        self.next += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    /// Says whether a symbol stands after the token that is next.
    fn after_next(&self, symbol: &'static str) -> bool {
        self.tokens.get(self.next + 1).is_some_and(|placed| placed.token == Token::Symbol(symbol))
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), Error> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Error> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{}`", word.to_uppercase()))) }
    }

    /// Returns the error of what stands here, where something else is wanted.
    fn unexpected(&self, wanted: &str) -> Error {
        let found = match self.token() {
            Token::Number(_) => "a number".to_owned(),
            Token::Text(_) => "a text in quotes".to_owned(),
            Token::Name(name) | Token::QuotedName(name) => format!("`{name}`"),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end".to_owned(),
        };
        self.refuse(&format!("expected {wanted}, found {found}."))
    }

    fn refuse(&self, reason: &str) -> Error {
        refusal(self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |placed| placed.at), reason)
    }
}
