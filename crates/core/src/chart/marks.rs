//! Marks: one way of drawing a file. A mark sees values that have scales, and nothing else.

pub mod bar;
pub mod bar_value;
pub mod boxes;
pub mod correlation;
pub mod flow;
pub mod funnel;
pub mod grid;
pub mod line;
pub mod map;
pub mod message;
pub mod number;
pub mod pie;
pub mod retention;
pub mod shade;
pub mod slope;
pub mod table;
pub mod values;

use super::format::ValueFormat;

/// Returns a change from the period before in words: `up 12%`; none where nothing can be said.
fn change(value: f64, previous: f64) -> Option<String> {
    if value == previous {
        return Some("no change".to_owned());
    }
    if previous == 0.0 {
        return None;
    }
    let change = (value - previous) / previous.abs() * 100.0;
    let direction = if change > 0.0 { "up" } else { "down" };
    let format = ValueFormat { decimal_places: Some(usize::from(change.abs() < 10.0)), ..ValueFormat::default() };
    Some(format!("{direction} {}%", format.full(change.abs())))
}
