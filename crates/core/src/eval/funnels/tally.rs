//! The figures of a group: how many did each step, and how long they took.

use super::journey::Journey;

/// Microseconds in a second.
pub(super) const SECOND: i64 = 1_000_000;

/// How many actors did each step, and how long they took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// For each step, how many did it.
    pub(super) counts: Vec<u64>,
    /// For each required step but the first, the microseconds since the one before, where there were any.
    pub(super) durations: Vec<Vec<i64>>,
}

impl Tally {
    /// Counts a journey through a funnel of so many steps.
    pub(super) fn add(&mut self, journey: &Journey, steps: usize) {
        self.counts.resize(steps, 0);
        self.durations.resize(steps - 1, Vec::new());
        for (step, count) in self.counts.iter_mut().enumerate() {
            *count += u64::from(journey.has_done(step));
        }
        for (durations, duration) in self.durations.iter_mut().zip(journey.durations()) {
            if duration != 0 {
                durations.push(duration);
            }
        }
    }

    /// Counts what another has counted.
    pub(super) fn merge(&mut self, other: Tally) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        self.durations.resize(self.durations.len().max(other.durations.len()), Vec::new());
        for (count, others) in self.counts.iter_mut().zip(other.counts) {
            *count += others;
        }
        for (durations, others) in self.durations.iter_mut().zip(other.durations) {
            durations.extend(others);
        }
    }
}

/// Returns the mean of durations in seconds, if there are any.
pub(super) fn mean_seconds(durations: &[i64]) -> Option<f64> {
    let sum: i128 = durations.iter().map(|duration| i128::from(*duration)).sum();
    (!durations.is_empty()).then(|| sum as f64 / (durations.len() as f64 * SECOND as f64))
}

/// Returns the median of durations in seconds, if there are any: between the middle two where these are two.
pub(super) fn median_seconds(durations: &mut [i64]) -> Option<f64> {
    let middle = durations.len() / 2;
    if durations.is_empty() {
        return None;
    }
    let is_odd = durations.len() % 2 == 1;
    let (lower, upper, _) = durations.select_nth_unstable(middle);
    let upper = *upper;
    let lower = if is_odd { upper } else { lower.iter().copied().max().unwrap_or(upper) };
    Some((lower as f64 + upper as f64) / 2.0 / SECOND as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_two_lies_between_them() {
        assert_eq!(median_seconds(&mut []), None);
        assert_eq!(median_seconds(&mut [4 * SECOND, SECOND]), Some(2.5));
        assert_eq!(median_seconds(&mut [9 * SECOND, 4 * SECOND, SECOND]), Some(4.0));
    }

    #[test]
    fn the_mean_of_none_is_none() {
        assert_eq!(mean_seconds(&[]), None);
        assert_eq!(mean_seconds(&[i64::MAX, i64::MAX]), Some(i64::MAX as f64 / SECOND as f64));
    }
}
