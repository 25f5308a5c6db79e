//! What a matcher reads and what it finds: moments of an actor, and the journey through the funnel.

use crate::query::funnels::{FunnelOrder, FunnelsQuery};

/// One event of an actor, as matchers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When, in microseconds since the epoch.
    pub time: i64,
    /// The steps that the event matches: bit 0 is the first step.
    pub steps: u64,
    /// The steps to which the event closes the way, in the same bits.
    pub breaks: u64,
    /// The breakdown value of the event, by its code.
    pub value: u32,
}

/// What decides whether moments make up a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// In which order the steps are done.
    pub order: FunnelOrder,
    /// The number of steps.
    pub steps: usize,
    /// How long an attempt may take, in microseconds.
    pub window: i64,
    /// The steps that may be skipped, a bit each.
    pub optional: u64,
}

/// A breakdown value that the event of one step must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepValue {
    /// The step, from 0.
    pub step: usize,
    /// The value, by its code.
    pub value: u32,
}

/// How far an actor came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    /// The steps that were done, a bit each.
    pub done: u64,
    /// When the required steps were done, ascending, in microseconds since the epoch; at least one.
    pub times: Vec<i64>,
}

impl Rules {
    /// Returns the rules of a query.
    pub fn new(query: &FunnelsQuery) -> Rules {
        Rules { order: query.order, steps: query.steps.len(), window: query.window, optional: query.optional_steps() }
    }

    /// Returns whether a step, from 0, may be skipped.
    pub(super) fn is_optional(&self, step: usize) -> bool {
        self.optional >> step & 1 == 1
    }
}

impl Journey {
    /// Returns whether a step, from 0, was done.
    pub fn has_done(&self, step: usize) -> bool {
        self.done.checked_shr(step as u32).unwrap_or(0) & 1 == 1
    }

    /// Returns how long each required step took from the one before, in microseconds.
    pub fn durations(&self) -> impl Iterator<Item = i64> + '_ {
        self.times.windows(2).map(|pair| pair[1] - pair[0])
    }

    /// Makes this the same as another, keeping the memory it has.
    pub(super) fn copy_from(&mut self, other: &Journey) {
        self.done = other.done;
        self.times.clear();
        self.times.extend_from_slice(&other.times);
    }
}
