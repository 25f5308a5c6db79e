//! Retention: who comes back, how long after they started (spec/funnels 7).
//!
//! A query becomes two masks, of rows that start and rows that return. Rows are sorted by time, so each interval is a
//! range of them; a pass over it sets the interval's bit for the actor of each row. Of these bits the table is counted
//! actor by actor.

mod calendar;
mod grid;
mod matrix;
mod presence;
mod ranking;
mod reading;
mod study;
mod sums;
mod units;
mod windows;

use super::actor::ActorKind;
use super::frame::Frame;
use crate::answer::retention::{RetentionCell, RetentionRow};
use crate::answer::{Answer, Results};
use crate::error::Error;
use crate::query::breakdown::{BreakdownBy, CohortChoice, Dimension, PathCleaning};
use crate::query::retention::{Measure, RetentionQuery};
use grid::Grid;
use matrix::Matrix;
use ranking::Ranking;
use reading::Reading;
use study::Study;

/// The tables of an answer.
struct Tables {
    /// The value of each; a single table without one is not broken down.
    values: Vec<Option<String>>,
    matrix: Matrix,
}

/// Returns the answer to a retention query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &RetentionQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let grid = Grid::new(query, frame)?;
    let reading = Reading::new(query, &grid, frame)?;
    let actors = frame.actors(query.group_type.map_or(ActorKind::Person, ActorKind::Group), &reading.rows);
    let reading = reading.within(&actors.present);
    let study = Study { frame, reading, actors: &actors };
    let cleaning = query.breakdown.as_ref().map_or(PathCleaning::Off, |breakdown| breakdown.path_cleaning);
    let tables = match query.breakdown.as_ref().map(|breakdown| (&breakdown.by, breakdown.limit)) {
        None => Tables { values: vec![None], matrix: study.whole()? },
        Some((BreakdownBy::Cohorts(cohorts), limit)) => by_cohorts(&study, cohorts, limit)?,
        Some((BreakdownBy::Single(dimension), limit)) => by_dimension(&study, dimension, limit, cleaning)?,
        Some((BreakdownBy::Multiple(dimensions), limit)) => match dimensions.as_slice() {
            [dimension] => by_dimension(&study, dimension, limit, cleaning)?,
            _ => {
                return Err(Error::invalid("Retention can be broken down by one property only.")
                    .at("breakdowns")
                    .within("breakdownFilter"));
            }
        },
    };
    Ok(Answer {
        resolved_date_range: Some(grid.resolved_date_range()),
        ..Answer::new(Results::Retention(rows(&tables, query, &grid, frame)))
    })
}

fn by_dimension(
    study: &Study<'_>,
    dimension: &Dimension,
    limit: Option<usize>,
    cleaning: PathCleaning,
) -> Result<Tables, Error> {
    let values = study.frame.cleaned_dimension_values(dimension, cleaning)?;
    let count = values.values().len();
    let split = study.split(dimension, &values.of_rows(&study.reading.rows), count)?;
    let name = |value: usize| values.values().text(value as u32).unwrap_or_default();
    let ranking = Ranking::new(&split.starts_of_values(count), name, limit);
    let mut matrix = study.zeros(ranking.names.len())?;
    split.fill(&mut matrix, &ranking.group_of_value)?;
    Ok(Tables { values: ranking.names.into_iter().map(Some).collect(), matrix })
}

fn by_cohorts(study: &Study<'_>, cohorts: &[CohortChoice], limit: Option<usize>) -> Result<Tables, Error> {
    let mut names = Vec::new();
    let mut matrices = Vec::new();
    for cohort in cohorts {
        let (name, study) = match cohort {
            CohortChoice::Everybody => ("0".to_owned(), study.clone()),
            CohortChoice::Cohort(id) => (id.to_string(), study.of_cohort(*id)?),
        };
        names.push(name);
        matrices.push(study.whole()?);
    }
    let starts: Vec<u64> = matrices.iter().map(Matrix::starts).collect();
    let ranking = Ranking::new(&starts, |cohort| &names[cohort], limit);
    let mut matrix = study.zeros(ranking.names.len())?;
    for (group, cohort) in ranking.group_of_value.iter().zip(&matrices) {
        if let Some(group) = group {
            matrix.merge(*group, cohort);
        }
    }
    Ok(Tables { values: ranking.names.into_iter().map(Some).collect(), matrix })
}

fn rows(tables: &Tables, query: &RetentionQuery, grid: &Grid, frame: &Frame<'_>) -> Vec<RetentionRow> {
    let (labels, columns) = (grid.row_labels(), grid.column_labels());
    let dates = grid.row_dates(&frame.context.calendar);
    let heads = tables.values.iter().flat_map(|value| labels.iter().zip(&dates).map(move |head| (value, head)));
    heads
        .zip(tables.matrix.cells())
        .map(|((value, (label, date)), cells)| RetentionRow {
            values: cells.zip(&columns).map(|(cell, label)| shown(cell, label, query)).collect(),
            label: label.clone(),
            date: date.clone(),
            breakdown_value: value.clone(),
        })
        .collect()
}

fn shown((count, sum): (u32, f64), label: &str, query: &RetentionQuery) -> RetentionCell {
    let scaled = |number: f64| query.sampling_factor.map_or(number, |factor| (number / factor).round());
    RetentionCell {
        count: scaled(f64::from(count)) as u64,
        label: label.to_owned(),
        aggregation_value: query.aggregation.as_ref().map(|aggregation| match aggregation.measure {
            Measure::Sum => scaled(sum),
            Measure::Average if count == 0 => 0.0,
            Measure::Average => sum / f64::from(count),
        }),
    }
}
