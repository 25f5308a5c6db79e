//! Moments, dates and distances, in the team's zone.

use std::fmt::Write as _;

use super::{Function, Scope};
use crate::eval::expression::datum::Datum;
use crate::time::{Clock, Interval, Timestamp};

/// Noon of 1970-01-01 in UTC, which nearly everywhere is that day.
const NOON_OF_1970: Timestamp = Timestamp::from_seconds(43_200);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("now", 0, 0, |_, scope| Datum::Moment(scope.context.now)),
    Function::new("today", 0, 0, |_, scope| day(scope, 0)),
    Function::new("yesterday", 0, 0, |_, scope| day(scope, -1)),
    Function::new("toDateTime", 1, 1, |arguments, scope| moment(arguments, scope).map_or(Datum::Null, Datum::Moment)),
    Function::new("toDate", 1, 1, |arguments, scope| date(arguments, scope, Interval::Day)),
    Function::new("toUnixTimestamp", 1, 1, |arguments, scope| {
        Datum::of_number(moment(arguments, scope).map(|at| at.seconds() as f64))
    }),
    Function::new("toStartOfSecond", 1, 1, |arguments, scope| start(arguments, scope, Interval::Second)),
    Function::new("toStartOfMinute", 1, 1, |arguments, scope| start(arguments, scope, Interval::Minute)),
    Function::new("toStartOfHour", 1, 1, |arguments, scope| start(arguments, scope, Interval::Hour)),
    Function::new("toStartOfDay", 1, 1, |arguments, scope| start(arguments, scope, Interval::Day)),
    Function::new("toStartOfWeek", 1, 1, |arguments, scope| date(arguments, scope, Interval::Week)),
    Function::new("toStartOfMonth", 1, 1, |arguments, scope| date(arguments, scope, Interval::Month)),
    Function::new("toStartOfQuarter", 1, 1, |arguments, scope| date(arguments, scope, Interval::Quarter)),
    Function::new("toStartOfYear", 1, 1, |arguments, scope| date(arguments, scope, Interval::Year)),
    Function::new("toStartOfInterval", 2, 2, start_of_several),
    Function::new("toMonday", 1, 1, |arguments, scope| {
        let back = |at| -i64::from(scope.context.calendar.weekday(at) - 1);
        let monday = |at| scope.context.calendar.step(Interval::Day, back(at), at);
        moment(arguments, scope).map_or(Datum::Null, |at| Datum::Date(monday(at)))
    }),
    Function::new("toYYYYMM", 1, 1, |arguments, scope| part(arguments, scope, |clock| (digits(clock) / 100).into())),
    Function::new("toYYYYMMDD", 1, 1, |arguments, scope| part(arguments, scope, |clock| digits(clock).into())),
    Function::new("formatDateTime", 2, 2, formatted),
    Function::new("toYear", 1, 1, |arguments, scope| part(arguments, scope, |clock| clock.date().year().into())),
    Function::new("toMonth", 1, 1, |arguments, scope| part(arguments, scope, |clock| clock.date().month().into())),
    Function::new("toDayOfMonth", 1, 1, |arguments, scope| part(arguments, scope, |clock| clock.date().day().into())),
    Function::new("toDayOfWeek", 1, 1, |arguments, scope| {
        Datum::of_number(moment(arguments, scope).map(|at| scope.context.calendar.weekday(at).into()))
    }),
    Function::new("toHour", 1, 1, |arguments, scope| part(arguments, scope, |clock| clock.hour().into())),
    Function::new("toMinute", 1, 1, |arguments, scope| part(arguments, scope, |clock| clock.minute().into())),
    Function::new("toSecond", 1, 1, |arguments, scope| part(arguments, scope, |clock| clock.second().into())),
    Function::new("toIntervalSecond", 1, 1, |arguments, _| distance(arguments, Interval::Second)),
    Function::new("toIntervalMinute", 1, 1, |arguments, _| distance(arguments, Interval::Minute)),
    Function::new("toIntervalHour", 1, 1, |arguments, _| distance(arguments, Interval::Hour)),
    Function::new("toIntervalDay", 1, 1, |arguments, _| distance(arguments, Interval::Day)),
    Function::new("toIntervalWeek", 1, 1, |arguments, _| distance(arguments, Interval::Week)),
    Function::new("toIntervalMonth", 1, 1, |arguments, _| distance(arguments, Interval::Month)),
    Function::new("toIntervalQuarter", 1, 1, |arguments, _| distance(arguments, Interval::Quarter)),
    Function::new("toIntervalYear", 1, 1, |arguments, _| distance(arguments, Interval::Year)),
    Function::new("dateDiff", 3, 3, difference),
    Function::new("dateAdd", 3, 3, |arguments, scope| added(arguments, scope, 1)),
    Function::new("dateSub", 3, 3, |arguments, scope| added(arguments, scope, -1)),
    Function::new("dateTrunc", 2, 2, truncated),
];

