//! One number, as large as fits, with the change from the period before.

use maud::{Markup, html};

use super::place;
use crate::chart::figure::Number;
use crate::chart::options::Options;
use crate::chart::text;

/// The share of the width and the height that the number may fill.
const WIDTH_SHARE: f64 = 0.84;
const HEIGHT_SHARE: f64 = 0.42;

/// The largest size of the number's text.
const LARGEST: f64 = 104.0;

/// Returns the number in the middle of the drawing.
pub fn draw(number: &Number, options: &Options) -> Markup {
    let (width, height) = (f64::from(options.width), f64::from(options.height));
    let figure = number.format.full(number.value);
    let size = (width * WIDTH_SHARE / text::width(&figure, 1.0).max(0.1)).min(height * HEIGHT_SHARE).min(LARGEST);
    let middle = height / 2.0;
    html! {
        text class="strong" x=(place(width / 2.0)) y=(place(middle + size * 0.3)) text-anchor="middle" font-size=(place(size)) { (figure) }
        text class="quiet" x=(place(width / 2.0)) y=(place(middle + size * 0.3 + 24.0 + size * 0.12)) text-anchor="middle" font-size="14" {
            (text::cut(&caption(number), 14.0, width * 0.92))
        }
    }
}

fn caption(number: &Number) -> String {
    match number.previous {
        None => number.label.clone(),
        Some(previous) if previous == number.value => {
            format!("{}: no change from {}", number.label, number.format.full(previous))
        }
        Some(0.0) => format!("{}: up from 0", number.label),
        Some(previous) => {
            let change = (number.value - previous) / previous.abs() * 100.0;
            let direction = if change > 0.0 { "up" } else { "down" };
            format!("{}: {direction} {:.0}% from {}", number.label, change.abs(), number.format.full(previous))
        }
    }
}
