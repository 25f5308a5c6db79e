//! A SELECT over events: what `HogQLQuery` writes as a text, and `EventsQuery` as lists of expressions.

use super::expression::{Expression, Field, Repeats};
use crate::error::Error;

/// The most rows that a table may have.
pub const MOST_ROWS: usize = 50_000;

/// A SELECT over events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// What is shown, column by column.
    pub columns: Vec<Column>,
    /// Whether equal rows are shown once (`DISTINCT`).
    pub repeats: Repeats,
    /// Of what the rows are made.
    pub rows: Rows,
    /// Which rows count (`WHERE`).
    pub condition: Option<Expression>,
    /// What the rows of a group have in common (`GROUP BY`).
    pub groups: Vec<Expression>,
    /// Which groups count (`HAVING`).
    pub group_condition: Option<Expression>,
    /// By what the rows are ordered, the first first.
    pub order: Vec<OrderedBy>,
    /// How many rows are shown at most; `None` leaves it to the context.
    pub limit: Option<usize>,
    /// How many rows are skipped.
    pub offset: usize,
}

/// Of what the rows of a SELECT are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// There is one, of nothing: `SELECT 1`.
    One,
    /// Of events.
    #[default]
    Events,
}

/// A column of a SELECT.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shows: Shown,
}

/// What a column of a SELECT shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The value of an expression.
    Expression(Expression),
    /// The whole event, as an object (`*` of an `EventsQuery`).
    Event,
    /// The event's person, as an object (`person` of an `EventsQuery`).
    Person,
}

/// By what rows are ordered.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderedBy {
    /// The value.
    pub expression: Expression,
    /// Which values come first.
    pub direction: Direction,
}

/// Which values come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The smallest.
    Ascending,
    /// The greatest.
    Descending,
}

impl Select {
    /// Returns the SELECT that a text writes, the aliases of its columns written out.
    ///
    /// # Errors
    /// Says at which character the text is not a SELECT over events, and what is allowed there.
    pub fn parse(text: &str) -> Result<Select, Error> {
        let mut select = Expression::parse_select(text)?;
        select.write_aliases_out()?;
        Ok(select)
    }

    /// Returns the expressions of the columns, in order.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.columns.iter().filter_map(|column| match &column.shows {
            Shown::Expression(expression) => Some(expression),
            Shown::Event | Shown::Person => None,
        })
    }

    /// Returns every expression of the SELECT, to be changed.
    pub(super) fn parts_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        let columns = self.columns.iter_mut().filter_map(|column| match &mut column.shows {
            Shown::Expression(expression) => Some(expression),
            Shown::Event | Shown::Person => None,
        });
        let order = self.order.iter_mut().map(|order| &mut order.expression);
        columns.chain(&mut self.condition).chain(&mut self.groups).chain(&mut self.group_condition).chain(order)
    }

    /// Puts what aliases and positions stand for in their place.
    ///
    /// A name of a column of events means that column in what is shown and in the condition, and the alias in what
    /// comes after grouping.
    fn write_aliases_out(&mut self) -> Result<(), Error> {
        let mut known: Vec<(String, Expression)> = Vec::new();
        for column in &mut self.columns {
            if let Shown::Expression(expression) = &mut column.shows {
                write_out(expression, &known, Names::FieldsFirst)?;
                known.push((column.name.clone(), expression.clone()));
            }
        }
        if let Some(condition) = &mut self.condition {
            write_out(condition, &known, Names::FieldsFirst)?;
        }
        for group in self.groups.iter_mut().chain(self.order.iter_mut().map(|order| &mut order.expression)) {
            let position = match group {
                Expression::Number(position) => (*position as usize).wrapping_sub(1),
                _ => {
                    write_out(group, &known, Names::AliasesFirst)?;
                    continue;
                }
            };
            let column = known.get(position).ok_or_else(|| {
                Error::invalid(format!("there is no column {}; there are {}.", position.wrapping_add(1), known.len()))
            })?;
            *group = column.1.clone();
        }
        if let Some(condition) = &mut self.group_condition {
            write_out(condition, &known, Names::AliasesFirst)?;
        }
        Ok(())
    }
}

/// What a name means that is both a field's and an alias.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    FieldsFirst,
    AliasesFirst,
}

fn write_out(expression: &mut Expression, known: &[(String, Expression)], names: Names) -> Result<(), Error> {
    let whole = std::mem::replace(expression, Expression::Null);
    *expression = whole.replaced(&mut |part| {
        let Expression::Field(field) = part else { return Ok(None) };
        let [name] = field.as_slice() else { return Ok(None) };
        if names == Names::FieldsFirst && Field::named(field).is_ok() {
            return Ok(None);
        }
        Ok(known.iter().find(|(alias, _)| alias == name).map(|(_, expression)| expression.clone()))
    })?;
    expression.check_size()
}
