//! How strongly something goes together with success, and the strongest of all (spec/funnels 6.2).

use std::cmp::Ordering;

use crate::answer::correlation::{CorrelatedEvent, Correlation, CorrelationKind};
use crate::sort;

/// How many correlations of each kind are shown.
const SHOWN: usize = 10;

/// How many times larger than the other a side may be.
const MOST_SKEW: f64 = 10.0;

/// The share of all actors, and the number of them, of which one at least must have a candidate.
const LEAST_SHARE: f64 = 0.02;
const LEAST_ACTORS: f64 = 25.0;

/// Whether an actor finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It finished.
    Success,
    /// It did not.
    Failure,
}

/// A number of actors of each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Those who finished.
    pub(super) success: u64,
    /// Those who did not.
    pub(super) failure: u64,
}

/// Something that actors have, and how many of them.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// What they have.
    pub(super) event: CorrelatedEvent,
    /// How many.
    pub(super) counts: Counts,
}

impl Counts {
    /// Returns these and an actor more.
    pub(super) fn with(self, side: Side) -> Counts {
        match side {
            Side::Success => Counts { success: self.success + 1, ..self },
            Side::Failure => Counts { failure: self.failure + 1, ..self },
        }
    }

    /// Returns how many there are on both sides.
    pub(super) fn both(self) -> u64 {
        self.success + self.failure
    }

    /// Returns whether one side is too small to be compared with the other.
    pub(super) fn are_skewed(self) -> bool {
        let (success, failure) = (self.success as f64, self.failure as f64);
        self.success == 0 || self.failure == 0 || success / failure > MOST_SKEW || failure / success > MOST_SKEW
    }

    /// Returns how much likelier success is for these than for the others of all, with one added to every count.
    fn odds_ratio(self, totals: Counts) -> f64 {
        let with = (self.success as f64 + 1.0) * (totals.failure as f64 - self.failure as f64 + 1.0);
        let without = (totals.success as f64 - self.success as f64 + 1.0) * (self.failure as f64 + 1.0);
        with / without
    }
}

impl Candidate {
    /// Returns the candidate of that name.
    pub(super) fn named(name: String, counts: Counts) -> Candidate {
        let event = CorrelatedEvent { event: name, properties: serde_json::Map::new(), elements: Vec::new() };
        Candidate { event, counts }
    }
}

/// Returns the strongest correlations with success, then the strongest with failure.
pub(super) fn strongest(candidates: Vec<Candidate>, totals: Counts) -> Vec<Correlation> {
    let least = LEAST_ACTORS.min(LEAST_SHARE * totals.both() as f64);
    let considered = candidates.into_iter().filter(|candidate| candidate.counts.both() as f64 >= least);
    let (mut successes, mut failures): (Vec<_>, Vec<_>) = considered
        .map(|candidate| correlation(candidate, totals))
        .partition(|correlation| correlation.correlation_type == CorrelationKind::Success);
    sort::sort_by(&mut successes, |one, other| {
        weaker(other, one).then_with(|| one.event.event.cmp(&other.event.event))
    });
    sort::sort_by(&mut failures, |one, other| weaker(one, other).then_with(|| one.event.event.cmp(&other.event.event)));
    successes.truncate(SHOWN);
    failures.truncate(SHOWN);
    successes.append(&mut failures);
    successes
}

fn weaker(one: &Correlation, other: &Correlation) -> Ordering {
    one.odds_ratio.total_cmp(&other.odds_ratio)
}

fn correlation(candidate: Candidate, totals: Counts) -> Correlation {
    let odds_ratio = candidate.counts.odds_ratio(totals);
    Correlation {
        event: candidate.event,
        success_count: candidate.counts.success,
        failure_count: candidate.counts.failure,
        odds_ratio,
        correlation_type: if odds_ratio > 1.0 { CorrelationKind::Success } else { CorrelationKind::Failure },
    }
}
