//! Steps that only a person's first event can do (spec/funnels 3.3).

use std::ops::Range;

use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::funnels::FunnelsQuery;
use crate::query::series::{MathName, Series};

/// Stands for a person who has no such event.
const NEVER: i64 = i64::MAX;

/// Which event of a person is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstTime {
    /// The first of the step's events; it must meet the step's conditions.
    OfEvent,
    /// The first of the step's events that meet its conditions.
    WithFilters,
}

impl FirstTime {
    /// Returns what a step asks for, if it asks for a first event.
    pub(super) fn of(step: &Series) -> Option<FirstTime> {
        match step.math.name {
            Some(MathName::FirstTimeForUser) => Some(FirstTime::OfEvent),
            Some(MathName::FirstTimeForUserWithFilters) => Some(FirstTime::WithFilters),
            _ => None,
        }
    }

    /// Returns the rows of a stretch that are such a first event, one a person at most. All earlier rows are looked at.
    pub(super) fn mask(
        self,
        step: &Series,
        query: &FunnelsQuery,
        frame: &Frame<'_>,
        rows: &Range<usize>,
    ) -> Result<Mask<'static>, Error> {
        let ever = 0..rows.end;
        let common = super::steps::common_mask(query, frame, &ever)?;
        let matching = common.clone().and(frame.series_mask(step, &ever)?);
        let candidates = match self {
            FirstTime::OfEvent => common.and(frame.selection_mask(&step.events, &ever)?),
            FirstTime::WithFilters => matching.clone(),
        };
        let times = frame.dataset.events().times();
        let persons = frame.dataset.person_of_rows();
        let mut first = vec![NEVER; frame.dataset.persons().len()];
        for row in candidates.rows(0, ever.clone()) {
            let first = &mut first[persons[row as usize] as usize];
            *first = (*first).min(times[row as usize]);
        }
        let mut bytes = vec![0; rows.len()];
        for row in matching.rows(0, rows.clone()) {
            let first = &mut first[persons[row as usize] as usize];
            if *first == times[row as usize] {
                bytes[row as usize - rows.start] = 1;
                *first = NEVER;
            }
        }
        Ok(Mask::Some(bytes))
    }
}
