//! Box plots: whiskers from the least to the greatest value, a box of the middle half, the median and the mean.

use crate::chart::figure::Boxes;
use crate::chart::figure::over_time::OverTime;
use crate::chart::frame::{Frame, Names, Standing, span};
use crate::chart::options::Options;
use crate::chart::svg::Svg;

/// The share of a band that its box fills, and the widest box.
const FILLED: f64 = 0.6;
const WIDEST: f64 = 46.0;

/// Draws a box with whiskers for each bucket.
pub fn draw(svg: &mut Svg, boxes: &Boxes, options: &Options) {
    let labels = boxes.points.iter().map(|point| point.label.clone()).collect();
    let chart = OverTime::new(labels, Vec::new(), boxes.format.clone());
    let values = boxes.points.iter().flat_map(|point| [point.min, point.max]);
    let frame = Frame::draw(svg, &chart, options, &[span(values)], Standing::InBands, Names::InLegend);
    let half = (frame.x.step() * FILLED).min(WIDEST) / 2.0;
    svg.group("c0", |svg| {
        for (index, point) in boxes.points.iter().enumerate() {
            let x = frame.x.middle(index);
            let y = |value: f64| frame.main_scale().at(value);
            let figures = [
                ("most", point.max),
                ("three quarters", point.q3),
                ("median", point.median),
                ("mean", point.mean),
                ("quarter", point.q1),
                ("least", point.min),
            ];
            let told: Vec<String> =
                figures.iter().map(|(name, value)| [name, " ", &boxes.format.full(*value)].concat()).collect();
            svg.telling(&point.label, &told.join("|")).group("", |svg| {
                svg.line("line", (x, y(point.max)), (x, y(point.q3)));
                svg.line("line", (x, y(point.q1)), (x, y(point.min)));
                for end in [point.max, point.min] {
                    svg.line("line", (x - half / 2.0, y(end)), (x + half / 2.0, y(end)));
                }
                svg.with("rx", "2").rect("box", x - half, y(point.q3), 2.0 * half, y(point.q1) - y(point.q3));
                svg.with("stroke-width", "3").line("median", (x - half, y(point.median)), (x + half, y(point.median)));
                svg.circle("mean", (x, y(point.mean)), 3.0);
            });
        }
    });
}
