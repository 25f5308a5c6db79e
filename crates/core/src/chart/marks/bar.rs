//! Bars over time, stacked or side by side.

use super::values;
use crate::chart::figure::over_time::{Line, OverTime, Period};
use crate::chart::frame::{Frame, Names, Span, Standing, span};
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::presentation::{Axes, Values};
use crate::chart::scale::Progression;
use crate::chart::svg::Svg;
use crate::chart::text;

/// How the bars of a bucket stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// On top of each other.
    Stacked,
    /// Side by side.
    SideBySide,
}

/// The share of a band that its bars fill.
const FILLED: f64 = 0.78;

/// The widest bar, in pixels.
const WIDEST: f64 = 64.0;

/// The places of the bars that stand on top of each other.
struct Column<'a> {
    lines: Vec<&'a Line>,
    /// From the middle of a band to the left side of the bars.
    offset: f64,
    width: f64,
}

/// A bar: its bucket, its value and where the value starts.
struct Bar {
    bucket: usize,
    value: f64,
    start: f64,
}

/// Where the figure of a bar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
}

/// The middle and the base line of a figure, and the figure.
type Figure = (f64, f64, String);

/// Draws a chart of bars. Stacks go up from 0 for positive values and down for negative ones.
pub fn draw(svg: &mut Svg, chart: &OverTime, options: &Options, arrangement: Arrangement) {
    let heights = if arrangement == Arrangement::Stacked { chart.heights() } else { chart.clone() };
    let groups = groups_of(&heights, arrangement);
    let spans = spans(&heights, &groups, arrangement);
    let frame = Frame::draw(svg, &heights, options, &spans, Standing::InBands, Names::InLegend);
    let room = (frame.x.step() * FILLED).min(WIDEST * groups.len() as f64);
    let width = room / groups.len().max(1) as f64;
    let mut figures = Vec::new();
    for (index, lines) in groups.into_iter().enumerate() {
        // A gap of a pixel; thin bars keep most of their width, or they would be pale.
        let gap = (width / 4.0).min(1.0);
        let column = Column { lines, offset: index as f64 * width - room / 2.0, width: (width - gap).max(0.6) };
        draw_column(svg, &column, &heights, &frame, &mut figures);
    }
    if chart.presentation.values == Values::Shown {
        let (inside, outside) = figures.into_iter().partition::<Vec<_>, _>(|figure| figure.0 == Side::Inside);
        for (class, figures) in [("mid inverse", inside), ("mid halo", outside)] {
            values::draw(svg, class, figures.into_iter().map(|(_, figure)| figure));
        }
    }
    frame.draw_goals(svg, &heights);
    frame.draw_hits(svg, chart);
}

/// Returns the series that stand in one place of a band: all of a period when stacked, each alone otherwise.
fn groups_of(chart: &OverTime, arrangement: Arrangement) -> Vec<Vec<&Line>> {
    if arrangement == Arrangement::SideBySide {
        return chart.series.iter().map(|line| vec![line]).collect();
    }
    let of = |period: Period| chart.series.iter().filter(|line| line.period == period).collect::<Vec<_>>();
    [of(Period::Previous), of(Period::Current)].into_iter().filter(|group| !group.is_empty()).collect()
}

fn spans(chart: &OverTime, groups: &[Vec<&Line>], arrangement: Arrangement) -> Vec<Span> {
    let count = chart.current().count();
    let axes = chart.presentation.axes;
    if axes == Axes::EachSeries && arrangement == Arrangement::SideBySide && (2..=4).contains(&count) {
        let of = |colour: usize| {
            let same = chart.series.iter().filter(move |line| line.colour == colour);
            span(same.flat_map(|line| line.values.iter().copied()))
        };
        return (0..count).map(of).collect();
    }
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for group in groups {
        for bucket in 0..chart.labels.len() {
            let values = || group.iter().filter_map(|line| line.values.get(bucket).copied());
            low = low.min(values().filter(|value| *value < 0.0).sum());
            high = high.max(values().filter(|value| *value > 0.0).sum());
        }
    }
    vec![(low, high)]
}

/// Draws the bars of series that stand on top of each other, and adds the places of their figures.
fn draw_column(svg: &mut Svg, column: &Column<'_>, chart: &OverTime, frame: &Frame, figures: &mut Vec<(Side, Figure)>) {
    let mut tops = vec![0.0; frame.x.count];
    let mut bottoms = vec![0.0; frame.x.count];
    for line in &column.lines {
        let bars = line.values.iter().enumerate().take(frame.x.count).filter(|(_, value)| **value != 0.0);
        let bars: Vec<Bar> = bars
            .map(|(bucket, value)| {
                let end = if *value > 0.0 { &mut tops[bucket] } else { &mut bottoms[bucket] };
                let start = *end;
                *end += value;
                Bar { bucket, value: *value, start }
            })
            .collect();
        let scale = frame.scale(line);
        // Where heights are no sums, a bar cannot be moved.
        if column.lines.len() > 1 && chart.presentation.progression == Progression::Linear {
            svg.with_length("data-stack", scale.at(0.0));
        }
        svg.with("data-series", &line.colour.to_string()).group(&palette::class_of(line.colour), |svg| {
            for bar in &bars {
                let (y1, y2) = (scale.at(bar.start), scale.at(bar.start + bar.value));
                let left = frame.x.middle(bar.bucket) + column.offset;
                let class = if bar.bucket >= chart.complete && line.period == Period::Current {
                    "hollow"
                } else if line.period == Period::Previous {
                    "mark faint"
                } else {
                    "mark"
                };
                svg.rect(class, left, y1.min(y2), column.width, (y1 - y2).abs());
                let middle = left + column.width / 2.0;
                let words = chart.format.short(bar.value);
                if column.lines.len() == 1 || class != "mark" {
                    figures.push((Side::Outside, (middle, y1.min(y2) - 6.0, words)));
                } else if (y1 - y2).abs() > 14.0 && text::width(&words, 11.0) <= column.width {
                    figures.push((Side::Inside, (middle, (y1 + y2) / 2.0 + 4.0, words)));
                }
            }
        });
    }
}
