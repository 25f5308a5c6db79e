//! Tables: what a SELECT shows, row by row.

mod cell;
mod groups;
mod plain;
mod types;

use std::cmp::Ordering;
use std::ops::Range;

use serde_json::Value as Json;

use super::expression::Datum;
use super::frame::Frame;
use super::mask::Mask;
use crate::answer::{Answer, Results};
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::context::Purpose;
use crate::query::events::EventsQuery;
use crate::query::expression::Expression;
use crate::query::hogql::HogqlQuery;
use crate::query::select::{Direction, MOST_ROWS, OrderedBy, Rows, Select};
use crate::sort;
use crate::time::{Calendar, Interval, Resolver, Rounding, WrittenDate};

/// The rows of a table that does not say how many.
const USUAL_ROWS: usize = 100;

/// The rows of which a table is made: some of a stretch.
struct Selected {
    stretch: Range<usize>,
    /// Rows counted from the start of the stretch, ascending.
    rows: Vec<u32>,
}

/// Which of its rows a table shows.
struct Page {
    limit: usize,
    offset: usize,
}

/// Returns the answer to a table of events.
///
/// # Errors
/// Refuses names that are not known, missing actions, and what filters refuse.
pub(super) fn events(query: &EventsQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let moment = |date: WrittenDate| date.resolve(&frame.context.calendar, frame.context.now).micros();
    let after = query.after.map_or(i64::MIN, |date| moment(date).saturating_add(1));
    let before = query.before.map_or(i64::MAX, |date| moment(date).saturating_sub(1));
    let stretch = frame.dataset.events().rows_between(after, before);
    let mut mask = frame.query_mask(&query.filter, query.test_accounts, &stretch)?;
    mask = mask.and(frame.selection_mask(&query.events, &stretch)?);
    if let Some(person) = &query.person {
        mask = mask.and(person_mask(frame, person, &stretch));
    }
    let mut answer = table(&query.select, frame, stretch, mask)?;
    answer.types = answer.types.map(types::without_names);
    Ok(answer)
}

/// Returns the answer to a SELECT.
///
/// # Errors
/// Refuses names that are not known, and fields that stand outside of an aggregate where rows are grouped.
pub(super) fn hogql(query: &HogqlQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    if query.select.rows == Rows::One {
        return table(&query.select, frame, 0..0, Mask::All);
    }
    let events = frame.dataset.events();
    let resolver = Resolver {
        calendar: &frame.context.calendar,
        now: frame.context.now,
        interval: Interval::Day,
        rounding: Rounding::Periods,
        earliest: events.earliest(),
    };
    let range = query.filters.date_range.as_ref().map(|range| resolver.current(range));
    let stretch = range.as_ref().map_or(0..events.len(), |range| {
        events.rows_between(range.lower.micros(), range.upper.plus_micros(999_999).micros())
    });
    let mut mask = frame.query_mask(&query.filters.filter, query.filters.test_accounts, &stretch)?;
    if let Some(range) = &query.filters.date_range {
        mask = mask.and(frame.weekday_mask(range.weekdays, &stretch));
    }
    table(&query.select, frame, stretch, mask)
}

/// Returns the rows of the person that is named by its number, or by one of its distinct ids.
fn person_mask(frame: &Frame<'_>, name: &str, stretch: &Range<usize>) -> Mask<'static> {
    let persons = frame.dataset.persons();
    let code = frame.dataset.events().distinct_ids().dictionary().code_of(Value::Text(name));
    let person = code.and_then(|code| persons.of_distinct_id(code)).or_else(|| name.parse().ok());
    let table: Vec<u8> = (0..persons.len()).map(|other| u8::from(person == Some(other as u32))).collect();
    frame.person_mask(&table, stretch)
}

fn table(select: &Select, frame: &Frame<'_>, stretch: Range<usize>, mask: Mask) -> Result<Answer, Error> {
    let mask = match &select.condition {
        Some(condition) if select.rows == Rows::Events => mask.and(frame.condition_mask(condition, &stretch)?),
        _ => mask,
    };
    let rows = mask.rows(0, 0..stretch.len());
    let selected = Selected { stretch, rows };
    let page = Page { limit: select.limit.unwrap_or(rows_of(frame)).min(MOST_ROWS), offset: select.offset };
    let (rows, has_more) = if select.rows == Rows::One {
        (plain::only_row(select, frame)?, false)
    } else if groups::are_made(select) {
        groups::rows(select, frame, &selected, &page)?
    } else {
        plain::rows(select, frame, &selected, &page)?
    };
    let mut answer = Answer::new(Results::Table(rows.iter().map(|row| cell::json_row(row, frame)).collect()));
    answer.columns = Some(select.columns.iter().map(|column| column.name.clone()).collect());
    answer.types = Some(types::of(select, frame.context, &rows));
    answer.has_more = Some(has_more);
    (answer.limit, answer.offset) = (Some(page.limit), Some(page.offset));
    Ok(answer)
}

/// Returns how many rows a table has that does not say.
fn rows_of(frame: &Frame<'_>) -> usize {
    frame.context.most_rows.unwrap_or(match frame.context.purpose {
        Purpose::Display => USUAL_ROWS,
        Purpose::Export => MOST_ROWS,
    })
}

impl Page {
    /// Returns what of some rows is shown, and whether there is more.
    fn of(&self, rows: Vec<u32>) -> (Vec<u32>, bool) {
        let has_more = rows.len() > self.offset.saturating_add(self.limit);
        (rows.into_iter().skip(self.offset).take(self.limit).collect(), has_more)
    }
}

/// Returns the numbers of what has these keys, in order; nulls come last, equal keys keep their places.
fn in_order(keys: &[Vec<Datum<'_>>], order: &[OrderedBy], calendar: &Calendar) -> Vec<u32> {
    let compare = |one: &Datum<'_>, other: &Datum<'_>, direction| match (one, other) {
        (Datum::Null, Datum::Null) => Ordering::Equal,
        (Datum::Null, _) => Ordering::Greater,
        (_, Datum::Null) => Ordering::Less,
        _ if direction == Direction::Descending => other.total_order(one, calendar),
        _ => one.total_order(other, calendar),
    };
    let mut numbers: Vec<u32> = (0..keys.len() as u32).collect();
    sort::sort_by(&mut numbers, |one, other| {
        let pairs = keys[*one as usize].iter().zip(&keys[*other as usize]).zip(order);
        let mut orderings = pairs.map(|((one, other), by)| compare(one, other, by.direction));
        orderings.find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
    });
    numbers
}

/// Refuses fields and aggregates, which need rows.
fn check_without_rows(expression: &Expression) -> Result<(), Error> {
    let mut refused = None;
    expression.visit(&mut |part| {
        if let Expression::Field(names) = part {
            refused = Some(names.join("."));
        }
    });
    match refused {
        Some(name) => Err(Error::invalid(format!("`{name}` is a field of events: say FROM events.")).at("query")),
        None if expression.aggregates() => Err(Error::invalid("an aggregate needs rows: say FROM events.").at("query")),
        None => Ok(()),
    }
}

/// One cell of a table, before it is written.
enum Cell<'p> {
    Datum(Datum<'p>),
    Object(Json),
}
