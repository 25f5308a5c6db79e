//! Which values of a breakdown are shown, and in what order (spec/funnels 7.4).

use crate::sort;

/// The values that keep their name where the query does not say how many.
const USUAL_LIMIT: usize = 25;

/// The name of what the values past the limit become.
const OTHER: &str = "$$_posthog_breakdown_other_$$";

/// The groups of an answer, in order.
pub(super) struct Ranking {
    /// The group of each value; values that never start have none.
    pub(super) group_of_value: Vec<Option<usize>>,
    /// The name of each group.
    pub(super) names: Vec<String>,
}

impl Ranking {
    /// Returns the groups of values that start so often: the most frequent by name, the others together.
    pub(super) fn new<'v>(starts: &[u64], name: impl Fn(usize) -> &'v str, limit: Option<usize>) -> Ranking {
        let limit = limit.unwrap_or(USUAL_LIMIT);
        let mut values: Vec<usize> = (0..starts.len()).filter(|value| starts[*value] > 0).collect();
        sort::sort_by(&mut values, |one, other| {
            starts[*other].cmp(&starts[*one]).then_with(|| name(*one).cmp(name(*other)))
        });
        let mut group_of_value = vec![None; starts.len()];
        for (rank, value) in values.iter().enumerate() {
            group_of_value[*value] = Some(rank.min(limit));
        }
        let mut names: Vec<String> = values.iter().take(limit).map(|value| name(*value).to_owned()).collect();
        if values.len() > limit {
            names.push(OTHER.to_owned());
        }
        Ranking { group_of_value, names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_values_come_first_and_the_rest_is_merged() {
        let names = ["d", "c", "b", "a", "never"];
        let ranking = Ranking::new(&[1, 2, 1, 1, 0], |value| names[value], Some(2));
        assert_eq!(ranking.names, ["c", "a", OTHER]);
        assert_eq!(ranking.group_of_value, [Some(2), Some(0), Some(2), Some(1), None]);
    }

    #[test]
    fn nothing_is_merged_within_the_limit() {
        assert_eq!(Ranking::new(&[1; 25], |_| "", None).names.len(), 25);
        assert_eq!(Ranking::new(&[1; 26], |_| "", None).names[25], OTHER);
    }
}
