//! Sessions: the events that share a non-empty `$session_id` (spec/trends 2).

use super::events::Events;

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// The sessions, by the dictionary code of their id.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    spans: Vec<Option<(i64, i64)>>,
}

impl Sessions {
    /// Returns the sessions of the events, of whatever name these are.
    pub fn new(events: &Events) -> Sessions {
        let Some(column) = events.property("$session_id") else { return Sessions::default() };
        let ids = column.coded();
        let mut spans: Vec<Option<(i64, i64)>> = vec![None; ids.dictionary().len()];
        for (row, time) in events.times().iter().enumerate() {
            let code = ids.codes().get(row) as usize;
            // Rows are sorted by time: the first one seen starts the session, the last one ends it.
            let start = spans[code].map_or(*time, |(start, _)| start);
            spans[code] = Some((start, *time));
        }
        for (span, id) in spans.iter_mut().zip(ids.dictionary().values()) {
            if id.text().unwrap_or_default().is_empty() {
                *span = None;
            }
        }
        Sessions { spans }
    }

    /// Returns when the first and the last event of a session were, in microseconds since the epoch; `None` without a session.
    pub fn span(&self, code: u32) -> Option<(i64, i64)> {
        self.spans.get(code as usize).copied().flatten()
    }

    /// Returns the whole seconds between the first and the last event of a session; 0 without a session.
    pub fn duration(&self, code: u32) -> i64 {
        self.span(code).map_or(0, |(start, end)| (end - start) / SECOND)
    }
}
