//! Texts.

use std::borrow::Cow;

use super::{Function, Scope, take};
use crate::eval::expression::datum::Datum;
use crate::eval::operator::like::{Case, LikePattern};
use crate::regex::replace_all;

/// The longest text that a function may make, in bytes: replacements and joins inside each other multiply.
const LONGEST_MADE: usize = 1 << 20;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("toString", 1, 1, |arguments, scope| Datum::of_text(text(arguments, 0, scope))),
    Function::new("concat", 1, usize::MAX, concat).seeing_nulls(),
    Function::new("lower", 1, 1, |arguments, scope| of(arguments, scope, |text| text.to_lowercase().into())),
    Function::new("upper", 1, 1, |arguments, scope| of(arguments, scope, |text| text.to_uppercase().into())),
    Function::new("trim", 1, 1, |arguments, scope| of(arguments, scope, |text| part_of(text, str::trim))),
    Function::new("trimLeft", 1, 1, |arguments, scope| of(arguments, scope, |text| part_of(text, str::trim_start))),
    Function::new("trimRight", 1, 1, |arguments, scope| of(arguments, scope, |text| part_of(text, str::trim_end))),
    Function::new("reverse", 1, 1, |arguments, scope| of(arguments, scope, |text| text.chars().rev().collect())),
    Function::new("length", 1, 1, length),
    Function::new("empty", 1, 1, |arguments, scope| empty(arguments, scope, true)).seeing_nulls(),
    Function::new("notEmpty", 1, 1, |arguments, scope| empty(arguments, scope, false)).seeing_nulls(),
    Function::new("substring", 2, 3, substring),
    Function::new("left", 2, 2, left),
    Function::new("right", 2, 2, right),
    Function::new("startsWith", 2, 2, |arguments, scope| test(arguments, scope, |text, part| text.starts_with(part))),
    Function::new("endsWith", 2, 2, |arguments, scope| test(arguments, scope, |text, part| text.ends_with(part))),
    Function::new("position", 2, 2, position),
    Function::new("like", 2, 2, |arguments, scope| like(arguments, scope, Case::Sensitive)).seeing_nulls(),
    Function::new("ilike", 2, 2, |arguments, scope| like(arguments, scope, Case::Ignored)).seeing_nulls(),
    Function::new("match", 2, 2, matches),
    Function::new("extract", 2, 2, extract),
    Function::new("replaceAll", 3, 3, replace),
    Function::new("replace", 3, 3, replace),
    Function::new("replaceOne", 3, 3, replace_one),
    Function::new("replaceRegexpAll", 3, 3, replace_regex),
    Function::new("replaceRegexpOne", 3, 3, replace_regex_once),
];

/// Returns an argument as text.
pub(super) fn text<'a>(arguments: &mut [Datum<'a>], index: usize, scope: &Scope<'_>) -> Option<Cow<'a, str>> {
    take(arguments, index).text(&scope.context.calendar)
}

pub(super) fn of<'a>(
    arguments: &mut [Datum<'a>],
    scope: &Scope<'_>,
    change: for<'t> fn(Cow<'t, str>) -> Cow<'t, str>,
) -> Datum<'a> {
    Datum::of_text(text(arguments, 0, scope).map(change))
}

/// Returns a part of a text, borrowed where the text is.
pub(super) fn part_of<'t>(text: Cow<'t, str>, part: for<'p> fn(&'p str) -> &'p str) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(part(text)),
        Cow::Owned(text) => Cow::Owned(part(&text).to_owned()),
    }
}

/// Joins texts; nulls are nothing, and what becomes too long is null.
fn concat<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let mut joined = String::new();
    for argument in arguments {
        let argument = std::mem::replace(argument, Datum::Null);
        joined.push_str(&argument.text(&scope.context.calendar).unwrap_or_default());
        if joined.len() > LONGEST_MADE {
            return Datum::Null;
        }
    }
    Datum::Text(joined.into())
}

fn length<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    if let Datum::List(items) = &arguments[0] {
        return Datum::Number(items.len() as f64);
    }
    Datum::of_number(text(arguments, 0, scope).map(|text| text.chars().count() as f64))
}

/// Null counts as empty.
fn empty<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, wanted: bool) -> Datum<'a> {
    let is_empty = match &arguments[0] {
        Datum::List(items) => items.is_empty(),
        _ => text(arguments, 0, scope).is_none_or(|text| text.is_empty()),
    };
    Datum::Flag(is_empty == wanted)
}

/// Returns the characters of a text from one on, so many.
fn characters<'a>(text: Cow<'a, str>, skipped: usize, count: usize) -> Datum<'a> {
    let start = text.char_indices().nth(skipped).map_or(text.len(), |(at, _)| at);
    let end = text[start..].char_indices().nth(count).map_or(text.len(), |(at, _)| start + at);
    Datum::Text(match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
    })
}

