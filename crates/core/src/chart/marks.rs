//! Marks: one way of drawing a file. A mark sees values that have scales, and nothing else.

pub mod bar;
pub mod bar_value;
pub mod funnel;
pub mod line;
pub mod nothing;
pub mod number;
pub mod retention;
pub mod table;

use std::fmt::Write;

/// Returns a coordinate to a tenth of a pixel, the finest that shows.
pub fn place(coordinate: f64) -> String {
    let tenths = (coordinate * 10.0).round() / 10.0;
    crate::number::number_text(tenths)
}

/// Appends a coordinate pair to the data of a path.
fn push_point(path: &mut String, command: char, x: f64, y: f64) {
    // Writing to a string cannot fail.
    let _ = write!(path, "{command}{} {}", place(x), place(y));
}
