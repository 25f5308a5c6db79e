//! The view of times to convert: how many actors took how long (spec/funnels 5.2).

use super::compare::{Ranges, part_of_range};
use super::matcher::each_journey;
use super::steps::crowd;
use super::tally::{SECOND, mean_seconds, median_seconds};
use crate::answer::Results;
use crate::answer::funnels::TimeToConvert;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::funnels::FunnelsQuery;
use crate::time::ResolvedRange;

/// The most bins that are chosen by the number of actors.
const MOST_CHOSEN_BINS: usize = 60;

/// The width of bins, in seconds, where all took the same time.
const WIDTH_OF_ONE_VALUE: i64 = 60;

/// Returns the results of a view of times to convert.
///
/// # Errors
/// As [`super::evaluate`].
pub(super) fn results(query: &FunnelsQuery, frame: &Frame<'_>, ranges: &Ranges) -> Result<Results, Error> {
    // This view has no breakdown.
    let query = FunnelsQuery { breakdown: None, ..query.clone() };
    let mut sides = Vec::new();
    for (range, label) in ranges.each() {
        sides.push((durations(&query, frame, range)?, label));
    }
    let all: Vec<i64> = sides.iter().flat_map(|(durations, _)| durations).copied().collect();
    let bins = Bins::new(&all, query.bins);
    let mut answers: Vec<TimeToConvert> = Vec::new();
    for (mut durations, label) in sides {
        answers.push(TimeToConvert {
            bins: bins.as_ref().map_or_else(Vec::new, |bins| bins.counts(&durations)),
            average_conversion_time: mean_seconds(&durations),
            median_conversion_time: median_seconds(&mut durations),
            part: part_of_range(label),
        });
    }
    Ok(match ranges.previous {
        Some(_) => Results::TimesToConvert(answers),
        None => answers.pop().map_or_else(|| Results::TimesToConvert(Vec::new()), Results::TimeToConvert),
    })
}

/// Returns the microseconds that each actor took for the measured steps.
fn durations(query: &FunnelsQuery, frame: &Frame<'_>, range: ResolvedRange) -> Result<Vec<i64>, Error> {
    let crowd = crowd(query, frame, range)?;
    let (from, to) = query.measured;
    let mut durations = Vec::new();
    each_journey(query, &crowd, |_, journey| {
        if let (Some(start), Some(end)) = (journey.times.get(from), journey.times.get(to)) {
            durations.push(end - start);
        }
    });
    Ok(durations)
}

/// Bins of equal width, in seconds; the last one holds just the longest time.
struct Bins {
    first: i64,
    width: i64,
    count: usize,
}

impl Bins {
    /// Returns bins for these durations, if there are any.
    fn new(durations: &[i64], asked: Option<usize>) -> Option<Bins> {
        let (shortest, longest) = (durations.iter().min()?, durations.iter().max()?);
        let count = asked.unwrap_or_else(|| cube_root(durations.len()).clamp(1, MOST_CHOSEN_BINS));
        let first = shortest.div_euclid(SECOND);
        let last = longest.div_euclid(SECOND) + i64::from(longest.rem_euclid(SECOND) > 0);
        let width = (last - first).unsigned_abs().div_ceil(count as u64);
        Some(Bins { first, width: if width == 0 { WIDTH_OF_ONE_VALUE } else { width as i64 }, count: count + 1 })
    }

    fn counts(&self, durations: &[i64]) -> Vec<(i64, u64)> {
        let edge = |index: usize| self.first.saturating_add(self.width.saturating_mul(index as i64));
        let mut bins: Vec<(i64, u64)> = (0..self.count).map(|index| (edge(index), 0)).collect();
        for duration in durations {
            let bin = (duration.div_euclid(SECOND) - self.first) / self.width;
            if let Some((_, count)) = usize::try_from(bin).ok().and_then(|bin| bins.get_mut(bin)) {
                *count += 1;
            }
        }
        bins
    }
}

/// Returns the least whole number whose cube is at least this one.
fn cube_root(number: usize) -> usize {
    (0..=MOST_CHOSEN_BINS).find(|root| root.pow(3) >= number).unwrap_or(MOST_CHOSEN_BINS)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn the_longest_time_has_a_bin_of_its_own() {
        let durations = [3600, 2220, 82_800].map(|seconds| seconds * SECOND);
        let bins = Bins::new(&durations, None).unwrap();
        assert_eq!(bins.counts(&durations), [(2220, 2), (42_510, 0), (82_800, 1)]);
    }

    #[test]
    fn a_single_time_has_a_minute() {
        let bins = Bins::new(&[10_800 * SECOND], None).unwrap();
        assert_eq!(bins.counts(&[10_800 * SECOND]), [(10_800, 1), (10_860, 0)]);
    }
}
