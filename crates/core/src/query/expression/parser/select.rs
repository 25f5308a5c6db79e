//! `SELECT … FROM events …`, clause by clause.

use super::super::lexer::Token;
use super::super::{Expression, Repeats};
use super::Parser;
use crate::error::Error;
use crate::query::select::{Column, Direction, OrderedBy, Rows, Select, Shown};

/// What `*` stands for in a SELECT.
const ALL_COLUMNS: [&str; 6] = ["uuid", "event", "properties", "timestamp", "distinct_id", "elements_chain"];

/// The words that end a clause, which no alias can be unless it is quoted.
const CLAUSES: [&str; 10] = ["from", "where", "group", "having", "order", "limit", "offset", "union", "join", "as"];

/// What a SELECT may be made of, for refusals.
const ALLOWED: &str = "allowed: SELECT [DISTINCT] … [FROM events] [WHERE …] [GROUP BY …] [HAVING …] [ORDER BY …] \
     [LIMIT …] [OFFSET …]";

impl Parser {
    /// Returns the SELECT that is the whole text.
    pub(in super::super) fn select(mut self, text: &str) -> Result<Select, Error> {
        if !self.take_word("select") {
            return Err(self.refuse(&["a query begins with SELECT; ", ALLOWED, "."].concat()));
        }
        let repeats = if self.take_word("distinct") { Repeats::Once } else { Repeats::Counted };
        let mut select = Select { repeats, columns: self.columns(text)?, rows: Rows::One, ..Select::default() };
        if self.take_word("from") {
            self.table()?;
            select.rows = Rows::Events;
        }
        select.condition = self.clause("where")?;
        if self.take_word("group") {
            self.expect_word("by")?;
            select.groups = self.list(Self::whole_value)?;
        }
        select.group_condition = self.clause("having")?;
        if self.take_word("order") {
            self.expect_word("by")?;
            select.order = self.list(Self::ordered_by)?;
        }
        if self.take_word("limit") {
            let first = self.number_of_rows()?;
            // `LIMIT offset, limit`, the older way to write it.
            let after = if self.take(",") { Some(self.number_of_rows()?) } else { None };
            (select.limit, select.offset) = (Some(after.unwrap_or(first)), after.map_or(0, |_| first));
        }
        if self.take_word("offset") {
            select.offset = self.number_of_rows()?;
        }
        self.take(";");
        match self.token() {
            Token::End => Ok(select),
            _ => Err(self.unexpected(&["the next clause or the end; ", ALLOWED].concat())),
        }
    }

    /// Returns an expression, and the direction after it.
    pub(in super::super) fn ordered_by(&mut self) -> Result<OrderedBy, Error> {
        let expression = self.whole_value()?;
        let descending = self.take_word("desc") || self.take_word("descending");
        if !descending && !self.take_word("asc") {
            self.take_word("ascending");
        }
        let direction = if descending { Direction::Descending } else { Direction::Ascending };
        Ok(OrderedBy { expression, direction })
    }

    fn whole_value(&mut self) -> Result<Expression, Error> {
        self.expression(0)
    }

    fn clause(&mut self, word: &str) -> Result<Option<Expression>, Error> {
        if self.take_word(word) { self.whole_value().map(Some) } else { Ok(None) }
    }

    fn list<T>(&mut self, read: fn(&mut Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let mut items = vec![read(self)?];
        while self.take(",") {
            items.push(read(self)?);
        }
        Ok(items)
    }

    fn columns(&mut self, text: &str) -> Result<Vec<Column>, Error> {
        let mut columns = Vec::new();
        loop {
            if self.take("*") {
                columns.extend(ALL_COLUMNS.map(|name| column(name, Expression::Field(vec![name.to_owned()]))));
            } else if self.is_word("from") || *self.token() == Token::End {
                return Err(self.unexpected("a column"));
            } else {
                let start = self.place();
                let expression = self.whole_value()?;
                let name = match (&expression, self.alias()?) {
                    (_, Some(alias)) => alias,
                    (Expression::Field(names), None) => names.last().cloned().unwrap_or_default(),
                    (_, None) => {
                        // Places are characters counted from 1.
                        let written = text.chars().skip(start - 1).take(self.place() - start);
                        written.collect::<String>().trim().to_owned()
                    }
                };
                columns.push(column(&name, expression));
            }
            if !self.take(",") {
                return Ok(columns);
            }
        }
    }

    /// Returns the name after `AS`, or after nothing.
    fn alias(&mut self) -> Result<Option<String>, Error> {
        let is_marked = self.take_word("as");
        match self.token().clone() {
            Token::Name(name) if is_marked || !CLAUSES.contains(&name.to_ascii_lowercase().as_str()) => {
                self.next += 1;
                Ok(Some(name))
            }
            Token::QuotedName(name) => {
                self.next += 1;
                Ok(Some(name))
            }
            _ if is_marked => Err(self.unexpected("a name")),
            _ => Ok(None),
        }
    }

    /// Reads `events`, the only table, and its alias.
    fn table(&mut self) -> Result<(), Error> {
        if !self.take_word("events") {
            return Err(self.unexpected("`events`, the only table"));
        }
        match self.alias()?.as_deref() {
            None | Some("e" | "events") => Ok(()),
            Some(_) => Err(self.refuse("the table `events` may be called `e`, and nothing else.")),
        }
    }

    fn number_of_rows(&mut self) -> Result<usize, Error> {
        match *self.token() {
            Token::Number(number) if number.fract() == 0.0 && (0.0..=9e15).contains(&number) => {
                self.next += 1;
                Ok(number as usize)
            }
            _ => Err(self.unexpected("a whole number of rows")),
        }
    }

    /// Returns the character at which the next token starts, counted from 1.
    fn place(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |placed| placed.at)
    }
}

fn column(name: &str, expression: Expression) -> Column {
    Column { name: name.to_owned(), shows: Shown::Expression(expression) }
}
