//! The values by which a funnel is split, and whose each row is (spec/funnels 5.4).

use std::collections::BTreeMap;
use std::ops::Range;

use crate::answer::trends::BreakdownValue;
use crate::columns::dictionary::Dictionary;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::breakdown::{Breakdown, BreakdownBy, CohortChoice, Dimension, ValueForm};
use crate::query::filter::Source;
use crate::query::funnels::FunnelsQuery;
use crate::sort::map_of;

/// How many groups keep their name when the query does not say (spec/funnels 5.4).
const USUAL_LIMIT: usize = 25;

/// The most groups where none are merged.
const MOST_GROUPS: usize = 100;

/// The name of the group of all that do not keep their own.
const OTHER: &str = "Other";

/// The values by which a funnel is split.
pub(super) struct Groups {
    /// How each group is called; group 0 of property breakdowns is that of rows without a value.
    pub(super) labels: Vec<GroupLabel>,
    /// The group of each row; none for cohorts and without a breakdown.
    pub(super) of_rows: Vec<u32>,
    /// The rows of each group, for cohorts, which share rows.
    pub(super) members: Vec<Mask<'static>>,
    /// How many groups are shown.
    pub(super) limit: GroupLimit,
}

/// How a group is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GroupLabel {
    /// The value.
    pub(super) value: BreakdownValue,
    /// The name of a cohort.
    pub(super) cohort: Option<String>,
}

/// How many groups of a funnel are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GroupLimit {
    /// Without a breakdown there is nothing to limit.
    None,
    /// So many; the others are left out.
    First(usize),
    /// So many; the others are merged under a name.
    Merged(usize, GroupLabel),
}

impl GroupLabel {
    /// Returns the label of a value.
    fn of(value: BreakdownValue) -> GroupLabel {
        GroupLabel { value, cohort: None }
    }
}

impl Groups {
    fn none() -> Groups {
        let label = GroupLabel::of(BreakdownValue::Text(String::new()));
        Groups { labels: vec![label], of_rows: Vec::new(), members: Vec::new(), limit: GroupLimit::None }
    }
}

/// Returns the groups of a query, and whose each row is.
///
/// # Errors
/// Refuses missing cohorts and dimensions that cannot be read.
pub(super) fn groups(query: &FunnelsQuery, frame: &Frame<'_>, rows: &Range<usize>) -> Result<Groups, Error> {
    let Some(breakdown) = &query.breakdown else { return Ok(Groups::none()) };
    match &breakdown.by {
        BreakdownBy::Cohorts(cohorts) => by_cohorts(cohorts, breakdown.limit, frame, rows),
        BreakdownBy::Single(dimension) => by_dimensions(std::slice::from_ref(dimension), breakdown, frame, rows),
        BreakdownBy::Multiple(dimensions) => by_dimensions(dimensions, breakdown, frame, rows),
    }
}

fn by_cohorts(
    cohorts: &[CohortChoice],
    limit: Option<usize>,
    frame: &Frame<'_>,
    rows: &Range<usize>,
) -> Result<Groups, Error> {
    let mut groups = Groups { labels: Vec::new(), limit: first_groups(limit), ..Groups::none() };
    for cohort in cohorts {
        let (id, name, members) = match cohort {
            CohortChoice::Everybody => (0, "all users".to_owned(), Mask::All),
            CohortChoice::Cohort(id) => {
                let members = frame.person_mask(&frame.cohort_members(*id)?, rows);
                (*id, frame.context.cohorts.get(id).map_or_else(String::new, |cohort| cohort.name.clone()), members)
            }
        };
        groups.labels.push(GroupLabel { value: BreakdownValue::Cohort(id), cohort: Some(name) });
        groups.members.push(members);
    }
    Ok(groups)
}

fn by_dimensions(
    dimensions: &[Dimension],
    breakdown: &Breakdown,
    frame: &Frame<'_>,
    rows: &Range<usize>,
) -> Result<Groups, Error> {
    let mut of_rows = Vec::new();
    let mut tuples: Vec<Vec<String>> = Vec::new();
    for dimension in dimensions {
        let values = frame.cleaned_dimension_values(dimension, breakdown.path_cleaning)?;
        let mut numbers = values.of_rows(rows);
        let mut texts: Vec<String> = texts(values.values()).collect();
        if dimension.form == ValueForm::NormalizedUrl {
            texts = normalized(&mut numbers, &texts);
        }
        if tuples.is_empty() {
            tuples = texts.into_iter().map(|text| vec![text]).collect();
            of_rows = numbers;
        } else {
            combine(&mut of_rows, &mut tuples, &numbers, &texts);
        }
    }
    let is_plain = matches!(dimensions, [Dimension { source: Source::Group(_), .. }]);
    let label = |texts: Vec<String>| {
        GroupLabel::of(if is_plain { BreakdownValue::Text(texts.concat()) } else { BreakdownValue::List(texts) })
    };
    let merges = |dimension: &Dimension| matches!(dimension.source, Source::Event | Source::Person | Source::Group(_));
    let limit = if dimensions.iter().all(merges) {
        GroupLimit::Merged(breakdown.limit.unwrap_or(USUAL_LIMIT), label(vec![OTHER.to_owned()]))
    } else {
        first_groups(breakdown.limit)
    };
    Ok(Groups { labels: tuples.into_iter().map(label).collect(), of_rows, members: Vec::new(), limit })
}

fn first_groups(limit: Option<usize>) -> GroupLimit {
    GroupLimit::First(limit.map_or(MOST_GROUPS, |limit| limit + 1))
}

fn texts(values: &Dictionary) -> impl Iterator<Item = String> + '_ {
    values.values().map(|value| value.text().unwrap_or_default().to_owned())
}

/// Returns the values of a dimension of addresses without what trails, and gives rows the numbers of these; an address
/// that is missing, or nothing else, is `/` (spec/funnels 5.4).
fn normalized(numbers: &mut [u32], texts: &[String]) -> Vec<String> {
    // Number 0 stays that of rows without a value, of which there are none any more.
    let mut shown = vec![String::new()];
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut number_of = Vec::with_capacity(texts.len());
    for text in texts {
        let kept = match text.trim_end_matches(['/', '?', '#', '\\']) {
            "" => "/",
            kept => kept,
        };
        number_of.push(*known.entry(kept).or_insert_with(|| {
            shown.push(kept.to_owned());
            shown.len() as u32 - 1
        }));
    }
    for number in numbers {
        *number = number_of.get(*number as usize).copied().unwrap_or(0);
    }
    shown
}

/// Splits groups by a further dimension, whose values have numbers.
fn combine(of_rows: &mut [u32], tuples: &mut Vec<Vec<String>>, numbers: &[u32], values: &[String]) {
    // The group of rows without any value stays group 0.
    let mut groups = map_of([((0, 0), 0)]);
    let mut pairs = vec![(0, 0)];
    let mut last = ((0, 0), 0);
    for (group, number) in of_rows.iter_mut().zip(numbers) {
        let pair = (*group, *number);
        if last.0 != pair {
            last = (
                pair,
                *groups.entry(pair).or_insert_with(|| {
                    pairs.push(pair);
                    pairs.len() as u32 - 1
                }),
            );
        }
        *group = last.1;
    }
    let combined = pairs.iter().map(|(group, number)| {
        let mut tuple = tuples[*group as usize].clone();
        tuple.push(values.get(*number as usize).cloned().unwrap_or_default());
        tuple
    });
    *tuples = combined.collect();
}
