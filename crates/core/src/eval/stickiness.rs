//! Stickiness: in how many intervals actors were active (spec/trends 7).

use std::borrow::Cow;
use std::ops::Range;

use oriel_kernels::seen::TimesSeen;
use serde_json::json;

use super::actor::{ActorKind, Actors};
use super::frame::Frame;
use super::mask::Mask;
use crate::answer::stickiness::StickinessRow;
use crate::answer::trends::CompareLabel;
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::error::Error;
use crate::query::date_range::Comparison;
use crate::query::series::{EventSelection, MathName, Series};
use crate::query::stickiness::{ComputedAs, Criterion, StickinessQuery};
use crate::time::{Calendar, Ends, ResolvedRange, Resolver, Rounding};

/// Returns the answer to a stickiness query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &StickinessQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let resolver = Resolver {
        calendar: &frame.context.calendar,
        now: frame.context.now,
        interval: query.interval,
        rounding: match query.date_range.ends {
            Ends::Explicit => Rounding::Exact,
            Ends::Rounded => Rounding::Periods,
        },
        earliest: frame.dataset.events().earliest(),
    };
    let current = resolver.current(&query.date_range);
    let previous = match query.comparison {
        Comparison::None => None,
        Comparison::PreviousPeriod => Some(resolver.previous(&query.date_range)),
        Comparison::EarlierBy(distance) => {
            Some(resolver.shifted(&query.date_range, distance, frame.context.comparison_periods))
        }
    };
    let mut rows = Vec::new();
    for (order, series) in query.series.iter().enumerate() {
        let mut current_row = row(query, series, order, &current, frame)?;
        let previous_row = previous.map(|range| row(query, series, order, &range, frame)).transpose()?;
        if previous_row.is_some() {
            current_row.compare = Some(true);
            current_row.compare_label = Some(CompareLabel::Current);
        }
        rows.push(current_row);
        rows.extend(previous_row.map(|row| StickinessRow {
            compare: Some(true),
            compare_label: Some(CompareLabel::Previous),
            ..row
        }));
    }
    Ok(Answer {
        resolved_date_range: Some(ResolvedDateRange::new(current.from, current.to)),
        ..Answer::new(Results::Stickiness(rows))
    })
}

fn row(
    query: &StickinessQuery,
    series: &Series,
    order: usize,
    range: &ResolvedRange,
    frame: &Frame<'_>,
) -> Result<StickinessRow, Error> {
    let grid = Grid::new(query, range, &frame.context.calendar, frame.dataset.events().times())?;
    let rows = grid.rows();
    let mask = frame.query_mask(&query.filter, query.test_accounts, &rows)?.and(frame.series_mask(series, &rows)?);
    let actors = actors_of(series, frame, &rows)?;
    let mask = mask.and(actors.present.clone()).and(frame.sample_mask(query.sampling_factor, &rows));
    // A block that the start of the range cuts may be one more than is shown.
    let actors = grid.actors_by_active_intervals(&mask, &actors, query.criterion);
    let mut data: Vec<f64> = actors.into_iter().skip(1).map(f64::from).collect();
    if let Some(factor) = query.sampling_factor {
        data.iter_mut().for_each(|actors| *actors = (*actors / factor).round_ties_even());
    }
    let count = data.iter().sum();
    if query.computed_as == ComputedAs::Cumulative {
        for place in (1..data.len()).rev() {
            data[place - 1] += data[place];
        }
    }
    let days: Vec<u32> = (1..=grid.shown as u32).collect();
    let label = frame.series_label(series)?;
    Ok(StickinessRow {
        action: json!({
            "id": (series.events != EventSelection::All).then_some(&label), "name": &label, "order": order,
            "type": "events",
            "custom_name": series.custom_name,
        }),
        labels: days.iter().map(|count| interval_label(*count, query)).collect(),
        label,
        count,
        data,
        days,
        compare: None,
        compare_label: None,
    })
}

fn interval_label(count: u32, query: &StickinessQuery) -> String {
    let plural = if count == 1 { "" } else { "s" };
    let more = if query.computed_as == ComputedAs::Cumulative { " or more" } else { "" };
    format!("{count} {}{plural}{more}", query.interval.name())
}

