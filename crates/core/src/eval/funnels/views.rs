//! For which breakdown values an actor is evaluated, and what of it each sees (spec/funnels 5.4).

use std::ops::Range;

use super::journey::{Moment, StepValue};
use super::moments::Moments;
use super::steps::{Crowd, Source};
use crate::query::funnels::{Attribution, FunnelOrder};

/// What one evaluation of an actor sees.
#[derive(Clone, Copy)]
pub(super) enum View<'a> {
    /// All moments of the actor.
    Whole(&'a Moments, &'a Range<usize>),
    /// Some moments, of which only those of a value serve one step.
    Part(&'a [Moment], Option<StepValue>),
}

/// An actor, and the group for which it is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The actor.
    pub(super) actor: u32,
    /// The group.
    pub(super) group: u32,
}

/// Shows every actor, once for each group for which it is evaluated.
pub(super) fn each_view(crowd: &Crowd<'_>, attribution: Attribution, visit: &mut dyn FnMut(Member, View<'_>)) {
    let mut viewer = Viewer::new(attribution, crowd.rules.order);
    match &crowd.moments {
        Source::Gathered(parts) => {
            for (group, moments) in parts {
                viewer.each_actor(0, *group, moments, visit);
            }
        }
        Source::Kept(by_name) => by_name.each_run(|first, moments| viewer.each_actor(first, None, moments, visit)),
    }
}

/// What decides what is seen of an actor, and memory that serves one actor after the other.
struct Viewer {
    attribution: Attribution,
    order: FunnelOrder,
    moments: Vec<Moment>,
    some: Vec<Moment>,
    values: Vec<u32>,
}

impl Viewer {
    fn new(attribution: Attribution, order: FunnelOrder) -> Viewer {
        Viewer { attribution, order, moments: Vec::new(), some: Vec::new(), values: Vec::new() }
    }

    /// Shows the actors of moments, of which the first has the number `first`.
    fn each_actor(
        &mut self,
        first: u32,
        group: Option<u32>,
        moments: &Moments,
        visit: &mut dyn FnMut(Member, View<'_>),
    ) {
        for (actor, place) in (first..).zip(0..moments.actors()) {
            let places = moments.of_actor(place);
            if places.is_empty() {
                continue;
            }
            let values = moments.values(&places);
            match self.attribution {
                _ if values.is_empty() => {
                    visit(Member { actor, group: group.unwrap_or(0) }, View::Whole(moments, &places));
                }
                Attribution::FirstTouch => {
                    let group = values.iter().copied().find(|value| *value != 0).unwrap_or(0);
                    visit(Member { actor, group }, View::Whole(moments, &places));
                }
                Attribution::LastTouch => {
                    let group = values.iter().rev().copied().find(|value| *value != 0).unwrap_or(0);
                    visit(Member { actor, group }, View::Whole(moments, &places));
                }
                Attribution::AllEvents => self.each_value(actor, moments, &places, visit),
                Attribution::Step(step) => self.each_step_value(actor, moments, &places, step, visit),
            }
        }
    }

    /// Shows the moments of each value by themselves.
    fn each_value(
        &mut self,
        actor: u32,
        moments: &Moments,
        places: &Range<usize>,
        visit: &mut dyn FnMut(Member, View<'_>),
    ) {
        self.set_values(moments.values(places).iter().copied());
        if let [group] = self.values[..] {
            return visit(Member { actor, group }, View::Whole(moments, places));
        }
        moments.unpack(places, &mut self.moments);
        for group in &self.values {
            self.some.clear();
            self.some.extend(self.moments.iter().filter(|moment| moment.value == *group));
            visit(Member { actor, group: *group }, View::Part(&self.some, None));
        }
    }

    /// Shows all moments for each value that an event of the step has.
    fn each_step_value(
        &mut self,
        actor: u32,
        moments: &Moments,
        places: &Range<usize>,
        step: usize,
        visit: &mut dyn FnMut(Member, View<'_>),
    ) {
        moments.unpack(places, &mut self.moments);
        let mut all = std::mem::take(&mut self.moments);
        let order = self.order;
        let takes_step = |moment: &&Moment| order == FunnelOrder::Unordered || moment.steps >> step & 1 == 1;
        self.set_values(all.iter().filter(takes_step).map(|moment| moment.value));
        for group in &self.values {
            let value = StepValue { step, value: *group };
            visit(Member { actor, group: *group }, View::Part(&all, Some(value)));
        }
        std::mem::swap(&mut self.moments, &mut all);
    }

    fn set_values(&mut self, values: impl Iterator<Item = u32>) {
        self.values.clear();
        for value in values {
            if let Err(place) = self.values.binary_search(&value) {
                self.values.insert(place, value);
            }
        }
    }
}
