//! Findings on funnels: where most are lost, who differs most, how long it takes, and what goes with converting.

use super::LastPeriod;
use super::figures::{change, changed, duration, figure, largest, mean, percent, value_name};
use crate::answer::correlation::{Correlation, CorrelationKind, Correlations};
use crate::answer::funnels::{FunnelStep, FunnelTrend, StepId, TimeToConvert};
use crate::answer::trends::CompareLabel;

/// A group of fewer actors says nothing by itself.
const LEAST_GROUP: u64 = 5;

/// Returns findings on the steps of a funnel, one list of steps for each value of a breakdown and each period.
pub(super) fn steps(groups: &[Vec<FunnelStep>]) -> Vec<String> {
    let period = |label| groups.iter().filter(move |steps| compared(steps) == label).map(Vec::as_slice);
    let current: Vec<&[FunnelStep]> = period(None).chain(period(Some(CompareLabel::Current))).collect();
    let previous: Vec<&[FunnelStep]> = period(Some(CompareLabel::Previous)).collect();
    let totals = totals(&current);
    let mut sentences: Vec<String> = [conversion(&totals), drop_off(&current, &totals)].into_iter().flatten().collect();
    if let (Some(now), Some(before)) = (rate(&totals), rate(&self::totals(&previous)))
        && let Some(ratio) = change(before, now)
    {
        let (before, now) = (percent(before), percent(now));
        sentences.push(format!("Conversion {} against the previous period, from {before} to {now}.", changed(ratio)));
    }
    sentences.extend(segment(&current, &totals));
    sentences
}

fn compared(steps: &[FunnelStep]) -> Option<CompareLabel> {
    steps.first().and_then(|step| step.part.compare_label)
}

/// Returns how many actors did each step, all groups together.
fn totals(groups: &[&[FunnelStep]]) -> Vec<f64> {
    let length = groups.iter().map(|steps| steps.len()).max().unwrap_or(0);
    let at = |index: usize| groups.iter().filter_map(|steps| steps.get(index)).map(|step| step.count as f64).sum();
    (0..length).map(at).collect()
}

/// Returns the share of those who began that did the last step.
fn rate(totals: &[f64]) -> Option<f64> {
    let (first, last) = (totals.first()?, totals.last()?);
    (totals.len() > 1 && *first > 0.0).then(|| last / first)
}

fn conversion(totals: &[f64]) -> Option<String> {
    let (first, last) = (totals.first()?, totals.last()?);
    let rate = rate(totals)?;
    Some(format!("{} of those who begin finish: {} of {}.", percent(rate), figure(*last), figure(*first)))
}

/// Finds the step before which the largest share is lost.
fn drop_off(groups: &[&[FunnelStep]], totals: &[f64]) -> Option<String> {
    let steps = groups.first()?;
    let at = largest(1..totals.len(), |at| loss(totals, *at))?;
    let lost = loss(totals, at);
    (lost > 0.0).then(|| {
        format!(
            "The largest drop-off is from {} to {}: {} of {} do not go on, {} in all.",
            name(&steps[at - 1]),
            name(&steps[at]),
            percent(lost),
            figure(totals[at - 1]),
            figure(totals[at - 1] - totals[at])
        )
    })
}

fn loss(totals: &[f64], at: usize) -> f64 {
    let (before, after) = (totals[at - 1], totals[at]);
    if before > 0.0 { 1.0 - after / before } else { 0.0 }
}

fn name(step: &FunnelStep) -> String {
    let given = step.custom_name.as_deref().or(step.name.as_deref()).filter(|name| !name.is_empty());
    given.map_or_else(
        || match &step.action_id {
            Some(StepId::Event(event)) => event.clone(),
            _ => format!("step {}", step.order + 1),
        },
        str::to_owned,
    )
}

/// Finds the group whose conversion differs most from that of all.
fn segment(groups: &[&[FunnelStep]], totals: &[f64]) -> Option<String> {
    let all = rate(totals)?;
    let told = groups.iter().filter_map(|steps| {
        let value = steps.first()?.part.breakdown_value.as_ref()?;
        let own = rate(&self::totals(&[steps]))?;
        (steps.first()?.count >= LEAST_GROUP).then_some((value, own, steps.first()?.count))
    });
    let (value, own, count) = largest(told, |(_, own, _)| (own - all).abs())?;
    change(all, own)?;
    Some(format!(
        "{} differs most: {} of {count} finish, where {} of all do.",
        value_name(value),
        percent(own),
        percent(all)
    ))
}

