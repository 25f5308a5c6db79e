//! Figure: what there is to draw, in words and numbers, before anything has a place.

mod trends;

use super::format::ValueFormat;
use super::marks::bar::Arrangement;
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

impl Figure {
    /// Returns what there is to draw of an answer.
    pub fn new(query: &Query, answer: &Answer) -> Figure {
        match (query, &answer.results) {
            (Query::Trends(query), Results::Trends(rows)) => trends::figure(query, rows),
            // Queries without a drawing of their own are shown as no data.
            _ => Figure { title: String::new(), description: String::new(), shape: Shape::Nothing },
        }
    }
}
