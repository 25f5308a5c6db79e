//! What there is to draw of funnels (spec/funnels 5): steps, rates over time, and times to convert.

use super::customizations::Customizations;
use super::over_time::{Line, OverTime, Period};
use super::words::{breakdown_name, readable};
use super::{Figure, Shape};
use crate::answer::Answer;
use crate::answer::funnels::{FunnelPart, FunnelStep, FunnelTrend, StepId, TimeToConvert};
use crate::answer::trends::CompareLabel;
use crate::chart::format::{AxisFormat, ValueFormat, percentage};
use crate::chart::locale::Separators;
use crate::chart::marks::bar::Arrangement;
use crate::chart::options::Reader;
use crate::query::Query;

/// The steps of a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The name of each step.
    pub steps: Vec<String>,
    /// A group for each value of the breakdown and each period; at least one.
    pub groups: Vec<FunnelGroup>,
    /// Which way the bars go.
    pub layout: Layout,
    /// What the bars are shares of.
    pub reference: Reference,
    /// What stands between the digits of numbers.
    pub separators: Separators,
}

/// Which way the bars of a funnel go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Up, the steps beside each other.
    Vertical,
    /// To the right, the steps below each other.
    Horizontal,
}

/// What the bars of a funnel are shares of (`funnelStepReference`, spec/funnels 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Those that did the first step.
    FirstStep,
    /// Those that did the step before.
    StepBefore,
}

/// The steps of a funnel for one value of the breakdown in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelGroup {
    /// Its name.
    pub label: String,
    /// Which colour it has.
    pub colour: usize,
    /// Whether it is of the range asked for, or of the one it is compared with.
    pub period: Period,
    /// Its steps.
    pub stages: Vec<Stage>,
}

/// One step of a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// How many actors did it.
    pub count: u64,
    /// The share of those that did the first step, 0 to 1.
    pub share: f64,
    /// The share of those that did the step before; none for the first.
    pub share_of_previous: Option<f64>,
    /// The median number of seconds since the step before.
    pub median_time: Option<f64>,
    /// The mean number of seconds since the step before.
    pub mean_time: Option<f64>,
}

impl Funnel {
    /// Returns how long the bar of a step is, 0 to 1.
    pub fn length(&self, stage: &Stage) -> f64 {
        match self.reference {
            Reference::FirstStep => stage.share,
            // The first step has none before it.
            Reference::StepBefore => stage.share_of_previous.unwrap_or(stage.share),
        }
    }

    /// Returns the share that the bar of a step does not show, in words; none for the first step.
    pub fn other_share(&self, stage: &Stage) -> Option<String> {
        let of_previous = stage.share_of_previous?;
        Some(match self.reference {
            Reference::FirstStep => [&self.share(of_previous), " went on"].concat(),
            Reference::StepBefore => [&self.share(stage.share), " of all"].concat(),
        })
    }

    /// Returns a count, as readers see it.
    pub fn count(&self, count: u64) -> String {
        ValueFormat::plain(self.separators).full(count as f64)
    }

    /// Returns a share, 0 to 1, as readers see it: `62.5%`.
    pub fn share(&self, share: f64) -> String {
        percentage(share, self.separators)
    }

    /// Returns a time in seconds, as readers see it: `2h 5m`.
    pub fn time(&self, seconds: f64) -> String {
        ValueFormat::of(AxisFormat::Duration, self.separators).full(seconds)
    }

    /// Returns the name of a step with its number.
    pub fn numbered_step(&self, step: usize) -> String {
        format!("{}. {}", step + 1, self.steps.get(step).map_or("", String::as_str))
    }
}

/// Returns a funnel's steps: a group of them for each value of the breakdown and each period.
pub(super) fn steps<'a>(query: &Query, groups: impl Iterator<Item = &'a [FunnelStep]>, reader: Reader) -> Figure {
    // The rows of both periods of a comparison stand in one list.
    let groups: Vec<&[FunnelStep]> =
        groups.flat_map(|rows| rows.chunk_by(|one, next| one.part.compare_label == next.part.compare_label)).collect();
    let Some(longest) = groups.iter().max_by_key(|rows| rows.len()) else {
        return Figure::nothing();
    };
    let names: Vec<String> = longest.iter().map(step_name).collect();
    let mut colours = Colours::of_query(query);
    let group = |rows: &&[FunnelStep]| {
        let part = rows.first().map(|row| row.part.clone()).unwrap_or_default();
        FunnelGroup {
            label: part_name(&part),
            colour: colours.of(&part),
            period: Period::of(part.compare_label),
            stages: stages(rows),
        }
    };
    let layout = if query.presentation()["layout"] == "horizontal" { Layout::Horizontal } else { Layout::Vertical };
    let is_previous = query.presentation()["funnelStepReference"] == "previous";
    let reference = if is_previous { Reference::StepBefore } else { Reference::FirstStep };
    let groups = groups.iter().map(group).collect();
    let funnel = Funnel { groups, steps: names.clone(), layout, reference, separators: reader.separators };
    Figure::of(std::iter::once(names.join(" → ")), Shape::Funnel(funnel))
}

/// Returns a funnel's conversion rate over time.
pub(super) fn trends(query: &Query, answer: &Answer, rows: &[FunnelTrend], reader: Reader) -> Figure {
    let labels = rows.first().map(|row| row.labels.clone()).unwrap_or_default();
    let mut colours = Colours::of_query(query);
    let series = rows.iter().map(|row| Line {
        label: part_name(&row.part),
        values: row.data.clone(),
        colour: colours.of(&row.part),
        period: Period::of(row.part.compare_label),
    });
    let format = ValueFormat::of(AxisFormat::Percentage, reader.separators);
    let starts = rows.first().map_or(&[][..], |row| &row.days);
    let chart = OverTime::new(labels, series.collect(), format).starting(starts);
    let chart = chart.presented(query).open_at(answer, reader);
    chart.figure(rows.iter().map(|row| part_name(&row.part)), Shape::Lines)
}

/// Returns how many actors took how long; both periods of a comparison have the same bins.
pub(super) fn times(rows: &[TimeToConvert], reader: Reader) -> Figure {
    let Some(first) = rows.iter().find(|row| !row.bins.is_empty()) else { return Figure::nothing() };
    let duration = ValueFormat::of(AxisFormat::Duration, reader.separators);
    let series = rows.iter().map(|row| Line {
        label: part_name(&row.part),
        values: row.bins.iter().map(|(_, count)| *count as f64).collect(),
        colour: 0,
        period: Period::of(row.part.compare_label),
    });
    let labels = first.bins.iter().map(|(from, _)| duration.full(*from as f64)).collect();
    let chart = OverTime::new(labels, series.collect(), ValueFormat::plain(reader.separators));
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
        mean_time: row.average_conversion_time,
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
struct Colours<'a> {
    names: Vec<String>,
    custom: Customizations<'a>,
}

impl<'a> Colours<'a> {
    fn of_query(query: &'a Query) -> Colours<'a> {
        Colours { names: Vec::new(), custom: Customizations::read(query.presentation()) }
    }

    fn of(&mut self, part: &FunnelPart) -> usize {
        let name = part_name(&FunnelPart { compare_label: None::<CompareLabel>, ..part.clone() });
        let position = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        let value = part.breakdown.as_ref().or(part.breakdown_value.as_ref());
        self.custom.colour(position, None, value).unwrap_or(position)
    }
}
