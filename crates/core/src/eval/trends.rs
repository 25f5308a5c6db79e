//! Trends (spec/trends 6).

use super::frame::Frame;
use crate::answer::trends::TrendsRow;
use crate::answer::{Answer, ResolvedDateRange, Results};
use crate::error::Error;
use crate::query::series::{EventSelection, Series};
use crate::query::trends::{TestAccounts, TrendsQuery};
use crate::time::{Labels, Resolver, Rounding, Timestamp};

/// Returns the answer to a trends query.
///
/// # Errors
/// As [`super::evaluate`].
pub fn evaluate(query: &TrendsQuery, frame: &Frame<'_>) -> Result<Answer, Error> {
    let context = frame.context;
    let events = frame.dataset.events();
    let resolver = Resolver {
        calendar: &context.calendar,
        now: context.now,
        interval: query.interval,
        rounding: Rounding::Periods,
        earliest: events.earliest(),
    };
    let range = resolver.current(&query.date_range);
    let buckets = range.buckets(&context.calendar)?;
    let labels = Labels { calendar: &context.calendar, interval: query.interval, from: range.from, to: range.to };
    let starts = || buckets.starts().iter().map(|start| Timestamp::from_micros(*start));
    let rows = buckets.bounds().map_or(0..0, |bounds| events.rows_between(bounds.start, bounds.end - 1));
    let mut common = frame.filter_mask(&query.filter, &rows)?;
    if query.test_accounts == TestAccounts::FilteredOut {
        common = common.and(frame.filter_mask(&context.test_account_filter, &rows)?);
    }
    let mut results = Vec::new();
    for (order, series) in query.series.iter().enumerate() {
        let mask = common.clone().and(frame.series_mask(series, &rows)?);
        let mut data = vec![0.0; buckets.len()];
        for (bucket, part) in buckets.rows(events.times()) {
            data[bucket] += mask.count(part.start - rows.start..part.end - rows.start) as f64;
        }
        results.push(TrendsRow {
            label: label(series, frame),
            count: data.iter().sum(),
            data: Some(data),
            labels: Some(starts().map(|start| labels.label(start)).collect()),
            days: starts().map(|start| labels.day(start)).collect(),
            order,
            ..TrendsRow::default()
        });
    }
    Ok(Answer {
        resolved_date_range: Some(ResolvedDateRange::new(range.from, range.to)),
        has_more: Some(false),
        ..Answer::new(Results::Trends(results))
    })
}

/// Returns how a series is called: by its event, its action, or `All events`.
fn label(series: &Series, frame: &Frame<'_>) -> String {
    match &series.events {
        EventSelection::Named(name) => name.clone(),
        EventSelection::Action(id) => {
            frame.context.actions.get(id).map_or_else(String::new, |action| action.name.clone())
        }
        EventSelection::Warehouse(table) => table.clone(),
        EventSelection::All | EventSelection::Any(_) => series.name.clone().unwrap_or_else(|| "All events".to_owned()),
    }
}
