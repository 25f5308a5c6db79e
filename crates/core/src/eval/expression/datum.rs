//! A value while an expression is worked out, and its conversions.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::eval::reading::{flag_of, moment_of, moment_text};
use crate::number::{number_of, number_text};
use crate::time::{Calendar, Interval, Timestamp};

/// A value while an expression is worked out.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::eval) enum Datum<'a> {
    Null,
    Flag(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Moment(Timestamp),
    /// A date, as the moment at which it begins in the team's zone.
    Date(Timestamp),
    /// So many intervals.
    Distance(Interval, i64),
    List(Vec<Datum<'a>>),
}

impl<'a> Datum<'a> {
    /// Returns the number, or null where there is none.
    pub(in crate::eval) fn of_number(number: Option<f64>) -> Datum<'a> {
        number.filter(|number| !number.is_nan()).map_or(Datum::Null, Datum::Number)
    }

    /// Returns the text, or null where there is none.
    pub(in crate::eval) fn of_text(text: Option<Cow<'a, str>>) -> Datum<'a> {
        text.map_or(Datum::Null, Datum::Text)
    }

    /// Returns the same value, its text borrowed.
    pub(in crate::eval) fn borrowed(&self) -> Datum<'_> {
        match self {
            Datum::Text(text) => Datum::Text(Cow::Borrowed(text)),
            Datum::List(items) => Datum::List(items.iter().map(Datum::borrowed).collect()),
            Datum::Null => Datum::Null,
            Datum::Flag(flag) => Datum::Flag(*flag),
            Datum::Number(number) => Datum::Number(*number),
            Datum::Moment(at) => Datum::Moment(*at),
            Datum::Date(at) => Datum::Date(*at),
            Datum::Distance(interval, count) => Datum::Distance(*interval, *count),
        }
    }

    /// Returns the same value, its text its own.
    pub(in crate::eval) fn owned(self) -> Datum<'static> {
        match self {
            Datum::Text(text) => Datum::Text(Cow::Owned(text.into_owned())),
            Datum::List(items) => Datum::List(items.into_iter().map(Datum::owned).collect()),
            Datum::Null => Datum::Null,
            Datum::Flag(flag) => Datum::Flag(flag),
            Datum::Number(number) => Datum::Number(number),
            Datum::Moment(at) => Datum::Moment(at),
            Datum::Date(at) => Datum::Date(at),
            Datum::Distance(interval, count) => Datum::Distance(interval, count),
        }
    }

    /// Returns the value as a number: texts that hold one, 1 and 0 for true and false, Unix seconds of moments.
    pub(in crate::eval) fn number(&self) -> Option<f64> {
        match self {
            Datum::Flag(flag) => Some(f64::from(u8::from(*flag))),
            Datum::Number(number) => Some(*number),
            Datum::Text(text) => number_of(text),
            Datum::Moment(at) | Datum::Date(at) => Some(at.micros() as f64 / 1e6),
            Datum::Null | Datum::Distance(..) | Datum::List(_) => None,
        }
    }

    /// Returns whether the value counts as true; `None` for null.
    pub(in crate::eval) fn truth(&self) -> Option<bool> {
        match self {
            Datum::Null => None,
            Datum::Flag(flag) => Some(*flag),
            Datum::Text(text) => Some(matches!(text.as_ref(), "true" | "1")),
            other => Some(other.number().is_some_and(|number| number != 0.0)),
        }
    }

    /// Returns the value as text, moments as clocks in the team's zone show them; `None` for null.
    pub(in crate::eval) fn text(self, calendar: &Calendar) -> Option<Cow<'a, str>> {
        Some(match self {
            Datum::Null => return None,
            Datum::Text(text) => text,
            Datum::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
            Datum::Number(number) => Cow::Owned(number_text(number)),
            Datum::Moment(at) => Cow::Owned(moment_text(at, calendar)),
            Datum::Date(at) => Cow::Owned(calendar.zone.clock(at).date().to_string()),
            Datum::Distance(interval, count) => Cow::Owned(format!("{count} {}", interval.name())),
            Datum::List(items) => {
                let items: Vec<String> = items.into_iter().map(|item| item.quoted(calendar)).collect();
                Cow::Owned(["[", &items.join(","), "]"].concat())
            }
        })
    }

    fn quoted(self, calendar: &Calendar) -> String {
        let is_text = matches!(self, Datum::Text(_));
        match self.text(calendar) {
            None => "null".to_owned(),
            Some(text) if is_text => ["'", &text, "'"].concat(),
            Some(text) => text.into_owned(),
        }
    }

    /// Returns the value as a moment: texts that hold one, numbers as Unix seconds.
    pub(in crate::eval) fn moment(&self, calendar: &Calendar) -> Option<Timestamp> {
        match self {
            Datum::Moment(at) | Datum::Date(at) => Some(*at),
            Datum::Number(seconds) => Some(Timestamp::from_micros((seconds * 1e6) as i64)),
            Datum::Text(text) => moment_of(text, calendar),
            _ => None,
        }
    }

    /// Returns how two values compare; `None` where either is null or they have nothing in common.
    ///
    /// A text meets a number as a number, a moment as a moment, and true or false as one of these.
    pub(in crate::eval) fn compare(&self, other: &Datum<'_>, calendar: &Calendar) -> Option<Ordering> {
        match (self, other) {
            (Datum::Null, _) | (_, Datum::Null) => None,
            (Datum::Text(one), Datum::Text(other)) => Some(one.as_ref().cmp(other.as_ref())),
            (Datum::Moment(_) | Datum::Date(_), _) | (_, Datum::Moment(_) | Datum::Date(_)) => {
                Some(self.moment(calendar)?.cmp(&other.moment(calendar)?))
            }
            (Datum::Flag(flag), Datum::Text(text)) => Some(flag.cmp(&flag_of(text)?)),
            (Datum::Text(text), Datum::Flag(flag)) => Some(flag_of(text)?.cmp(flag)),
            (Datum::List(items), Datum::List(others)) => {
                let differing = items.iter().zip(others).map(|(one, other)| one.compare(other, calendar));
                let unequal = differing.into_iter().find(|ordering| *ordering != Some(Ordering::Equal));
                unequal.unwrap_or_else(|| Some(items.len().cmp(&others.len())))
            }
            _ => self.number()?.partial_cmp(&other.number()?),
        }
    }
}

