//! Trends (spec/trends 6).
//!
//! A query is answered in four steps: its periods and their buckets; its sub-queries, each a list of rows of
//! figures; the rows' names; and what is done to finished rows (formulas, the row of all other values, hidden buckets).
//! Maths are columnar: a mask of rows that count, and for each bucket a range of rows.

mod box_plot;
mod breakdown;
mod distinct;
mod echo;
mod first_time;
mod formula;
mod grouped;
mod grouping;
mod histogram;
mod math;
mod measure;
mod numbers;
mod period;
mod ranking;
mod rolling;
mod rows;
mod shown;
mod slope;
mod sub_query;
mod window;

use super::frame::Frame;
use crate::answer::trends::TrendsRow;
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::error::Error;
use crate::query::breakdown::OtherValues;
use crate::query::series::EventSelection;
use crate::query::trends::{Display, TrendsQuery};
use breakdown::Split;
use formula::Answered;
use period::Period;
use rows::{Naming, RowMaker};
use sub_query::SubQuery;

/// Returns the answer to a trends query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &TrendsQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let periods = Period::of(query, frame)?;
    let Some(current) = periods.first() else { return Err(Error::internal("A query has no period.")) };
    let resolved = ResolvedDateRange::new(current.range.from, current.range.to);
    let answer = |rows| Answer { resolved_date_range: Some(resolved), ..Answer::new(Results::Trends(rows)) };
    if query.display == Display::BoxPlot {
        let (rows, points) = box_plot::evaluate(current)?;
        return Ok(Answer { has_more: Some(false), boxplot_data: Some(points), ..answer(rows) });
    }
    let answered = answer_sub_queries(query, frame, &periods)?;
    let is_other = |row: &TrendsRow| row.breakdown_value.as_ref().is_some_and(|value| value.is_other());
    let mut rows = if query.formulas.is_empty() {
        answered.into_iter().flat_map(|answered| answered.rows).collect()
    } else {
        formula::apply(query, answered)?
    };
    let has_more = rows.iter().any(is_other);
    if query.breakdown.as_ref().is_some_and(|breakdown| breakdown.other == OtherValues::Hidden) {
        rows.retain(|row| !is_other(row));
    }
    slope::take_out_buckets(&mut rows, query, &periods);
    Ok(Answer { has_more: Some(has_more), ..answer(rows) })
}

/// Returns the rows of every sub-query: all of the current period, then all of the previous one, cohort by cohort.
fn answer_sub_queries<'a>(
    query: &'a TrendsQuery,
    frame: &'a Frame<'a>,
    periods: &'a [Period<'a>],
) -> Result<Vec<Answered>, Error> {
    let splits = Split::of(query.breakdown.as_ref(), frame)?;
    let limit = breakdown::limit(query, frame);
    let several = splits.len() * query.series.len() > 1;
    let naming = if several { Naming::SeriesAndValue } else { Naming::Value };
    let mut answered = Vec::new();
    for period in periods {
        let sub_queries = (query.series.iter().enumerate())
            .filter(|(_, series)| exists(&series.events, frame))
            .map(|(order, series)| Ok((order, SubQuery::new(period, series)?)))
            .collect::<Result<Vec<_>, Error>>()?;
        for (cohort, split) in splits.iter().enumerate() {
            for (order, sub_query) in &sub_queries {
                let maker = RowMaker::new(sub_query, *order, naming, &periods[0].range)?;
                let lines = sub_query.lines(split, limit)?;
                let rows = lines.into_iter().map(|line| maker.row(line)).collect();
                answered.push(Answered { series: *order, cohort, period: period.label, rows });
            }
        }
    }
    Ok(answered)
}

/// Says whether what a series is about exists; an action that does not drops the series silently (spec/trends 3.3).
fn exists(events: &EventSelection, frame: &Frame<'_>) -> bool {
    match events {
        EventSelection::Action(id) => frame.context.actions.contains_key(id),
        EventSelection::Any(members) => members.iter().all(|(events, _)| exists(events, frame)),
        _ => true,
    }
}
