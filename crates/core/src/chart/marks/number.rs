//! One number, as large as fits, with the change from the period before.

use super::change;
use crate::chart::figure::Number;
use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The share of the width and the height that the number may fill.
const WIDTH_SHARE: f64 = 0.84;
const HEIGHT_SHARE: f64 = 0.42;

/// The largest size of the number's text.
const LARGEST: f64 = 104.0;

/// The size of the text below it.
const SIZE: f64 = 14.0;

/// Draws the number in the middle of the drawing.
pub fn draw(svg: &mut Svg, number: &Number, options: &Options) {
    let (width, height) = options.size();
    let figure = number.format.full(number.value);
    let size = (width * WIDTH_SHARE / text::width(&figure, 1.0).max(0.1)).min(height * HEIGHT_SHARE).min(LARGEST);
    let base = height / 2.0 + size * 0.2;
    svg.with_length("font-size", size).text("strong mid", width / 2.0, base, &figure);
    let mut y = base + 16.0 + size * 0.2;
    for line in std::iter::once(number.label.clone()).chain(number.previous.map(|previous| caption(number, previous))) {
        let line = text::cut(&line, SIZE, width * 0.94);
        svg.with("font-size", "14").text("quiet mid", width / 2.0, y, &line);
        y += 22.0;
    }
}

fn caption(number: &Number, previous: f64) -> String {
    let before = number.format.full(previous);
    match change(number.value, previous) {
        Some(change) if number.value > previous => format!("▲ {change} from {before}"),
        Some(change) if number.value < previous => format!("▼ {change} from {before}"),
        Some(change) => format!("{change} from {before}"),
        None => format!("▲ up from {before}"),
    }
}