/// `substring(text, from)` or `substring(text, from, length)`, counted from 1; a negative start counts from the end.
fn substring<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let Some(from) = arguments[1].number() else { return Datum::Null };
    let count = arguments.get(2).map_or(Some(f64::INFINITY), Datum::number);
    let (Some(count), Some(text)) = (count, text(arguments, 0, scope)) else { return Datum::Null };
    let skipped = match from {
        from if from >= 1.0 => from as usize - 1,
        from if from < 0.0 => text.chars().count().saturating_sub(-from as usize),
        _ => return Datum::Text(Cow::Borrowed("")),
    };
    characters(text, skipped, count as usize)
}

fn left<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let count = arguments[1].number();
    match (count, text(arguments, 0, scope)) {
        (Some(count), Some(text)) => characters(text, 0, count as usize),
        _ => Datum::Null,
    }
}

fn right<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let count = arguments[1].number();
    match (count, text(arguments, 0, scope)) {
        (Some(count), Some(text)) => {
            let skipped = text.chars().count().saturating_sub(count as usize);
            characters(text, skipped, usize::MAX)
        }
        _ => Datum::Null,
    }
}

fn test<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, holds: fn(&str, &str) -> bool) -> Datum<'a> {
    match (text(arguments, 0, scope), text(arguments, 1, scope)) {
        (Some(text), Some(part)) => Datum::Flag(holds(&text, &part)),
        _ => Datum::Null,
    }
}

/// Returns the character at which a part begins, from 1; 0 where it is not found.
fn position<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    match (text(arguments, 0, scope), text(arguments, 1, scope)) {
        (Some(text), Some(part)) => {
            let found = text.find(part.as_ref()).map_or(0, |at| text[..at].chars().count() + 1);
            Datum::Number(found as f64)
        }
        _ => Datum::Null,
    }
}

/// Null is like nothing.
fn like<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, case: Case) -> Datum<'a> {
    match (text(arguments, 0, scope), text(arguments, 1, scope)) {
        (Some(text), Some(pattern)) => Datum::Flag(LikePattern::new(&pattern, case).matches(&text)),
        _ => Datum::Flag(false),
    }
}

fn matches<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(text), Some(pattern)) = (text(arguments, 0, scope), text(arguments, 1, scope)) else {
        return Datum::Null;
    };
    scope.regex(&pattern).map_or(Datum::Null, |regex| Datum::Flag(regex.is_match(&text)))
}

/// Returns the first group of what is found, or all of it where there is no group.
fn extract<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(text), Some(pattern)) = (text(arguments, 0, scope), text(arguments, 1, scope)) else {
        return Datum::Null;
    };
    let Some(regex) = scope.regex(&pattern) else { return Datum::Null };
    let found = regex.captures(&text).and_then(|found| found.get(1).or(found.get(0)));
    Datum::Text(Cow::Owned(found.map_or(String::new(), |found| found.as_str().to_owned())))
}

fn replace<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    replaced(arguments, scope, |text, part, other| text.replace(part, other))
}

fn replace_one<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    replaced(arguments, scope, |text, part, other| text.replacen(part, other, 1))
}

fn replaced<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, replace: fn(&str, &str, &str) -> String) -> Datum<'a> {
    match (text(arguments, 0, scope), text(arguments, 1, scope), text(arguments, 2, scope)) {
        (Some(text), Some(part), _) if part.is_empty() || !text.contains(part.as_ref()) => Datum::Text(text),
        (Some(text), Some(part), Some(other)) if !grows_too_long(&text, &other) => {
            Datum::Text(replace(&text, &part, &other).into())
        }
        _ => Datum::Null,
    }
}

/// Says whether a replacement could make a text too long; it is null then.
fn grows_too_long(text: &str, replacement: &str) -> bool {
    (text.len() + 1).saturating_mul(replacement.len() + 1) > LONGEST_MADE
}

fn replace_regex<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(text), Some(pattern), Some(other)) =
        (text(arguments, 0, scope), text(arguments, 1, scope), text(arguments, 2, scope))
    else {
        return Datum::Null;
    };
    let Some(regex) = scope.regex(&pattern).filter(|_| !grows_too_long(&text, &other)) else { return Datum::Null };
    Datum::Text(Cow::Owned(replace_all(&regex, &text, &other).into_owned()))
}

fn replace_regex_once<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(text), Some(pattern), Some(other)) =
        (text(arguments, 0, scope), text(arguments, 1, scope), text(arguments, 2, scope))
    else {
        return Datum::Null;
    };
    let Some(regex) = scope.regex(&pattern).filter(|_| !grows_too_long(&text, &other)) else { return Datum::Null };
    let Some(found) = regex.find(&text) else { return Datum::Text(text) };
    let replaced = replace_all(&regex, found.as_str(), &other);
    Datum::Text(Cow::Owned([&text[..found.start()], &replaced, &text[found.end()..]].concat()))
}
