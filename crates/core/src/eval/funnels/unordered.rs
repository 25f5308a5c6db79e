//! Matching of steps in any order (spec/funnels 4.2).

use super::journey::{Journey, Moment, Rules, StepValue};
use super::ordered::steps_of;

/// Finds the journey of an actor; its memory serves one actor after the other.
pub struct UnorderedMatcher {
    rules: Rules,
    queues: Queues,
    best: Journey,
}

/// For each step, the times of the events that wait for the others.
pub(super) struct Queues {
    waiting: Vec<Queue>,
    done: usize,
}

#[derive(Clone, Default)]
struct Queue {
    times: Vec<i64>,
    passed: usize,
}

impl Queue {
    fn front(&self) -> Option<i64> {
        self.times.get(self.passed).copied()
    }

    fn clear(&mut self) {
        self.times.clear();
        self.passed = 0;
    }
}

impl Queues {
    pub(super) fn new(steps: usize) -> Queues {
        Queues { waiting: vec![Queue::default(); steps], done: 0 }
    }

    /// Returns the number of different steps that wait.
    pub(super) fn done(&self) -> usize {
        self.done
    }

    pub(super) fn clear(&mut self) {
        self.waiting.iter_mut().for_each(Queue::clear);
        self.done = 0;
    }

    /// Returns the time of the oldest event that waits, and its step.
    pub(super) fn oldest(&self) -> Option<(i64, usize)> {
        let fronts = self.waiting.iter().enumerate().filter_map(|(step, queue)| Some((queue.front()?, step)));
        fronts.min_by_key(|(time, _)| *time)
    }

    /// Takes the oldest event of a step away.
    pub(super) fn pop(&mut self, step: usize) {
        let queue = &mut self.waiting[step];
        queue.passed += 1;
        if queue.front().is_none() {
            queue.clear();
            self.done -= 1;
        }
    }

    /// Lets an event wait at the step, of those that it matches, that has waited for one the longest.
    pub(super) fn push(&mut self, moment: Moment) {
        let last = |step: usize| self.waiting[step].times.last().copied().unwrap_or(i64::MIN);
        let Some(step) = steps_of(moment.steps).map(|step| step - 1).min_by_key(|step| last(*step)) else { return };
        let queue = &mut self.waiting[step];
        self.done += usize::from(queue.times.is_empty());
        queue.times.push(moment.time);
    }
}

impl UnorderedMatcher {
    /// Returns a matcher by these rules.
    pub fn new(rules: Rules) -> UnorderedMatcher {
        UnorderedMatcher { rules, queues: Queues::new(rules.steps), best: Journey::default() }
    }

    /// Returns the journey that an actor's moments, in order of time, make up; with a step value, only an event of that value
    /// can be the first that is taken.
    pub fn journey(&mut self, moments: &[Moment], step_value: Option<StepValue>) -> Option<&Journey> {
        self.queues.clear();
        self.best.times.clear();
        for moment in moments {
            self.drop_outdated(moment.time);
            if moment.breaks != 0 {
                self.queues.clear();
            } else if step_value.is_none_or(|wanted| self.queues.done != wanted.step || wanted.value == moment.value) {
                self.queues.push(*moment);
            }
            if self.best.times.len() == self.rules.steps {
                break;
            }
        }
        if self.best.times.len() < self.rules.steps {
            self.record();
        }
        let done = self.best.times.len();
        self.best.done = if done == 0 { 0 } else { u64::MAX >> (u64::BITS as usize - done) };
        (done > 0).then_some(&self.best)
    }

    /// Takes away what is complete or too old for an event of this time, and remembers the best there was.
    fn drop_outdated(&mut self, time: i64) {
        while let Some((oldest, step)) = self.queues.oldest() {
            if self.queues.done < self.rules.steps && oldest.saturating_add(self.rules.window) >= time {
                return;
            }
            self.record();
            self.queues.pop(step);
        }
    }

    fn record(&mut self) {
        if self.queues.done > self.best.times.len() {
            self.best.times.clear();
            for time in self.queues.waiting.iter().filter_map(Queue::front) {
                let place = self.best.times.partition_point(|earlier| *earlier <= time);
                self.best.times.insert(place, time);
            }
        }
    }
}
