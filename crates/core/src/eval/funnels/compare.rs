//! The ranges that a funnel is answered for: its own, and the one that it is compared with (spec/funnels 5.7).

use super::groups::GroupLabel;
use super::steps::{current_range, resolver};
use crate::answer::funnels::FunnelPart;
use crate::answer::trends::{BreakdownValue, CompareLabel};
use crate::eval::frame::Frame;
use crate::query::date_range::Comparison;
use crate::query::funnels::FunnelsQuery;
use crate::time::ResolvedRange;

/// The ranges that a query is answered for.
pub(super) struct Ranges {
    /// The one that it asks for.
    pub(super) current: ResolvedRange,
    /// The one that it is compared with.
    pub(super) previous: Option<ResolvedRange>,
}

impl Ranges {
    /// Returns the ranges of a query.
    pub(super) fn of(query: &FunnelsQuery, frame: &Frame<'_>) -> Ranges {
        let resolver = resolver(query, frame);
        let previous = match query.comparison {
            Comparison::None => None,
            Comparison::PreviousPeriod => Some(resolver.previous(&query.date_range)),
            Comparison::EarlierBy(distance) => {
                Some(resolver.shifted(&query.date_range, distance, frame.context.comparison_periods))
            }
        };
        Ranges { current: current_range(query, frame), previous }
    }

    /// Returns each range with its name; a single range has none.
    pub(super) fn each(&self) -> Vec<(ResolvedRange, Option<CompareLabel>)> {
        match self.previous {
            None => vec![(self.current, None)],
            Some(previous) => {
                vec![(self.current, Some(CompareLabel::Current)), (previous, Some(CompareLabel::Previous))]
            }
        }
    }
}

/// Returns to which range a row belongs.
pub(super) fn part_of_range(label: Option<CompareLabel>) -> FunnelPart {
    FunnelPart { compare: label.map(|_| true), compare_label: label, ..FunnelPart::default() }
}

/// Returns to which group and range a row of steps belongs.
pub(super) fn part_of_group(group: &GroupLabel, label: Option<CompareLabel>) -> FunnelPart {
    FunnelPart { breakdown: Some(group.name()), breakdown_value: Some(group.value.clone()), ..part_of_range(label) }
}

impl GroupLabel {
    /// Returns how the group is called: by its value, or by the cohort's name.
    pub(super) fn name(&self) -> BreakdownValue {
        self.cohort.clone().map_or_else(|| self.value.clone(), BreakdownValue::Text)
    }
}