/// Returns who is counted: the group, the value of an expression, or the person (spec/trends 7.2).
fn actors_of<'f>(series: &Series, frame: &'f Frame<'_>, rows: &Range<usize>) -> Result<Actors<'f>, Error> {
    match (series.math.name, series.math.group_type, &series.math.expression) {
        (Some(MathName::UniqueGroup), Some(group_type), _) => Ok(frame.actors(ActorKind::Group(group_type), rows)),
        (Some(MathName::Hogql), _, Some(expression)) => {
            let values = frame.expression_texts(expression, rows)?;
            let table: Vec<u8> = values.dictionary().values().map(|value| u8::from(value.text().is_some())).collect();
            let part = 0..rows.len();
            Ok(Actors {
                of_rows: Cow::Owned(values.codes().wide(&part)),
                count: values.dictionary().len(),
                present: Mask::of_codes(values.codes(), part, &table),
            })
        }
        _ => Ok(frame.actors(ActorKind::Person, rows)),
    }
}

/// The rows of each interval of a range.
struct Grid {
    /// How many intervals the answer shows.
    shown: usize,
    /// The number of an interval and rows in it, in order of time; an interval may have several stretches.
    parts: Vec<(usize, Range<usize>)>,
}

impl Grid {
    fn new(query: &StickinessQuery, range: &ResolvedRange, calendar: &Calendar, times: &[i64]) -> Result<Grid, Error> {
        let buckets = range.buckets(calendar)?;
        if query.interval_count == 1 {
            return Ok(Grid { shown: buckets.len(), parts: buckets.rows(times).collect() });
        }
        let shown = buckets.len().div_ceil(query.interval_count as usize);
        // Blocks are counted back from the end of the range (spec/trends 7.3); one more holds what the first leaves.
        let ends: Vec<i64> = (0..=shown as i64)
            .rev()
            .map(|blocks| calendar.add(query.interval, -blocks * query.interval_count, range.to).micros())
            .collect();
        let mut parts = Vec::new();
        let mut block = 0;
        for (_, rows) in range.whole(calendar)?.rows(times) {
            let mut start = rows.start;
            while start < rows.end {
                while block + 1 < ends.len() && ends[block] < times[start] {
                    block += 1;
                }
                let length = times[start..rows.end].partition_point(|time| *time <= ends[block]).max(1);
                parts.push((block, start..start + length));
                start += length;
            }
        }
        Ok(Grid { shown, parts })
    }

    /// Returns the stretch that holds all rows.
    fn rows(&self) -> Range<usize> {
        match (self.parts.first(), self.parts.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Returns how many actors were active in how many intervals, from 0 to as many as are shown; more count as these.
    fn actors_by_active_intervals(&self, mask: &Mask<'_>, actors: &Actors<'_>, criterion: Criterion) -> Vec<u32> {
        if criterion != Criterion::default() {
            let mut counts = vec![0; self.shown + 1];
            for active in self.intervals_meeting(mask, actors, criterion) {
                counts[(active as usize).min(self.shown)] += 1;
            }
            return counts;
        }
        let first = self.rows().start;
        let intervals = self.parts.last().map_or(0, |(last, _)| last + 1);
        let mut active = TimesSeen::nothing(actors.count, intervals);
        for (interval, rows) in &self.parts {
            let part = rows.start - first..rows.end - first;
            mask.each_block(part, |rows| active.see(rows, &actors.of_rows, *interval as u32 + 1));
        }
        active.counts(self.shown)
    }

    /// Returns in how many intervals the number of each actor's events met a criterion.
    fn intervals_meeting(&self, mask: &Mask<'_>, actors: &Actors<'_>, criterion: Criterion) -> Vec<u32> {
        /// What is known of an actor up to a row.
        #[derive(Clone, Copy, Default)]
        struct Activity {
            /// The interval of its last event, counted from 1.
            interval: usize,
            /// Its events in that interval.
            events: u32,
            /// How many intervals before it count.
            kept: u32,
        }
        impl Activity {
            fn kept_with_last(self, criterion: Criterion) -> u32 {
                self.kept + u32::from(self.events > 0 && criterion.holds(self.events))
            }
        }
        let first = self.rows().start;
        let mut activities = vec![Activity::default(); actors.count];
        for (interval, rows) in &self.parts {
            for row in mask.rows(0, rows.start - first..rows.end - first) {
                let activity = &mut activities[actors.of_rows[row as usize] as usize];
                if activity.interval != interval + 1 {
                    let kept = activity.kept_with_last(criterion);
                    *activity = Activity { interval: interval + 1, events: 0, kept };
                }
                activity.events += 1;
            }
        }
        activities.into_iter().map(|activity| activity.kept_with_last(criterion)).collect()
    }
}
