//! Figure: what there is to draw, in words and numbers, before anything has a place.

mod funnels;
mod lifecycle;
mod lists;
mod retention;
mod stickiness;
mod trends;
mod words;

use super::format::{AxisFormat, ValueFormat};
use super::marks::bar::Arrangement;
use crate::answer::trends::CompareLabel;
use crate::answer::{Answer, Results};
use crate::query::Query;

/// What there is to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it shows, in a line.
    pub title: String,
    /// What can be read from it, in a sentence or two.
    pub description: String,
    /// The numbers and the way in which they are drawn.
    pub shape: Shape,
}

/// The way in which numbers are drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line for each series.
    Lines(OverTime),
    /// A filled line for each series.
    Areas(OverTime),
    /// Bars over time.
    Bars(OverTime, Arrangement),
    /// A horizontal bar for each value.
    Ranking(Ranking),
    /// One number, large.
    Number(Number),
    /// A bar for each step.
    Funnel(Funnel),
    /// A shaded cell for each cohort and period.
    Cohorts(Cohorts),
    /// A table.
    Table(Table),
    /// No data.
    Nothing,
}

/// Series over time.
#[derive(Clone, Debug, PartialEq)]
pub struct OverTime {
    /// A label for each bucket.
    pub labels: Vec<String>,
    /// The series.
    pub series: Vec<Line>,
    /// How values are written.
    pub format: ValueFormat,
}

/// One series over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name.
    pub label: String,
    /// A value for each bucket.
    pub values: Vec<f64>,
    /// Which colour it has; the previous period's has the colour of the current one's.
    pub colour: usize,
    /// Whether it is the range asked for, or the one it is compared with.
    pub period: Period,
}

/// The period of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The range asked for.
    Current,
    /// The range it is compared with.
    Previous,
}

impl Period {
    /// Returns the period of a row; rows without a label are of the range asked for.
    pub fn of(label: Option<CompareLabel>) -> Period {
        if label == Some(CompareLabel::Previous) { Period::Previous } else { Period::Current }
    }
}

/// Values by size.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// A name, a value and a colour for each row.
    pub rows: Vec<(String, f64, usize)>,
    /// How values are written.
    pub format: ValueFormat,
}

/// One number, with the one it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// What it counts.
    pub label: String,
    /// The number.
    pub value: f64,
    /// The number of the period before, where the query compares.
    pub previous: Option<f64>,
    /// How it is written.
    pub format: ValueFormat,
}

/// A table of texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names of the columns; the first one names the row.
    pub columns: Vec<String>,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
}

/// The steps of a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The name of each step.
    pub steps: Vec<String>,
    /// A group for each value of the breakdown and each period; at least one.
    pub groups: Vec<FunnelGroup>,
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
}

impl Stage {
    /// Returns the share of the first step in words: `62.5%`.
    pub fn share_of_first(&self) -> String {
        percentage(self.share)
    }
}

/// Cohorts and how many of each came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohorts {
    /// The name of each period after the start.
    pub columns: Vec<String>,
    /// The cohorts.
    pub rows: Vec<Cohort>,
}

/// The actors that started together.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// When they started.
    pub label: String,
    /// How many they are.
    pub size: u64,
    /// A cell for each column; none where the period is still to come.
    pub cells: Vec<Option<CohortCell>>,
}

/// One cell of a cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortCell {
    /// How strong its colour is, 0 to 1.
    pub shade: f64,
    /// What it says.
    pub text: String,
}

/// Returns a share, 0 to 1, as a percentage of at most one decimal.
pub fn percentage(share: f64) -> String {
    let unit = Some(AxisFormat::PercentageScaled);
    ValueFormat { unit, decimal_places: Some(1), ..ValueFormat::default() }.full(share)
}

impl Figure {
    /// Returns what there is to draw of an answer.
    pub fn new(query: &Query, answer: &Answer) -> Figure {
        if let Some(points) = answer.boxplot_data.as_ref().filter(|points| !points.is_empty()) {
            return lists::distributions(points);
        }
        match &answer.results {
            Results::Trends(rows) => trends::figure(query, rows),
            Results::Stickiness(rows) => stickiness::figure(rows),
            Results::Lifecycle(rows) => lifecycle::figure(rows),
            Results::FunnelSteps(rows) => funnels::steps(std::iter::once(rows.as_slice())),
            Results::FunnelBreakdown(groups) => funnels::steps(groups.iter().map(Vec::as_slice)),
            Results::FunnelTrends(rows) => funnels::trends(rows),
            Results::TimeToConvert(times) => funnels::times(std::slice::from_ref(times)),
            Results::TimesToConvert(rows) => funnels::times(rows),
            Results::Correlations(correlations) => lists::correlations(correlations),
            Results::Retention(rows) => retention::figure(query, rows),
            Results::Paths(edges) => lists::paths(edges),
            Results::CalendarHeatmap(heatmap) => lists::calendar(heatmap),
            Results::Table(rows) => lists::rows(answer.columns.as_deref().unwrap_or_default(), rows),
        }
    }

    /// Returns the figure of a shape that shows what has these names.
    fn of(names: impl Iterator<Item = String>, shape: Shape) -> Figure {
        Figure { title: words::title(names), description: words::description(&shape), shape }
    }
}
