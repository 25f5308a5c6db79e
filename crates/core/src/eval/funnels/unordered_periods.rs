//! Matching of steps in any order, one attempt a period (spec/funnels 4.4).

use super::journey::{Moment, Rules, StepValue};
use super::periods::{Attempt, period_of};
use super::unordered::Queues;

/// Finds the attempts of an actor; its memory serves one actor after the other.
pub struct UnorderedPeriods {
    rules: Rules,
    measured: (usize, usize),
    queues: Queues,
    /// The periods in which attempts began, ascending, and the most steps that one of them did.
    reached: Vec<(usize, usize)>,
    attempts: Vec<Attempt>,
}

impl UnorderedPeriods {
    /// Returns a matcher by these rules, from one number of steps to another.
    pub fn new(rules: Rules, measured: (usize, usize)) -> UnorderedPeriods {
        let queues = Queues::new(rules.steps);
        UnorderedPeriods { rules, measured, queues, reached: Vec::new(), attempts: Vec::new() }
    }

    /// Returns what became of the attempts that an actor's moments, in order of time, make up, an attempt a period.
    ///
    /// With a step value, only an event of that value can be the first that is taken.
    pub fn attempts(&mut self, moments: &[Moment], starts: &[i64], step_value: Option<StepValue>) -> &[Attempt] {
        self.queues.clear();
        self.reached.clear();
        for moment in moments {
            while let Some((oldest, step)) = self.queues.oldest() {
                let is_current = oldest.saturating_add(self.rules.window) >= moment.time;
                if self.queues.done() < self.rules.steps && is_current {
                    break;
                }
                self.pop(oldest, step, starts);
            }
            if moment.breaks != 0 {
                self.queues.clear();
            } else if step_value.is_none_or(|wanted| self.queues.done() != wanted.step || wanted.value == moment.value)
            {
                self.queues.push(*moment);
            }
        }
        while let Some((oldest, step)) = self.queues.oldest() {
            self.pop(oldest, step, starts);
        }
        let (from, to) = self.measured;
        self.attempts.clear();
        for (period, done) in &self.reached {
            if *done >= from {
                self.attempts.push(Attempt { period: *period, converted: *done >= to });
            }
        }
        &self.attempts
    }

    /// Takes the oldest event away; how many steps were done with it counts in its period.
    fn pop(&mut self, oldest: i64, step: usize, starts: &[i64]) {
        let last = self.reached.last().map_or(0, |(period, _)| *period);
        let period = period_of(starts, oldest, last);
        let done = self.queues.done();
        match self.reached.last_mut() {
            Some((last, most)) if *last == period => *most = done.max(*most),
            _ => self.reached.push((period, done)),
        }
        self.queues.pop(step);
    }
}
