//! Ordered funnels of the plain case: no exclusions, no optional steps, one step list an instant.
//!
//! A moment is packed into a word: its time, and in the bits below it the steps that it serves.

/// How many bits of a packed moment hold its marks; the others hold its time.
pub const MARK_BITS: u32 = 8;

/// The most steps and exclusions that a packed moment has room for.
pub const MOST_MARKS: usize = MARK_BITS as usize;

/// How far an actor came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// So many steps, 0 if the actor is not in the funnel.
    Steps(usize),
    /// Events of one instant differ; the general matcher must decide.
    MixedInstant,
}

/// Stands for a step to which no attempt has come. Times are counted from 1.
const NEVER: u64 = 0;

/// Finds how far actors came; its memory serves one actor after the other.
pub struct PlainFunnel {
    steps: usize,
    window: u64,
    /// For each step, when the newest attempt that has come to it did each step up to it.
    attempts: [[u64; MOST_MARKS]; MOST_MARKS],
    best: [u64; MOST_MARKS],
}

impl PlainFunnel {
    /// Returns the funnel of at most 8 steps, all to be done within a window from the first.
    pub fn new(steps: usize, window: u64) -> PlainFunnel {
        let attempts = [[NEVER; MOST_MARKS]; MOST_MARKS];
        PlainFunnel { steps: steps.min(MOST_MARKS), window, attempts, best: [NEVER; MOST_MARKS] }
    }

    /// Finds how far an actor came with packed moments, which are in order of time.
    #[inline(never)]
    pub fn find(&mut self, packed: &[u64]) -> Found {
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
        Found::Steps(depth)
    }

    /// Returns when each of the steps that were found last was done; the times are those of the moments.
    pub fn times(&self, steps: usize) -> impl Iterator<Item = u64> {
        self.best[..steps].iter().map(|time| time - 1)
    }

    /// Lets the attempts go on with a moment, and returns the number of the step to which the best has come.
    #[inline(always)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_count_within_the_window_from_the_first() {
        let moment = |time: u64, step: u32| time << MARK_BITS | 1 << step;
        let mut funnel = PlainFunnel::new(3, 10);
        assert_eq!(funnel.find(&[]), Found::Steps(0));
        assert_eq!(funnel.find(&[moment(0, 1), moment(0, 2)]), Found::MixedInstant);
        assert_eq!(funnel.find(&[moment(5, 0), moment(7, 1), moment(16, 2)]), Found::Steps(2));
        assert_eq!(funnel.times(2).collect::<Vec<u64>>(), [5, 7]);
        assert_eq!(funnel.find(&[moment(0, 0), moment(3, 0), moment(7, 1), moment(13, 2)]), Found::Steps(3));
        assert_eq!(funnel.times(3).collect::<Vec<u64>>(), [3, 7, 13]);
    }
}
