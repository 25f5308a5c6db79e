//! The rows of an answer: figures with their names (spec/trends 6.6.6 and 6.11).

use super::echo;
use super::ranking::Line;
use super::sub_query::SubQuery;
use crate::answer::shared::Shared;
use crate::answer::trends::{BreakdownValue, TrendsRow};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::trends::{Display, TrendsQuery};
use crate::time::{Labels, ResolvedRange, Timestamp};

/// Makes rows out of the figures of a sub-query.
pub(super) struct RowMaker<'a> {
    query: &'a TrendsQuery,
    label: String,
    /// Whether the values of a breakdown are named together with their series.
    naming: Naming,
    blank: TrendsRow,
    /// By what the figures of a sample are divided.
    sampling_factor: Option<f64>,
    frame: &'a Frame<'a>,
}

/// How the rows of a breakdown are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By the value.
    Value,
    /// By the series and the value.
    SeriesAndValue,
}

impl<'a> RowMaker<'a> {
    /// Returns what makes the rows of a sub-query; weeks are named within the query's current range.
    ///
    /// # Errors
    /// As [`Frame::series_label`].
    pub(super) fn new(
        sub_query: &SubQuery<'a>,
        order: usize,
        naming: Naming,
        current: &ResolvedRange,
    ) -> Result<RowMaker<'a>, Error> {
        let period = sub_query.period;
        let (query, frame) = (period.query, period.frame);
        let labels = Labels {
            calendar: &frame.context.calendar,
            interval: period.range.interval,
            from: current.from,
            to: current.to,
        };
        let starts = || period.intervals.starts().iter().map(|start| Timestamp::from_micros(*start));
        let label = frame.series_label(sub_query.series)?;
        let total_value = query.display.is_total_value();
        let blank = TrendsRow {
            action: Some(Shared::from(echo::action(sub_query.series, &label, order, query, starts()))),
            data: Some(Vec::new()),
            labels: (!total_value).then(|| starts().map(|start| labels.label(start)).collect::<Vec<String>>().into()),
            days: Shared::from(if total_value {
                Vec::new()
            } else {
                starts().map(|start| labels.day(start)).collect()
            }),
            order,
            compare: period.label.map(|_| true),
            compare_label: period.label,
            filter: Some(Shared::from(echo::filter(query, current))),
            ..TrendsRow::default()
        };
        let sampling_factor = query.sampling_factor.filter(|_| sub_query.scales());
        Ok(RowMaker { query, label, naming, blank, sampling_factor, frame })
    }

    /// Returns the row of a line of figures.
    pub(super) fn row(&self, line: Line) -> TrendsRow {
        let mut row = self.blank.clone();
        row.label = match &line.value {
            None => self.label.clone(),
            Some(value) if self.naming == Naming::Value => self.value_label(value),
            Some(value) => [&self.label, " - ", &self.value_label(value)].concat(),
        };
        row.breakdown_value = line.value;
        let figures = line.figures;
        if self.query.display.is_total_value() {
            row.aggregated_value = Some(self.scaled(figures.first().copied().unwrap_or(0.0)));
            return row;
        }
        let count = match self.query.display {
            Display::CumulativeLineGraph => figures.last().copied().unwrap_or(0.0),
            _ => figures.iter().sum(),
        };
        row.count = self.scaled(count);
        row.data = Some(figures.into_iter().map(|figure| self.scaled(figure)).collect());
        row
    }

    /// Returns a figure of a sample as that of the whole, rounded (spec/trends 6.8).
    fn scaled(&self, figure: f64) -> f64 {
        self.sampling_factor.map_or(figure, |factor| (figure / factor).round_ties_even())
    }

    fn value_label(&self, value: &BreakdownValue) -> String {
        match value {
            BreakdownValue::Cohort(id) => {
                let cohort = self.frame.context.cohorts.get(id);
                cohort.map_or_else(|| id.to_string(), |cohort| cohort.name.clone())
            }
            BreakdownValue::Text(_) if *value == super::breakdown::everybody() && self.is_by_cohort() => {
                "all users".to_owned()
            }
            BreakdownValue::Text(text) => text.clone(),
            BreakdownValue::List(texts) => texts.join("::"),
        }
    }

    fn is_by_cohort(&self) -> bool {
        use crate::query::breakdown::BreakdownBy;
        self.query.breakdown.as_ref().is_some_and(|breakdown| matches!(breakdown.by, BreakdownBy::Cohorts(_)))
    }
}
