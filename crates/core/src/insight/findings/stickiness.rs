//! Findings on stickiness: on how many days most come, and who comes on most of them.

use super::figures::{change, changed, figure, largest, percent};
use crate::answer::stickiness::StickinessRow;
use crate::answer::trends::CompareLabel;
use crate::query::Query;
use crate::time::Interval;

/// Returns findings on the rows of a stickiness.
pub(super) fn sentences(rows: &[StickinessRow], query: &Query) -> Vec<String> {
    let unit = match query {
        Query::Stickiness(query) => unit(query.interval),
        _ => "interval",
    };
    let current = rows.iter().filter(|row| row.compare_label != Some(CompareLabel::Previous));
    current.flat_map(|row| of_row(row, rows, unit)).collect()
}

fn unit(interval: Interval) -> &'static str {
    match interval {
        Interval::Second => "second",
        Interval::Minute => "minute",
        Interval::Hour => "hour",
        Interval::Day => "day",
        Interval::Week => "week",
        Interval::Month => "month",
        Interval::Quarter => "quarter",
        Interval::Year => "year",
    }
}

fn of_row(row: &StickinessRow, rows: &[StickinessRow], unit: &str) -> Vec<String> {
    let all: f64 = row.data.iter().sum();
    let Some((days, count)) = largest(row.days.iter().zip(&row.data), |(_, count)| **count).filter(|_| all > 0.0)
    else {
        return Vec::new();
    };
    let (name, plural) = (&row.label, if *days == 1 { "" } else { "s" });
    let share = percent(count / all);
    let mut sentences =
        vec![format!("Most did {name} on {days} {unit}{plural}: {} of {}, {share}.", figure(*count), figure(all))];
    let half = row.days.len().div_ceil(2);
    let often: f64 = row.data.iter().skip(half.saturating_sub(1)).sum();
    if row.days.len() > 2 {
        let mean = average(row);
        let (often, mean) = (percent(often / all), figure(mean));
        sentences.push(format!("{often} did it on {half} {unit}s or more; {mean} {unit}s is the mean."));
    }
    let previous = rows.iter().find(|other| {
        other.compare_label == Some(CompareLabel::Previous) && other.label == row.label && other.action == row.action
    });
    if let Some((before, after)) = previous.map(|previous| (average(previous), average(row)))
        && let Some(ratio) = change(before, after)
    {
        let (before, after) = (figure(before), figure(after));
        sentences.push(format!("The mean {} against the previous period, from {before} to {after}.", changed(ratio)));
    }
    sentences
}

/// Returns on how many days an actor came on average.
fn average(row: &StickinessRow) -> f64 {
    let all: f64 = row.data.iter().sum();
    let sum: f64 = row.days.iter().zip(&row.data).map(|(days, count)| f64::from(*days) * count).sum();
    if all > 0.0 { sum / all } else { 0.0 }
}
