//! Retention: a table of cohorts whose cells are the darker the more came back.

use maud::{Markup, html};

use super::place;
use crate::chart::figure::{Cohort, Cohorts};
use crate::chart::format::ValueFormat;
use crate::chart::frame::TEXT_SIZE;
use crate::chart::options::Options;
use crate::chart::text;

const MARGIN: f64 = 14.0;

/// The height of a row, at most and at least.
const TALLEST_ROW: f64 = 34.0;
const SHORTEST_ROW: f64 = 20.0;

/// The narrowest cell in which text is written.
const NARROWEST_CELL: f64 = 42.0;

/// The opacity of the strongest shade: ink stays readable on it (4.5:1, WCAG 1.4.3), on light and on dark paper.
const STRONGEST: f64 = 0.5;

/// Where the columns and the rows stand.
struct Places {
    label_room: f64,
    left: f64,
    cell: f64,
    row: f64,
    columns: usize,
}

/// Returns the table; rows and columns that do not fit are counted in a last line.
pub fn draw(cohorts: &Cohorts, options: &Options) -> Markup {
    let height = f64::from(options.height) - 2.0 * MARGIN;
    let fitting = (height / SHORTEST_ROW).floor().max(3.0) as usize - 1;
    let places = lay_out(cohorts, options, fitting);
    let cut_columns = cohorts.columns.len() - places.columns;
    let shown = if cohorts.rows.len() > fitting || cut_columns > 0 { fitting - 1 } else { cohorts.rows.len() };
    let shown = shown.min(cohorts.rows.len());
    html! {
        (head(cohorts, &places))
        @for (index, cohort) in cohorts.rows.iter().take(shown).enumerate() { (draw_row(cohort, index + 1, &places)) }
        @if shown < cohorts.rows.len() || cut_columns > 0 {
            text class="quiet" x=(place(MARGIN)) y=(place(baseline(shown + 1, &places))) {
                (left_out(cohorts.rows.len() - shown, cut_columns))
            }
        }
    }
}

fn lay_out(cohorts: &Cohorts, options: &Options, fitting: usize) -> Places {
    let width = f64::from(options.width);
    let widest = cohorts.rows.iter().map(|row| text::width(&row.label, TEXT_SIZE)).fold(0.0, f64::max);
    let label_room = widest.min(width * 0.3) + 12.0;
    let size = |row: &Cohort| text::width(&size_text(row), TEXT_SIZE);
    let size_room = cohorts.rows.iter().map(size).fold(text::width("Size", TEXT_SIZE), f64::max) + 12.0;
    let left = MARGIN + label_room + size_room;
    let room = (width - MARGIN - left).max(NARROWEST_CELL);
    let columns = cohorts.columns.len().min((room / NARROWEST_CELL).floor().max(1.0) as usize);
    let lines = (cohorts.rows.len() + 2).min(fitting + 1) as f64;
    let row = ((f64::from(options.height) - 2.0 * MARGIN) / lines).min(TALLEST_ROW);
    Places { label_room, left, cell: room / columns.max(1) as f64, row, columns }
}

fn head(cohorts: &Cohorts, places: &Places) -> Markup {
    let y = place(baseline(0, places));
    html! {
        text class="quiet strong" x=(place(MARGIN)) y=(y) { "Cohort" }
        text class="quiet strong" x=(place(places.left - 12.0)) y=(y) text-anchor="end" { "Size" }
        @for (column, label) in cohorts.columns.iter().take(places.columns).enumerate() {
            text class="quiet" x=(place(middle(column, places))) y=(y) text-anchor="middle" {
                (text::cut(label, TEXT_SIZE, places.cell - 4.0))
            }
        }
    }
}

fn draw_row(cohort: &Cohort, index: usize, places: &Places) -> Markup {
    let y = place(baseline(index, places));
    html! {
        text x=(place(MARGIN)) y=(y) { (text::cut(&cohort.label, TEXT_SIZE, places.label_room)) }
        text class="quiet" x=(place(places.left - 12.0)) y=(y) text-anchor="end" { (size_text(cohort)) }
        @for (column, cell) in cohort.cells.iter().take(places.columns).enumerate() {
            @if let Some(cell) = cell {
                g class="c0" {
                    rect class="mark" x=(place(places.left + column as f64 * places.cell)) y=(place(MARGIN + index as f64 * places.row))
                        width=(place(places.cell - 2.0)) height=(place(places.row - 2.0)) rx="3" fill-opacity=(opacity(cell.shade)) {}
                    text x=(place(middle(column, places))) y=(y) text-anchor="middle" {
                        (text::cut(&cell.text, TEXT_SIZE, places.cell - 4.0))
                    }
                }
            }
        }
    }
}

/// Returns the opacity of a shade, in hundredths; the least is still seen as a cell.
fn opacity(shade: f64) -> String {
    let opacity = 0.05 + shade * (STRONGEST - 0.05);
    crate::number::number_text((opacity * 100.0).round() / 100.0)
}

fn middle(column: usize, places: &Places) -> f64 {
    places.left + (column as f64 + 0.5) * places.cell - 1.0
}

fn baseline(row: usize, places: &Places) -> f64 {
    MARGIN + (row as f64 + 0.5) * places.row + 3.0
}

fn size_text(cohort: &Cohort) -> String {
    ValueFormat::default().full(cohort.size as f64)
}

fn left_out(rows: usize, columns: usize) -> String {
    let of = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 more {what}")),
        _ => Some(format!("{count} more {what}s")),
    };
    let parts: Vec<String> = of(rows, "cohort").into_iter().chain(of(columns, "period")).collect();
    format!("and {}", parts.join(", "))
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

    /// Returns the relative luminance of a colour (WCAG 2.2).
    fn luminance(colour: [f64; 3]) -> f64 {
        let [red, green, blue] =
            colour.map(|part| if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
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
                let (one, other) = (luminance(ink), luminance(cell));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 4.5, "{theme:?}: {contrast} at {opacity}");
            }
        }
    }
}
