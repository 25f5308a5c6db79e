//! Ordered and strict matching of one attempt a period (spec/funnels 4.3).

use super::journey::{Moment, Rules, StepValue};
use super::ordered::steps_of;
use super::periods::{Attempt, period_of};
use crate::query::funnels::FunnelOrder;

/// Stands for a step to which no attempt has come.
const NEVER: i64 = i64::MIN;

/// Finds the attempts of an actor; its memory serves one actor after the other.
pub struct OrderedPeriods {
    rules: Rules,
    measured: (usize, usize),
    /// The periods in which attempts began, ascending; the first `begun` are the actor's.
    periods: Vec<Period>,
    begun: usize,
    /// The periods before this one can change no more.
    first_open: usize,
    attempts: Vec<Attempt>,
}

/// What an actor has done in attempts that began in one period.
#[derive(Clone, Default)]
struct Period {
    period: usize,
    /// When the newest attempt began.
    newest: i64,
    /// The number of the step to which the best attempt came, and when.
    depth: usize,
    reached_at: i64,
    state: State,
    /// For each step, when the newest attempt that has come to it began, and whether an exclusion has closed its way on.
    slots: Vec<(i64, Passage)>,
}

/// Whether an attempt may go on.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Passage {
    #[default]
    Free,
    Excluded,
}

/// What exclusions have done to the best attempt of a period.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Nothing.
    #[default]
    None,
    /// They have closed its way on.
    Partial,
    /// It has gone on over a closed way.
    Full,
    /// The attempt has converted; nothing can happen to it any more.
    Converted,
}

impl OrderedPeriods {
    /// Returns a matcher by these rules, from one step to another, counted from 1.
    pub fn new(rules: Rules, measured: (usize, usize)) -> OrderedPeriods {
        OrderedPeriods { rules, measured, periods: Vec::new(), begun: 0, first_open: 0, attempts: Vec::new() }
    }

    /// Returns what became of the attempts that an actor's moments, in order of time, make up, an attempt a period.
    ///
    /// With a step value, only events of that value serve that step.
    pub fn attempts(&mut self, moments: &[Moment], starts: &[i64], step_value: Option<StepValue>) -> &[Attempt] {
        self.begun = 0;
        self.first_open = 0;
        for moment in moments {
            self.close_outdated(moment.time);
            for step in steps_of(moment.breaks).rev() {
                self.handle_exclusion(step, moment.time);
            }
            for step in steps_of(moment.steps).rev() {
                match step_value {
                    Some(wanted) if wanted.step == step - 1 && wanted.value != moment.value => {}
                    _ if step == 1 => self.begin(moment.time, starts),
                    _ => self.handle_step(step, moment.time),
                }
            }
            if self.rules.order == FunnelOrder::Strict {
                self.interrupt(moment.steps);
            }
        }
        self.conclude()
    }

    /// Passes over the first periods that can change no more.
    fn close_outdated(&mut self, time: i64) {
        while let Some(period) = self.periods[..self.begun].get(self.first_open) {
            if period.state != State::Converted && time - period.newest <= self.rules.window {
                return;
            }
            self.first_open += 1;
        }
    }

    fn begin(&mut self, time: i64, starts: &[i64]) {
        let last = self.begun.checked_sub(1);
        let period = period_of(starts, time, last.map_or(0, |last| self.periods[last].period));
        let current = match last {
            Some(last) if self.periods[last].period == period => last,
            _ => {
                if self.begun == self.periods.len() {
                    self.periods.push(Period::default());
                }
                self.begun += 1;
                self.periods[self.begun - 1].begin_anew(period, time, self.rules.steps);
                self.begun - 1
            }
        };
        let period_state = &mut self.periods[current];
        if period_state.state == State::Converted {
            return;
        }
        if period_state.depth == 1 && period_state.state != State::None {
            period_state.begin_anew(period, time, self.rules.steps);
        }
        period_state.newest = time;
        period_state.slots[1] = (time, Passage::Free);
        self.first_open = self.first_open.min(current);
    }

    fn handle_exclusion(&mut self, step: usize, time: i64) {
        let window = self.rules.window;
        for period in &mut self.periods[self.first_open..self.begun] {
            if !period.may_go_to(step, time, window) {
                continue;
            }
            period.slots[step - 1].1 = Passage::Excluded;
            if period.depth == step - 1 && time - period.reached_at <= window {
                period.state = State::Partial;
            }
        }
    }

    fn handle_step(&mut self, step: usize, time: i64) {
        let window = self.rules.window;
        for period in &mut self.periods[self.first_open..self.begun] {
            if !period.may_go_to(step, time, window) {
                continue;
            }
            let (anchor, passage) = period.slots[step - 1];
            if passage == Passage::Free {
                period.slots[step] = (anchor, Passage::Free);
            }
            if period.slots[self.measured.1].0 != NEVER {
                period.state = State::Converted;
            } else if step > period.depth || (step == period.depth && period.state == State::Partial) {
                period.depth = step;
                period.reached_at = time;
                period.state = if passage == Passage::Excluded { State::Full } else { State::None };
            }
        }
    }

    /// Takes back every step that is not among those of the newest event.
    fn interrupt(&mut self, steps: u64) {
        for period in &mut self.periods[self.first_open..self.begun] {
            for (index, slot) in period.slots.iter_mut().enumerate().skip(1) {
                if steps >> (index - 1) & 1 == 0 {
                    *slot = (NEVER, Passage::Free);
                }
            }
        }
    }

    fn conclude(&mut self) -> &[Attempt] {
        let periods = &self.periods[..self.begun];
        let is_any_full = periods.iter().any(|period| period.state == State::Full);
        self.attempts.clear();
        for period in periods {
            let converted = period.state == State::Converted;
            let entered = !is_any_full && period.state != State::Partial && period.depth >= self.measured.0;
            if converted || entered {
                self.attempts.push(Attempt { period: period.period, converted });
            }
        }
        &self.attempts
    }
}

impl Period {
    fn begin_anew(&mut self, period: usize, time: i64, steps: usize) {
        self.period = period;
        self.newest = time;
        self.depth = 1;
        self.reached_at = time;
        self.state = State::None;
        self.slots.clear();
        self.slots.resize(steps + 1, (NEVER, Passage::Free));
    }

    /// Returns whether the newest attempt that has come to the step before may go on to a step now.
    fn may_go_to(&self, step: usize, time: i64, window: i64) -> bool {
        let anchor = self.slots[step - 1].0;
        self.state != State::Converted && anchor != NEVER && time - anchor <= window && self.slots[step].0 != anchor
    }
}
