//! Programs: expressions whose names are resolved, ready to be worked out for many rows.

use std::cmp::Ordering;

use super::datum::Datum;
use super::field::Input;
use super::function::{Function, Scope, function_named};
use crate::error::Error;
use crate::query::expression::{BinaryOperator, Expression, Repeats, UnaryOperator};

/// An expression whose names are resolved.
pub(super) enum Node {
    Constant(Datum<'static>),
    Input(usize),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(BinaryOperator, Box<Node>, Box<Node>),
    In(Box<Node>, Vec<Node>),
    List(Vec<Node>),
    Call(&'static Function, Vec<Node>),
}

/// What a field of an expression stands for.
pub(super) type Resolve<'r> = dyn FnMut(&[String]) -> Result<Node, Error> + 'r;

impl Node {
    /// Returns an expression with its names resolved.
    ///
    /// # Errors
    /// Refuses names that are not known, and regular expressions that do not compile.
    pub(super) fn new(expression: &Expression, resolve: &mut Resolve<'_>) -> Result<Node, Error> {
        Ok(match expression {
            Expression::Null => Node::Constant(Datum::Null),
            Expression::Flag(flag) => Node::Constant(Datum::Flag(*flag)),
            Expression::Number(number) => Node::Constant(Datum::Number(*number)),
            Expression::Text(text) => Node::Constant(Datum::Text(text.clone().into())),
            Expression::Field(names) => resolve(names)?,
            Expression::List(items) => Node::List(Self::all(items, resolve)?),
            Expression::Unary(UnaryOperator::Not, operand) => Node::Not(Self::boxed(operand, resolve)?),
            Expression::Unary(UnaryOperator::Minus, operand) => Self::call("negate", &[operand], resolve)?,
            Expression::Binary(operator, left, right) => Self::binary(*operator, left, right, resolve)?,
            Expression::Call(call) => {
                let arguments: Vec<&Expression> = call.arguments.iter().collect();
                if !call.parameters.is_empty() || call.repeats == Repeats::Once {
                    return Err(Error::invalid(format!("`{}` is no aggregate that can stand here.", call.name)));
                }
                Self::call(&call.name, &arguments, resolve)?
            }
        })
    }

    fn all(items: &[Expression], resolve: &mut Resolve<'_>) -> Result<Vec<Node>, Error> {
        items.iter().map(|item| Self::new(item, resolve)).collect()
    }

    fn boxed(expression: &Expression, resolve: &mut Resolve<'_>) -> Result<Box<Node>, Error> {
        Self::new(expression, resolve).map(Box::new)
    }

    fn call(name: &str, arguments: &[&Expression], resolve: &mut Resolve<'_>) -> Result<Node, Error> {
        let function = function_named(name)?;
        function.check(arguments)?;
        let arguments = arguments.iter().map(|argument| Self::new(argument, resolve)).collect::<Result<_, _>>()?;
        Ok(Node::Call(function, arguments))
    }

    fn binary(
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
        resolve: &mut Resolve<'_>,
    ) -> Result<Node, Error> {
        let function = match operator {
            BinaryOperator::And => return Ok(Node::And(Self::boxed(left, resolve)?, Self::boxed(right, resolve)?)),
            BinaryOperator::Or => return Ok(Node::Or(Self::boxed(left, resolve)?, Self::boxed(right, resolve)?)),
            BinaryOperator::In => {
                let items = match right {
                    Expression::List(items) => Self::all(items, resolve)?,
                    single => vec![Self::new(single, resolve)?],
                };
                return Ok(Node::In(Self::boxed(left, resolve)?, items));
            }
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => {
                return Ok(Node::Compare(operator, Self::boxed(left, resolve)?, Self::boxed(right, resolve)?));
            }
            BinaryOperator::Like => "like",
            BinaryOperator::ILike => "ilike",
            BinaryOperator::Add => "plus",
            BinaryOperator::Subtract => "minus",
            BinaryOperator::Multiply => "multiply",
            BinaryOperator::Divide => "divide",
            BinaryOperator::Remainder => "modulo",
            BinaryOperator::Power => "pow",
        };
        Self::call(function, &[left, right], resolve)
    }

    /// Returns the value of the expression at a place.
    pub(super) fn value<'p>(&'p self, place: &Place<'p, '_>) -> Datum<'p> {
        match self {
            Node::Constant(datum) => datum.borrowed(),
            Node::Input(index) => place.inputs.get(*index).map_or(Datum::Null, |input| input.value(place)),
            Node::Not(operand) => operand.value(place).truth().map_or(Datum::Null, |truth| Datum::Flag(!truth)),
            Node::And(left, right) => both(left.value(place).truth(), || right.value(place).truth(), false),
            Node::Or(left, right) => both(left.value(place).truth(), || right.value(place).truth(), true),
            Node::Compare(operator, left, right) => {
                compared(*operator, &left.value(place), &right.value(place), place.scope)
            }
            Node::In(operand, items) => {
                let operand = operand.value(place);
                contained(&operand, items.iter().map(|item| item.value(place)), place.scope)
            }
            Node::List(items) => Datum::List(items.iter().map(|item| item.value(place)).collect()),
            Node::Call(function, arguments) => match arguments.as_slice() {
                [only] => function.call(&mut [only.value(place)], place.scope),
                [one, two] => function.call(&mut [one.value(place), two.value(place)], place.scope),
                [one, two, three] => {
                    function.call(&mut [one.value(place), two.value(place), three.value(place)], place.scope)
                }
                many => {
                    let mut values: Vec<Datum<'_>> = many.iter().map(|argument| argument.value(place)).collect();
                    function.call(&mut values, place.scope)
                }
            },
        }
    }
}

