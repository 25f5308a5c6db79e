//! Paths: the ways that actors take from item to item (spec/funnels 8).
//!
//! Items are codes, decided once for each address or name. One pass puts the events of each actor together; pauses
//! cut them into sessions, of each a part becomes a path, and the steps of all paths are counted by position. Texts are
//! made only for the edges that are shown.

mod funnel;
mod grouping;
mod items;
mod selection;
mod sessions;
mod visits;

use oriel_kernels::visits::edges;

use super::actor::ActorKind;
use super::frame::Frame;
use super::funnels;
use super::mask::Mask;
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::paths::PathsQuery;
use crate::time::{Interval, ResolvedRange, Resolver, Rounding};
use items::{Items, LEFT_OUT, taken, without_slash};
use sessions::{Shape, USUAL_PAUSE};
use visits::Visits;

/// The item that stands for those left out of a long path between two points.
const ELLIPSIS: &str = "...";

/// Returns the answer to a paths query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &PathsQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let range = range(query, frame);
    let mut items = Items::new(query, frame)?;
    let ellipsis = items.intern(ELLIPSIS);
    let visits = visits(query, frame, &range, &mut items)?;
    let steps = shape(query, &items, ellipsis).map(|shape| shape.steps(&visits)).unwrap_or_default();
    let mut edges = selection::shown(edges(&steps, items.texts().len()), query.edges, items.texts());
    if let Some(factor) = query.sampling_factor {
        for edge in &mut edges {
            edge.value = (edge.value as f64 / factor).round() as u64;
        }
    }
    Ok(Answer {
        resolved_date_range: Some(ResolvedDateRange::new(range.from, range.to)),
        ..Answer::new(Results::Paths(edges))
    })
}

fn range(query: &PathsQuery, frame: &Frame<'_>) -> ResolvedRange {
    let calendar = &frame.context.calendar;
    let resolver = Resolver {
        calendar,
        now: frame.context.now,
        interval: Interval::Day,
        rounding: Rounding::Periods,
        earliest: frame.dataset.events().earliest(),
    };
    let range = resolver.current(&query.date_range);
    ResolvedRange { from: calendar.start_of(Interval::Day, range.from), ..range }
}

fn visits(
    query: &PathsQuery,
    frame: &Frame<'_>,
    range: &ResolvedRange,
    items: &mut Items<'_>,
) -> Result<Visits, Error> {
    let events = frame.dataset.events();
    let rows = events.rows_between(range.from.micros(), range.to.micros());
    let (actors, spans) = match &query.funnel {
        Some(paths) => {
            let actors = funnels::actors(&paths.funnel, frame, &rows)?;
            let spans = funnel::spans(paths, frame, actors.count)?;
            (actors, Some(spans))
        }
        None => (frame.actors(query.group_type.map_or(ActorKind::Person, ActorKind::Group), &rows), None),
    };
    let mask = (frame.query_mask(&query.filter, query.test_accounts, &rows)?)
        .and(frame.sample_mask(query.sampling_factor, &rows))
        .and(frame.weekday_mask(query.date_range.weekdays, &rows))
        .and(actors.present);
    let is_taken = taken(query, events.names().dictionary());
    let is_by_name = mask == Mask::All && query.funnel.is_none() && query.group_type.is_none();
    if is_by_name && let Some(visits) = Visits::kept(query, frame, &rows, &is_taken, items) {
        return Ok(visits);
    }
    let mask = Mask::of_codes(events.names().codes(), rows.clone(), &is_taken).and(mask);
    let item_of_rows = items.of_rows(&mask, query, frame, &rows)?;
    let times = &events.times()[rows];
    let mut selected = mask.rows(0, 0..times.len());
    if items.may_leave_out() || spans.is_some() {
        let is_looked_at = |row: usize| match &spans {
            Some(spans) => spans.get(actors.of_rows[row] as usize).is_some_and(|span| span.contains(&times[row])),
            None => true,
        };
        selected.retain(|row| item_of_rows[*row as usize] != LEFT_OUT && is_looked_at(*row as usize));
    }
    let items = (item_of_rows.as_slice(), items.texts().len());
    Ok(Visits::new(&selected, (&actors.of_rows, actors.count), times, items))
}

/// Returns the shape of paths; nothing where a point that they need is no item of any event.
fn shape(query: &PathsQuery, items: &Items<'_>, ellipsis: u32) -> Option<Shape> {
    let code = |point: &Option<String>| match point {
        Some(point) => items.texts().code_of(Value::Text(without_slash(point))).map(Some),
        None => Some(None),
    };
    Some(Shape {
        start: code(&query.start_point)?,
        end: code(&query.end_point)?,
        ellipsis,
        step_limit: query.step_limit,
        pause: query.funnel.as_ref().map_or(USUAL_PAUSE, |paths| paths.funnel.window),
    })
}
