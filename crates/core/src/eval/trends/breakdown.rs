//! How the rows of a sub-query are split (spec/trends 6.6).

use super::grouping::{Dimensions, ValueShape};
use crate::answer::trends::{BreakdownValue, EVERYBODY_VALUE};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::breakdown::{Breakdown, BreakdownBy, CohortChoice, Dimension};
use crate::query::context::Purpose;
use crate::query::trends::{Display, TrendsQuery};

/// How many values keep their name when nothing is said.
const USUAL_LIMIT: usize = 25;

/// How many values keep their name in an export.
const EXPORT_LIMIT: usize = 512;

/// How many countries a map shows.
const MAP_LIMIT: usize = 250;

/// How the rows of a sub-query are split.
pub(super) enum Split<'a> {
    /// Not at all: one row.
    None,
    /// To one cohort: a sub-query of its own.
    Cohort(CohortChoice),
    /// By cohorts, which are ranked like values.
    Cohorts(Vec<CohortChoice>),
    /// By the values of dimensions.
    Dimensions(Dimensions<'a>),
}

impl<'a> Split<'a> {
    /// Returns the splits of a breakdown: one, or one for each cohort where these are separate queries.
    ///
    /// # Errors
    /// Refuses dimensions that cannot be read.
    pub(super) fn of(breakdown: Option<&Breakdown>, frame: &'a Frame<'_>) -> Result<Vec<Split<'a>>, Error> {
        let Some(breakdown) = breakdown else { return Ok(vec![Split::None]) };
        let read = |dimensions: &[Dimension], shape| {
            Ok(vec![Split::Dimensions(Dimensions::read(dimensions, shape, breakdown.path_cleaning, frame)?)])
        };
        match &breakdown.by {
            BreakdownBy::Cohorts(choices) if are_separate(choices) => {
                Ok(choices.iter().map(|choice| Split::Cohort(*choice)).collect())
            }
            BreakdownBy::Cohorts(choices) => Ok(vec![Split::Cohorts(choices.clone())]),
            BreakdownBy::Single(dimension) => read(std::slice::from_ref(dimension), ValueShape::Plain),
            BreakdownBy::Multiple(dimensions) => read(dimensions, ValueShape::List(dimensions.len())),
        }
    }
}

/// Says whether each cohort is a query of its own (spec/trends 6.6.5).
fn are_separate(choices: &[CohortChoice]) -> bool {
    choices.len() == 1 || choices.contains(&CohortChoice::Everybody)
}

/// Returns the value of everybody among cohorts.
pub(super) fn everybody() -> BreakdownValue {
    BreakdownValue::Text(EVERYBODY_VALUE.to_owned())
}

/// Returns how many values keep their name.
pub(super) fn limit(query: &TrendsQuery, frame: &Frame<'_>) -> usize {
    let asked = query.breakdown.as_ref().and_then(|breakdown| breakdown.limit);
    match (query.display, frame.context.purpose) {
        (Display::WorldMap, _) => MAP_LIMIT,
        (_, Purpose::Export) => asked.unwrap_or(EXPORT_LIMIT),
        (_, Purpose::Display) => asked.unwrap_or(USUAL_LIMIT),
    }
}
