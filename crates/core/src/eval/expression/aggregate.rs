//! Aggregate expressions: `sum(properties.amount) / count()` over any rows of a stretch.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;

use super::column::Evaluated;
use super::datum::Datum;
use super::field::Input;
use super::function::Scope;
use super::program::{Node, Place};
use crate::error::Error;
use crate::eval::aggregation::{Aggregation, Whole};
use crate::eval::frame::Frame;
use crate::query::expression::{Aggregate, Call, Expression, Repeats, Taken};

/// The first name of a field that stands for the value of an aggregate; no text can write it.
const LEAF: &str = "";

/// The most values that a list of them holds.
const MOST_VALUES: usize = 10_000;

/// An aggregate expression over a stretch, ready for any of its rows.
pub struct AggregateExpression<'f> {
    root: Node,
    inputs: Vec<Input<'static>>,
    leaves: Vec<Leaf<'f>>,
    scope: Scope<'f>,
}

/// One aggregate of an expression.
struct Leaf<'f> {
    kind: Kind<'f>,
    /// Which rows meet its condition: a byte each.
    condition: Option<Vec<u8>>,
}

enum Kind<'f> {
    /// How many rows there are.
    Rows,
    /// How many rows have a value.
    Values(Vec<f64>),
    /// A figure of numbers; NaN where a row has none.
    Figure(Aggregation, Vec<f64>),
    /// How many different values there are: each row's number, 0 for none, and the last figure that saw each.
    Different { codes: Vec<u32>, seen: Vec<u32>, round: u32 },
    /// The value of the first row, null or not: that by which rows are grouped.
    Key(Evaluated<'f>),
    /// The value of the first or the last row that has one.
    One(Aggregate, Evaluated<'f>),
    /// The value of the row where another, or the same, is smallest or greatest.
    Extreme { wanted: Ordering, value: Evaluated<'f>, by: Option<Evaluated<'f>> },
    /// The values of all rows that have one, or those that differ.
    List(Aggregate, Evaluated<'f>),
}

impl Frame<'_> {
    /// Returns an aggregate expression over a stretch, that may name what the rows it is given have in common.
    ///
    /// # Errors
    /// Refuses names that are not known, and fields that are neither in an aggregate nor in `groups`.
    pub fn aggregate_expression(
        &self,
        expression: Expression,
        groups: &[Expression],
        rows: &Range<usize>,
    ) -> Result<AggregateExpression<'_>, Error> {
        let mut leaves = Vec::new();
        let outer = expression.replaced(&mut |part| {
            let leaf = match part {
                part if groups.contains(part) => {
                    Leaf { kind: Kind::Key(Evaluated::new(self, part, rows)?), condition: None }
                }
                Expression::Call(call) => match Aggregate::called(&call.name) {
                    Some((aggregate, taken)) => self.leaf(aggregate, taken, call, rows)?,
                    None => return Ok(None),
                },
                _ => return Ok(None),
            };
            leaves.push(leaf);
            Ok(Some(Expression::Field(vec![LEAF.to_owned(), (leaves.len() - 1).to_string()])))
        })?;
        let root = Node::new(&outer, &mut |names| match names {
            [mark, index] if mark == LEAF => index.parse().map(Node::Input).map_err(|_| Error::internal("no leaf")),
            names => Err(Error::invalid(format!(
                "`{}` stands outside of an aggregate, and nothing is grouped by it; aggregates are {}.",
                names.join("."),
                Aggregate::names()
            ))),
        })?;
        let inputs = (0..leaves.len()).map(Input::Figure).collect();
        Ok(AggregateExpression { root, inputs, leaves, scope: Scope::new(self.context) })
    }

    fn leaf(&self, aggregate: Aggregate, taken: Taken, call: &Call, rows: &Range<usize>) -> Result<Leaf<'_>, Error> {
        let mut arguments = call.arguments.as_slice();
        let mut condition = None;
        if taken == Taken::Meeting {
            let Some((last, others)) = arguments.split_last() else {
                return Err(Error::invalid(format!("`{}` needs a condition.", call.name)));
            };
            condition = Some(Evaluated::new(self, last, rows)?.truths(self.context));
            arguments = others;
        }
        let has_two = matches!(aggregate, Aggregate::AtMinimum | Aggregate::AtMaximum);
        let kind = match arguments {
            [] if aggregate == Aggregate::Count => Kind::Rows,
            [argument] if !has_two => self.kind(aggregate, call, Evaluated::new(self, argument, rows)?, rows)?,
            [argument, by] if has_two => Kind::Extreme {
                wanted: if aggregate == Aggregate::AtMinimum { Ordering::Less } else { Ordering::Greater },
                value: Evaluated::new(self, argument, rows)?,
                by: Some(Evaluated::new(self, by, rows)?),
            },
            _ => {
                let wanted = if has_two { "two arguments" } else { "one argument" };
                return Err(Error::invalid(format!("`{}` takes {wanted}.", call.name)));
            }
        };
        Ok(Leaf { kind, condition })
    }

    fn kind<'f>(
        &self,
        aggregate: Aggregate,
        call: &Call,
        values: Evaluated<'f>,
        rows: &Range<usize>,
    ) -> Result<Kind<'f>, Error> {
        let figure = |aggregation, values: &Evaluated<'_>| Kind::Figure(aggregation, values.numbers(self.context));
        Ok(match (aggregate, call.repeats) {
            (Aggregate::Different, _) | (Aggregate::Count, Repeats::Once) => {
                let texts = values.texts(self.context);
                let seen = vec![0; texts.dictionary().len()];
                Kind::Different { codes: texts.codes().wide(&(0..rows.len())), seen, round: 0 }
            }
            (Aggregate::Count, Repeats::Counted) => Kind::Values(values.presences(self.context)),
            (Aggregate::Minimum, _) if values.are_numbers(self.context) => figure(Aggregation::Minimum, &values),
            (Aggregate::Maximum, _) if values.are_numbers(self.context) => figure(Aggregation::Maximum, &values),
            (Aggregate::Minimum, _) => Kind::Extreme { wanted: Ordering::Less, value: values, by: None },
            (Aggregate::Maximum, _) => Kind::Extreme { wanted: Ordering::Greater, value: values, by: None },
            (Aggregate::Sum, _) => figure(Aggregation::Sum, &values),
            (Aggregate::Average, _) => figure(Aggregation::Average, &values),
            (Aggregate::Median, _) => figure(Aggregation::Quantile(0.5), &values),
            (Aggregate::Deviation, _) => figure(Aggregation::Deviation(Whole::Population), &values),
            (Aggregate::SampleDeviation, _) => figure(Aggregation::Deviation(Whole::Sample), &values),
            (Aggregate::Variance, _) => figure(Aggregation::Variance(Whole::Population), &values),
            (Aggregate::SampleVariance, _) => figure(Aggregation::Variance(Whole::Sample), &values),
            (Aggregate::Quantile, _) => match call.parameters.as_slice() {
                [Expression::Number(share)] if (0.0..=1.0).contains(share) => {
                    figure(Aggregation::Quantile(*share), &values)
                }
                _ => return Err(Error::invalid("`quantile` is given a share from 0 to 1: `quantile(0.9)(x)`.")),
            },
            (Aggregate::First | Aggregate::Last, _) => Kind::One(aggregate, values),
            _ => Kind::List(aggregate, values),
        })
    }
}

