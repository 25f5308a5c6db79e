//! Slopes: each series from its first value to its last, both written beside the line.

use super::change;
use super::values::apart;
use crate::chart::axis;
use crate::chart::figure::over_time::OverTime;
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::scale::Scale;
use crate::chart::svg::{Path, Svg};
use crate::chart::text;

/// The room above for the names of the two moments.
const HEAD: f64 = 26.0;

/// A series as a slope.
struct Slope<'a> {
    name: &'a str,
    colour: usize,
    ends: [f64; 2],
}

/// Draws a chart of slopes.
pub fn draw(svg: &mut Svg, chart: &OverTime, options: &Options) {
    let (width, height) = options.size();
    let slope = |line: &'_ crate::chart::figure::over_time::Line| Some([*line.values.first()?, *line.values.last()?]);
    let slopes: Vec<Slope<'_>> = chart
        .series
        .iter()
        .filter_map(|line| Some(Slope { name: &line.label, colour: line.colour, ends: slope(line)? }))
        .collect();
    let values = || slopes.iter().flat_map(|slope| slope.ends);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let (top, bottom) = (MARGIN + HEAD + 8.0, (height - MARGIN - 8.0).max(MARGIN + HEAD + 20.0));
    let scale = Scale::linear((low, if high > low { high } else { low + 1.0 }), (bottom, top));
    let first: Vec<String> = slopes.iter().map(|slope| chart.format.full(slope.ends[0])).collect();
    let left = MARGIN + text::widest(&first, TEXT_SIZE) + 14.0;
    let right = width - (width * 0.42).min(260.0);
    let heads = axis::short_labels(
        &[chart.labels.first(), chart.labels.last()].map(|label| label.cloned().unwrap_or_default()),
    );
    svg.aside(|svg| {
        for (x, head) in [left, right].into_iter().zip(&heads) {
            svg.line("grid", (x, top - 8.0), (x, bottom + 8.0));
            svg.text("quiet mid", x, MARGIN + 10.0, head);
        }
    });
    let starts = apart(slopes.iter().map(|slope| scale.at(slope.ends[0])), top, bottom);
    let ends = apart(slopes.iter().map(|slope| scale.at(slope.ends[1])), top, bottom);
    for (index, slope) in slopes.iter().enumerate() {
        let [from, to] = slope.ends;
        let change = change(to, from).map(|change| [", ", &change].concat()).unwrap_or_default();
        let last = chart.format.full(to);
        let points = [(left, scale.at(from)), (right, scale.at(to))];
        let value = [&first[index], " → ", &last, &change].concat();
        svg.telling(slope.name, &value).group(&palette::class_of(slope.colour), |svg| {
            let is_open = chart.complete < chart.labels.len();
            svg.path(if is_open { "line open" } else { "line" }, &Path::through(points));
            points.iter().for_each(|point| svg.circle("mark", *point, 4.0));
            svg.text("strong end", left - 10.0, starts[index] + 4.0, &first[index]);
            let words = [&last, "  ", slope.name, &change].concat();
            svg.text("", right + 10.0, ends[index] + 4.0, &text::cut(&words, TEXT_SIZE, width - right - 14.0));
        });
    }
}
