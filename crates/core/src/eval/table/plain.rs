//! Tables of which every row is an event.

use super::{Cell, Page, Selected, check_without_rows, in_order};
use crate::error::Error;
use crate::eval::expression::{Datum, Evaluated, Scope};
use crate::eval::frame::Frame;
use crate::eval::record;
use crate::query::expression::{Expression, Field};
use crate::query::select::{Direction, Select, Shown};

/// Returns the only row of a SELECT from nothing.
pub(super) fn only_row(select: &Select, frame: &Frame<'_>) -> Result<Vec<Vec<Cell<'static>>>, Error> {
    let scope = Scope::new(frame.context);
    let value = |expression: &Expression| {
        check_without_rows(expression)?;
        Ok::<_, Error>(Evaluated::new(frame, expression, &(0..0))?.value(0, &scope).owned())
    };
    if let Some(condition) = &select.condition
        && value(condition)?.truth() != Some(true)
    {
        return Ok(Vec::new());
    }
    Ok(vec![select.expressions().map(|expression| value(expression).map(Cell::Datum)).collect::<Result<_, _>>()?])
}

/// Returns the rows that are shown, and whether there are more.
pub(super) fn rows(
    select: &Select,
    frame: &Frame<'_>,
    selected: &Selected,
    page: &Page,
) -> Result<(Vec<Vec<Cell<'static>>>, bool), Error> {
    let (shown, has_more) = page.of(ordered(select, frame, selected)?);
    let scope = Scope::new(frame.context);
    let mut rows: Vec<Vec<Cell<'static>>> = shown.iter().map(|_| Vec::new()).collect();
    for column in &select.columns {
        let values = match &column.shows {
            Shown::Expression(expression) => Some(Evaluated::new(frame, expression, &selected.stretch)?),
            Shown::Event | Shown::Person => None,
        };
        for (cells, row) in rows.iter_mut().zip(&shown) {
            let of_dataset = selected.stretch.start + *row as usize;
            cells.push(match (&column.shows, &values) {
                (_, Some(values)) => Cell::Datum(values.value(*row as usize, &scope).owned()),
                (Shown::Person, _) => Cell::Object(record::person(frame.dataset, of_dataset)),
                _ => Cell::Object(record::event(frame.dataset, of_dataset)),
            });
        }
    }
    Ok((rows, has_more))
}

/// Returns the rows in their order; without one they are in order of time.
fn ordered(select: &Select, frame: &Frame<'_>, selected: &Selected) -> Result<Vec<u32>, Error> {
    let rows = selected.rows.iter().copied();
    match select.order.as_slice() {
        [] => return Ok(rows.collect()),
        [only] if is_time(&only.expression) => {
            return Ok(match only.direction {
                Direction::Ascending => rows.collect(),
                Direction::Descending => rows.rev().collect(),
            });
        }
        _ => {}
    }
    let scope = Scope::new(frame.context);
    let keys = select.order.iter().map(|by| Evaluated::new(frame, &by.expression, &selected.stretch));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let of_row = |row: &u32| -> Vec<Datum<'_>> { keys.iter().map(|key| key.value(*row as usize, &scope)).collect() };
    let keys_of_rows: Vec<_> = selected.rows.iter().map(of_row).collect();
    let numbers = in_order(&keys_of_rows, &select.order, &frame.context.calendar);
    Ok(numbers.into_iter().map(|number| selected.rows[number as usize]).collect())
}

fn is_time(expression: &Expression) -> bool {
    matches!(expression, Expression::Field(names) if matches!(Field::named(names), Ok((Field::Timestamp, []))))
}
