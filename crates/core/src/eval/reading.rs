//! The typed reading of a property's text (spec/trends 2).

use std::borrow::Cow;

use crate::number::{number_of, number_text};
use crate::query::context::PropertyType;
use crate::time::{Calendar, Timestamp, WrittenDate};

/// Returns what a text says when it says true or false.
pub fn flag_of(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Returns the instant that a text holds: an ISO date, in the team's zone where it has no offset, or whole Unix
/// seconds (10 digits) or milliseconds (13 digits).
pub fn moment_of(text: &str, calendar: &Calendar) -> Option<Timestamp> {
    let text = text.trim();
    match WrittenDate::parse(text) {
        // Relative dates are seen from now; a value is not.
        WrittenDate::Relative(_) => {}
        date => return Some(date.resolve(calendar, Timestamp::EPOCH)),
    }
    let number: i64 = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())??;
    match text.len() {
        10 => Some(Timestamp::from_seconds(number)),
        13 => Some(Timestamp::from_millis(number)),
        _ => None,
    }
}

/// Returns a moment as clocks in the team's zone show it: `2021-01-02 15:04:05`.
pub fn moment_text(moment: Timestamp, calendar: &Calendar) -> String {
    let clock = calendar.zone.clock(moment);
    format!("{} {clock}", clock.date())
}

/// Returns the text of a property's typed value; `None` where the text is not of the type.
///
/// Numbers are in their shortest form (`10`, `1.5`), moments as expressions show them (spec/trends 6.6.1).
pub fn typed_text<'t>(text: &'t str, kind: PropertyType, calendar: &Calendar) -> Option<Cow<'t, str>> {
    match kind {
        PropertyType::Text => Some(Cow::Borrowed(text)),
        PropertyType::Numeric => number_of(text).map(|number| Cow::Owned(number_text(number))),
        PropertyType::Boolean => flag_of(text).map(|_| Cow::Borrowed(text)),
        PropertyType::DateTime => moment_of(text, calendar).map(|moment| Cow::Owned(moment_text(moment, calendar))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_by_its_type() {
        let read = |text, kind| typed_text(text, kind, &Calendar::UTC).map(Cow::into_owned);
        assert_eq!(read("4.0", PropertyType::Text).as_deref(), Some("4.0"));
        assert_eq!(read("4.0", PropertyType::Numeric).as_deref(), Some("4"));
        assert_eq!(read("four", PropertyType::Numeric), None);
        assert_eq!(read("true", PropertyType::Boolean).as_deref(), Some("true"));
        assert_eq!(read("yes", PropertyType::Boolean), None);
        for text in ["2021-01-02", "1609545600", "1609545600000"] {
            assert_eq!(read(text, PropertyType::DateTime).as_deref(), Some("2021-01-02 00:00:00"), "{text}");
        }
        assert_eq!(read("-7d", PropertyType::DateTime), None);
    }
}
