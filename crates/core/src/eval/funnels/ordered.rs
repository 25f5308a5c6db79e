//! Ordered and strict matching, with everything that a funnel can ask (spec/funnels 4.1).

use super::journey::{Journey, Moment, Rules, StepValue};
use crate::query::funnels::FunnelOrder;
use crate::sort;

/// Stands for an attempt that has not begun.
const NEVER: i64 = i64::MIN;

/// Finds the journey of an actor; its memory serves one actor after the other.
pub struct OrderedMatcher {
    rules: Rules,
    /// The newest attempt that has come to each step, by the step's number; 0 is the start of all.
    attempts: Vec<Attempt>,
    /// The best attempt, and the number of the step to which it came.
    best: Attempt,
    depth: usize,
    grown: Attempt,
    parts: Vec<(usize, usize)>,
}

/// An attempt to go through the funnel.
#[derive(Clone, Default)]
struct Attempt {
    /// When its first step was done.
    anchor: i64,
    /// Whether an exclusion has closed its way on.
    excluded: bool,
    journey: Journey,
    /// The events that it has used, by their place among the actor's.
    events: Vec<usize>,
}

/// How the moments of one instant are handled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Instant {
    /// Each as it is, in order.
    Whole,
    /// Split into a part for each step, in order of steps.
    Split,
}

impl Attempt {
    fn begin_anew(&mut self, anchor: i64) {
        self.anchor = anchor;
        self.excluded = false;
        self.journey.done = 0;
        self.journey.times.clear();
        self.events.clear();
    }

    fn copy_from(&mut self, other: &Attempt) {
        self.anchor = other.anchor;
        self.excluded = other.excluded;
        self.journey.copy_from(&other.journey);
        self.events.clear();
        self.events.extend_from_slice(&other.events);
    }
}

impl OrderedMatcher {
    /// Returns a matcher by these rules.
    pub fn new(rules: Rules) -> OrderedMatcher {
        OrderedMatcher {
            rules,
            attempts: vec![Attempt::default(); rules.steps + 1],
            best: Attempt::default(),
            depth: 0,
            grown: Attempt::default(),
            parts: Vec::new(),
        }
    }

    /// Returns the journey that an actor's moments, in order of time, make up; with a step value, only events of that
    /// value serve that step.
    pub fn journey(&mut self, moments: &[Moment], step_value: Option<StepValue>) -> Option<&Journey> {
        for attempt in &mut self.attempts {
            attempt.begin_anew(NEVER);
        }
        self.best.begin_anew(NEVER);
        self.depth = 0;
        let mut start = 0;
        while start < moments.len() && self.attempts[self.rules.steps].anchor == NEVER {
            let time = moments[start].time;
            let same = moments[start..].iter().take_while(|moment| moment.time == time).count();
            self.attempts[0].begin_anew(time);
            self.handle_instant(moments, start..start + same, step_value);
            start += same;
        }
        (self.depth > 0 && !self.best.excluded).then_some(&self.best.journey)
    }

    fn handle_instant(&mut self, moments: &[Moment], events: std::ops::Range<usize>, step_value: Option<StepValue>) {
        let first = moments[events.start];
        if moments[events.clone()].iter().all(|other| (other.steps, other.breaks) == (first.steps, first.breaks)) {
            for event in events {
                self.handle_whole(moments, event, step_value);
            }
            return;
        }
        let mut parts = std::mem::take(&mut self.parts);
        parts.clear();
        for event in events {
            parts.extend(steps_of(moments[event].steps).map(|step| (step, event)));
        }
        sort::sort_by(&mut parts, |(one, _), (other, _)| one.cmp(other));
        for (step, event) in &parts {
            self.handle_step(*step, *event, moments[*event], Instant::Split, step_value);
        }
        self.parts = parts;
    }

    fn handle_whole(&mut self, moments: &[Moment], event: usize, step_value: Option<StepValue>) {
        let moment = moments[event];
        for step in steps_of(moment.breaks).rev() {
            self.handle_exclusion(step, moment.time);
        }
        // The highest step first, so that one event cannot climb two steps at once.
        for step in steps_of(moment.steps).rev() {
            self.handle_step(step, event, moment, Instant::Whole, step_value);
        }
        if self.rules.order == FunnelOrder::Strict {
            for step in 1..=self.rules.steps {
                if moment.steps >> (step - 1) & 1 == 0 {
                    self.attempts[step].begin_anew(NEVER);
                }
            }
        }
    }

    /// Returns the step from which the newest attempt may go on to a step now, if there is one: the one before, or, where
    /// that is optional, one further back.
    fn predecessor(&self, step: usize, time: i64) -> Option<usize> {
        let within = |from: usize| {
            let anchor = self.attempts[from].anchor;
            anchor != NEVER && time - anchor <= self.rules.window
        };
        let mut from = step - 1;
        while from > 0 && self.rules.is_optional(from - 1) && !within(from) {
            from -= 1;
        }
        (within(from) && self.attempts[step].anchor != self.attempts[from].anchor).then_some(from)
    }

    fn handle_exclusion(&mut self, step: usize, time: i64) {
        let Some(from) = self.predecessor(step, time) else { return };
        if !self.attempts[from].excluded {
            self.attempts[from].excluded = true;
            if self.depth == from && time - self.best.anchor <= self.rules.window {
                self.best.excluded = true;
            }
        }
    }

    fn handle_step(
        &mut self,
        step: usize,
        event: usize,
        moment: Moment,
        instant: Instant,
        step_value: Option<StepValue>,
    ) {
        let Some(from) = self.predecessor(step, moment.time) else { return };
        if step_value.is_some_and(|wanted| wanted.step == from && wanted.value != moment.value) {
            return;
        }
        if instant == Instant::Split && self.attempts[from].events.contains(&event) {
            return;
        }
        let grown = &mut self.grown;
        grown.copy_from(&self.attempts[from]);
        if !self.rules.is_optional(step - 1) {
            grown.journey.times.push(moment.time);
        }
        grown.events.push(event);
        grown.journey.done |= 1 << (step - 1);
        if !grown.excluded {
            self.attempts[step].copy_from(grown);
        }
        if step > self.depth || (step == self.depth && self.best.excluded) {
            self.depth = step;
            self.best.copy_from(grown);
        }
    }
}

/// Returns the numbers, from 1, of the steps whose bits are set, ascending.
pub(super) fn steps_of(bits: u64) -> impl DoubleEndedIterator<Item = usize> {
    (1..=(u64::BITS - bits.leading_zeros()) as usize).filter(move |step| bits >> (step - 1) & 1 == 1)
}
