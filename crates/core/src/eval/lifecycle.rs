//! Lifecycle: which actors are new, come back, stay and leave (spec/trends 8).

use std::borrow::Cow;

use oriel_kernels::seen::LastSeen;
use serde_json::{Value, json};

use super::actor::ActorKind;
use super::condition::value_table;
use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::answer::lifecycle::{LifecycleRow, LifecycleStatus};
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::columns::column::Column;
use crate::error::Error;
use crate::query::context::PropertyType;
use crate::query::filter::{Operand, Operator, Scalar};
use crate::query::lifecycle::LifecycleQuery;
use crate::query::series::{EventSelection, Series};
use crate::time::{Buckets, Ends, Interval, Labels, ResolvedRange, Resolver, Rounding, Timestamp, Weekdays};

/// Returns the answer to a lifecycle query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &LifecycleQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let Some(series) = query.series.first() else {
        return Err(Error::invalid("Lifecycle insights require at least one series.").at("series"));
    };
    let range = resolve(query, frame);
    let calendar = &frame.context.calendar;
    // One interval before the first that is shown, whose activity decides what actors are in the first.
    let days_left_out = query.interval == Interval::Day && range.weekdays != Weekdays::ALL;
    // Where days are left out, the one before may lie a week back.
    let before = calendar.step(query.interval, if days_left_out { -7 } else { -1 }, range.from);
    let read = ResolvedRange { from: before, lower: before, upper: calendar.end_of(query.interval, range.to), ..range };
    let buckets = read.buckets(calendar)?;
    // Buckets are compared with explicit ends as they are (spec/trends 8.1).
    let first = match query.date_range.ends {
        Ends::Explicit => range.from,
        Ends::Rounded => calendar.start_of(query.interval, range.from),
    };
    let hidden = buckets.starts().partition_point(|start| *start < first.micros());
    let counts = count_statuses(query, &buckets, frame)?;
    let shown: Vec<Timestamp> =
        buckets.starts().iter().skip(hidden).map(|start| Timestamp::from_micros(*start)).collect();
    let labels = Labels { calendar, interval: query.interval, from: range.from, to: range.to };
    // Unlike elsewhere, only hours are shown with their time (spec/trends 8.4).
    let days = match query.interval {
        Interval::Hour => labels,
        _ => Labels { interval: Interval::Day, ..labels },
    };
    let label = frame.series_label(series)?;
    let rows = LifecycleStatus::ALL.into_iter().zip(counts).map(|(status, counts)| {
        let data: Vec<f64> = counts.into_iter().skip(hidden).map(|count| scaled(count, query)).collect();
        LifecycleRow {
            action: action(series, &label),
            label: [&label, " - ", status.name()].concat(),
            status,
            count: data.iter().sum(),
            data,
            days: shown.iter().map(|start| days.day(*start)).collect(),
            labels: shown.iter().map(|start| labels.label(*start)).collect(),
        }
    });
    Ok(Answer {
        resolved_date_range: Some(ResolvedDateRange::new(range.from, range.to)),
        ..Answer::new(Results::Lifecycle(rows.collect()))
    })
}

fn resolve(query: &LifecycleQuery, frame: &Frame<'_>) -> ResolvedRange {
    let rounding = match query.date_range.ends {
        Ends::Explicit => Rounding::Exact,
        Ends::Rounded => Rounding::Periods,
    };
    let resolver = Resolver {
        calendar: &frame.context.calendar,
        now: frame.context.now,
        interval: query.interval,
        rounding,
        earliest: frame.dataset.events().earliest(),
    };
    resolver.current(&query.date_range)
}

/// Returns a count of a sample scaled up to all actors (spec/trends 8.4).
fn scaled(count: i64, query: &LifecycleQuery) -> f64 {
    query.sampling_factor.map_or(count as f64, |factor| (count as f64 / factor).round_ties_even())
}

fn action(series: &Series, label: &str) -> Value {
    match &series.events {
        EventSelection::Action(id) => {
            json!({"id": id.to_string(), "math": "total", "name": label, "order": 0, "type": "actions"})
        }
        events => {
            let id = (*events != EventSelection::All).then_some(label);
            json!({"id": id, "math": "total", "name": label, "order": 0, "type": "events"})
        }
    }
}

