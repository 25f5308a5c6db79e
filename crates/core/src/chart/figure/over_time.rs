//! Series over time.

use super::{Figure, Shape};
use crate::answer::Answer;
use crate::answer::trends::CompareLabel;
use crate::chart::format::ValueFormat;
use crate::chart::months::month_of;
use crate::chart::options::Reader;
use crate::chart::presentation::{Axes, Heights, Presentation};
use crate::chart::scale::Progression;
use crate::query::Query;
use crate::time::Timestamp;

/// Series over time.
#[derive(Clone, Debug, PartialEq)]
pub struct OverTime {
    /// A label for each bucket.
    pub labels: Vec<String>,
    /// The start of each bucket, where buckets are times; empty elsewhere.
    pub starts: Vec<String>,
    /// The series.
    pub series: Vec<Line>,
    /// How values are written.
    pub format: ValueFormat,
    /// How the query wants them presented.
    pub presentation: Presentation,
    /// How many buckets, from the first on, are over.
    pub complete: usize,
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

impl OverTime {
    /// Returns series of plain values, all of them over.
    pub fn new(labels: Vec<String>, series: Vec<Line>, format: ValueFormat) -> OverTime {
        OverTime {
            complete: labels.len(),
            labels,
            starts: Vec::new(),
            series,
            format,
            presentation: Presentation::default(),
        }
    }

    /// Returns the series with the start of each bucket. Where a day of the year comes twice, labels say which year is meant.
    #[must_use]
    pub fn starting(mut self, starts: &[String]) -> OverTime {
        if let (Some(first), Some(last)) = (starts.first(), starts.last())
            && starts.len() == self.labels.len()
            && is_a_year_later(first, last)
        {
            for (label, start) in self.labels.iter_mut().zip(starts) {
                *label = with_year(label, start);
            }
        }
        OverTime { starts: starts.to_vec(), ..self }
    }

    /// Returns the series as the query wants them presented.
    #[must_use]
    pub fn presented(self, query: &Query) -> OverTime {
        OverTime { presentation: Presentation::read(query.presentation()), ..self }
    }

    /// Returns the series with the last bucket still open, if the range ends after the answer was made.
    #[must_use]
    pub fn open_at(self, answer: &Answer, reader: Reader) -> OverTime {
        let end = answer.resolved_date_range.as_ref().and_then(|range| Timestamp::parse(&range.date_to).ok());
        let is_open = matches!((reader.now, end), (Some(now), Some(end)) if now <= end);
        let over = self.labels.len() - usize::from(is_open && !self.labels.is_empty());
        OverTime { complete: self.complete.min(over), ..self }
    }

    /// Returns the series as shares of each bucket's sum in percent, where the query wants them so.
    pub fn heights(&self) -> OverTime {
        let mut chart = self.clone();
        if self.presentation.heights == Heights::Values {
            return chart;
        }
        for period in [Period::Current, Period::Previous] {
            let mut lines: Vec<&mut Line> = chart.series.iter_mut().filter(|line| line.period == period).collect();
            for bucket in 0..self.labels.len() {
                let sum: f64 = lines.iter().filter_map(|line| line.values.get(bucket)).map(|value| value.abs()).sum();
                let values = lines.iter_mut().filter_map(|line| line.values.get_mut(bucket));
                values.filter(|_| sum > 0.0).for_each(|value| *value = *value / sum * 100.0);
            }
        }
        let unit = Some(crate::chart::format::AxisFormat::Percentage);
        chart.format = ValueFormat { unit, decimal_places: Some(1), ..ValueFormat::plain(self.format.separators) };
        // Goals are values: among shares they mean nothing.
        chart.presentation.goals.clear();
        chart.presentation.axes = Axes::Shared;
        chart.presentation.progression = Progression::Linear;
        chart
    }

    /// Returns the figure that shows the series under these names.
    pub(super) fn figure(self, names: impl Iterator<Item = String>, shape: impl FnOnce(OverTime) -> Shape) -> Figure {
        let shape = if self.series.is_empty() { Shape::Nothing } else { shape(self) };
        Figure::of(names, shape)
    }
}

/// Returns a label with the year of its bucket, which starts at a date such as `2024-03-04`, unless it says so.
fn with_year(label: &str, start: &str) -> String {
    let Some(month) = month_of(start) else { return label.to_owned() };
    let year = (month / 12).to_string();
    match label.split_once(" – ") {
        _ if label.contains(&year) => label.to_owned(),
        // A week that ends in another year: the one said is that of its start.
        Some((first, last)) if month % 12 == 11 => [first, " ", &year, " – ", last].concat(),
        _ => [label, " ", &year].concat(),
    }
}

/// Returns whether a date such as `2024-03-04` lies a year or more after another.
fn is_a_year_later(first: &str, last: &str) -> bool {
    let since = |date: &str| Some((month_of(date)?, date.get(8..10)?.to_owned()));
    since(first).zip(since(last)).is_some_and(|((month, day), last)| last >= (month + 12, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(labels: &[&str], starts: &[&str]) -> Vec<String> {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        OverTime::new(texts(labels), Vec::new(), ValueFormat::default()).starting(&texts(starts)).labels
    }

    #[test]
    fn weeks_say_their_year_where_a_day_comes_twice() {
        let weeks = ["1–7 Jan", "31-Dec – 6-Jan", "7–13 Jan"];
        let starts = ["2023-01-01", "2023-12-31", "2024-01-07"];
        assert_eq!(labels(&weeks, &starts), ["1–7 Jan 2023", "31-Dec 2023 – 6-Jan", "7–13 Jan 2024"]);
        assert_eq!(labels(&weeks[..2], &starts[..2]), weeks[..2]);
    }

    #[test]
    fn what_says_its_year_or_is_no_date_stays() {
        let days = ["1-Jan-2023", "1-Jan-2024"];
        assert_eq!(labels(&days, &["2023-01-01", "2024-01-01"]), days);
        assert_eq!(labels(&["a", "b"], &["", "x"]), ["a", "b"]);
    }
}