/// Where an expression is worked out.
pub(super) struct Place<'p, 's> {
    /// What fields stand for.
    pub(super) inputs: &'p [Input<'p>],
    /// The row, counted from the start of the stretch.
    pub(super) row: usize,
    /// The values of aggregates.
    pub(super) figures: &'s [Datum<'static>],
    pub(super) scope: &'p Scope<'p>,
}

/// Returns `and` (decided by false) or `or` (decided by true) of three-valued truths.
fn both<'a>(left: Option<bool>, right: impl FnOnce() -> Option<bool>, deciding: bool) -> Datum<'a> {
    if left == Some(deciding) {
        return Datum::Flag(deciding);
    }
    match (left, right()) {
        (_, Some(right)) if right == deciding => Datum::Flag(deciding),
        (Some(_), Some(_)) => Datum::Flag(!deciding),
        _ => Datum::Null,
    }
}

fn compared<'a>(operator: BinaryOperator, left: &Datum<'_>, right: &Datum<'_>, scope: &Scope<'_>) -> Datum<'a> {
    // Comparing with null is asking whether it is null, as in the dialect that clients write.
    if let (Datum::Null, other) | (other, Datum::Null) = (left, right) {
        return match operator {
            BinaryOperator::Equal => Datum::Flag(*other == Datum::Null),
            BinaryOperator::NotEqual => Datum::Flag(*other != Datum::Null),
            _ => Datum::Flag(false),
        };
    }
    let ordering = left.compare(right, &scope.context.calendar);
    Datum::Flag(match operator {
        BinaryOperator::NotEqual => ordering != Some(Ordering::Equal),
        BinaryOperator::Less => ordering == Some(Ordering::Less),
        BinaryOperator::LessOrEqual => ordering.is_some_and(Ordering::is_le),
        BinaryOperator::Greater => ordering == Some(Ordering::Greater),
        BinaryOperator::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
        _ => ordering == Some(Ordering::Equal),
    })
}

fn contained<'a>(operand: &Datum<'_>, items: impl Iterator<Item = Datum<'a>>, scope: &Scope<'_>) -> Datum<'a> {
    let equals = |item: &Datum<'_>| operand.compare(item, &scope.context.calendar) == Some(Ordering::Equal);
    let mut items = items;
    Datum::Flag(items.any(|item| match item {
        Datum::List(inner) => inner.iter().any(equals),
        item => equals(&item),
    }))
}
