//! What there is to draw of funnels (spec/funnels 5): steps, rates over time, and times to convert.

use super::words::{breakdown_name, readable};
use super::{Figure, Funnel, FunnelGroup, Line, OverTime, Period, Shape, Stage};
use crate::answer::funnels::{FunnelPart, FunnelStep, FunnelTrend, StepId, TimeToConvert};
use crate::answer::trends::CompareLabel;
use crate::chart::format::{AxisFormat, ValueFormat};
use crate::chart::marks::bar::Arrangement;

/// Returns a funnel's steps: a group of them for each value of the breakdown and each period.
pub(super) fn steps<'a>(groups: impl Iterator<Item = &'a [FunnelStep]>) -> Figure {
    // The rows of both periods of a comparison stand in one list.
    let groups: Vec<&[FunnelStep]> =
        groups.flat_map(|rows| rows.chunk_by(|one, next| one.part.compare_label == next.part.compare_label)).collect();
    let Some(longest) = groups.iter().max_by_key(|rows| rows.len()) else {
        return Figure::of(std::iter::empty(), Shape::Nothing);
    };
    let names: Vec<String> = longest.iter().map(step_name).collect();
    let mut colours = Colours::default();
    let group = |rows: &&[FunnelStep]| {
        let part = rows.first().map(|row| row.part.clone()).unwrap_or_default();
        FunnelGroup {
            label: part_name(&part),
            colour: colours.of(&part),
            period: Period::of(part.compare_label),
            stages: stages(rows),
        }
    };
    let funnel = Funnel { groups: groups.iter().map(group).collect(), steps: names.clone() };
    Figure::of(std::iter::once(names.join(" → ")), Shape::Funnel(funnel))
}

/// Returns a funnel's conversion rate over time.
pub(super) fn trends(rows: &[FunnelTrend]) -> Figure {
    let Some(first) = rows.first() else { return Figure::of(std::iter::empty(), Shape::Nothing) };
    let mut colours = Colours::default();
    let series = rows.iter().map(|row| Line {
        label: part_name(&row.part),
        values: row.data.clone(),
        colour: colours.of(&row.part),
        period: Period::of(row.part.compare_label),
    });
    let format = ValueFormat { unit: Some(AxisFormat::Percentage), ..ValueFormat::default() };
    let chart = OverTime { labels: first.labels.clone(), series: series.collect(), format };
    Figure::of(rows.iter().map(|row| part_name(&row.part)), Shape::Lines(chart))
}

/// Returns how many actors took how long; both periods of a comparison have the same bins.
pub(super) fn times(rows: &[TimeToConvert]) -> Figure {
    let Some(first) = rows.iter().find(|row| !row.bins.is_empty()) else {
        return Figure::of(std::iter::empty(), Shape::Nothing);
    };
    let duration = ValueFormat { unit: Some(AxisFormat::Duration), ..ValueFormat::default() };
    let series = rows.iter().map(|row| Line {
        label: part_name(&row.part),
        values: row.bins.iter().map(|(_, count)| *count as f64).collect(),
        colour: 0,
        period: Period::of(row.part.compare_label),
    });
    let chart = OverTime {
        labels: first.bins.iter().map(|(from, _)| duration.full(*from as f64)).collect(),
        series: series.collect(),
        format: ValueFormat::default(),
    };
    let figure = Figure::of(std::iter::once("Time to convert".to_owned()), Shape::Bars(chart, Arrangement::Stacked));
    let typical = rows.iter().filter_map(|row| {
        let (mean, median) = (row.average_conversion_time?, row.median_conversion_time?);
        Some(format!("{}: mean {}, median {}. ", part_name(&row.part), duration.full(mean), duration.full(median)))
    });
    Figure { description: typical.chain(std::iter::once(figure.description)).collect(), ..figure }
}

/// Returns the steps of a group, each seen from the first one and from the one before.
fn stages(rows: &[FunnelStep]) -> Vec<Stage> {
    let first = rows.first().map_or(0, |row| row.count);
    let before = std::iter::once(None).chain(rows.iter().map(|row| Some(row.count)));
    let stage = |(row, before): (&FunnelStep, Option<u64>)| Stage {
        count: row.count,
        share: share(row.count, first),
        share_of_previous: before.map(|before| share(row.count, before)),
        median_time: row.median_conversion_time,
    };
    rows.iter().zip(before).map(stage).collect()
}

fn share(count: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { count as f64 / whole as f64 }
}

fn step_name(step: &FunnelStep) -> String {
    match (&step.custom_name, &step.name, &step.action_id) {
        (Some(name), ..) | (None, Some(name), _) | (None, None, Some(StepId::Event(name))) => readable(name, None),
        (None, None, Some(StepId::Action(id))) => format!("Action {id}"),
        (None, None, None) => format!("Step {}", step.order.saturating_add(1)),
    }
}

fn part_name(part: &FunnelPart) -> String {
    let value = part.breakdown.as_ref().or(part.breakdown_value.as_ref());
    readable(&value.map_or_else(|| "Conversion".to_owned(), breakdown_name), part.compare_label)
}

/// Gives each value of a breakdown a colour, the same in both periods.
#[derive(Default)]
struct Colours {
    names: Vec<String>,
}

impl Colours {
    fn of(&mut self, part: &FunnelPart) -> usize {
        let name = part_name(&FunnelPart { compare_label: None::<CompareLabel>, ..part.clone() });
        self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}
