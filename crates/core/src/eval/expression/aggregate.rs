//! Aggregate expressions: `sum(properties.amount) / count()` over any rows of a stretch.

use std::ops::Range;

use super::column::Evaluated;
use super::field::Input;
use super::function::Scope;
use super::program::{Node, Place};
use crate::error::Error;
use crate::eval::aggregation::Aggregation;
use crate::eval::frame::Frame;
use crate::query::context::Context;
use crate::query::expression::{Call, Expression, Repeats};

/// The names of aggregates; each may end in `If`, with a condition as its last argument.
const AGGREGATES: [&str; 10] =
    ["count", "sum", "avg", "min", "max", "uniq", "uniqExact", "median", "quantile", "quantileExact"];

/// An aggregate expression over a stretch, ready for any of its rows.
pub struct AggregateExpression<'f> {
    root: Node,
    inputs: Vec<Input<'static>>,
    leaves: Vec<Leaf>,
    context: &'f Context,
}

/// One aggregate of an expression.
struct Leaf {
    kind: Kind,
    /// Which rows meet its condition: a byte each.
    condition: Option<Vec<u8>>,
}

enum Kind {
    /// How many rows there are.
    Rows,
    /// How many rows have a value.
    Values(Vec<f64>),
    /// A figure of numbers; NaN where a row has none.
    Figure(Aggregation, Vec<f64>),
    /// How many different values there are: each row's number, 0 for none, and the last figure that saw each.
    Different { codes: Vec<u32>, seen: Vec<u32>, round: u32 },
}

impl Frame<'_> {
    /// Returns an aggregate expression over a stretch.
    ///
    /// # Errors
    /// Refuses what does not parse, names that are not known, and fields outside of an aggregate.
    pub fn aggregate_expression(&self, text: &str, rows: &Range<usize>) -> Result<AggregateExpression<'_>, Error> {
        let mut leaves = Vec::new();
        let outer = self.with_leaves(Expression::parse(text)?, rows, &mut leaves)?;
        let root = Node::new(&outer, &mut |names| match names {
            [mark, index] if mark.is_empty() => index.parse().map(Node::Input).map_err(|_| Error::internal("no leaf")),
            names => Err(Error::invalid(format!(
                "`{}` stands outside of an aggregate; aggregates are {}.",
                names.join("."),
                AGGREGATES.join(", ")
            ))),
        })?;
        let inputs = (0..leaves.len()).map(Input::Figure).collect();
        Ok(AggregateExpression { root, inputs, leaves, context: self.context })
    }

    /// Returns the expression with each aggregate replaced by a field of its number, which no text can write.
    fn with_leaves(
        &self,
        expression: Expression,
        rows: &Range<usize>,
        leaves: &mut Vec<Leaf>,
    ) -> Result<Expression, Error> {
        Ok(match expression {
            Expression::Call(call) => match aggregate_named(&call.name) {
                Some((name, conditional)) => {
                    leaves.push(self.leaf(name, conditional, call, rows)?);
                    Expression::Field(vec![String::new(), (leaves.len() - 1).to_string()])
                }
                None => {
                    let arguments = call.arguments.into_iter().map(|item| self.with_leaves(item, rows, leaves));
                    let arguments = arguments.collect::<Result<_, _>>()?;
                    Expression::Call(Call { arguments, ..call })
                }
            },
            Expression::Unary(operator, operand) => {
                Expression::Unary(operator, Box::new(self.with_leaves(*operand, rows, leaves)?))
            }
            Expression::Binary(operator, left, right) => {
                let left = self.with_leaves(*left, rows, leaves)?;
                Expression::Binary(operator, Box::new(left), Box::new(self.with_leaves(*right, rows, leaves)?))
            }
            other => other,
        })
    }

    fn leaf(&self, name: &str, conditional: bool, call: Call, rows: &Range<usize>) -> Result<Leaf, Error> {
        let mut arguments = call.arguments;
        let condition = match conditional {
            true => {
                let condition =
                    arguments.pop().ok_or_else(|| Error::invalid(format!("`{}` needs a condition.", call.name)))?;
                Some(Evaluated::new(self, &condition, rows)?.truths(self.context))
            }
            false => None,
        };
        let argument = match (arguments.pop(), arguments.is_empty()) {
            (argument, true) => argument,
            _ => return Err(Error::invalid(format!("`{}` takes one argument.", call.name))),
        };
        let Some(argument) = argument else {
            return match name {
                "count" => Ok(Leaf { kind: Kind::Rows, condition }),
                _ => Err(Error::invalid(format!("`{}` needs an argument.", call.name))),
            };
        };
        let values = Evaluated::new(self, &argument, rows)?;
        let kind = match (name, call.repeats) {
            ("uniq" | "uniqExact", _) | ("count", Repeats::Once) => {
                let texts = values.texts(self.context);
                let seen = vec![0; texts.dictionary().len()];
                Kind::Different { codes: texts.codes().wide(&(0..rows.len())), seen, round: 0 }
            }
            ("count", Repeats::Counted) => Kind::Values(values.presences(self.context)),
            (name, _) => Kind::Figure(aggregation(name, &call.parameters)?, values.numbers(self.context)),
        };
        Ok(Leaf { kind, condition })
    }
}

