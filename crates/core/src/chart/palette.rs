//! Colours that colour-blind readers tell apart, on light and on dark paper, and dashes for when they cannot.

/// The colours of series on light paper: at least 4.5:1 against white (WCAG 1.4.3), after Okabe and Ito.
pub const LIGHT: [&str; 10] =
    ["#0a6ebd", "#be4d05", "#00805a", "#a4408f", "#8a6a00", "#332288", "#1b7a99", "#882255", "#5c6670", "#117733"];

/// The colours of the same series on dark paper: at least 4.5:1 against #14171f.
pub const DARK: [&str; 10] =
    ["#5db3f0", "#f5955a", "#3fc99f", "#e39bd2", "#e3c04a", "#a99cf5", "#86d3ea", "#e88aa9", "#b3bcc6", "#83c98b"];

/// The dashes of lines: with the colours they give 40 different lines.
const DASHES: [&str; 4] = ["", "6 3", "2 3", "9 3 2 3"];

/// Returns the class that colours a series.
pub fn class_of(series: usize) -> String {
    format!("c{}", series % LIGHT.len())
}

/// Returns the dash pattern of a series' line; the first ten are solid.
pub fn dash_of(series: usize) -> &'static str {
    DASHES[(series / LIGHT.len()) % DASHES.len()]
}
