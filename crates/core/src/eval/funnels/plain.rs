//! Ordered matching of the plain case: no exclusions, no optional steps, one step list an instant.
//!
//! The same function as [`super::ordered`], without what the plain case does not need, over packed moments.

use super::journey::{Journey, Rules};
use super::moments::{MARK_BITS, MOST_PACKED_MARKS};

/// What the plain matcher makes of an actor.
pub(super) enum Found {
    /// The actor is not in the funnel.
    Nothing,
    /// The actor is, and [`PlainMatcher::found`] says how far it came.
    Journey,
    /// Events of one instant differ; the general matcher must decide.
    MixedInstant,
}

/// Stands for a step to which no attempt has come. Times are counted from 1.
const NEVER: u64 = 0;

/// Finds journeys in packed moments; its memory serves one actor after the other.
pub(super) struct PlainMatcher {
    steps: usize,
    window: u64,
    /// For each step, when the newest attempt that has come to it did each step up to it.
    attempts: [[u64; MOST_PACKED_MARKS]; MOST_PACKED_MARKS],
    best: [u64; MOST_PACKED_MARKS],
    journey: Journey,
}

impl PlainMatcher {
    /// Returns a matcher by these rules, which must be those of a plain ordered funnel of at most 8 steps.
    pub(super) fn new(rules: Rules) -> PlainMatcher {
        PlainMatcher {
            steps: rules.steps.min(MOST_PACKED_MARKS),
            window: rules.window.unsigned_abs(),
            attempts: [[NEVER; MOST_PACKED_MARKS]; MOST_PACKED_MARKS],
            best: [NEVER; MOST_PACKED_MARKS],
            journey: Journey::default(),
        }
    }

    /// Finds what packed moments make up; their times count from `base`.
    pub(super) fn journey(&mut self, packed: &[u64], base: i64) -> Found {
        for attempt in &mut self.attempts[..self.steps] {
            attempt[0] = NEVER;
        }
        let mut depth = 0;
        let mut last = u64::MAX;
        for moment in packed {
            let is_same_instant = (moment ^ last) >> MARK_BITS == 0;
            if is_same_instant && *moment != last {
                return Found::MixedInstant;
            }
            // The first completion wins; only the rest of its instant is still looked at.
            if depth == self.steps {
                if is_same_instant { continue } else { break }
            }
            last = *moment;
            depth = self.handle(*moment, depth);
        }
        if depth == 0 {
            return Found::Nothing;
        }
        self.journey.done = (1 << depth) - 1;
        self.journey.times.clear();
        self.journey.times.extend(self.best[..depth].iter().map(|time| base + *time as i64 - 1));
        Found::Journey
    }

    /// Returns the journey that was found last.
    pub(super) fn found(&self) -> &Journey {
        &self.journey
    }

    /// Lets the attempts go on with a moment, and returns the number of the step to which the best has come.
    fn handle(&mut self, moment: u64, mut depth: usize) -> usize {
        let time = (moment >> MARK_BITS) + 1;
        let mut marks = moment & ((1 << MARK_BITS) - 1);
        while marks != 0 {
            let step = marks.ilog2() as usize;
            marks ^= 1 << step;
            if step == 0 {
                self.attempts[0][0] = time;
            } else {
                let anchor = self.attempts[step - 1][0];
                if anchor == NEVER || time - anchor > self.window || self.attempts[step][0] == anchor {
                    continue;
                }
                // The whole array: to copy a length that only shows here would be a call.
                self.attempts[step] = self.attempts[step - 1];
                self.attempts[step][step] = time;
            }
            if step >= depth {
                depth = step + 1;
                self.best = self.attempts[step];
            }
        }
        depth
    }
}
