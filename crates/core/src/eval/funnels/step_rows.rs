//! The steps view: how many did each step, for each group (spec/funnels 5.1, 5.4).

use super::compare::{Ranges, part_of_group, part_of_range};
use super::groups::GroupLabel;
use super::journey::Journey;
use super::journeys::journeys;
use super::matcher::each_journey;
use super::ranking::{Ranked, ranked};
use super::steps::crowd;
use super::tally::{Tally, mean_seconds, median_seconds};
use crate::answer::funnels::{FunnelPart, FunnelStep, StepId, StepKind};
use crate::answer::{Answer, Results};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::breakdown::{Breakdown, BreakdownBy};
use crate::query::funnels::{Attribution, FunnelOrder, FunnelsQuery};
use crate::query::series::{EventSelection, Presence, Series};
use crate::time::ResolvedRange;

/// Returns the answer of a steps view.
///
/// # Errors
/// As [`super::evaluate`].
pub(super) fn answer(query: &FunnelsQuery, frame: &Frame<'_>, ranges: &Ranges) -> Result<Answer, Error> {
    let mut wholes = Vec::new();
    let mut sides = vec![counted(query, frame, ranges.current, |duration| wholes.push(duration))?];
    if shows_parts_of_actors(query) {
        wholes = whole_durations(query, frame)?;
    }
    if let Some(range) = ranges.previous {
        sides.push(counted(query, frame, range, |_| {})?);
        align(&mut sides);
    }
    let mut groups = Vec::new();
    for (side, (_, label)) in sides.into_iter().zip(ranges.each()) {
        for (group, tally) in side {
            let part = if query.breakdown.is_some() { part_of_group(&group, label) } else { part_of_range(label) };
            groups.push(rows(query, frame, tally, &part));
        }
    }
    let results = match query.breakdown {
        Some(_) => Results::FunnelBreakdown(groups),
        None => Results::FunnelSteps(groups.concat()),
    };
    Ok(Answer { total_median_conversion_time: median_seconds(&mut wholes), ..Answer::new(results) })
}

/// Returns the groups of a range that are shown, best first, and shows how long each whole journey took.
fn counted(
    query: &FunnelsQuery,
    frame: &Frame<'_>,
    range: ResolvedRange,
    mut whole: impl FnMut(i64),
) -> Result<Vec<Ranked>, Error> {
    let crowd = crowd(query, frame, range)?;
    let mut tallies = vec![Tally::default(); crowd.groups.labels.len()];
    each_journey(query, &crowd, |member, journey| {
        tallies[member.group as usize].add(journey, query.steps.len());
        whole_duration(query, journey).into_iter().for_each(&mut whole);
    });
    let groups = crowd.groups.labels.into_iter().zip(tallies).filter(|(_, tally)| !tally.counts.is_empty());
    Ok(ranked(groups.collect(), &crowd.groups.limit))
}

/// Says whether a group may see some of an actor's events only, or several groups the same actor.
fn shows_parts_of_actors(query: &FunnelsQuery) -> bool {
    let is_by_touch = matches!(query.attribution, Attribution::FirstTouch | Attribution::LastTouch);
    let is_by_cohorts = |breakdown: &Breakdown| matches!(breakdown.by, BreakdownBy::Cohorts(_));
    query.breakdown.as_ref().is_some_and(|breakdown| !is_by_touch || is_by_cohorts(breakdown))
}

/// Returns how long each actor that finished took, regardless of breakdown.
fn whole_durations(query: &FunnelsQuery, frame: &Frame<'_>) -> Result<Vec<i64>, Error> {
    let journeys = journeys(query, frame)?;
    Ok(journeys.of_actors.iter().filter_map(|(_, journey)| whole_duration(query, journey)).collect())
}

/// Returns the microseconds from the first step to the last, where the last was done.
fn whole_duration(query: &FunnelsQuery, journey: &Journey) -> Option<i64> {
    match (journey.has_done(query.steps.len() - 1), &journey.times[..]) {
        (true, [first, .., last]) => Some(last - first),
        _ => None,
    }
}

/// Gives every side all groups, in the order of the first: what a side lacks has no actors there.
fn align(sides: &mut [Vec<Ranked>]) {
    let mut labels: Vec<GroupLabel> = Vec::new();
    for (label, _) in sides.iter().flatten() {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    for side in sides {
        let mut given = std::mem::take(side);
        *side = labels
            .iter()
            .map(|label| match given.iter().position(|(other, _)| other == label) {
                Some(index) => given.swap_remove(index),
                None => (label.clone(), Tally::default()),
            })
            .collect();
    }
}

/// Returns a row for each step.
fn rows(query: &FunnelsQuery, frame: &Frame<'_>, mut tally: Tally, part: &FunnelPart) -> Vec<FunnelStep> {
    let scaled = |count: u64| query.sampling_factor.map_or(count, |factor| (count as f64 / factor).round() as u64);
    let mut durations = tally.durations.iter_mut();
    let mut rows = Vec::with_capacity(query.steps.len());
    for (order, step) in query.steps.iter().enumerate() {
        // Only required steps but the first have times of their own.
        let has_times = order > 0 && step.presence == Presence::Required;
        let times = if has_times { durations.next() } else { None };
        let (average, median) = times.map_or((None, None), |times| (mean_seconds(times), median_seconds(times)));
        let (mut action_id, mut name, mut custom_name, kind) = identity(step, frame);
        if query.order == FunnelOrder::Unordered {
            let completed = format!("Completed {} step{}", order + 1, if order == 0 { "" } else { "s" });
            (action_id, name, custom_name) = (None, Some(completed), None);
        }
        rows.push(FunnelStep {
            action_id,
            name,
            custom_name,
            order,
            people: [],
            count: scaled(tally.counts.get(order).copied().unwrap_or(0)),
            kind,
            average_conversion_time: average,
            median_conversion_time: median,
            part: part.clone(),
        });
    }
    rows
}

/// Returns the id, the name, the user's name and the kind of a step.
fn identity(step: &Series, frame: &Frame<'_>) -> (Option<StepId>, Option<String>, Option<String>, StepKind) {
    let (id, name, kind) = match &step.events {
        EventSelection::Named(event) => (Some(StepId::Event(event.clone())), Some(event.clone()), StepKind::Events),
        EventSelection::Action(id) => {
            let name = frame.context.actions.get(id).map(|action| action.name.clone());
            (Some(StepId::Action(*id)), name, StepKind::Actions)
        }
        EventSelection::Warehouse(table) => (None, Some(table.clone()), StepKind::DataWarehouse),
        EventSelection::All => (None, None, StepKind::Events),
        EventSelection::Any(_) => (None, step.name.clone(), StepKind::Events),
    };
    (id, name, step.custom_name.clone(), kind)
}
