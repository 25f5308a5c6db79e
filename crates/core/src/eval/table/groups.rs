//! Tables of which every row is a group of events.

use std::collections::BTreeMap;

use super::{Cell, Page, Selected, in_order};
use crate::error::Error;
use crate::eval::expression::{AggregateExpression, Datum, Evaluated};
use crate::eval::frame::Frame;
use crate::query::expression::{Expression, Repeats};
use crate::query::select::{Select, Shown};

/// Returns whether rows are put together: by what they have in common, or all.
pub(super) fn are_made(select: &Select) -> bool {
    !select.groups.is_empty()
        || select.group_condition.is_some()
        || select.repeats == Repeats::Once
        || select.expressions().any(Expression::aggregates)
}

/// Returns the rows that are shown, and whether there are more.
pub(super) fn rows(
    select: &Select,
    frame: &Frame<'_>,
    selected: &Selected,
    page: &Page,
) -> Result<(Vec<Vec<Cell<'static>>>, bool), Error> {
    if let Some(column) = select.columns.iter().find(|column| !matches!(column.shows, Shown::Expression(_))) {
        let reason = format!("`{}` is of one event, and rows are grouped here.", column.name);
        return Err(Error::invalid(reason).at("select"));
    }
    let keys = keys(select)?;
    let mut groups = of_rows(&keys, frame, selected)?;
    let aggregate = |expression: &Expression| frame.aggregate_expression(expression.clone(), &keys, &selected.stretch);
    if let Some(condition) = &select.group_condition {
        let mut condition = aggregate(condition)?;
        groups.retain(|rows| condition.value(rows).truth() == Some(true));
    }
    let mut order = (select.order.iter()).map(|by| aggregate(&by.expression)).collect::<Result<Vec<_>, _>>()?;
    let keys_of_groups: Vec<_> = groups.iter().map(|rows| values(&mut order, rows)).collect();
    let (shown, has_more) = page.of(in_order(&keys_of_groups, &select.order, &frame.context.calendar));
    let mut columns = select.expressions().map(aggregate).collect::<Result<Vec<_>, _>>()?;
    let mut row = |rows: &[u32]| values(&mut columns, rows).into_iter().map(Cell::Datum).collect();
    Ok((shown.iter().map(|group| row(&groups[*group as usize])).collect(), has_more))
}

/// Returns by what rows are grouped: `DISTINCT` groups by all that is shown.
fn keys(select: &Select) -> Result<Vec<Expression>, Error> {
    match select.repeats {
        Repeats::Counted => Ok(select.groups.clone()),
        Repeats::Once if select.groups.is_empty() && !select.expressions().any(Expression::aggregates) => {
            Ok(select.expressions().cloned().collect())
        }
        Repeats::Once => Err(Error::invalid("DISTINCT stands beside neither GROUP BY nor aggregates.").at("query")),
    }
}

fn values(expressions: &mut [AggregateExpression<'_>], rows: &[u32]) -> Vec<Datum<'static>> {
    expressions.iter_mut().map(|expression| expression.value(rows)).collect()
}

/// Returns the rows of each group, in the order in which groups first occur; without keys there is one group.
fn of_rows(keys: &[Expression], frame: &Frame<'_>, selected: &Selected) -> Result<Vec<Vec<u32>>, Error> {
    if keys.is_empty() {
        return Ok(vec![selected.rows.clone()]);
    }
    // A row's number for all keys so far, refined key by key.
    let mut numbers: Vec<u32> = vec![0; selected.rows.len()];
    let mut count = 0;
    for key in keys {
        let texts = Evaluated::new(frame, key, &selected.stretch)?.texts(frame.context);
        let mut known: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for (number, row) in numbers.iter_mut().zip(&selected.rows) {
            let next = known.len() as u32;
            *number = *known.entry((*number, texts.codes().get(*row as usize))).or_insert(next);
        }
        count = known.len();
    }
    let mut groups = vec![Vec::new(); count];
    for (number, row) in numbers.iter().zip(&selected.rows) {
        groups[*number as usize].push(*row);
    }
    Ok(groups)
}
