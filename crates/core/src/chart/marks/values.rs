//! Values and names written beside their marks, where they do not cover each other.

use crate::chart::frame::TEXT_SIZE;
use crate::chart::svg::Svg;
use crate::chart::text;
use crate::sort;

/// The height of a name.
pub const NAME_HEIGHT: f64 = 16.0;

/// The size of the text of a value.
const SIZE: f64 = 11.0;

/// Draws values in a class, each centred at a point; those that would cover one before them are left out.
pub fn draw(svg: &mut Svg, class: &str, values: impl Iterator<Item = (f64, f64, String)>) {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    svg.with("font-size", "11").aside(|svg| {
        for (x, y, figure) in values {
            let half = text::width(&figure, SIZE) / 2.0 + 1.0;
            let covers =
                |other: &(f64, f64, f64)| (other.0 - x).abs() < half + other.2 && (other.1 - y).abs() < TEXT_SIZE;
            if !taken.iter().any(covers) {
                svg.text(class, x, y, &figure);
                taken.push((x, y, half));
            }
        }
    });
}

/// Returns heights moved apart so that labels at them do not cover each other, in the order given.
pub fn apart(heights: impl Iterator<Item = f64>, top: f64, bottom: f64) -> Vec<f64> {
    let mut places: Vec<(usize, f64)> = heights.enumerate().collect();
    sort::sort_by(&mut places, |one, other| one.1.total_cmp(&other.1));
    let mut least = top;
    for (_, y) in &mut places {
        *y = y.max(least);
        least = *y + NAME_HEIGHT;
    }
    let mut most = bottom;
    for (_, y) in places.iter_mut().rev() {
        *y = y.min(most);
        most = *y - NAME_HEIGHT;
    }
    sort::sort_by(&mut places, |one, other| one.0.cmp(&other.0));
    places.into_iter().map(|(_, y)| y).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_at_the_same_height_are_moved_apart() {
        assert_eq!(apart([10.0, 10.0, 90.0].into_iter(), 0.0, 100.0), [10.0, 26.0, 90.0]);
        assert_eq!(apart([98.0, 97.0].into_iter(), 0.0, 100.0), [100.0, 84.0]);
    }
}
