//! The steps view: how many did each step, for each group (spec/funnels 5.1, 5.4).

use super::compare::{Ranges, part_of_group, part_of_range};
use super::groups::GroupLabel;
use super::matcher::each_journey;
use super::ranking::{Ranked, ranked};
use super::steps::{FunnelRange, crowd};
use super::tally::{Tally, mean_seconds, median_seconds};
use crate::answer::funnels::{FunnelPart, FunnelStep, StepId, StepKind};
use crate::answer::{Answer, Results};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::funnels::{FunnelOrder, FunnelsQuery};
use crate::query::series::{EventSelection, Presence, Series};

/// What a range holds: the groups that are shown, best first, and how long the whole funnel took.
struct Counted {
    groups: Vec<Ranked>,
    wholes: Vec<i64>,
}

/// Returns the answer of a steps view.
///
/// # Errors
/// As [`super::evaluate`].
pub(super) fn answer(query: &FunnelsQuery, frame: &Frame<'_>, ranges: &Ranges) -> Result<Answer, Error> {
    let mut current = counted(query, frame, ranges.current)?;
    let total = median_seconds(&mut current.wholes);
    let mut sides = vec![current.groups];
    if let Some(range) = ranges.previous {
        sides.push(counted(query, frame, range)?.groups);
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
    Ok(Answer { total_median_conversion_time: total, ..Answer::new(results) })
}

fn counted(query: &FunnelsQuery, frame: &Frame<'_>, range: FunnelRange) -> Result<Counted, Error> {
    let crowd = crowd(query, frame, range)?;
    let steps = query.steps.len();
    let mut tallies = vec![Tally::default(); crowd.groups.labels.len()];
    let mut wholes = Vec::new();
    each_journey(query, &crowd, |member, journey| {
        tallies[member.group as usize].add(journey, steps);
        if let (true, [first, .., last]) = (journey.has_done(steps - 1), &journey.times[..]) {
            wholes.push(last - first);
        }
    });
    let groups = crowd.groups.labels.into_iter().zip(tallies).filter(|(_, tally)| !tally.counts.is_empty());
    Ok(Counted { groups: ranked(groups.collect(), &crowd.groups.limit), wholes })
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
        let (action_id, name, custom_name, kind) = if query.order == FunnelOrder::Unordered {
            let name = format!("Completed {} step{}", order + 1, if order == 0 { "" } else { "s" });
            (None, Some(name), None, StepKind::Events)
        } else {
            identity(step, frame)
        };
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
