//! The trends view: the conversion rate of each period (spec/funnels 5.3).

use super::compare::{Ranges, part_of_range};
use super::groups::GroupLabel;
use super::periods::{Periods, each_attempt};
use super::steps::crowd;
use crate::answer::funnels::{FunnelPart, FunnelTrend};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::funnels::FunnelsQuery;
use crate::sort;
use crate::time::{Interval, Labels, ResolvedRange, Timestamp};

/// How many values are shown when the query does not say.
const USUAL_LIMIT: usize = 25;

/// The most values that are shown.
const MOST_SERIES: usize = 1000;

/// How many actors entered in a period, and how many of them converted.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Attempts {
    entered: u64,
    converted: u64,
}

/// The periods of a value.
type Series = (GroupLabel, Vec<Attempts>);

/// Returns a row for each value, or for all.
///
/// # Errors
/// As [`super::evaluate`].
pub(super) fn rows(query: &FunnelsQuery, frame: &Frame<'_>, ranges: &Ranges) -> Result<Vec<FunnelTrend>, Error> {
    let mut sides = Vec::new();
    for (range, label) in ranges.each() {
        let periods = Periods::new(query, frame, range)?;
        sides.push((series(query, frame, range, &periods)?, periods, label));
    }
    let mut groups: Vec<GroupLabel> = sides.iter().flat_map(|side| &side.0).map(|(group, _)| group.clone()).collect();
    // Cohorts go by their names.
    sort::sort_by(&mut groups, |one, other| one.name().cmp(&other.name()).then_with(|| one.cmp(other)));
    groups.dedup();
    let calendar = &frame.context.calendar;
    let labels = Labels { calendar, interval: query.interval, from: ranges.current.from, to: ranges.current.to };
    let mut rows = Vec::new();
    for (side, periods, label) in &sides {
        for group in &groups {
            let found = side.iter().find(|(other, _)| other == group);
            let attempts = found.map_or(&[][..], |(_, attempts)| attempts);
            let part = match query.breakdown {
                None => part_of_range(*label),
                Some(_) => {
                    let name = Some(group.name());
                    FunnelPart { breakdown: name.clone(), breakdown_value: name, ..part_of_range(*label) }
                }
            };
            rows.push(row(periods, attempts, &labels, part));
        }
    }
    Ok(rows)
}

/// Returns the attempts of each value that is shown.
fn series(
    query: &FunnelsQuery,
    frame: &Frame<'_>,
    range: ResolvedRange,
    periods: &Periods,
) -> Result<Vec<Series>, Error> {
    let crowd = crowd(query, frame, range)?;
    let mut attempts: Vec<Vec<Attempts>> = vec![Vec::new(); crowd.groups.labels.len()];
    each_attempt(query, &crowd, periods, |member, attempt| {
        let periods_of_group = &mut attempts[member.group as usize];
        periods_of_group.resize(periods.len(), Attempts::default());
        periods_of_group[attempt.period].entered += 1;
        periods_of_group[attempt.period].converted += u64::from(attempt.converted);
    });
    let mut series: Vec<Series> = crowd.groups.labels.into_iter().zip(attempts).collect();
    if let Some(breakdown) = &query.breakdown {
        let entered = |(_, attempts): &Series| attempts.iter().map(|attempts| attempts.entered).sum::<u64>();
        series.retain(|group| entered(group) > 0);
        sort::sort_by(&mut series, |one, other| entered(other).cmp(&entered(one)).then_with(|| other.0.cmp(&one.0)));
        series.truncate(breakdown.limit.unwrap_or(USUAL_LIMIT).min(MOST_SERIES));
    }
    Ok(series)
}

fn row(periods: &Periods, attempts: &[Attempts], labels: &Labels<'_>, part: FunnelPart) -> FunnelTrend {
    let shown = periods.shown();
    let rates = (0..shown.len()).map(|period| attempts.get(period).map_or(0.0, |attempts| attempts.rate()));
    let starts = || shown.iter().map(|start| Timestamp::from_micros(*start));
    FunnelTrend {
        count: shown.len(),
        data: rates.collect(),
        days: starts().map(|start| labels.day(start)).collect(),
        labels: starts().map(|start| label(labels, start)).collect(),
        part,
    }
}

/// Returns the label of a period; the dash of a week has no spaces around it here.
fn label(labels: &Labels<'_>, start: Timestamp) -> String {
    let label = labels.label(start);
    if labels.interval == Interval::Week { label.replace(" – ", "–") } else { label }
}

impl Attempts {
    /// Returns how many converted, in percent, rounded to two decimals, halves to the even one; 0 where nobody entered.
    fn rate(self) -> f64 {
        match self.entered {
            0 => 0.0,
            entered => (self.converted as f64 * 10_000.0 / entered as f64).round_ties_even() / 100.0,
        }
    }
}
