//! Figure: what there is to draw, in words and numbers, before anything has a place.

mod calendar;
pub mod correlation;
mod customizations;
mod distribution;
pub mod funnels;
mod lifecycle;
pub mod over_time;
pub mod paths;
pub mod retention;
mod select;
mod stickiness;
mod trends;
mod words;

use super::format::ValueFormat;
use super::marks::bar::Arrangement;
use super::options::Reader;
use crate::answer::trends::BoxPlotPoint;
use crate::answer::{Answer, Results};
use crate::query::Query;
use correlation::Odds;
use funnels::Funnel;
use over_time::OverTime;
use paths::Flow;
use retention::Cohorts;

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
    /// Areas on top of each other.
    Areas(OverTime),
    /// Bars over time.
    Bars(OverTime, Arrangement),
    /// A line for each series, from its first value to its last.
    Slope(OverTime),
    /// A box with whiskers for each bucket.
    Boxes(Boxes),
    /// A horizontal bar for each value.
    Ranking(Ranking),
    /// A slice of a ring for each value.
    Pie(Ranking),
    /// A tile for each country.
    Map(Ranking),
    /// One number, large.
    Number(Number),
    /// A bar for each step.
    Funnel(Funnel),
    /// A shaded cell for each cohort and period, and a curve of them.
    Cohorts(Cohorts),
    /// A shaded cell for each row and column.
    Grid(Grid),
    /// Streams from item to item.
    Flow(Flow),
    /// Bars to both sides.
    Odds(Odds),
    /// A table.
    Table(Table),
    /// No data.
    Nothing,
    /// There is no answer; the reason.
    Failure(String),
}

/// The distributions of buckets.
#[derive(Clone, Debug, PartialEq)]
pub struct Boxes {
    /// A distribution for each bucket.
    pub points: Vec<BoxPlotPoint>,
    /// How values are written.
    pub format: ValueFormat,
}

/// Values by size.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The values.
    pub rows: Vec<Rank>,
    /// How values are written.
    pub format: ValueFormat,
}

/// A value of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Rank {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: f64,
    /// The value of the period before, where the query compares.
    pub previous: Option<f64>,
    /// Which colour it has.
    pub colour: usize,
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

/// Figures by rows and columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The name of each row, and the figure of all of it.
    pub rows: Vec<(String, f64)>,
    /// The name of each column, and the figure of all of it.
    pub columns: Vec<(String, f64)>,
    /// The figures of each row.
    pub cells: Vec<Vec<f64>>,
    /// How figures are written.
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

impl Figure {
    /// Returns what there is to draw of an answer.
    pub fn new(query: &Query, answer: &Answer, reader: Reader) -> Figure {
        if let Some(points) = answer.boxplot_data.as_ref().filter(|points| !points.is_empty()) {
            return distribution::figure(query, points, reader);
        }
        match &answer.results {
            Results::Trends(rows) => trends::figure(query, answer, rows, reader),
            Results::Stickiness(rows) => stickiness::figure(query, rows, reader),
            Results::Lifecycle(rows) => lifecycle::figure(query, answer, rows, reader),
            Results::FunnelSteps(rows) => funnels::steps(query, std::iter::once(rows.as_slice()), reader),
            Results::FunnelBreakdown(groups) => funnels::steps(query, groups.iter().map(Vec::as_slice), reader),
            Results::FunnelTrends(rows) => funnels::trends(query, answer, rows, reader),
            Results::TimeToConvert(times) => funnels::times(std::slice::from_ref(times), reader),
            Results::TimesToConvert(rows) => funnels::times(rows, reader),
            Results::Correlations(correlations) => correlation::figure(correlations, reader),
            Results::Retention(rows) => retention::figure(query, rows, reader),
            Results::Paths(edges) => paths::figure(edges, reader),
            Results::CalendarHeatmap(heatmap) => calendar::figure(heatmap, reader),
            Results::Table(rows) => select::figure(answer.columns.as_deref().unwrap_or_default(), rows, reader),
        }
    }

    /// Returns the figure that says why there is no answer.
    pub fn failure(reason: &str) -> Figure {
        let title = "This chart could not be drawn".to_owned();
        Figure { title, description: reason.to_owned(), shape: Shape::Failure(reason.to_owned()) }
    }

    /// Returns the figure of a shape that shows what has these names.
    fn of(names: impl Iterator<Item = String>, shape: Shape) -> Figure {
        Figure { title: words::title(names), description: words::description(&shape), shape }
    }

    /// Returns the figure of no data.
    fn nothing() -> Figure {
        Figure::of(std::iter::empty(), Shape::Nothing)
    }
}
