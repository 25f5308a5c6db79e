//! Numbers, and arithmetic with moments.

use super::{Function, Scope};
use crate::eval::expression::datum::Datum;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toFloat", 1, 1, |arguments, _| Datum::of_number(arguments[0].number())),
    Function::new("toFloatOrZero", 1, 1, |arguments, _| Datum::Number(arguments[0].number().unwrap_or(0.0)))
        .seeing_nulls(),
    Function::new("toInt", 1, 1, |arguments, _| of(arguments, f64::trunc)),
    Function::new("toIntOrZero", 1, 1, |arguments, _| Datum::Number(arguments[0].number().map_or(0.0, f64::trunc)))
        .seeing_nulls(),
    Function::new("plus", 2, 2, |arguments, scope| moved(arguments, scope, 1)),
    Function::new("minus", 2, 2, |arguments, scope| moved(arguments, scope, -1)),
    Function::new("multiply", 2, 2, |arguments, _| combined(arguments, |one, other| one * other)),
    Function::new("divide", 2, 2, |arguments, _| combined(arguments, |one, other| one / other)),
    Function::new("intDiv", 2, 2, |arguments, _| combined(arguments, |one, other| (one / other).trunc())),
    Function::new("modulo", 2, 2, |arguments, _| combined(arguments, |one, other| one % other)),
    Function::new("negate", 1, 1, |arguments, _| of(arguments, |number| -number)),
    Function::new("round", 1, 2, |arguments, _| rounded(arguments, libm::rint)),
    Function::new("floor", 1, 2, |arguments, _| rounded(arguments, f64::floor)),
    Function::new("ceil", 1, 2, |arguments, _| rounded(arguments, f64::ceil)),
    Function::new("trunc", 1, 2, |arguments, _| rounded(arguments, f64::trunc)),
    Function::new("abs", 1, 1, |arguments, _| of(arguments, f64::abs)),
    Function::new("sign", 1, 1, |arguments, _| of(arguments, sign)),
    Function::new("sqrt", 1, 1, |arguments, _| of(arguments, f64::sqrt)),
    // These are not the processor's: every target gives the same bits.
    Function::new("exp", 1, 1, |arguments, _| of(arguments, libm::exp)),
    Function::new("log", 1, 1, |arguments, _| of(arguments, libm::log)),
    Function::new("ln", 1, 1, |arguments, _| of(arguments, libm::log)),
    Function::new("log2", 1, 1, |arguments, _| of(arguments, libm::log2)),
    Function::new("log10", 1, 1, |arguments, _| of(arguments, libm::log10)),
    Function::new("pow", 2, 2, |arguments, _| combined(arguments, libm::pow)),
];

/// Infinities, which JSON cannot hold, are null.
fn finite<'a>(number: f64) -> Datum<'a> {
    if number.is_finite() { Datum::Number(number) } else { Datum::Null }
}

fn of<'a>(arguments: &mut [Datum<'a>], change: fn(f64) -> f64) -> Datum<'a> {
    arguments[0].number().map_or(Datum::Null, |number| finite(change(number)))
}

fn combined<'a>(arguments: &mut [Datum<'a>], combine: fn(f64, f64) -> f64) -> Datum<'a> {
    match (arguments[0].number(), arguments[1].number()) {
        (Some(one), Some(other)) => finite(combine(one, other)),
        _ => Datum::Null,
    }
}

/// Adds or subtracts: numbers, or a distance or so many days to a moment.
fn moved<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, sign: i64) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    match (&arguments[0], &arguments[1]) {
        (Datum::Moment(at), Datum::Distance(interval, count)) => {
            Datum::Moment(calendar.add(*interval, count.saturating_mul(sign), *at))
        }
        (Datum::Date(at), Datum::Distance(interval, count)) => {
            Datum::Date(calendar.add(*interval, count.saturating_mul(sign), *at))
        }
        (Datum::Date(at), Datum::Number(days)) => {
            Datum::Date(calendar.add(crate::time::Interval::Day, (*days as i64).saturating_mul(sign), *at))
        }
        (Datum::Moment(at), Datum::Number(seconds)) => {
            Datum::Moment(at.plus_seconds((*seconds as i64).saturating_mul(sign)))
        }
        _ if sign > 0 => combined(arguments, |one, other| one + other),
        _ => combined(arguments, |one, other| one - other),
    }
}

/// Rounds to so many digits after the point; halves go to the even neighbour.
fn rounded<'a>(arguments: &mut [Datum<'a>], round: fn(f64) -> f64) -> Datum<'a> {
    let digits = arguments.get(1).map_or(Some(0.0), Datum::number);
    match (arguments[0].number(), digits) {
        (Some(number), Some(digits)) if digits != 0.0 => {
            let scale = libm::pow(10.0, digits.clamp(-15.0, 15.0).trunc());
            finite(round(number * scale) / scale)
        }
        (Some(number), Some(_)) => finite(round(number)),
        _ => Datum::Null,
    }
}

fn sign(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number.signum() }
}
