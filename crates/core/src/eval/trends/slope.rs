//! Slope graphs and hidden weekends: buckets taken out of finished rows (spec/trends 6.5 and 6.12).

use super::period::Period;
use crate::answer::trends::TrendsRow;
use crate::query::trends::{Display, TrendsQuery, Weekends};
use crate::time::{Interval, Timestamp};

/// Takes out the buckets that a query does not want to see.
pub(super) fn take_out_buckets(rows: &mut [TrendsRow], query: &TrendsQuery, periods: &[Period<'_>]) {
    if query.weekends == Weekends::Hidden && query.interval == Interval::Day && !query.display.is_total_value() {
        for row in rows.iter_mut() {
            if let Some(period) = periods.iter().find(|period| period.label == row.compare_label) {
                keep(row, &weekdays(period));
            }
        }
    }
    if let (Display::SlopeGraph, Some(period)) = (query.display, periods.first()) {
        rows.iter_mut().for_each(|row| keep_ends(row, period));
    }
}

/// Returns which buckets begin on a day from Monday to Friday.
fn weekdays(period: &Period<'_>) -> Vec<bool> {
    let calendar = &period.frame.context.calendar;
    let starts = period.intervals.starts().iter();
    starts.map(|start| calendar.weekday(Timestamp::from_micros(*start)) < 6).collect()
}

fn keep_ends(row: &mut TrendsRow, period: &Period<'_>) {
    let len = row.days.len();
    let kept: Vec<bool> = (0..len).map(|bucket| bucket == 0 || bucket + 1 == len).collect();
    keep(row, &kept);
    let context = period.frame.context;
    let last = period.intervals.starts().last().map(|start| Timestamp::from_micros(*start));
    let contains_now =
        |start| start <= context.now && context.now < context.calendar.step(period.range.interval, 1, start);
    row.incomplete_end = Some(last.is_some_and(contains_now));
}

/// Keeps the buckets for which there is a true.
fn keep(row: &mut TrendsRow, kept: &[bool]) {
    fn filter<T>(values: &mut Vec<T>, kept: &[bool]) {
        let mut kept = kept.iter();
        values.retain(|_| kept.next().copied().unwrap_or(false));
    }
    if let Some(data) = &mut row.data {
        filter(data, kept);
    }
    if let Some(labels) = &mut row.labels {
        filter(labels.to_mut(), kept);
    }
    filter(row.days.to_mut(), kept);
}
