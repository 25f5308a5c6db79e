//! Paths: the ways that actors take from item to item (spec/funnels 8).
//!
//! Items are codes, decided once for each address or name. One pass puts the events of each actor together; pauses
//! cut them into sessions, of each a part becomes a path, and the steps of all paths are counted by position. Texts are
//! made only for the edges that are shown.

mod edges;
mod funnel;
mod grouping;
mod items;
mod selection;
mod sessions;
mod visits;

use super::actor::ActorKind;
use super::frame::Frame;
use super::funnels;
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::paths::PathsQuery;
use crate::time::{Interval, ResolvedRange, Resolver, Rounding};
use edges::Steps;
use items::{Items, LEFT_OUT, taken, without_slash};
use sessions::{Room, Shape, USUAL_PAUSE};
use visits::{Visit, Visits};

/// The item that stands for those left out of a long path between two points.
const ELLIPSIS: &str = "...";

/// Returns the answer to a paths query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &PathsQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let range = range(query, frame);
    let mut items = Items::new(query, frame)?;
    let visits = visits(query, frame, &range, &mut items)?;
    let ellipsis = items.intern(ELLIPSIS);
    let mut steps = Steps::default();
    if let Some(shape) = shape(query, &items, ellipsis) {
        let mut room = Room::default();
        for visits in visits.of_actors() {
            shape.paths(visits, &mut room, |path| steps.add(path));
        }
    }
    let mut edges = selection::shown(steps.edges(items.texts().len()), query.edges, items.texts());
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
    let mask = taken(query, frame, &rows)
        .and(frame.query_mask(&query.filter, query.test_accounts, &rows)?)
        .and(frame.sample_mask(query.sampling_factor, &rows))
        .and(frame.weekday_mask(query.date_range.weekdays, &rows))
        .and(actors.present);
    let selected = mask.rows(0, 0..rows.len());
    let items = items.of_rows(&selected, query, frame, &rows)?;
    let times = &events.times()[rows];
    let (mut actor_of_visits, mut visits) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    for (row, item) in selected.iter().zip(items) {
        let (actor, time) = (actors.of_rows[*row as usize], times[*row as usize]);
        let is_looked_at = match &spans {
            Some(spans) => spans.get(actor as usize).is_some_and(|span| span.contains(&time)),
            None => true,
        };
        if item != LEFT_OUT && is_looked_at {
            actor_of_visits.push(actor);
            visits.push(Visit { time, item });
        }
    }
    Ok(Visits::by_actor(&actor_of_visits, &visits, actors.count))
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
