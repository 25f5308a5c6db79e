//! Axes: grid lines with their values, and the labels of buckets.

use super::format::ValueFormat;
use super::frame::TEXT_SIZE;
use super::marks::place;
use super::scale::{Bands, Linear};
use super::text;
use maud::{Markup, html};

/// The least gap between two labels, in pixels.
const LABEL_GAP: f64 = 14.0;

/// How far a label may stand over the right end of the plot, in pixels.
const OVERHANG: f64 = 8.0;

/// Returns what the ticks of a value axis are called: short, as long as no two become the same.
pub fn tick_names(ticks: &[f64], format: &ValueFormat) -> Vec<String> {
    let short: Vec<String> = ticks.iter().map(|tick| format.short(*tick)).collect();
    let distinct = short.windows(2).all(|pair| pair[0] != pair[1]);
    if distinct { short } else { ticks.iter().map(|tick| format.full(*tick)).collect() }
}

/// Returns the grid of a value axis, its values to the left.
pub fn values(scale: &Linear, ticks: &[f64], names: &[String], left: f64, right: f64) -> Markup {
    html! {
        g aria-hidden="true" {
            @for (tick, name) in ticks.iter().zip(names) {
                @let y = scale.at(*tick);
                line class=(if *tick == 0.0 { "base" } else { "grid" }) x1=(place(left)) x2=(place(right)) y1=(place(y)) y2=(place(y)) {}
                text class="quiet" x=(place(left - 8.0)) y=(place(y + 4.0)) text-anchor="end" { (name) }
            }
        }
    }
}

/// Returns the labels of buckets below an axis: as many as fit, evenly chosen from the last one back.
pub fn buckets(bands: &Bands, labels: &[String], bottom: f64) -> Markup {
    html! {
        g aria-hidden="true" {
            @for (middle, label) in fitting(bands, labels) {
                text class="quiet" x=(place(middle)) y=(place(bottom + 18.0)) text-anchor="middle" { (label) }
            }
        }
    }
}

/// Returns the labels that fit with the middle of each. The outermost are moved inwards rather than over the edge.
fn fitting<'a>(bands: &Bands, labels: &'a [String]) -> Vec<(f64, &'a str)> {
    let widest = labels.iter().map(|label| text::width(label, TEXT_SIZE)).fold(0.0, f64::max);
    let every = ((widest + LABEL_GAP) / bands.step().max(0.01)).ceil().max(1.0) as usize;
    let mut placed = Vec::new();
    let mut room_ends = f64::INFINITY;
    for (index, label) in labels.iter().enumerate().rev().step_by(every) {
        let half = text::width(label, TEXT_SIZE) / 2.0;
        let middle = bands.middle(index).min(bands.range.1 + OVERHANG - half).max(half);
        if middle + half + LABEL_GAP <= room_ends {
            placed.push((middle, label.as_str()));
            room_ends = middle - half;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap() {
        let labels: Vec<String> = (1..=97).map(|day| format!("{day}-January-2024")).collect();
        for width in [80.0, 200.0, 333.0, 1200.0] {
            let bands = Bands { count: labels.len(), range: (40.0, 40.0 + width) };
            let placed = fitting(&bands, &labels);
            assert!(!placed.is_empty());
            for pair in placed.windows(2) {
                let halves = (text::width(pair[0].1, TEXT_SIZE) + text::width(pair[1].1, TEXT_SIZE)) / 2.0;
                assert!(pair[0].0 - pair[1].0 >= halves);
            }
        }
    }
}
