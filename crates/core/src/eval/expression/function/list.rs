//! Lists, and what is inside JSON.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::text::text;
use super::{Function, Scope, take};
use crate::eval::expression::datum::Datum;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("array", 0, usize::MAX, |arguments, _| list(arguments)).seeing_nulls(),
    Function::new("tuple", 1, usize::MAX, |arguments, _| list(arguments)).seeing_nulls(),
    Function::new("arrayElement", 2, 2, element),
    Function::new("has", 2, 2, has),
    Function::new("indexOf", 2, 2, index_of),
    Function::new("splitByChar", 2, 2, split),
    Function::new("splitByString", 2, 2, split),
    Function::new("arrayStringConcat", 1, 2, joined),
    Function::new("JSONExtractString", 1, usize::MAX, |arguments, scope| json(arguments, scope, json_text)),
    Function::new("JSONExtractRaw", 1, usize::MAX, |arguments, scope| {
        json(arguments, scope, |value| Datum::Text(value.to_string().into()))
    }),
    Function::new("JSONExtractFloat", 1, usize::MAX, |arguments, scope| {
        json(arguments, scope, |value| Datum::of_number(value.as_f64()))
    }),
    Function::new("JSONExtractInt", 1, usize::MAX, |arguments, scope| {
        json(arguments, scope, |value| Datum::of_number(value.as_f64().map(f64::trunc)))
    }),
    Function::new("JSONExtractBool", 1, usize::MAX, |arguments, scope| {
        json(arguments, scope, |value| value.as_bool().map_or(Datum::Null, Datum::Flag))
    }),
    Function::new("JSONExtractArrayRaw", 1, usize::MAX, |arguments, scope| json(arguments, scope, json_items)),
    Function::new("JSONHas", 2, usize::MAX, |arguments, scope| {
        Datum::Flag(json(arguments, scope, |_| Datum::Flag(true)) == Datum::Flag(true))
    }),
    Function::new("JSONLength", 1, usize::MAX, |arguments, scope| json(arguments, scope, json_length)),
];

fn list<'a>(arguments: &mut [Datum<'a>]) -> Datum<'a> {
    Datum::List((0..arguments.len()).map(|index| take(arguments, index)).collect())
}

/// Returns the item of that number, from 1; negative numbers count from the end.
fn element<'a>(arguments: &mut [Datum<'a>], _: &Scope<'_>) -> Datum<'a> {
    match (take(arguments, 0), arguments[1].number()) {
        (Datum::List(mut items), Some(number)) => match place(number, items.len()) {
            Some(index) => items.swap_remove(index),
            None => Datum::Null,
        },
        _ => Datum::Null,
    }
}

fn place(number: f64, len: usize) -> Option<usize> {
    let index = if number < 0.0 { len as f64 + number } else { number - 1.0 };
    (index >= 0.0 && index < len as f64).then_some(index as usize)
}

fn found_at(arguments: &[Datum<'_>], scope: &Scope<'_>) -> Option<usize> {
    let Datum::List(items) = &arguments[0] else { return None };
    items.iter().position(|item| item.compare(&arguments[1], &scope.context.calendar) == Some(Ordering::Equal))
}

fn has<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    Datum::Flag(found_at(arguments, scope).is_some())
}

fn index_of<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    Datum::Number(found_at(arguments, scope).map_or(0.0, |index| index as f64 + 1.0))
}

/// `splitByChar(separator, text)`.
fn split<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(separator), Some(text)) = (text(arguments, 0, scope), text(arguments, 1, scope)) else {
        return Datum::Null;
    };
    if separator.is_empty() {
        return Datum::List(text.chars().map(|character| Datum::Text(character.to_string().into())).collect());
    }
    Datum::List(match text {
        Cow::Borrowed(text) => text.split(separator.as_ref()).map(|part| Datum::Text(Cow::Borrowed(part))).collect(),
        Cow::Owned(text) => {
            text.split(separator.as_ref()).map(|part| Datum::Text(Cow::Owned(part.to_owned()))).collect()
        }
    })
}

fn joined<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let separator = text(arguments, 1, scope).unwrap_or_default();
    let Datum::List(items) = take(arguments, 0) else { return Datum::Null };
    let texts: Vec<Cow<'_, str>> = items.into_iter().filter_map(|item| item.text(&scope.context.calendar)).collect();
    Datum::Text(texts.join(separator.as_ref()).into())
}

/// Returns what is read of the JSON in the first argument, at the path of the others: names, or numbers from 1.
fn json<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>, read: fn(&Value) -> Datum<'a>) -> Datum<'a> {
    let Some(document) = text(arguments, 0, scope) else { return Datum::Null };
    let Ok(document) = serde_json::from_str::<Value>(&document) else { return Datum::Null };
    let mut value = &document;
    for step in &arguments[1..] {
        let next = match (value, step) {
            (Value::Object(fields), Datum::Text(name)) => fields.get(name.as_ref()),
            (Value::Array(items), Datum::Number(number)) => place(*number, items.len()).and_then(|at| items.get(at)),
            _ => None,
        };
        let Some(next) = next else { return Datum::Null };
        value = next;
    }
    if value.is_null() { Datum::Null } else { read(value) }
}

fn json_text<'a>(value: &Value) -> Datum<'a> {
    Datum::Text(Cow::Owned(value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
}

fn json_items<'a>(value: &Value) -> Datum<'a> {
    let items = value.as_array().into_iter().flatten();
    Datum::List(items.map(|item| Datum::Text(Cow::Owned(item.to_string()))).collect())
}

fn json_length<'a>(value: &Value) -> Datum<'a> {
    let length = value.as_array().map(Vec::len).or_else(|| value.as_object().map(serde_json::Map::len));
    Datum::Number(length.unwrap_or(0) as f64)
}
