//! Funnel correlation (spec/funnels 6).

mod actor_properties;
mod autocapture;
mod candidates;
mod event_properties;
mod events;
mod travellers;

use super::frame::Frame;
use crate::answer::correlation::Correlations;
use crate::answer::{Answer, Results};
use crate::error::Error;
use crate::query::correlation::{CorrelationSubject, FunnelCorrelationQuery};
use candidates::strongest;
use travellers::Travellers;

/// Returns the answer to a funnel correlation query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &FunnelCorrelationQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let travellers = Travellers::of(query, frame)?;
    let totals = travellers.totals();
    let events = if totals.success == 0 || totals.failure == 0 {
        Vec::new()
    } else {
        let candidates = match &query.subject {
            CorrelationSubject::Events { excluded } => events::candidates(&query.funnel, excluded, &travellers, frame)?,
            CorrelationSubject::EventProperties { events, excluded } => {
                event_properties::candidates(events, excluded, &travellers, frame)
            }
            CorrelationSubject::ActorProperties { properties, excluded } => {
                actor_properties::candidates(&query.funnel.actor, properties, excluded, &travellers, frame)
            }
        };
        strongest(candidates, totals)
    };
    let results = Results::Correlations(Correlations { events, skewed: totals.are_skewed() });
    Ok(Answer { has_more: Some(false), ..Answer::new(results) })
}
