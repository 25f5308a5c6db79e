//! The actors of a funnel: who finished, who did not, and what they did on the way (spec/funnels 6.2).

use super::candidates::{Counts, Side};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::funnels::journey::Journey;
use crate::eval::funnels::{self, journeys};
use crate::query::correlation::FunnelCorrelationQuery;
use crate::query::paths::FunnelTarget;
use crate::query::series::Presence;

/// One actor that entered the funnel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traveller {
    /// Whether it finished.
    pub(super) side: Side,
    /// When it did the first step, in microseconds since the epoch.
    start: i64,
    /// When it did the last step, or when its window was over.
    end: i64,
}

/// The actors that entered a funnel.
pub(super) struct Travellers {
    /// Each actor that entered, by its number.
    of_actors: Vec<Option<Traveller>>,
    /// The rows that lie on the way of an actor, ascending, with the actor.
    on_the_way: Vec<(u32, u32)>,
}

impl Travellers {
    /// Returns the actors that entered a funnel.
    ///
    /// # Errors
    /// As [`funnels::evaluate`].
    pub(super) fn of(correlation: &FunnelCorrelationQuery, frame: &Frame<'_>) -> Result<Travellers, Error> {
        let query = &correlation.funnel;
        let journeys = journeys(query, frame)?;
        let events = frame.dataset.events();
        let rows = events.rows_between(journeys.range.from.micros(), journeys.range.to.micros().saturating_sub(1));
        let actors = funnels::actors(query, frame, &rows)?;
        let mut of_actors = vec![None; actors.count];
        for (actor, journey) in &journeys.of_actors {
            let (Some(start), Some(last)) = (journey.times.first(), journey.times.last()) else { continue };
            if !is_meant(correlation, journey) {
                continue;
            }
            let side = if journey.has_done(query.steps.len() - 1) { Side::Success } else { Side::Failure };
            let end = if side == Side::Success { *last } else { start.saturating_add(query.window) };
            of_actors[*actor as usize] = Some(Traveller { side, start: *start, end });
        }
        let times = &events.times()[rows.clone()];
        let counted = actors.present.clone().and(frame.weekday_mask(query.date_range.weekdays, &rows));
        let mut on_the_way = Vec::new();
        for (row, (time, actor)) in times.iter().zip(actors.of_rows.iter()).enumerate() {
            if let Some(traveller) = of_actors[*actor as usize].filter(|_| counted.get(row))
                && traveller.start < *time
                && *time < traveller.end
            {
                on_the_way.push(((rows.start + row) as u32, *actor));
            }
        }
        Ok(Travellers { of_actors, on_the_way })
    }

    /// Returns how many finished, and how many did not.
    pub(super) fn totals(&self) -> Counts {
        self.each().fold(Counts::default(), |counts, (_, traveller)| counts.with(traveller.side))
    }

    /// Returns the actors that entered, by number, ascending.
    pub(super) fn each(&self) -> impl Iterator<Item = (u32, Traveller)> + '_ {
        self.of_actors.iter().enumerate().filter_map(|(actor, traveller)| Some((actor as u32, (*traveller)?)))
    }

    /// Returns the rows of the dataset that lie on the way of an actor, each with the actor.
    pub(super) fn on_the_way(&self) -> &[(u32, u32)] {
        &self.on_the_way
    }

    /// Returns how many actors of each side have each code, of pairs of a code and an actor that may repeat.
    pub(super) fn counts(&self, pairs: Vec<(u32, u32)>, codes: usize) -> Vec<Counts> {
        let pair = |(code, actor)| u64::from(code) << 32 | u64::from(actor);
        let mut pairs: Vec<u64> = pairs.into_iter().map(pair).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut counts = vec![Counts::default(); codes];
        for pair in pairs {
            let (code, actor) = ((pair >> 32) as usize, pair as u32 as usize);
            if let (Some(counts), Some(Some(traveller))) = (counts.get_mut(code), self.of_actors.get(actor)) {
                *counts = counts.with(traveller.side);
            }
        }
        counts
    }
}

/// Returns whether an actor with this journey is one of those that are compared (spec/funnels 5.6).
fn is_meant(correlation: &FunnelCorrelationQuery, journey: &Journey) -> bool {
    match correlation.actors {
        FunnelTarget::Reached(step) => journey.has_done(step),
        FunnelTarget::DroppedOffBefore(step) => {
            let steps = correlation.funnel.steps.get(..step).unwrap_or_default();
            let before = steps.iter().rposition(|step| step.presence == Presence::Required);
            !journey.has_done(step) && before.is_some_and(|before| journey.has_done(before))
        }
    }
}
