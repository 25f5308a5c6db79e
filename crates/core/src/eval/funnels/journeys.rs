//! The journey of every actor, for questions about those who came somewhere (spec/funnels 6.2, 8.3).

use super::journey::Journey;
use super::matcher::each_journey;
use super::steps::{crowd, current_range};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::funnels::{FunnelOrder, FunnelsQuery};
use crate::query::series::Presence;
use crate::time::ResolvedRange;

/// Which actors of a funnel came where, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journeys {
    /// The range in which the funnel looked, both ends included.
    pub range: ResolvedRange,
    /// The journey of each actor that entered, by the actor's number, ascending; the numbers are those of
    /// [`Frame::actors`] for the funnel's kind of actor.
    pub of_actors: Vec<(u32, Journey)>,
    /// For each step, its place among the times of a journey; `None` for an optional step, which has no time.
    places: Vec<Option<usize>>,
}

/// Returns which actors of a funnel came where, and when, regardless of breakdown and comparison.
///
/// # Errors
/// As [`super::evaluate`].
pub fn journeys(query: &FunnelsQuery, frame: &Frame<'_>) -> Result<Journeys, Error> {
    let query = FunnelsQuery { breakdown: None, ..query.clone() };
    let range = current_range(&query, frame);
    let crowd = crowd(&query, frame, range)?;
    let mut of_actors = Vec::new();
    each_journey(&query, &crowd, |member, journey| of_actors.push((member.actor, journey.clone())));
    let mut next = 0;
    let places = query.steps.iter().map(|step| {
        let is_timed = query.order == FunnelOrder::Unordered || step.presence == Presence::Required;
        next += usize::from(is_timed);
        is_timed.then(|| next - 1)
    });
    Ok(Journeys { range, of_actors, places: places.collect() })
}

impl Journeys {
    /// Returns when a journey came to a step, from 0, in microseconds since the epoch; `None` if it did not, or if the step
    /// is optional.
    pub fn time_of_step(&self, journey: &Journey, step: usize) -> Option<i64> {
        if !journey.has_done(step) {
            return None;
        }
        journey.times.get((*self.places.get(step)?)?).copied()
    }
}