fn moment(arguments: &[Datum<'_>], scope: &Scope<'_>) -> Option<Timestamp> {
    arguments.first()?.moment(&scope.context.calendar)
}

fn day<'a>(scope: &Scope<'_>, days: i64) -> Datum<'a> {
    Datum::Date(scope.context.calendar.step(Interval::Day, days, scope.context.now))
}

fn start<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, interval: Interval) -> Datum<'a> {
    moment(arguments, scope).map_or(Datum::Null, |at| Datum::Moment(scope.context.calendar.start_of(interval, at)))
}

fn date<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, interval: Interval) -> Datum<'a> {
    moment(arguments, scope).map_or(Datum::Null, |at| Datum::Date(scope.context.calendar.start_of(interval, at)))
}

fn part<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, part: fn(Clock) -> f64) -> Datum<'a> {
    Datum::of_number(moment(arguments, scope).map(|at| part(scope.context.calendar.zone.clock(at))))
}

/// Returns the digits of a date: 20240310.
fn digits(clock: Clock) -> i32 {
    let date = clock.date();
    date.year() * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

fn distance<'a>(arguments: &mut [Datum<'a>], interval: Interval) -> Datum<'a> {
    arguments[0].number().map_or(Datum::Null, |count| Datum::Distance(interval, count as i64))
}

/// Returns the interval that a text names.
fn interval(argument: &Datum<'_>) -> Option<Interval> {
    match argument {
        Datum::Text(name) => Interval::from_name(name.to_lowercase().trim_end_matches('s')),
        _ => None,
    }
}

/// `dateDiff(unit, from, to)`: how many intervals begin in between.
fn difference<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    match (interval(&arguments[0]), arguments[1].moment(calendar), arguments[2].moment(calendar)) {
        (Some(interval), Some(from), Some(to)) => Datum::Number(calendar.intervals_between(interval, from, to) as f64),
        _ => Datum::Null,
    }
}

/// `dateAdd(unit, count, moment)`.
fn added<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, sign: i64) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    match (interval(&arguments[0]), arguments[1].number(), arguments[2].moment(calendar)) {
        (Some(interval), Some(count), Some(at)) => {
            let moved = calendar.add(interval, (count as i64).saturating_mul(sign), at);
            if matches!(arguments[2], Datum::Date(_)) { Datum::Date(moved) } else { Datum::Moment(moved) }
        }
        _ => Datum::Null,
    }
}

/// `toStartOfInterval(moment, INTERVAL 15 MINUTE)`: several hours and less are counted from the start of the day, several
/// days and more from 1970.
fn start_of_several<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    let (Some(at), Datum::Distance(interval, count @ 1..)) = (moment(arguments, scope), &arguments[1]) else {
        return Datum::Null;
    };
    let origin = match interval.elapsed_micros() {
        Some(_) => calendar.start_of(Interval::Day, at),
        None => calendar.start_of(*interval, NOON_OF_1970),
    };
    let passed = calendar.intervals_between(*interval, origin, at);
    Datum::Moment(calendar.add(*interval, passed - passed.rem_euclid(*count), origin))
}

/// `formatDateTime(moment, '%Y-%m-%d')`; what is no known part stays as it is.
fn formatted<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(at), Datum::Text(pattern)) = (moment(arguments, scope), &arguments[1]) else { return Datum::Null };
    let clock = scope.context.calendar.zone.clock(at);
    let mut text = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        // Writing to a string cannot fail.
        let _ = match (letter, letters.as_str().chars().next()) {
            ('%', Some(part)) => {
                letters.next();
                match part {
                    'Y' => write!(text, "{:04}", clock.date().year()),
                    'm' => write!(text, "{:02}", clock.date().month()),
                    'd' => write!(text, "{:02}", clock.date().day()),
                    'H' => write!(text, "{:02}", clock.hour()),
                    'i' => write!(text, "{:02}", clock.minute()),
                    'S' => write!(text, "{:02}", clock.second()),
                    'F' => write!(text, "{}", clock.date()),
                    'T' => write!(text, "{clock}"),
                    other => write!(text, "%{other}"),
                }
            }
            _ => text.write_char(letter),
        };
    }
    Datum::Text(text.into())
}

/// `dateTrunc(unit, moment)`.
fn truncated<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let calendar = &scope.context.calendar;
    match (interval(&arguments[0]), arguments[1].moment(calendar)) {
        (Some(interval), Some(at)) => Datum::Moment(calendar.start_of(interval, at)),
        _ => Datum::Null,
    }
}
