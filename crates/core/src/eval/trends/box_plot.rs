//! Box plots: the distribution of a property in each bucket (spec/trends 6.13).

use super::echo;
use super::period::{Period, Reach};
use crate::answer::trends::{BoxPlotPoint, TrendsRow};
use crate::error::Error;
use crate::eval::aggregation::Aggregation;
use crate::query::series::Series;
use crate::time::{Labels, Timestamp};

/// Returns a stub row for each series, and the distribution of the first one in each bucket that has events.
///
/// # Errors
/// Refuses a first series without a property.
pub(super) fn evaluate(period: &Period<'_>) -> Result<(Vec<TrendsRow>, Vec<BoxPlotPoint>), Error> {
    let starts = || period.intervals.starts().iter().map(|start| Timestamp::from_micros(*start));
    let row = |(order, series): (usize, &Series)| {
        let label = period.frame.series_label(series)?;
        Ok(TrendsRow {
            action: Some(echo::action(series, &label, order, period.query, starts()).into()),
            label,
            data: Some(Vec::new()),
            order,
            ..TrendsRow::default()
        })
    };
    let series =
        || period.query.series.iter().enumerate().filter(|(_, series)| super::exists(&series.events, period.frame));
    let rows = series().map(row).collect::<Result<_, Error>>()?;
    let points = match series().next() {
        Some((0, series)) => points(period, series)?,
        _ => Vec::new(),
    };
    Ok((rows, points))
}

fn points(period: &Period<'_>, series: &Series) -> Result<Vec<BoxPlotPoint>, Error> {
    let frame = period.frame;
    let Some(property) = &series.math.property else {
        return Err(Error::required("math_property").within("0").within("series"));
    };
    let scope = period.scope(Reach::Range)?;
    let window = &scope.window;
    let selected = scope.common.clone().and(frame.series_mask(series, &window.rows)?);
    let numbers = frame.numbers(property, &window.rows)?;
    let labels = Labels {
        calendar: &frame.context.calendar,
        interval: period.range.interval,
        from: period.range.from,
        to: period.range.to,
    };
    let mut points = Vec::new();
    let rows = selected.rows(0, 0..window.len());
    for (bucket, run) in window.runs(&rows) {
        // A missing number counts as 0 here.
        let number = |row: &u32| Some(numbers[*row as usize]).filter(|number| !number.is_nan()).unwrap_or(0.0);
        let values: Vec<f64> = run.iter().map(number).collect();
        let start = Timestamp::from_micros(period.intervals.starts()[bucket]);
        points.push(BoxPlotPoint {
            day: labels.day(start),
            label: labels.label(start),
            mean: Aggregation::Average.of(&values),
            min: Aggregation::Minimum.of(&values),
            q1: Aggregation::Quantile(0.25).of(&values),
            median: Aggregation::Quantile(0.5).of(&values),
            q3: Aggregation::Quantile(0.75).of(&values),
            max: Aggregation::Maximum.of(&values),
        });
    }
    Ok(points)
}
