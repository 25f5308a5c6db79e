//! What an answer shows, in plain sentences with their figures (spec/api 1.8, analyze).
//!
//! Computed, not made up: each sentence states what its own module measured, and says nothing where the figures
//! do not carry it.

mod figures;
mod funnels;
mod lifecycle;
mod paths;
mod retention;
mod series;
mod stickiness;
mod trends;

use crate::answer::{Answer, Results};
use crate::query::Query;
use crate::time::Timestamp;

/// Returns findings on an answer that was computed at `now`, a sentence a line; empty when there is nothing to say.
pub fn findings(query: &Query, answer: &Answer, now: Timestamp) -> String {
    let is_open = is_open(answer, now);
    let sentences = match &answer.results {
        Results::Trends(rows) => trends::sentences(rows, is_open),
        Results::Stickiness(rows) => stickiness::sentences(rows, query),
        Results::Lifecycle(rows) => lifecycle::sentences(rows, is_open),
        Results::FunnelSteps(steps) => funnels::steps(std::slice::from_ref(steps)),
        Results::FunnelBreakdown(groups) => funnels::steps(groups),
        Results::FunnelTrends(rows) => funnels::over_time(rows, is_open),
        Results::TimeToConvert(times) => funnels::times(std::slice::from_ref(times)),
        Results::TimesToConvert(times) => funnels::times(times),
        Results::Correlations(correlations) => funnels::correlations(correlations),
        Results::Retention(rows) => retention::sentences(rows),
        Results::Paths(edges) => paths::sentences(edges),
        Results::CalendarHeatmap(_) | Results::Table(_) => Vec::new(),
    };
    sentences.join("\n")
}

/// Says whether the last period of an answer was still going on when it was computed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum LastPeriod {
    Over,
    Open,
}

fn is_open(answer: &Answer, now: Timestamp) -> LastPeriod {
    let end = answer.resolved_date_range.as_ref().and_then(|range| Timestamp::parse(&range.date_to).ok());
    match end {
        Some(end) if end < now => LastPeriod::Over,
        _ => LastPeriod::Open,
    }
}

impl LastPeriod {
    /// Returns the values of the periods that were over.
    fn complete<T>(self, values: &[T]) -> &[T] {
        match self {
            Self::Over => values,
            Self::Open => values.get(..values.len().saturating_sub(1)).unwrap_or_default(),
        }
    }
}