/// Returns the aggregate of a name, and whether it takes a condition.
fn aggregate_named(name: &str) -> Option<(&'static str, bool)> {
    let named = |name: &str| AGGREGATES.iter().find(|known| known.eq_ignore_ascii_case(name)).copied();
    let bare = name.len().checked_sub(2).and_then(|end| name.split_at_checked(end));
    named(name).map(|name| (name, false)).or_else(|| match bare {
        Some((bare, ending)) if ending.eq_ignore_ascii_case("if") => named(bare).map(|name| (name, true)),
        _ => None,
    })
}

fn aggregation(name: &str, parameters: &[Expression]) -> Result<Aggregation, Error> {
    Ok(match (name, parameters) {
        ("sum", _) => Aggregation::Sum,
        ("avg", _) => Aggregation::Average,
        ("min", _) => Aggregation::Minimum,
        ("max", _) => Aggregation::Maximum,
        ("median", _) => Aggregation::Quantile(0.5),
        (_, [Expression::Number(share)]) if (0.0..=1.0).contains(share) => Aggregation::Quantile(*share),
        _ => return Err(Error::invalid("`quantile` is given a share from 0 to 1: `quantile(0.9)(x)`.")),
    })
}

impl AggregateExpression<'_> {
    /// Returns the value over some rows, counted from the start of the stretch; 0 where it is null.
    pub fn of_rows(&mut self, rows: &[u32]) -> f64 {
        let figures: Vec<f64> = self.leaves.iter_mut().map(|leaf| leaf.of_rows(rows)).collect();
        let scope = Scope::new(self.context);
        let place = Place { inputs: &self.inputs, row: 0, figures: &figures, scope: &scope };
        self.root.value(&place).number().unwrap_or(0.0)
    }
}

impl Leaf {
    fn of_rows(&mut self, rows: &[u32]) -> f64 {
        let condition = self.condition.as_deref();
        let rows = rows.iter().map(|row| *row as usize).filter(|row| condition.is_none_or(|bytes| bytes[*row] != 0));
        match &mut self.kind {
            Kind::Rows => rows.count() as f64,
            Kind::Values(presences) => rows.map(|row| presences[row]).sum(),
            Kind::Figure(aggregation, numbers) => {
                let mut numbers: Vec<f64> = rows.map(|row| numbers[row]).filter(|number| !number.is_nan()).collect();
                aggregation.of(&mut numbers)
            }
            Kind::Different { codes, seen, round } => {
                *round += 1;
                let mut count = 0;
                for row in rows {
                    let last = &mut seen[codes[row] as usize];
                    count += u32::from(codes[row] != 0 && *last != *round);
                    *last = *round;
                }
                f64::from(count)
            }
        }
    }
}
