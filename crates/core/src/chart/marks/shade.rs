//! Shades: the stronger the colour, the greater the figure. Ink stays readable on the strongest one.

use crate::chart::svg::Svg;

/// The opacity of the least and of the strongest shade. On the strongest, ink has a contrast of 4.5:1 (WCAG 1.4.3), on
/// light and on dark paper; the least is still seen as a cell.
const LEAST: f64 = 0.05;
const STRONGEST: f64 = 0.5;

/// Gives the element that comes next a shade, 0 to 1.
pub fn shaded(svg: &mut Svg, shade: f64) -> &mut Svg {
    svg.with("fill-opacity", &opacity(shade))
}

/// Returns the opacity of a shade, in hundredths.
fn opacity(shade: f64) -> String {
    let opacity = LEAST + shade.clamp(0.0, 1.0) * (STRONGEST - LEAST);
    crate::number::number_text((opacity * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::options::Theme;
    use crate::chart::style;

    /// Returns the red, green and blue, 0 to 1, that a style sheet gives after a marker.
    fn colour_after(sheet: &str, marker: &str) -> [f64; 3] {
        let hex = sheet.split(marker).nth(1).and_then(|rest| rest.split(['#', ';', ')']).nth(1)).unwrap_or("");
        let hex = if hex.len() == 3 { hex.chars().flat_map(|digit| [digit, digit]).collect() } else { hex.to_owned() };
        [0, 2, 4].map(|at| u8::from_str_radix(&hex[at..at + 2], 16).map(f64::from).unwrap_or(f64::NAN) / 255.0)
    }

    /// Returns the contrast of two colours (WCAG 2.2).
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let luminance = |colour: [f64; 3]| {
            let [red, green, blue] =
                colour.map(|part| if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_is_readable_on_every_shade() {
        for theme in [Theme::Light, Theme::Dark] {
            let sheet = style::sheet(theme);
            let (ink, paper) = (colour_after(&sheet, "--ink:"), colour_after(&sheet, "--paper:"));
            let mark = colour_after(&sheet, "--oriel-series-1,");
            for shade in 0..=10 {
                let opacity: f64 = opacity(f64::from(shade) / 10.0).parse().unwrap_or(f64::NAN);
                let cell = [0, 1, 2].map(|part| mark[part] * opacity + paper[part] * (1.0 - opacity));
                assert!(contrast(ink, cell) >= 4.5, "{theme:?}: {} at {opacity}", contrast(ink, cell));
            }
        }
    }

    #[test]
    fn quiet_text_and_the_names_of_series_are_readable_on_paper() {
        for theme in [Theme::Light, Theme::Dark] {
            let sheet = style::sheet(theme);
            let paper = colour_after(&sheet, "--paper:");
            let series = (1..=10).map(|series| format!("--oriel-series-{series},"));
            for marker in series.chain(["--quiet:".to_owned()]) {
                let found = contrast(colour_after(&sheet, &marker), paper);
                assert!(found >= 4.5, "{theme:?}: {found} of {marker}");
            }
        }
    }
}
