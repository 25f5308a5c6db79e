//! Evaluation: a query over columns gives an answer. Synchronous, and the same on every target.

pub mod actor;
pub mod aggregation;
pub mod calendar_heatmap;
mod cohort;
pub mod condition;
pub mod correlation;
pub mod dimension;
mod element;
pub mod expression;
pub mod frame;
pub mod lifecycle;
pub mod funnels;
pub mod mask;
mod metadata;
pub mod operator;
pub mod path_cleaning;
pub mod paths;
pub mod reading;
mod record;
pub mod retention;
pub mod sampling;
pub mod selection;
pub mod session;
pub mod stickiness;
mod table;
pub mod trends;
mod weekday;

use crate::answer::Answer;
use crate::columns::Dataset;
use crate::error::Error;
use crate::plan::statement::statement;
use crate::query::Query;
use crate::query::context::Context;
use frame::Frame;

/// Returns the answer to a query over a dataset.
///
/// # Errors
/// Refuses what only shows against the data and its definitions: a missing action or warehouse table, a regular
/// expression that does not compile, a range of too many buckets.
pub fn evaluate(query: &Query, dataset: &Dataset, context: &Context) -> Result<Answer, Error> {
    let frame = Frame::new(dataset, context);
    let mut answer = match query {
        Query::CalendarHeatmap(query) => calendar_heatmap::evaluate(query, &frame),
        Query::Paths(query) => paths::evaluate(query, &frame),
        Query::Retention(query) => retention::evaluate(query, &frame),
        Query::Trends(query) => trends::evaluate(query, &frame),
        Query::Stickiness(query) => stickiness::evaluate(query, &frame),
        Query::Lifecycle(query) => lifecycle::evaluate(query, &frame),
        Query::Funnels(query) => funnels::evaluate(query, &frame),
        Query::FunnelCorrelation(query) => correlation::evaluate(query, &frame),
        Query::Events(query) => table::events(query, &frame),
        Query::Hogql(query) => table::hogql(query, &frame),
    }?;
    let ranges = [answer.resolved_date_range.as_ref(), answer.resolved_compare_date_range.as_ref()];
    answer.hogql = Some(statement(query, context, ranges));
    Ok(answer)
}
