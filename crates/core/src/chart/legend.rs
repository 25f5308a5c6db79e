//! The legend: a name and a colour for each series, in lines that fit.

use super::frame::TEXT_SIZE;
use super::marks::place;
use super::palette;
use super::text;
use maud::{Markup, html};

/// The height of a line of the legend.
const LINE: f64 = 20.0;

/// The room of a colour's swatch and the gap after a name.
const SWATCH: f64 = 18.0;
const GAP: f64 = 16.0;

/// The widest that a name is drawn.
const WIDEST_NAME: f64 = 220.0;

/// A legend whose entries have their places.
pub struct Legend {
    entries: Vec<(f64, f64, String, usize)>,
    /// Its height; 0 where a single series needs none.
    pub height: f64,
}

/// Returns the legend of series in a width; entries that do not fit the height are counted in a last one.
pub fn lay_out(names: &[(&str, usize)], width: f64, most_height: f64) -> Legend {
    if names.len() < 2 {
        return Legend { entries: Vec::new(), height: 0.0 };
    }
    let mut entries: Vec<(f64, f64, String, usize)> = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    for (index, (name, colour)) in names.iter().enumerate() {
        let name = text::cut(name, TEXT_SIZE, WIDEST_NAME.min(width - SWATCH));
        let room = SWATCH + text::width(&name, TEXT_SIZE) + GAP;
        if x > 0.0 && x + room - GAP > width {
            (x, y) = (0.0, y + LINE);
        }
        if y + LINE > most_height && index > 0 {
            let hidden = names.len() - index;
            if let Some(last) = entries.last_mut() {
                last.2 = format!("and {} more", hidden + 1);
            }
            y -= LINE;
            break;
        }
        entries.push((x, y, name, *colour));
        x += room;
    }
    Legend { entries, height: y + LINE + 6.0 }
}

impl Legend {
    /// Returns the legend, drawn from a corner on.
    pub fn draw(&self, left: f64, top: f64) -> Markup {
        html! {
            g aria-hidden="true" {
                @for (x, y, name, colour) in &self.entries {
                    g class=(palette::class_of(*colour)) {
                        rect class="mark" x=(place(left + x)) y=(place(top + y)) width="11" height="11" rx="2" {}
                        text x=(place(left + x + SWATCH)) y=(place(top + y + 10.0)) { (name) }
                    }
                }
            }
        }
    }
}
