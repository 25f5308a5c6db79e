//! Lines over time, with or without the area below them.

use maud::{Markup, html};

use super::{place, push_point};
use crate::chart::figure::{Line, OverTime, Period};
use crate::chart::frame::Frame;
use crate::chart::options::Options;
use crate::chart::palette;

/// The most points of a line that each get a dot.
const MOST_DOTS: usize = 16;

/// Whether the area below a line is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// It is not.
    None,
    /// It is.
    BelowLine,
}

/// Returns a chart of lines.
pub fn draw(chart: &OverTime, options: &Options, fill: Fill) -> Markup {
    let values = || chart.series.iter().flat_map(|line| line.values.iter().copied());
    let frame = Frame::new(chart, options, values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    html! {
        (frame.around)
        // The first series is the one asked about first: it is drawn last, on top.
        @for line in chart.series.iter().rev() { (draw_line(line, &frame, fill)) }
    }
}

fn draw_line(line: &Line, frame: &Frame, fill: Fill) -> Markup {
    let points: Vec<(f64, f64)> =
        line.values.iter().enumerate().map(|(index, value)| (frame.x.middle(index), frame.y.at(*value))).collect();
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        push_point(&mut path, if index == 0 { 'M' } else { 'L' }, *x, *y);
    }
    let dash = palette::dash_of(line.colour);
    html! {
        g class=(palette::class_of(line.colour)) {
            @if fill == Fill::BelowLine { path class="area" d=(closed(&path, &points, frame.y.at(0.0))) {} }
            path class=(if line.period == Period::Previous { "line previous" } else { "line" }) d=(path)
                stroke-dasharray=[(!dash.is_empty()).then_some(dash)] {}
            @if points.len() <= MOST_DOTS && line.period == Period::Current {
                @for (x, y) in &points { circle class="mark" cx=(place(*x)) cy=(place(*y)) r="3" {} }
            }
        }
    }
}

/// Returns the outline between a line and the base.
fn closed(path: &str, points: &[(f64, f64)], base: f64) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let mut outline = path.to_owned();
    push_point(&mut outline, 'L', last.0, base);
    push_point(&mut outline, 'L', first.0, base);
    outline.push('Z');
    outline
}
