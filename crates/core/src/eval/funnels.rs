//! Funnels (spec/funnels 2–5).
//!
//! Filters and steps become masks, the masks of the steps become marks, a bit a step; the rows that matter are gathered
//! by actor ([`moments`]), and a matcher reads each actor's in order of time. From there on every view of a funnel
//! counts what matchers find.

mod by_name;
mod compare;
mod conversion_times;
mod first_time;
mod groups;
mod marks;
mod matcher;
mod moments;
mod periods;
mod ranking;
mod step_rows;
mod steps;
mod tally;
mod trend_rows;
mod views;

pub mod journey;
pub mod journeys;
pub mod ordered;
pub mod ordered_periods;
pub mod unordered;
pub mod unordered_periods;

pub use journeys::{Journeys, journeys};
pub use periods::Attempt;
pub(super) use steps::actors;

use super::frame::Frame;
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::error::Error;
use crate::query::funnels::{FunnelView, FunnelsQuery};
use compare::Ranges;

/// Returns the answer to a funnels query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &FunnelsQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let ranges = Ranges::of(query, frame);
    let mut answer = match query.view {
        FunnelView::Steps | FunnelView::Flow => step_rows::answer(query, frame, &ranges)?,
        FunnelView::TimeToConvert => Answer::new(conversion_times::results(query, frame, &ranges)?),
        FunnelView::Trends => Answer::new(Results::FunnelTrends(trend_rows::rows(query, frame, &ranges)?)),
    };
    answer.resolved_date_range = Some(ResolvedDateRange::new(ranges.current.from, ranges.current.to));
    answer.resolved_compare_date_range = ranges.previous.map(|range| ResolvedDateRange::new(range.from, range.to));
    Ok(answer)
}
