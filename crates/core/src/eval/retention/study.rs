//! The steps that all tables of an answer share.

use super::super::actor::Actors;
use super::super::frame::Frame;
use super::super::mask::Mask;
use super::matrix::Matrix;
use super::reading::Reading;
use super::units::Units;
use super::windows::Origins;
use super::{calendar, sums};
use crate::error::Error;
use crate::query::breakdown::Dimension;
use crate::query::filter::Source;
use crate::query::retention::{Starts, Windows};

/// What is read, and who is counted.
#[derive(Clone)]
pub(super) struct Study<'a> {
    /// The data and its definitions.
    pub(super) frame: &'a Frame<'a>,
    /// The rows that start and return.
    pub(super) reading: Reading<'a>,
    /// Whose they are.
    pub(super) actors: &'a Actors<'a>,
}

/// A study whose actors have values.
pub(super) struct Split<'a> {
    study: &'a Study<'a>,
    units: Units<'a>,
    anchors: Mask<'a>,
    origins: Option<Origins>,
}

impl<'a> Study<'a> {
    /// Returns as many tables of zeros.
    ///
    /// # Errors
    /// Refuses too many cells.
    pub(super) fn zeros(&self, tables: usize) -> Result<Matrix, Error> {
        Matrix::new(tables, self.reading.grid.intervals.len(), self.reading.grid.columns)
    }

    /// Returns the one table in which everybody counts.
    ///
    /// # Errors
    /// Refuses too many cells, or too many hours or days for windows that begin when actors start.
    pub(super) fn whole(&self) -> Result<Matrix, Error> {
        let mut matrix = self.zeros(1)?;
        let anchors = self.reading.anchors(&self.actors.of_rows, self.actors.count);
        self.with(Units::actors(self.actors), anchors)?.fill(&mut matrix, &[Some(0)])?;
        Ok(matrix)
    }

    /// Returns the study of the members of a cohort.
    ///
    /// # Errors
    /// Refuses unknown cohorts.
    pub(super) fn of_cohort(&self, id: i64) -> Result<Study<'a>, Error> {
        let members = self.frame.person_mask(&self.frame.cohort_members(id)?, &self.reading.rows);
        Ok(Study { reading: self.reading.clone().within(&members), ..self.clone() })
    }

    /// Returns the study with a value for each actor or, where its events differ, for each of their values
    /// (spec/funnels 7.4).
    ///
    /// # Errors
    /// As [`Study::whole`].
    pub(super) fn split(
        &'a self,
        dimension: &Dimension,
        value_of_rows: &[u32],
        values: usize,
    ) -> Result<Split<'a>, Error> {
        let (query, actors) = (self.reading.query, self.actors);
        let of_actors = || self.reading.anchors(&actors.of_rows, actors.count);
        if dimension.source == Source::Person && query.group_type.is_none() {
            let units = Units::actors_by(actors, value_of_rows, &Mask::All);
            return self.with(units, of_actors());
        }
        if query.starts == Starts::FirstEver {
            let anchors = of_actors();
            let units = Units::actors_by(actors, value_of_rows, &anchors);
            return self.with(units, anchors);
        }
        let units = Units::pairs(actors, value_of_rows, values);
        let anchors = match query.windows {
            // The start of an actor is the same for all its values.
            Windows::FromStart => of_actors(),
            Windows::Calendar => self.reading.anchors(&units.of_rows, units.count()),
        };
        self.with(units, anchors)
    }

    fn with(&'a self, units: Units<'a>, anchors: Mask<'a>) -> Result<Split<'a>, Error> {
        let origins = match self.reading.query.windows {
            Windows::Calendar => None,
            Windows::FromStart => {
                let calendar = &self.frame.context.calendar;
                Some(Origins::new(&self.reading, self.actors, &units, &anchors, calendar)?)
            }
        };
        Ok(Split { study: self, units, anchors, origins })
    }
}

impl Split<'_> {
    /// Returns how often actors with each value start.
    pub(super) fn starts_of_values(&self, values: usize) -> Vec<u64> {
        match &self.origins {
            Some(origins) => origins.starts_of_values(&self.units, values),
            None => calendar::starts_of_values(&self.study.reading, &self.units, &self.anchors, values),
        }
    }

    /// Fills the tables of the groups to which values belong.
    ///
    /// # Errors
    /// Refuses properties that cannot be added up.
    pub(super) fn fill(&self, matrix: &mut Matrix, group_of_value: &[Option<usize>]) -> Result<(), Error> {
        let Study { frame, reading, actors } = self.study;
        if let Some(origins) = &self.origins {
            origins.fill(matrix, reading, actors, &self.units, group_of_value);
            return Ok(());
        }
        let aggregation = reading.query.aggregation.as_ref();
        let numbers = aggregation.map(|aggregation| sums::numbers(aggregation, frame, &reading.rows)).transpose()?;
        calendar::fill(matrix, reading, &self.units, &self.anchors, numbers.as_deref(), group_of_value);
        Ok(())
    }
}
