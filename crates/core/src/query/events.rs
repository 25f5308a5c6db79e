//! EventsQuery: events as the rows of a table.

use super::expression::{BinaryOperator, Expression};
use super::filter::Filter;
use super::reader::{Fields, Node};
use super::select::{Column, Direction, OrderedBy, Rows, Select, Shown};
use super::series::EventSelection;
use super::trends::TestAccounts;
use crate::error::Error;
use crate::time::WrittenDate;

/// The most columns, conditions or orders that a query may have.
const MOST_EXPRESSIONS: usize = 100;

/// Events as the rows of a table.
#[derive(Clone, Debug)]
pub struct EventsQuery {
    /// The columns, conditions and order, as a SELECT.
    pub select: Select,
    /// The moment after which events happened.
    pub after: Option<WrittenDate>,
    /// The moment before which they happened.
    pub before: Option<WrittenDate>,
    /// Which events.
    pub events: EventSelection,
    /// Whose events: a person by its number, or by one of its distinct ids.
    pub person: Option<String>,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
}

impl EventsQuery {
    /// Returns the query that the fields of an `EventsQuery` node describe.
    ///
    /// # Errors
    /// Refuses a missing list of columns, expressions that do not parse, and fields of the wrong type.
    pub fn read(fields: &Fields<'_>) -> Result<EventsQuery, Error> {
        let columns = fields.required("select")?.list(|node| read_column(&node))?;
        if columns.is_empty() || columns.len() > MOST_EXPRESSIONS {
            return Err(fields.required("select")?.refuse("must hold 1 to 100 expressions."));
        }
        let conditions = fields.list("where", |node| read_expression(&node))?;
        let given = fields.list("orderBy", |node| {
            Expression::parse_order(node.text()?).map_err(|error| node.refuse_to_answer(error.detail()))
        })?;
        let order = if given.is_empty() { usual_order(&columns) } else { given };
        let rows = |name| {
            fields.optional(name, |node| {
                usize::try_from(node.integer()?).map_err(|_| node.refuse("must be a whole number of at least 0."))
            })
        };
        let both = |one, other| Expression::Binary(BinaryOperator::And, Box::new(one), Box::new(other));
        let (of_groups, of_events): (Vec<_>, Vec<_>) =
            conditions.into_iter().take(MOST_EXPRESSIONS).partition(Expression::aggregates);
        let mut select = Select {
            columns,
            rows: Rows::Events,
            condition: of_events.into_iter().reduce(both),
            group_condition: of_groups.into_iter().reduce(both),
            order,
            limit: rows("limit")?,
            offset: rows("offset")?.unwrap_or(0),
            ..Select::default()
        };
        // An aggregate beside other columns is worked out for each of their values.
        let (aggregates, others): (Vec<_>, Vec<_>) = select.expressions().cloned().partition(Expression::aggregates);
        if !aggregates.is_empty() {
            select.groups = others;
        }
        Ok(EventsQuery {
            select,
            after: moment(fields, "after")?,
            before: moment(fields, "before")?,
            events: read_events(fields)?,
            person: fields.optional("personId", |node| match node.value().as_u64() {
                Some(number) => Ok(number.to_string()),
                None => node.text().map(str::to_owned),
            })?,
            filter: Filter::field(fields, "properties")?.and(Filter::field(fields, "fixedProperties")?),
            test_accounts: TestAccounts::field(fields)?,
        })
    }
}

fn read_expression(node: &Node<'_>) -> Result<Expression, Error> {
    let order = Expression::parse_order(node.text()?).map_err(|error| node.refuse_to_answer(error.detail()))?;
    Ok(order.expression)
}

/// Returns a column; what follows `--` is what a client calls it.
fn read_column(node: &Node<'_>) -> Result<Column, Error> {
    let name = node.text()?;
    let shows = match name.split("--").next().unwrap_or_default().trim() {
        "*" => Shown::Event,
        "person" | "person_display_name" => Shown::Person,
        _ => Shown::Expression(read_expression(node)?),
    };
    Ok(Column { name: name.to_owned(), shows })
}

/// Returns the order of a query that gives none: by its first aggregate or by time, the greatest first, or by its first
/// column.
fn usual_order(columns: &[Column]) -> Vec<OrderedBy> {
    let expressions = || {
        columns.iter().filter_map(|column| match &column.shows {
            Shown::Expression(expression) => Some(expression),
            Shown::Event | Shown::Person => None,
        })
    };
    let time = Expression::Field(vec!["timestamp".to_owned()]);
    if let Some(aggregate) = expressions().find(|expression| expression.aggregates()) {
        return vec![OrderedBy { expression: aggregate.clone(), direction: Direction::Descending }];
    }
    let shows_time = columns.iter().any(|column| column.shows == Shown::Event);
    match expressions().next() {
        Some(first) if !shows_time && expressions().all(|expression| *expression != time) => {
            vec![OrderedBy { expression: first.clone(), direction: Direction::Ascending }]
        }
        _ => vec![OrderedBy { expression: time, direction: Direction::Descending }],
    }
}

/// Returns the moment in a field; `all` and nothing are none.
fn moment(fields: &Fields<'_>, name: &'static str) -> Result<Option<WrittenDate>, Error> {
    Ok(fields.text(name)?.filter(|text| !text.is_empty() && text != "all").map(|text| WrittenDate::parse(&text)))
}

/// Returns the events of `event`, `events` and `actionId`: those that any of the first two names, or of the action.
fn read_events(fields: &Fields<'_>) -> Result<EventSelection, Error> {
    if let Some(id) = fields.integer("actionId")? {
        return Ok(EventSelection::Action(id));
    }
    let single = fields.text("event")?.filter(|name| !name.is_empty());
    let names = single.into_iter().chain(fields.list("events", |node| node.text().map(str::to_owned))?);
    let mut selections: Vec<_> = names.map(|name| (EventSelection::Named(name), Filter::default())).collect();
    Ok(match selections.len() {
        0 => EventSelection::All,
        1 => selections.remove(0).0,
        _ => EventSelection::Any(selections),
    })
}
