//! The frame of a chart over time: where the axes, the legend and the plot lie.

use super::axis;
use super::figure::{OverTime, Period};
use super::legend;
use super::options::Options;
use super::scale::{Bands, Linear, round_ticks};
use super::text;
use maud::{Markup, html};

/// The size of axis and legend text, in pixels.
pub const TEXT_SIZE: f64 = 12.0;

/// The least room around the plot.
const MARGIN: f64 = 14.0;

/// The room below the plot for the labels of its buckets.
const LABEL_ROOM: f64 = 26.0;

/// About how far apart the grid's lines are.
const GRID_DISTANCE: f64 = 62.0;

/// The scales of a chart over time, and what is drawn around its plot.
pub struct Frame {
    /// Values to heights.
    pub y: Linear,
    /// Buckets to places.
    pub x: Bands,
    /// The legend, the grid and the labels.
    pub around: Markup,
}

impl Frame {
    /// Returns the frame of a chart whose values span `low` to `high`; 0 is always shown.
    pub fn new(chart: &OverTime, options: &Options, low: f64, high: f64) -> Frame {
        let (width, height) = (f64::from(options.width), f64::from(options.height));
        let names: Vec<(&str, usize)> = chart
            .series
            .iter()
            .filter(|line| line.period == Period::Current)
            .map(|line| (line.label.as_str(), line.colour))
            .collect();
        let legend = legend::lay_out(&names, width - 2.0 * MARGIN, height / 3.0);
        let top = MARGIN + legend.height;
        let bottom = (height - LABEL_ROOM).max(top + 10.0);
        let wanted = ((bottom - top) / GRID_DISTANCE).round().clamp(1.0, 8.0) as usize;
        let ticks = round_ticks(low.min(0.0), high.max(0.0), wanted);
        let names = axis::tick_names(&ticks, &chart.format);
        let left =
            MARGIN + names.iter().map(|name| text::width(name, TEXT_SIZE)).fold(0.0, f64::max).min(width / 3.0) + 8.0;
        let y = Linear { domain: (ticks[0], ticks[ticks.len() - 1]), range: (bottom, top + 6.0) };
        let x = Bands { count: chart.labels.len(), range: (left, width - MARGIN) };
        let around = html! {
            (legend.draw(MARGIN, MARGIN))
            (axis::values(&y, &ticks, &names, left, width - MARGIN))
            (axis::buckets(&x, &chart.labels, bottom))
        };
        Frame { y, x, around }
    }
}
