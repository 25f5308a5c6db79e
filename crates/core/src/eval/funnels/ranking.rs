//! Which groups are shown, in which order, and what becomes of the others (spec/funnels 5.4).

use std::cmp::Ordering;

use super::groups::{GroupLabel, GroupLimit};
use super::tally::Tally;
use crate::sort;

/// A group and its figures.
pub(super) type Ranked = (GroupLabel, Tally);

/// Returns the groups that are shown, best first.
pub(super) fn ranked(mut groups: Vec<Ranked>, limit: &GroupLimit) -> Vec<Ranked> {
    sort::sort_by(&mut groups, better);
    match limit {
        GroupLimit::None => groups,
        GroupLimit::First(most) => {
            groups.truncate(*most);
            groups
        }
        GroupLimit::Merged(most, _) if groups.len() <= *most => groups,
        GroupLimit::Merged(most, label) => {
            let mut other = Tally::default();
            for (_, tally) in groups.drain(*most..) {
                other.merge(tally);
            }
            // A value may have the very name of what is merged.
            match groups.iter_mut().find(|(named, _)| named == label) {
                Some((_, named)) => named.merge(other),
                None => groups.push((label.clone(), other)),
            }
            sort::sort_by(&mut groups, better);
            groups
        }
    }
}

/// Orders groups by the count of the last step, then of the step before …, descending, then by value.
fn better((label, tally): &Ranked, (other_label, other): &Ranked) -> Ordering {
    other.counts.iter().rev().cmp(tally.counts.iter().rev()).then_with(|| label.cmp(other_label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::trends::BreakdownValue;

    fn group(name: &str, counts: &[u64]) -> Ranked {
        let label = GroupLabel { value: BreakdownValue::List(vec![name.to_owned()]), cohort: None };
        (label, Tally { counts: counts.to_vec(), durations: Vec::new() })
    }

    #[test]
    fn the_last_step_decides_first_and_the_rest_is_merged_in_its_place() {
        let groups = vec![group("a", &[9, 1]), group("b", &[3, 2]), group("c", &[9, 1]), group("d", &[1, 1])];
        let limit = GroupLimit::Merged(2, group("Other", &[]).0);
        let expected = [group("Other", &[10, 2]), group("b", &[3, 2]), group("a", &[9, 1])];
        assert_eq!(ranked(groups, &limit), expected);
    }
}
