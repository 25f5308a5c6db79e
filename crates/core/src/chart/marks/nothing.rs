//! The drawing of no data.

use maud::{Markup, html};

use super::place;
use crate::chart::options::Options;

/// Returns a sentence in the middle of an empty drawing.
pub fn draw(options: &Options) -> Markup {
    let (width, height) = (f64::from(options.width), f64::from(options.height));
    html! {
        text class="strong" x=(place(width / 2.0)) y=(place(height / 2.0 - 4.0)) text-anchor="middle" font-size="15" { "No data" }
        text class="quiet" x=(place(width / 2.0)) y=(place(height / 2.0 + 18.0)) text-anchor="middle" { "There are no matching events in this range." }
    }
}