/// What values are ordered by.
enum Class {
    Number(f64),
    Moment(Timestamp),
    Text,
}

impl Datum<'_> {
    /// Returns how two values follow each other where rows are ordered: numbers before moments before texts.
    ///
    /// Unlike [`Datum::compare`], which reads a text by what it meets, this is one order of all values.
    pub(in crate::eval) fn total_order(&self, other: &Datum<'_>, calendar: &Calendar) -> Ordering {
        match (self.class(), other.class()) {
            (Class::Number(one), Class::Number(other)) => one.total_cmp(&other),
            (Class::Moment(one), Class::Moment(other)) => one.cmp(&other),
            (Class::Text, Class::Text) => self.clone().text(calendar).cmp(&other.clone().text(calendar)),
            (Class::Number(_), _) | (Class::Moment(_), Class::Text) => Ordering::Less,
            (_, Class::Number(_)) | (Class::Text, Class::Moment(_)) => Ordering::Greater,
        }
    }

    fn class(&self) -> Class {
        match self {
            Datum::Flag(flag) => Class::Number(f64::from(u8::from(*flag))),
            Datum::Number(number) => Class::Number(*number),
            Datum::Moment(at) | Datum::Date(at) => Class::Moment(*at),
            Datum::Null | Datum::Text(_) | Datum::Distance(..) | Datum::List(_) => Class::Text,
        }
    }
}
