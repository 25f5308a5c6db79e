//! The legend: a name and a colour for each series, in lines that fit.

use super::frame::TEXT_SIZE;
use super::palette;
use super::svg::Svg;
use super::text;

/// The height of a line of the legend.
const LINE: f64 = 20.0;

/// The room of a colour's swatch and the gap after a name.
const SWATCH: f64 = 17.0;
const GAP: f64 = 16.0;

/// The widest that a name is drawn.
const WIDEST_NAME: f64 = 220.0;

/// A legend whose entries have their places.
pub struct Legend {
    entries: Vec<Entry>,
    /// Its height; 0 where a single series needs none.
    pub height: f64,
}

struct Entry {
    x: f64,
    y: f64,
    name: String,
    sign: Sign,
}

/// What stands before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The colour of a series.
    Series(usize),
    /// The faint colour of the period before.
    Previous,
    /// Nothing, before the count of those left out.
    Nothing,
}

/// The entry of the period with which series are compared.
pub const PREVIOUS: (&str, Sign) = ("previous period", Sign::Previous);

/// Returns the legend of names in a width; entries that do not fit the height are counted in a last one.
pub fn lay_out(names: &[(&str, Sign)], width: f64, most_height: f64) -> Legend {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    for (index, (name, sign)) in names.iter().enumerate().filter(|_| names.len() > 1) {
        let name = text::cut(name, TEXT_SIZE, WIDEST_NAME.min(width - SWATCH));
        let room = SWATCH + text::width(&name, TEXT_SIZE) + GAP;
        if x > 0.0 && x + room - GAP > width {
            (x, y) = (0.0, y + LINE);
        }
        if y + LINE > most_height && index > 0 {
            if let Some(last) = entries.last_mut() {
                last.name = format!("and {} more", names.len() - index + 1);
                last.sign = Sign::Nothing;
            }
            y -= LINE;
            break;
        }
        entries.push(Entry { x, y, name, sign: *sign });
        x += room;
    }
    let height = if entries.is_empty() { 0.0 } else { y + LINE + 6.0 };
    Legend { entries, height }
}

impl Legend {
    /// Draws the legend, from a corner on.
    pub fn draw(&self, svg: &mut Svg, left: f64, top: f64) {
        svg.aside(|svg| {
            for entry in &self.entries {
                let (x, y) = (left + entry.x, top + entry.y);
                match entry.sign {
                    Sign::Series(colour) => {
                        svg.with("data-toggle", &colour.to_string()).group(&palette::class_of(colour), |svg| {
                            swatch(svg, "mark", x, y);
                            svg.text("", x + SWATCH, y + 10.0, &entry.name);
                        });
                    }
                    Sign::Previous => svg.group("c0", |svg| {
                        swatch(svg, "mark faint", x, y);
                        svg.text("quiet", x + SWATCH, y + 10.0, &entry.name);
                    }),
                    Sign::Nothing => svg.text("quiet", x, y + 10.0, &entry.name),
                }
            }
        });
    }
}

fn swatch(svg: &mut Svg, class: &str, left: f64, top: f64) {
    svg.with("rx", "2").rect(class, left, top, 11.0, 11.0);
}
