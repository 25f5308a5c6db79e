//! The cells of a table as JSON.

use serde_json::{Number, Value};

use super::Cell;
use crate::eval::expression::Datum;
use crate::eval::frame::Frame;
use crate::time::{Calendar, Timestamp};

/// Returns a row as it is answered.
pub(super) fn json_row(row: &[Cell<'_>], frame: &Frame<'_>) -> Vec<Value> {
    let json = |cell: &Cell<'_>| match cell {
        Cell::Datum(datum) => json(datum, &frame.context.calendar),
        Cell::Object(object) => object.clone(),
    };
    row.iter().map(json).collect()
}

fn json(datum: &Datum<'_>, calendar: &Calendar) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Flag(flag) => Value::Bool(*flag),
        Datum::Number(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Datum::Moment(at) => Value::String(moment_text(*at, calendar)),
        Datum::List(items) => items.iter().map(|item| json(item, calendar)).collect(),
        other => other.clone().text(calendar).map_or(Value::Null, |text| Value::String(text.into_owned())),
    }
}

/// Returns a moment in ISO 8601 in the team's zone, with a fraction only where there is one.
fn moment_text(at: Timestamp, calendar: &Calendar) -> String {
    if calendar.zone.offset_seconds(at) == 0 {
        return at.to_string();
    }
    let mut text = calendar.iso(at);
    let fraction = at.micros().rem_euclid(1_000_000);
    if fraction > 0 {
        // Date and time of day are 19 characters.
        text.insert_str(19, &format!(".{fraction:06}"));
    }
    text
}
