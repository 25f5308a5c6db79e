//! The frame of a chart over time: where the axes, the legend and the plot lie.

use super::axis;
use super::figure::over_time::{Line, OverTime, Period};
use super::legend::{self, Sign};
use super::months::month_names;
use super::options::Options;
use super::palette;
use super::presentation::{Heights, OncePassed};
use super::scale::{Bands, Progression, Scale, decade_ticks, ticks};
use super::svg::Svg;
use super::text;

/// The size of axis and legend text, in pixels.
pub const TEXT_SIZE: f64 = 12.0;

/// The least room around the plot.
pub const MARGIN: f64 = 14.0;

/// The room below the plot for the labels of its buckets.
const LABEL_ROOM: f64 = 26.0;

/// About how far apart the grid's lines are.
const GRID_DISTANCE: f64 = 62.0;

/// The least and the greatest value that an axis shows.
pub type Span = (f64, f64);

/// Where a bucket's marks stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the bucket's band.
    InBands,
    /// At points, the first at the one end of the axis and the last at the other.
    AtPoints,
}

/// Where the names of the series stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Names {
    /// In a legend above the plot.
    InLegend,
    /// Beside the plot, in so much room.
    Beside(f64),
}

/// The scales of a chart over time.
pub struct Frame {
    /// Buckets to places.
    pub x: Bands,
    /// The upper and the lower end of the plot.
    pub heights: (f64, f64),
    /// The left and the right end of the plot.
    pub sides: (f64, f64),
    scales: Vec<Scale>,
}

impl Frame {
    /// Draws what stands around the plot of a chart, and returns its scales. There is one span for all series, or one
    /// for each; 0 is always shown.
    pub fn draw(
        svg: &mut Svg,
        chart: &OverTime,
        options: &Options,
        spans: &[Span],
        standing: Standing,
        names: Names,
    ) -> Frame {
        let (width, height) = options.size();
        let (beside, legend) = match names {
            Names::Beside(room) => (room, legend::lay_out(&[], 0.0, 0.0)),
            Names::InLegend => (0.0, legend::lay_out(&chart.names(), width - 2.0 * MARGIN, height / 3.0)),
        };
        let top = MARGIN + legend.height + 6.0;
        let bottom = (height - LABEL_ROOM).max(top + 10.0);
        let wanted = ((bottom - top) / GRID_DISTANCE).round().clamp(1.0, 8.0) as usize;
        let ticks = all_ticks(chart, spans, wanted);
        let tick_names: Vec<Vec<String>> = ticks.iter().map(|ticks| axis::tick_names(ticks, &chart.format)).collect();
        let rooms: Vec<f64> =
            tick_names.iter().map(|names| text::widest(names, TEXT_SIZE).min(width / 3.0) + 8.0).collect();
        let left = MARGIN + rooms[0];
        let right = width - MARGIN - beside - rooms[1..].iter().map(|room| room + 4.0).sum::<f64>();
        let right = right.max(left + 10.0);
        let progression = chart.presentation.progression;
        let scale =
            |ticks: &Vec<f64>| Scale { progression, domain: (ticks[0], ticks[ticks.len() - 1]), range: (bottom, top) };
        let scales: Vec<Scale> = ticks.iter().map(scale).collect();
        let x = match standing {
            Standing::InBands => Bands { count: chart.labels.len(), range: (left, right) },
            Standing::AtPoints => Bands::between(chart.labels.len(), left + 6.0, right - 6.0),
        };
        legend.draw(svg, MARGIN, MARGIN);
        axis::values(svg, &scales[0], &ticks[0], &tick_names[0], left, right);
        let mut edge = right + beside;
        for (index, room) in rooms.iter().enumerate().skip(1) {
            edge += room + 4.0;
            further_axis(svg, index, &scales[index], ticks[index].iter().zip(&tick_names[index]), edge);
        }
        let labels = month_names(&chart.starts, right - left).unwrap_or_else(|| axis::short_labels(&chart.labels));
        axis::buckets(svg, &x, &labels, bottom, width - 3.0);
        Frame { x, heights: (top, bottom), sides: (left, right), scales }
    }

    /// Returns the scale of a series.
    pub fn scale(&self, line: &Line) -> &Scale {
        &self.scales[line.colour % self.scales.len()]
    }

    /// Returns the scale of the axis to the left.
    pub fn main_scale(&self) -> &Scale {
        &self.scales[0]
    }

