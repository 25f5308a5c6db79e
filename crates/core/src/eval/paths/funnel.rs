//! Paths around a funnel: the time of each of its actors that they look at (spec/funnels 8.3).

use std::ops::RangeInclusive;

use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::funnels::journey::Journey;
use crate::eval::funnels::journeys;
use crate::eval::funnels::journeys::Journeys;
use crate::query::paths::{FunnelPart, FunnelPaths, FunnelTarget};
use crate::query::series::Presence;

/// The time of an actor that is not looked at.
#[expect(clippy::reversed_empty_ranges, reason = "no moment is in it")]
const NEVER: RangeInclusive<i64> = 1..=0;

/// Returns the first and the last moment of each actor at which paths look, by the actor's number below `actors`.
///
/// # Errors
/// As [`journeys`].
pub(super) fn spans(paths: &FunnelPaths, frame: &Frame<'_>, actors: usize) -> Result<Vec<RangeInclusive<i64>>, Error> {
    let journeys = journeys(&paths.funnel, frame)?;
    let mut spans = vec![NEVER; actors];
    for (actor, journey) in &journeys.of_actors {
        if let (Some(place), Some(span)) = (spans.get_mut(*actor as usize), span(paths, &journeys, journey)) {
            *place = span;
        }
    }
    Ok(spans)
}

/// Returns the moments of one journey at which paths look; nothing where it is not one of those meant.
fn span(paths: &FunnelPaths, journeys: &Journeys, journey: &Journey) -> Option<RangeInclusive<i64>> {
    let time_before = |step: usize| {
        let required = (0..step).rev().find(|step| paths.funnel.steps[*step].presence == Presence::Required);
        journeys.time_of_step(journey, required?)
    };
    let (step, time) = match paths.target {
        FunnelTarget::Reached(step) => (step, journeys.time_of_step(journey, step)?),
        FunnelTarget::DroppedOffBefore(step) if journey.has_done(step) => return None,
        // Only when the window is over is it sure that the actor does not come.
        FunnelTarget::DroppedOffBefore(step) => (step, time_before(step)?.saturating_add(paths.funnel.window)),
    };
    Some(match paths.part {
        FunnelPart::Before => i64::MIN..=time,
        FunnelPart::Between => time_before(step)?..=time,
        FunnelPart::After => time..=i64::MAX,
    })
}