/// Returns how many actors have each status in each bucket, in the order of [`LifecycleStatus::ALL`].
fn count_statuses(query: &LifecycleQuery, buckets: &Buckets, frame: &Frame<'_>) -> Result<[Vec<i64>; 4], Error> {
    let times = frame.dataset.events().times();
    let rows =
        buckets.bounds().map_or(0..0, |bounds| frame.dataset.events().rows_between(bounds.start, bounds.end - 1));
    let mut mask = frame.query_mask(&query.filter, query.test_accounts, &rows)?;
    for series in &query.series {
        mask = mask.and(frame.series_mask(series, &rows)?);
    }
    mask = mask.and(frame.identified_mask(&rows)?).and(frame.sample_mask(query.sampling_factor, &rows));
    let kind = query.group_type.map_or(ActorKind::Person, ActorKind::Group);
    let actors = frame.actors(kind, &rows);
    mask = mask.and(actors.present.clone());
    let mut statuses = Statuses::new(buckets);
    let mut first_active = LastSeen::nothing(actors.count, buckets.len());
    let mut last_active = LastSeen::nothing(actors.count, buckets.len());
    let (mut before, mut new) = (vec![0; buckets.len() + 1], Vec::new());
    for (bucket, part) in buckets.rows(times) {
        let stamp = bucket as u32 + 1;
        let before = &mut before[..=bucket + 1];
        before.fill(0);
        mask.each_block(part.start - rows.start..part.end - rows.start, |rows| {
            last_active.see(rows, &actors.of_rows, stamp, before, &mut new);
            first_active.see_all(&new, stamp);
        });
        statuses.see_again(bucket, &before[1..=bucket]);
    }
    // In the order of actors, in which their times of creation lie.
    first_active.each(|actor, stamp| statuses.see_new(stamp as usize - 1, frame.created_at(kind, actor)));
    Ok(statuses.finished(&last_active))
}

/// The statuses as far as events have been seen, in order of time.
struct Statuses<'a> {
    buckets: &'a Buckets,
    counts: [Vec<i64>; 4],
}

impl Statuses<'_> {
    fn new(buckets: &Buckets) -> Statuses<'_> {
        Statuses { buckets, counts: std::array::from_fn(|_| vec![0; buckets.len()]) }
    }

    /// Counts one that is active in a bucket for the first time, by when it was created.
    fn see_new(&mut self, bucket: usize, created_at: Option<Timestamp>) {
        let starts = self.buckets.starts();
        let bounds = self.buckets.bounds().unwrap_or(0..0);
        let end = starts.get(bucket + 1).copied().unwrap_or(bounds.end);
        let span = starts[bucket].max(bounds.start)..end.min(bounds.end);
        let is_then = created_at.is_some_and(|created_at| span.contains(&created_at.micros()));
        let status = if is_then { LifecycleStatus::New } else { LifecycleStatus::Resurrecting };
        self.count(status, bucket, 1);
    }

    /// Counts those that are active in a bucket and were before: so many last in each of the buckets up to it.
    fn see_again(&mut self, bucket: usize, actors: &[u32]) {
        for (before, actors) in actors.iter().enumerate() {
            let actors = i64::from(*actors);
            if before + 1 == bucket {
                self.count(LifecycleStatus::Returning, bucket, actors);
            } else {
                self.count(LifecycleStatus::Dormant, before + 1, -actors);
                self.count(LifecycleStatus::Resurrecting, bucket, actors);
            }
        }
    }

    /// Returns the counts, once every event has been seen: who is not active again is dormant from then on.
    fn finished(mut self, last_active: &LastSeen) -> [Vec<i64>; 4] {
        for (next, actors) in last_active.counts(self.buckets.len() + 1).into_iter().enumerate().skip(1) {
            self.count(LifecycleStatus::Dormant, next, -i64::from(actors));
        }
        self.counts
    }

    fn count(&mut self, status: LifecycleStatus, bucket: usize, change: i64) {
        // After the last bucket nothing is shown.
        if let Some(count) = self.counts[status as usize].get_mut(bucket) {
            *count += change;
        }
    }
}

impl Frame<'_> {
    /// Returns when an actor was created: the person, or the group by the code of its key.
    fn created_at(&self, kind: ActorKind, actor: u32) -> Option<Timestamp> {
        match kind {
            ActorKind::Group(group_type) => {
                let keys = self.dataset.events().group_keys(group_type)?.coded();
                let groups = self.dataset.groups(group_type)?;
                groups.created_at(groups.of_key(keys.dictionary().text(actor)?)?)
            }
            _ => self.dataset.persons().created_at(actor),
        }
    }

    /// Returns which rows belong to events with a person profile (spec/trends 8.2).
    fn identified_mask(&self, rows: &std::ops::Range<usize>) -> Result<Mask<'static>, Error> {
        let Some(column) = self.dataset.events().property("$process_person_profile").map(Column::coded) else {
            return Ok(Mask::All);
        };
        let profileless = Operand::One(Scalar::Flag(false));
        let comparison = Comparison::new(Operator::IsNot, &profileless, PropertyType::Text, self.context)?;
        let table = value_table(column.dictionary(), &comparison);
        Ok(Mask::of_codes(Cow::as_ref(&column).codes(), rows.clone(), &table))
    }
}