    /// Draws the goals across the plot, on top of the marks.
    pub fn draw_goals(&self, svg: &mut Svg, chart: &OverTime) {
        let (left, right) = self.sides;
        for goal in &chart.presentation.goals {
            let is_passed = chart.series.iter().all(|line| line.values.iter().any(|value| *value >= goal.value));
            if is_passed && goal.once_passed == OncePassed::Hidden {
                continue;
            }
            let y = self.scales[0].at(goal.value);
            let colour = goal.colour.as_ref().map(|colour| ["stroke:", colour].concat());
            svg.telling(&goal.label, &chart.format.full(goal.value)).group("", |svg| {
                svg.with("style", colour.as_deref().unwrap_or_default()).line("goal", (left, y), (right, y));
                let words = [&goal.label, " ", &chart.format.short(goal.value)].concat();
                let words = text::cut(words.trim(), TEXT_SIZE, right - left);
                svg.text("strong halo", left + 6.0, y - 6.0, &words);
            });
        }
    }

    /// Draws a band for each bucket that tells its values, in the order of the series.
    pub fn draw_hits(&self, svg: &mut Svg, chart: &OverTime) {
        let (top, bottom) = self.heights;
        let joined = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| text.replace('|', "¦")).collect::<Vec<_>>().join("|")
        };
        let names = joined(&mut chart.series.iter().map(|line| line.label.clone()));
        let colours = joined(&mut chart.series.iter().map(|line| line.colour.to_string()));
        svg.with("data-names", &names).with("data-colours", &colours).group("hits", |svg| {
            for (bucket, label) in chart.labels.iter().enumerate() {
                let value =
                    |line: &Line| line.values.get(bucket).map_or_else(String::new, |value| chart.format.full(*value));
                let start = self.x.start(bucket).max(self.sides.0);
                let width = (self.x.start(bucket) + self.x.step()).min(self.sides.1) - start;
                svg.telling(label, &joined(&mut chart.series.iter().map(value))).rect(
                    "",
                    start,
                    top,
                    width,
                    bottom - top,
                );
            }
        });
    }
}

/// Returns the ticks of each axis. Further axes have as many as the first, so that they share its grid.
fn all_ticks(chart: &OverTime, spans: &[Span], wanted: usize) -> Vec<Vec<f64>> {
    let goals = chart.presentation.goals.iter().map(|goal| goal.value);
    let mut all: Vec<Vec<f64>> = Vec::new();
    for (low, high) in spans {
        let (low, high) = goals.clone().fold((*low, *high), |(low, high), goal| (low.min(goal), high.max(goal)));
        let ticks = if chart.presentation.heights == Heights::Shares {
            ticks(0.0, 100.0, if wanted > 2 { 25.0 } else { 50.0 })
        } else if chart.presentation.progression == Progression::Logarithmic {
            decade_ticks(least_positive(chart).min(positive(high)), positive(high), wanted)
        } else if let Some(first) = all.first().filter(|first| low >= 0.0 && first[0] == 0.0) {
            let step = chart.format.step(high / (first.len() - 1) as f64);
            (0..first.len()).map(|index| index as f64 * step).collect()
        } else {
            chart.format.ticks(low.min(0.0), high.max(0.0), wanted, least_step(chart))
        };
        all.push(ticks);
    }
    if all.is_empty() { vec![vec![0.0, 1.0]] } else { all }
}

/// Returns the least distance of ticks: whole numbers are counts, of which there are no halves.
fn least_step(chart: &OverTime) -> f64 {
    let mut values = chart.series.iter().flat_map(|line| &line.values).peekable();
    let is_count = values.peek().is_some() && values.all(|value| value.fract() == 0.0);
    if is_count && chart.format.unit.is_none() { 1.0 } else { 0.0 }
}

/// Returns a value that has a logarithm: itself, or 1.
fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 1.0 }
}

/// Returns the least value above 0.
fn least_positive(chart: &OverTime) -> f64 {
    let values = chart.series.iter().flat_map(|line| &line.values).copied();
    values.filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min)
}

/// Draws the values of a further axis, in the colour of its series, their ends at an edge.
fn further_axis<'a>(
    svg: &mut Svg,
    series: usize,
    scale: &Scale,
    ticks: impl Iterator<Item = (&'a f64, &'a String)>,
    edge: f64,
) {
    svg.with("aria-hidden", "true").group(&palette::class_of(series), |svg| {
        for (tick, name) in ticks {
            svg.text("end mark", edge, scale.at(*tick) + 4.0, name);
        }
    });
}

/// Returns the least and the greatest of values and 0.
pub fn span(values: impl Iterator<Item = f64>) -> Span {
    values.fold((0.0, 0.0), |(low, high), value| (low.min(value), high.max(value)))
}

impl OverTime {
    /// Returns the series of the range asked for.
    pub fn current(&self) -> impl Iterator<Item = &Line> {
        self.series.iter().filter(|line| line.period == Period::Current)
    }

    /// Returns what the legend names: the series and, where they are compared, the period before.
    fn names(&self) -> Vec<(&str, Sign)> {
        let mut names: Vec<(&str, Sign)> =
            self.current().map(|line| (line.label.as_str(), Sign::Series(line.colour))).collect();
        names.extend((self.current().count() < self.series.len()).then_some(legend::PREVIOUS));
        names
    }
}
