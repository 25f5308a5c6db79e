//! What an evaluation reads, and what it remembers between the parts of one query.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::columns::Dataset;
use crate::query::context::Context;
use crate::time::{Interval, Timestamp};

/// What an evaluation reads, and what it remembers between the parts of one query.
pub struct Frame<'a> {
    /// The events, persons and groups.
    pub dataset: &'a Dataset,
    /// The moment, the team and its definitions.
    pub context: &'a Context,
    /// The members of cohorts: a byte for each person, 1 for those that are in it.
    pub(super) cohort_members: RefCell<BTreeMap<i64, Rc<Vec<u8>>>>,
    /// How deep in cohorts made of cohorts the evaluation is.
    pub(super) cohort_depth: Cell<usize>,
}

impl<'a> Frame<'a> {
    /// Returns the frame of one evaluation.
    pub fn new(dataset: &'a Dataset, context: &'a Context) -> Frame<'a> {
        Frame { dataset, context, cohort_members: RefCell::default(), cohort_depth: Cell::default() }
    }

    /// Returns the start of the day of the earliest event: where funnels and retention begin that look at everything
    /// (spec/funnels 1).
    pub(super) fn earliest_day(&self) -> Option<Timestamp> {
        let earliest = self.dataset.events().earliest();
        earliest.map(|earliest| self.context.calendar.start_of(Interval::Day, earliest))
    }
}