impl AggregateExpression<'_> {
    /// Returns the value over some rows, counted from the start of the stretch.
    pub(in crate::eval) fn value(&mut self, rows: &[u32]) -> Datum<'static> {
        let figures: Vec<Datum<'static>> = self.leaves.iter_mut().map(|leaf| leaf.value(rows, &self.scope)).collect();
        let place = Place { inputs: &self.inputs, row: 0, figures: &figures, scope: &self.scope };
        self.root.value(&place).owned()
    }

    /// Returns the number over some rows, counted from the start of the stretch; 0 where there is none.
    pub fn of_rows(&mut self, rows: &[u32]) -> f64 {
        self.value(rows).number().unwrap_or(0.0)
    }
}

impl Leaf<'_> {
    fn value(&mut self, rows: &[u32], scope: &Scope<'_>) -> Datum<'static> {
        let condition = self.condition.as_deref();
        let mut rows =
            rows.iter().map(|row| *row as usize).filter(|row| condition.is_none_or(|bytes| bytes[*row] != 0));
        let present = |value: &Datum<'_>| *value != Datum::Null;
        match &mut self.kind {
            Kind::Rows => Datum::Number(rows.count() as f64),
            Kind::Values(presences) => Datum::Number(rows.map(|row| presences[row]).sum()),
            Kind::Figure(aggregation, numbers) => {
                let numbers: Vec<f64> = rows.map(|row| numbers[row]).filter(|number| !number.is_nan()).collect();
                match (numbers.is_empty(), *aggregation) {
                    (true, Aggregation::Sum) => Datum::Number(0.0),
                    (true, _) => Datum::Null,
                    (false, aggregation) => Datum::of_number(Some(aggregation.of(&numbers))),
                }
            }
            Kind::Different { codes, seen, round } => {
                *round += 1;
                let mut count = 0;
                for row in rows {
                    let last = &mut seen[codes[row] as usize];
                    count += u32::from(codes[row] != 0 && *last != *round);
                    *last = *round;
                }
                Datum::Number(f64::from(count))
            }
            Kind::Key(values) => rows.next().map_or(Datum::Null, |row| values.value(row, scope).owned()),
            Kind::One(aggregate, values) => {
                let mut values = rows.map(|row| values.value(row, scope)).filter(present);
                let one = if *aggregate == Aggregate::Last { values.last() } else { values.next() };
                one.map_or(Datum::Null, Datum::owned)
            }
            Kind::Extreme { wanted, value, by } => {
                let key = |row| by.as_ref().unwrap_or(value).value(row, scope);
                let calendar = &scope.context.calendar;
                let best = rows
                    .map(|row| (row, key(row)))
                    .filter(|(_, key)| present(key))
                    .reduce(|best, next| if next.1.compare(&best.1, calendar) == Some(*wanted) { next } else { best });
                best.map_or(Datum::Null, |(row, _)| value.value(row, scope).owned())
            }
            Kind::List(aggregate, values) => {
                let mut seen = BTreeSet::new();
                let mut is_wanted = |item: &Datum<'_>| {
                    *aggregate == Aggregate::List || seen.insert(item.clone().owned().text(&scope.context.calendar))
                };
                let items = rows.map(|row| values.value(row, scope).owned()).filter(present);
                Datum::List(items.filter(|item| is_wanted(item)).take(MOST_VALUES).collect())
            }
        }
    }
}