/// Returns findings on a conversion rate over time.
pub(super) fn over_time(rows: &[FunnelTrend], last: LastPeriod) -> Vec<String> {
    let named = |row: &FunnelTrend| match &row.part.breakdown_value {
        Some(value) => format!("The conversion of {}", value_name(value)),
        None => "Conversion".to_owned(),
    };
    let current = rows.iter().filter(|row| row.part.compare_label != Some(CompareLabel::Previous));
    let told = current.take(5).filter_map(|row| {
        let values = last.complete(&row.data);
        let (earlier, later) = values.split_at(values.len() / 2);
        let (before, after) = (mean(earlier) / 100.0, mean(later) / 100.0);
        let best = largest(values.iter().zip(&row.labels), |(value, _)| **value).filter(|(value, _)| **value > 0.0)?;
        let best = format!("highest on {} with {}", best.1, percent(best.0 / 100.0));
        Some(match change(before, after) {
            None => format!("{} was {} on average, {best}.", named(row), percent(mean(values) / 100.0)),
            Some(ratio) => {
                let (change, before, after) = (changed(ratio), percent(before), percent(after));
                let halves = "from the first to the second half of the range";
                format!("{} {change} {halves}, from {before} to {after}; it was {best}.", named(row))
            }
        })
    });
    told.collect()
}

/// Returns findings on the times that conversions take.
pub(super) fn times(ranges: &[TimeToConvert]) -> Vec<String> {
    let current = ranges.iter().find(|times| times.part.compare_label != Some(CompareLabel::Previous));
    let Some(times) = current else { return Vec::new() };
    let all: u64 = times.bins.iter().map(|(_, count)| count).sum();
    let mut sentences = Vec::new();
    if let (Some(median), Some(mean)) = (times.median_conversion_time, times.average_conversion_time) {
        let (median, mean) = (duration(median), duration(mean));
        sentences.push(format!("Half of those who convert do so within {median}; the mean is {mean}."));
    }
    if let Some((from, count)) = largest(&times.bins, |(_, count)| *count as f64).filter(|(_, count)| *count > 0) {
        let share = percent(*count as f64 / all as f64);
        sentences.push(format!("Most take {} or a little more: {count} of {all}, {share}.", duration(*from as f64)));
    }
    sentences
}

/// Returns what goes most with converting, and what with leaving.
pub(super) fn correlations(correlations: &Correlations) -> Vec<String> {
    let of = |kind| correlations.events.iter().filter(move |found| found.correlation_type == kind);
    let told = |found: &Correlation, words: &str, times: f64| {
        let (name, done) = (&found.event.event, found.success_count + found.failure_count);
        format!(
            "{name} goes most with {words}: {} times the odds, {} of {done} who did it converted.",
            figure(times),
            found.success_count
        )
    };
    let success = largest(of(CorrelationKind::Success), |found| found.odds_ratio);
    let failure = largest(of(CorrelationKind::Failure), |found| -found.odds_ratio);
    let success = success.map(|found| told(found, "converting", found.odds_ratio));
    let failure = failure.map(|found| told(found, "leaving", 1.0 / found.odds_ratio.max(f64::MIN_POSITIVE)));
    [success, failure].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::funnels::{FunnelPart, StepKind};
    use crate::answer::trends::BreakdownValue;

    fn funnel(value: Option<&str>, counts: &[u64]) -> Vec<FunnelStep> {
        let breakdown_value = value.map(|value| BreakdownValue::Text(value.to_owned()));
        let step = |(order, count): (usize, &u64)| FunnelStep {
            action_id: Some(StepId::Event(format!("step-{order}"))),
            name: Some(format!("step-{order}")),
            custom_name: None,
            order,
            people: [],
            count: *count,
            kind: StepKind::Events,
            average_conversion_time: None,
            median_conversion_time: None,
            part: FunnelPart { breakdown_value: breakdown_value.clone(), ..FunnelPart::default() },
        };
        counts.iter().enumerate().map(step).collect()
    }

    #[test]
    fn a_funnel_is_told_by_its_largest_drop() {
        let told = steps(&[funnel(None, &[100, 90, 9])]);
        assert_eq!(told[0], "9% of those who begin finish: 9 of 100.");
        assert_eq!(told[1], "The largest drop-off is from step-1 to step-2: 90% of 90 do not go on, 81 in all.");
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn the_segment_that_differs_most_is_named_unless_it_is_tiny() {
        let groups =
            [funnel(Some("Mac"), &[50, 25]), funnel(Some("Windows"), &[50, 5]), funnel(Some("Linux"), &[2, 2])];
        let told = steps(&groups);
        assert_eq!(told[2], "Windows differs most: 10% of 50 finish, where 31% of all do.");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(steps(&[]).is_empty());
        assert!(steps(&[Vec::new()]).is_empty());
        assert!(steps(&[funnel(None, &[0, 0])]).is_empty());
        assert!(times(&[]).is_empty());
    }
}
