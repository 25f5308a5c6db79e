//! Attributes of sessions (spec/trends 5.2): `$session_duration`, `$entry_current_url`, `$is_bounce`, ….

mod channel;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use channel::Arrival;

use super::condition::value_table;
use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::columns::codes::Codes;
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::ABSENT;
use crate::columns::value::Value;
use crate::error::Error;
use crate::number::number_text;
use crate::query::context::PropertyType;
use crate::query::filter::PropertyFilter;
use crate::query::session::{ARRIVAL_PROPERTIES, SessionAttribute};
use crate::time::Timestamp;

/// A session of at most one pageview is a bounce when it is shorter, in seconds.
const BOUNCE_SECONDS: i64 = 10;

/// Returns the type of a session attribute.
pub(super) fn session_attribute_type(key: &str) -> PropertyType {
    match SessionAttribute::named(key) {
        SessionAttribute::Duration | SessionAttribute::Count(_) => PropertyType::Numeric,
        SessionAttribute::IsBounce => PropertyType::Boolean,
        SessionAttribute::Start | SessionAttribute::End => PropertyType::DateTime,
        SessionAttribute::ChannelType | SessionAttribute::First(_) | SessionAttribute::Last(_) => PropertyType::Text,
    }
}

impl Frame<'_> {
    /// Returns an attribute of the session of each row, for all rows of the dataset.
    ///
    /// Rows without a session have a duration and counts of 0, and no other attribute.
    pub fn session_values(&self, key: &str) -> Coded {
        let events = self.dataset.events();
        let ids = events.property("$session_id").map_or_else(Cow::default, Column::coded);
        let of_sessions = self.attribute_of_sessions(SessionAttribute::named(key), &ids);
        let mut codes = Codes::default();
        for row in 0..events.len() {
            codes.push(of_sessions.codes().get(ids.codes().get(row) as usize));
        }
        Coded::new(codes, of_sessions.dictionary().clone())
    }

    /// Returns which rows belong to a session that meets a filter.
    ///
    /// # Errors
    /// As [`Comparison::new`].
    pub(super) fn session_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let kind = session_attribute_type(&filter.key);
        let comparison = Comparison::new(filter.operator, &filter.value, kind, self.context)?;
        let ids = self.dataset.events().property("$session_id").map_or_else(Cow::default, Column::coded);
        let values = self.attribute_of_sessions(SessionAttribute::named(&filter.key), &ids);
        let held = value_table(values.dictionary(), &comparison);
        let codes = 0..ids.dictionary().len();
        let table: Vec<u8> = codes.map(|code| held[values.codes().get(code) as usize]).collect();
        if ids.codes().is_empty() {
            return Ok(if table[0] == 1 { Mask::All } else { Mask::None });
        }
        Ok(Mask::of_codes(ids.codes(), rows.clone(), &table))
    }

    /// Returns an attribute by the code of the session's id.
    fn attribute_of_sessions(&self, attribute: SessionAttribute<'_>, ids: &Coded) -> Coded {
        let sessions = ids.dictionary().len() as u32;
        let mut values = Coded::default();
        match attribute {
            SessionAttribute::Duration => {
                let durations = self.dataset.sessions();
                for code in 0..sessions {
                    values.push(Value::Json(&durations.duration(code).to_string()));
                }
            }
            SessionAttribute::Start | SessionAttribute::End => {
                for code in 0..sessions {
                    let span = self.dataset.sessions().span(code);
                    let at = span.map(|(start, end)| if attribute == SessionAttribute::Start { start } else { end });
                    let text = at.map(|at| Timestamp::from_micros(at).to_string());
                    values.push(text.as_deref().map_or(Value::Absent, Value::Text));
                }
            }
            SessionAttribute::ChannelType => {
                for (code, channel) in (0..).zip(self.channels_of_sessions(ids)) {
                    values.push(if is_session(code, ids) { Value::Text(channel) } else { Value::Absent });
                }
            }
            SessionAttribute::Count(name) => {
                for count in self.events_of_sessions(name, ids) {
                    values.push(Value::Json(&number_text(f64::from(count))));
                }
            }
            SessionAttribute::IsBounce => {
                for (code, bounced) in (0..).zip(self.bounces(ids)) {
                    let shown = Value::Json(if bounced { "true" } else { "false" });
                    values.push(if is_session(code, ids) { shown } else { Value::Absent });
                }
            }
            SessionAttribute::First(property) => return self.first_told(property, 0..self.dataset.events().len(), ids),
            SessionAttribute::Last(property) => {
                return self.first_told(property, (0..self.dataset.events().len()).rev(), ids);
            }
        }
        values
    }

    /// Returns whether each session was left where it began, by the code of its id.
    fn bounces(&self, ids: &Coded) -> impl Iterator<Item = bool> {
        let pageviews = self.events_of_sessions("$pageview", ids).into_iter();
        let clicks = self.events_of_sessions("$autocapture", ids);
        (0..).zip(pageviews.zip(clicks)).map(|(code, (pageviews, clicks))| {
            pageviews <= 1 && clicks == 0 && self.dataset.sessions().duration(code) < BOUNCE_SECONDS
        })
    }

    /// Returns the value of a property that the first of the rows of each session that has one tells, by the code of its id.
    fn first_told(&self, property: &str, rows: impl Iterator<Item = usize>, ids: &Coded) -> Coded {
        let mut values = Coded::default();
        let Some(column) = self.dataset.events().property(property).map(Column::coded) else { return values };
        let mut found = vec![ABSENT; ids.dictionary().len()];
        for row in rows {
            let session = &mut found[ids.codes().get(row) as usize];
            if *session == ABSENT {
                *session = column.codes().get(row);
            }
        }
        for (code, value) in (0..).zip(found) {
            values.push(if is_session(code, ids) { column.dictionary().get(value) } else { Value::Absent });
        }
        values
    }

    /// Returns by which channel each session came, by the code of its id.
    fn channels_of_sessions(&self, ids: &Coded) -> Vec<&'static str> {
        let told = ARRIVAL_PROPERTIES.map(|name| self.attribute_of_sessions(SessionAttribute::First(name), ids));
        // Many sessions tell the same.
        let mut channels = BTreeMap::new();
        let channel_of = |session: usize| {
            let codes = told.each_ref().map(|told| told.codes().get(session));
            let text = |index: usize| told[index].dictionary().text(codes[index]);
            *channels.entry(codes).or_insert_with(|| Arrival::of(std::array::from_fn(text)).channel())
        };
        (0..ids.dictionary().len()).map(channel_of).collect()
    }

    /// Returns how many events of a name each session has, by the code of its id; 0 for rows without a session.
    fn events_of_sessions(&self, name: &str, ids: &Coded) -> Vec<u32> {
        let names = self.dataset.events().names();
        let mut counts = vec![0; ids.dictionary().len()];
        let Some(wanted) = names.dictionary().code_of(Value::Text(name)) else { return counts };
        for row in 0..self.dataset.events().len() {
            counts[ids.codes().get(row) as usize] += u32::from(names.codes().get(row) == wanted);
        }
        for (code, count) in (0..).zip(&mut counts) {
            *count *= u32::from(is_session(code, ids));
        }
        counts
    }
}

/// Returns whether the id of that code is one of a session: events without an id, or with an empty one, are in none.
fn is_session(code: u32, ids: &Coded) -> bool {
    ids.dictionary().text(code).is_some_and(|id| !id.is_empty())
}
