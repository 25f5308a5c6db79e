//! Slopes: each series from its first value to its last, both written beside the line.

use super::change;
use super::values::apart;
use crate::chart::axis;
use crate::chart::figure::over_time::{Line, OverTime};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::scale::Scale;
use crate::chart::svg::{Path, Svg};
use crate::chart::text;

/// The room above for the names of the two moments.
const HEAD: f64 = 26.0;

/// A series as a slope, with the values at its ends.
struct Slope<'a> {
    line: &'a Line,
    ends: [f64; 2],
}

/// Draws a chart of slopes.
pub fn draw(svg: &mut Svg, chart: &OverTime, options: &Options) {
    let (width, height) = options.size();
    let ends = |line: &Line| Some([*line.values.first()?, *line.values.last()?]);
    let slopes: Vec<Slope<'_>> =
        chart.series.iter().filter_map(|line| Some(Slope { line, ends: ends(line)? })).collect();
    let values = || slopes.iter().flat_map(|slope| slope.ends);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let (top, bottom) = (MARGIN + HEAD + 8.0, (height - MARGIN - 8.0).max(MARGIN + HEAD + 20.0));
    let scale = Scale::linear((low, if high > low { high } else { low + 1.0 }), (bottom, top));
    let first: Vec<String> = slopes.iter().map(|slope| chart.format.full(slope.ends[0])).collect();
    let sides = [MARGIN + text::widest(&first, TEXT_SIZE) + 14.0, width - (width * 0.42).min(260.0)];
    let moments = [chart.labels.first(), chart.labels.last()].map(|label| label.cloned().unwrap_or_default());
    svg.aside(|svg| {
        for (x, moment) in sides.into_iter().zip(&axis::short_labels(&moments)) {
            svg.line("grid", (x, top - 8.0), (x, bottom + 8.0));
            svg.text("quiet mid", x, MARGIN + 10.0, moment);
        }
    });
    let heights = [0, 1].map(|end| apart(slopes.iter().map(|slope| scale.at(slope.ends[end])), top, bottom));
    for (index, slope) in slopes.iter().enumerate() {
        let labels = [heights[0][index] + 4.0, heights[1][index] + 4.0];
        draw_slope(svg, chart, slope, [0, 1].map(|end| (sides[end], scale.at(slope.ends[end]))), labels, width);
    }
}

fn draw_slope(
    svg: &mut Svg,
    chart: &OverTime,
    slope: &Slope<'_>,
    points: [(f64, f64); 2],
    labels: [f64; 2],
    width: f64,
) {
    let [from, to] = slope.ends;
    let change = change(to, from).map(|change| [", ", &change].concat()).unwrap_or_default();
    let [first, last] = slope.ends.map(|value| chart.format.full(value));
    let name = &slope.line.label;
    let told = [&first, " → ", &last, &change].concat();
    svg.telling(name, &told).group(&palette::class_of(slope.line.colour), |svg| {
        let is_open = chart.complete < chart.labels.len();
        svg.path(if is_open { "line open" } else { "line" }, &Path::through(points));
        points.iter().for_each(|point| svg.circle("mark", *point, 4.0));
        svg.text("strong end", points[0].0 - 10.0, labels[0], &first);
        let words = [&last, "  ", name, &change].concat();
        svg.text("", points[1].0 + 10.0, labels[1], &text::cut(&words, TEXT_SIZE, width - points[1].0 - 14.0));
    });
}
