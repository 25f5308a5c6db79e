//! Moments that nobody has to gather: where a dataset keeps the events of each person together, and a funnel asks for
//! nothing but their names.

use std::ops::Range;

use oriel_kernels::plain_funnel::MOST_MARKS;

use super::moments::Moments;
use crate::columns::order::{LEAST_PART, PersonEvents};
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::funnels::{FunnelActor, FunnelOrder, FunnelsQuery};

/// How many events a run of persons has, about: few, so that its moments stay in the nearest cache.
const RUN: usize = 4096;

/// The moments of persons by the names of their events.
pub(super) struct ByName<'a> {
    events: &'a PersonEvents,
    /// The marks of the events of each name, by its code.
    marks_of_names: [u8; 256],
    /// The time from which moments count, in microseconds since the epoch, and how long after it the last is.
    base: i64,
    span: u64,
    query: &'a FunnelsQuery,
}

impl<'a> ByName<'a> {
    /// Returns the moments of a stretch of rows that meet no condition but to be of a step or of an exclusion; `None` where
    /// they must be gathered.
    pub(super) fn new(
        query: &'a FunnelsQuery,
        frame: &'a Frame<'_>,
        rows: &Range<usize>,
        common: &Mask<'_>,
        masks: &[Mask<'_>],
    ) -> Option<ByName<'a>> {
        let events = frame.dataset.events();
        let takes_all_of_names = query.actor == FunnelActor::Person
            && query.order != FunnelOrder::Strict
            && query.breakdown.is_none()
            && *common == Mask::All;
        if !takes_all_of_names || masks.len() > MOST_MARKS || rows.len() * LEAST_PART < events.len() {
            return None;
        }
        let (base, last) = (*events.times().get(rows.start)?, *events.times()[rows.clone()].last()?);
        let span = Some(last.abs_diff(base)).filter(|span| Moments::can_pack(*span))?;
        let mut marks_of_names = [0; 256];
        for (bit, mask) in masks.iter().enumerate() {
            match mask {
                Mask::None => {}
                Mask::All => marks_of_names.iter_mut().for_each(|marks| *marks |= 1 << bit),
                Mask::OfName { code, .. } => marks_of_names[usize::from(*code)] |= 1 << bit,
                Mask::Some(_) => return None,
            }
        }
        Some(ByName { events: frame.dataset.person_events()?, marks_of_names, base, span, query })
    }

    /// Shows the moments of one run of persons after the other, with the number of its first person.
    pub(super) fn each_run(&self, mut visit: impl FnMut(u32, &Moments)) {
        let starts = &self.events.starts;
        let mut moments = Moments::none(self.query, self.base);
        let (mut first, persons) = (0, starts.len() - 1);
        while first < persons {
            let fits = |start: &u32| (*start - starts[first]) as usize <= RUN;
            // One person, at least, however many events it has.
            let end = first + 1 + starts[first + 2..].partition_point(fits);
            let places = starts[first] as usize..starts[end] as usize;
            let events = (&self.events.names[places.clone()], &self.events.times[places]);
            moments.pack(events, &starts[first..=end], self.span, &self.marks_of_names);
            visit(first as u32, &moments);
            first = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::steps::{Source, crowd, current_range};
    use super::*;
    use crate::columns::Dataset;
    use crate::error::Error;
    use crate::query::Query;
    use crate::query::context::Context;
    use crate::time::Timestamp;

    const LINES: &str = r#"{"event":"a","distinct_id":"u","timestamp":"2024-03-01T00:00:00Z","properties":{"k":1}}
{"event":"b","distinct_id":"u","timestamp":"2024-03-02T00:00:00Z"}
{"event":"c","distinct_id":"v","timestamp":"2024-03-09T00:00:00Z"}"#;

    /// Returns whether a dataset gives the moments of a funnel from a day on without gathering them.
    fn is_kept(dataset: Dataset, from: &str, first: serde_json::Value, more: serde_json::Value) -> Result<bool, Error> {
        let mut query = json!({"kind": "FunnelsQuery", "dateRange": {"date_from": from, "date_to": "2024-03-10"},
            "series": [first, {"kind": "EventsNode", "event": "b"}]});
        for (name, value) in more.as_object().into_iter().flatten() {
            query[name] = value.clone();
        }
        let Query::Funnels(query) = Query::from_json(&query)? else { return Ok(false) };
        let context = Context::new(Timestamp::parse("2024-03-10")?);
        let frame = Frame::new(&dataset, &context);
        let crowd = crowd(&query, &frame, current_range(&query, &frame))?;
        Ok(matches!(crowd.moments, Source::Kept(_)))
    }

    #[test]
    fn only_names_over_most_of_the_events_need_no_gathering() -> Result<(), Error> {
        let dataset = || {
            let mut dataset = Dataset::new();
            dataset.append_ndjson(LINES.as_bytes()).map(|_| dataset.asked_often())
        };
        let (a, none) = (|| json!({"kind": "EventsNode", "event": "a"}), || json!({}));
        assert!(is_kept(dataset()?, "2024-03-01", a(), none())?);
        assert!(!is_kept(dataset()?, "2024-03-09", a(), none())?, "few of the events");
        let with_property = json!({"kind": "EventsNode", "event": "a", "properties": [{"key": "k", "value": "1"}]});
        assert!(!is_kept(dataset()?, "2024-03-01", with_property, none())?, "a condition of a step");
        let filtered = json!({"properties": [{"key": "k", "value": "1"}]});
        assert!(!is_kept(dataset()?, "2024-03-01", a(), filtered)?, "a condition of the query");
        let broken_down = json!({"breakdownFilter": {"breakdown": "k"}});
        assert!(!is_kept(dataset()?, "2024-03-01", a(), broken_down)?, "a breakdown");
        let mut once = Dataset::new();
        once.append_ndjson(LINES.as_bytes())?;
        assert!(!is_kept(once, "2024-03-01", a(), none())?, "asked once");
        Ok(())
    }
}
