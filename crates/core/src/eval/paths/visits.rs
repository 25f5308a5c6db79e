//! What actors visited, actor by actor: gathered, or read as the dataset keeps it.

use std::ops::Range;

use oriel_kernels::partition;
use oriel_kernels::visits::{self, Cut, Step, Visit};

use super::items::Items;
use crate::columns::order::LEAST_PART;
use crate::eval::frame::Frame;
use crate::query::paths::PathsQuery;

/// The visits of all actors, actor by actor.
pub(super) struct Visits {
    /// Where those of each actor start; one entry more than there are actors.
    starts: Vec<u32>,
    form: Form,
    /// How many items there are.
    items: u32,
}

/// How visits are kept: half of the memory, where times and items have room in a word.
enum Form {
    /// The time since `base`, and in the `bits` below it the item.
    Packed { words: Vec<u64>, base: i64, bits: u32 },
    /// Each by itself.
    Apart(Vec<Visit>),
}

impl Visits {
    /// Returns the visits of ascending rows; actors, times and items have an entry for each row, and `items` says how many
    /// there are.
    pub(super) fn new(
        rows: &[u32],
        (of_rows, actors): (&[u32], usize),
        times: &[i64],
        (item_of_rows, items): (&[u32], usize),
    ) -> Visits {
        let starts = partition::starts(rows, of_rows, actors);
        let base = times.first().copied().unwrap_or_default();
        let span = times.last().map_or(0, |last| last.abs_diff(base));
        let bits = bits_of(items);
        let form = if span.leading_zeros() >= bits {
            let words = visits::packed_by_actor(rows, of_rows, &starts, (times, base), (item_of_rows, bits));
            Form::Packed { words, base, bits }
        } else {
            Form::Apart(visits::by_actor(rows, of_rows, &starts, times, item_of_rows))
        };
        Visits { starts, form, items: items as u32 }
    }

    /// Returns the visits of persons to the items of events of some names, on no other condition, where the dataset keeps what
    /// it takes.
    pub(super) fn kept(
        query: &PathsQuery,
        frame: &Frame<'_>,
        rows: &Range<usize>,
        taken_names: &[u8],
        items: &mut Items<'_>,
    ) -> Option<Visits> {
        let events = frame.dataset.events();
        if items.may_leave_out() || rows.len() * LEAST_PART < events.len() {
            return None;
        }
        let (base, last) = (*events.times().get(rows.start)?, *events.times()[rows.clone()].last()?);
        let kept = frame.dataset.person_events()?;
        let mut is_taken = [0; 256];
        is_taken.iter_mut().zip(taken_names).for_each(|(is_taken, name)| *is_taken = *name);
        let (codes, item_of_codes) = items.in_order(&is_taken, query, frame)?;
        let (span, bits) = (last.abs_diff(base), bits_of(items.texts().len()));
        if span.leading_zeros() < bits {
            return None;
        }
        let columns = (kept.names.as_slice(), kept.times.as_slice(), codes.as_ref());
        let (starts, words) =
            visits::packed_in_order(columns, &kept.starts, (base, span), &is_taken, (&item_of_codes, bits));
        Some(Visits { starts, form: Form::Packed { words, base, bits }, items: items.texts().len() as u32 })
    }

    /// Returns how many actors there are, of whom some may have no visits.
    pub(super) fn actors(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns how many items there are.
    pub(super) fn items(&self) -> u32 {
        self.items
    }

    /// Returns the steps of all sessions, which end at a pause in microseconds, each cut to its first `limit` items.
    pub(super) fn steps(&self, pause: u64, limit: u32) -> Vec<Step> {
        let cut = Cut { pause, limit, items: self.items };
        match &self.form {
            Form::Packed { words, bits, .. } => visits::steps_of_packed(words, *bits, &self.starts, cut),
            Form::Apart(visits) => visits::steps(visits, &self.starts, cut),
        }
    }

    /// Puts the visits of one actor into a list, in place of what it held.
    pub(super) fn read(&self, actor: usize, visits: &mut Vec<Visit>) {
        visits.clear();
        let places = self.starts[actor] as usize..self.starts[actor + 1] as usize;
        match &self.form {
            Form::Packed { words, base, bits } => {
                visits.extend(words[places].iter().map(|word| visits::unpacked(*word, *base, *bits)));
            }
            Form::Apart(all) => visits.extend_from_slice(&all[places]),
        }
    }
}

/// Returns how many bits hold the code of an item.
fn bits_of(items: usize) -> u32 {
    items.max(1).ilog2() + 1
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{range, visits};
    use super::*;
    use crate::columns::Dataset;
    use crate::error::Error;
    use crate::query::Query;
    use crate::query::context::Context;
    use crate::time::Timestamp;

    const LINES: &str = r#"{"event":"$pageview","distinct_id":"u","timestamp":"2024-03-01T00:00:00Z","properties":{"$current_url":"/a"}}
{"event":"$screen","distinct_id":"u","timestamp":"2024-03-01T00:01:00Z","properties":{"$screen_name":"s"}}
{"event":"buy","distinct_id":"v","timestamp":"2024-03-02T00:00:00Z"}"#;

    /// Returns whether the visits of a query are read as a dataset keeps them.
    fn is_kept(dataset: &Dataset, filter: Value) -> Result<bool, Error> {
        let query = json!({"kind": "PathsQuery", "dateRange": {"date_from": "2024-03-01"}, "pathsFilter": filter});
        let Query::Paths(query) = Query::from_json(&query)? else { return Ok(false) };
        let context = Context::new(Timestamp::parse("2024-03-10")?);
        let frame = Frame::new(dataset, &context);
        let range = range(&query, &frame);
        let rows = frame.dataset.events().rows_between(range.from.micros(), range.to.micros());
        let is_taken = super::super::items::taken(&query, frame.dataset.events().names().dictionary());
        let kept = Visits::kept(&query, &frame, &rows, &is_taken, &mut Items::new(&query, &frame)?);
        let gathered = visits(&query, &frame, &range, &mut Items::new(&query, &frame)?)?;
        assert!(kept.as_ref().is_none_or(|kept| kept.starts == gathered.starts));
        Ok(kept.is_some())
    }

    #[test]
    fn visits_to_items_of_one_column_are_kept() -> Result<(), Error> {
        let mut dataset = Dataset::new();
        dataset.append_ndjson(LINES.as_bytes())?;
        assert!(!is_kept(&dataset, json!({"includeEventTypes": ["$pageview"]}))?, "asked once");
        let dataset = dataset.asked_often();
        assert!(is_kept(&dataset, json!({"includeEventTypes": ["$pageview"]}))?);
        assert!(is_kept(&dataset, json!({"includeEventTypes": ["$screen"]}))?);
        assert!(!is_kept(&dataset, json!({"includeEventTypes": ["$pageview", "$screen"]}))?, "two columns");
        assert!(!is_kept(&dataset, json!({"includeEventTypes": ["custom_event"]}))?, "names");
        let excluding = json!({"includeEventTypes": ["$pageview"], "excludeEvents": ["/a"]});
        assert!(!is_kept(&dataset, excluding)?, "an item that is left out");
        Ok(())
    }
}
