//! Conditions, nulls and comparisons.

use std::cmp::Ordering;

use super::{Function, Scope, take};
use crate::eval::expression::datum::Datum;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("if", 3, 3, multi_if).seeing_nulls(),
    Function::new("multiIf", 3, usize::MAX, multi_if).seeing_nulls(),
    Function::new("case", 4, usize::MAX, case).seeing_nulls(),
    Function::new("coalesce", 1, usize::MAX, first_value).seeing_nulls(),
    Function::new("ifNull", 2, 2, first_value).seeing_nulls(),
    Function::new("nullIf", 2, 2, null_if).seeing_nulls(),
    Function::new("isNull", 1, 1, |arguments, _| Datum::Flag(arguments[0] == Datum::Null)).seeing_nulls(),
    Function::new("isNotNull", 1, 1, |arguments, _| Datum::Flag(arguments[0] != Datum::Null)).seeing_nulls(),
    Function::new("and", 2, usize::MAX, |arguments, _| decided_by(false, arguments)).seeing_nulls(),
    Function::new("or", 2, usize::MAX, |arguments, _| decided_by(true, arguments)).seeing_nulls(),
    Function::new("not", 1, 1, |arguments, _| flag(arguments[0].truth().map(|truth| !truth))),
    Function::new("equals", 2, 2, |arguments, scope| ordered(arguments, scope, Ordering::is_eq)),
    Function::new("notEquals", 2, 2, |arguments, scope| ordered(arguments, scope, Ordering::is_ne)),
    Function::new("less", 2, 2, |arguments, scope| ordered(arguments, scope, Ordering::is_lt)),
    Function::new("lessOrEquals", 2, 2, |arguments, scope| ordered(arguments, scope, Ordering::is_le)),
    Function::new("greater", 2, 2, |arguments, scope| ordered(arguments, scope, Ordering::is_gt)),
    Function::new("greaterOrEquals", 2, 2, |arguments, scope| ordered(arguments, scope, Ordering::is_ge)),
    Function::new("between", 3, 3, between),
    Function::new("greatest", 2, usize::MAX, |arguments, scope| extreme(arguments, scope, Ordering::Greater)),
    Function::new("least", 2, usize::MAX, |arguments, scope| extreme(arguments, scope, Ordering::Less)),
    Function::new("max2", 2, 2, |arguments, scope| extreme(arguments, scope, Ordering::Greater)),
    Function::new("min2", 2, 2, |arguments, scope| extreme(arguments, scope, Ordering::Less)),
    Function::new("toBool", 1, 1, |arguments, _| flag(arguments[0].truth())),
];

fn flag<'a>(truth: Option<bool>) -> Datum<'a> {
    truth.map_or(Datum::Null, Datum::Flag)
}

/// One argument of that truth decides; without, a null leaves it open.
fn decided_by<'a>(truth: bool, arguments: &[Datum<'a>]) -> Datum<'a> {
    let truths = || arguments.iter().map(Datum::truth);
    flag(if truths().any(|given| given == Some(truth)) {
        Some(truth)
    } else {
        truths().find(Option::is_none).unwrap_or(Some(!truth))
    })
}

/// Conditions and values in turn, and a last value for when none holds.
fn multi_if<'a>(arguments: &mut [Datum<'a>], _: &Scope<'_>) -> Datum<'a> {
    let holding = (0..arguments.len() / 2).map(|pair| pair * 2).find(|at| arguments[*at].truth() == Some(true));
    let chosen = holding.map_or(arguments.len() - 1, |at| at + 1);
    take(arguments, chosen)
}

/// A value, candidates and results in turn, and a last result for when none is equal.
fn case<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    let equal = |at: usize| arguments[0].compare(&arguments[at], calendar) == Some(Ordering::Equal);
    let found = (0..(arguments.len() - 1) / 2).map(|pair| pair * 2 + 1).find(|at| equal(*at));
    let chosen = found.map_or(arguments.len() - 1, |at| at + 1);
    take(arguments, chosen)
}

fn first_value<'a>(arguments: &mut [Datum<'a>], _: &Scope<'_>) -> Datum<'a> {
    let found = arguments.iter().position(|argument| *argument != Datum::Null);
    found.map_or(Datum::Null, |at| take(arguments, at))
}

fn null_if<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    match arguments[0].compare(&arguments[1], &scope.context.calendar) {
        Some(Ordering::Equal) => Datum::Null,
        _ => take(arguments, 0),
    }
}

fn ordered<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, holds: fn(Ordering) -> bool) -> Datum<'a> {
    flag(arguments[0].compare(&arguments[1], &scope.context.calendar).map(holds))
}

fn between<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    let at_least = arguments[0].compare(&arguments[1], calendar).is_some_and(Ordering::is_ge);
    Datum::Flag(at_least && arguments[0].compare(&arguments[2], calendar).is_some_and(Ordering::is_le))
}

fn extreme<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, wanted: Ordering) -> Datum<'a> {
    let mut best = 0;
    for at in 1..arguments.len() {
        if arguments[at].compare(&arguments[best], &scope.context.calendar) == Some(wanted) {
            best = at;
        }
    }
    take(arguments, best)
}
