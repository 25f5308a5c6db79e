//! Retention: a table of cohorts whose cells are the stronger the more came back, and the curve of their mean.

use super::line::{self, Fill};
use super::shade::shaded;
use crate::chart::figure::retention::{Cohort, Cohorts, Parts};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::{Svg, place};
use crate::chart::text;

/// The height of a row, at most and at least.
const TALLEST_ROW: f64 = 34.0;
const SHORTEST_ROW: f64 = 20.0;

/// The size of text in cells.
const CELL_SIZE: f64 = 11.0;

/// The narrowest cell in which text is written.
const NARROWEST_CELL: f64 = 42.0;

/// The least width of a drawing that has the curve beside the table.
const BOTH_WIDTH: u32 = 640;

/// Where the columns and the rows stand.
struct Places {
    label_room: f64,
    left: f64,
    cell: f64,
    row: f64,
    columns: usize,
}

/// Draws the curve, the table, or the one beside the other; where there is no room, one below the other.
pub fn draw(svg: &mut Svg, cohorts: &Cohorts, options: &Options) {
    match cohorts.parts {
        Parts::Curve => line::draw(svg, &cohorts.curve, options, Fill::None),
        Parts::Cells => draw_cells(svg, cohorts, options),
        Parts::Both => {
            let Options { width, height, .. } = *options;
            let (curve, shift) = if width >= BOTH_WIDTH {
                ((width * 2 / 5, height), (f64::from(width * 2 / 5), 0.0))
            } else {
                ((width, height * 2 / 5), (0.0, f64::from(height * 2 / 5)))
            };
            let rest = if width >= BOTH_WIDTH { (width - curve.0, height) } else { (width, height - curve.1) };
            let sized = |(width, height): (u32, u32)| Options { width, height, ..options.clone() };
            line::draw(svg, &cohorts.curve, &sized(curve), Fill::None);
            let moved = format!("translate({} {})", place(shift.0), place(shift.1));
            svg.with("transform", &moved).group("", |svg| draw_cells(svg, cohorts, &sized(rest)));
        }
    }
}

/// Draws the table; rows and columns that do not fit are counted in a last line.
fn draw_cells(svg: &mut Svg, cohorts: &Cohorts, options: &Options) {
    let height = f64::from(options.height) - 2.0 * MARGIN;
    let fitting = (height / SHORTEST_ROW).floor().max(3.0) as usize - 1;
    let places = lay_out(cohorts, options, fitting);
    let cut_columns = cohorts.columns.len() - places.columns;
    let shown = if cohorts.rows.len() > fitting || cut_columns > 0 { fitting - 1 } else { cohorts.rows.len() };
    let shown = shown.min(cohorts.rows.len());
    draw_head(svg, cohorts, &places);
    for (index, cohort) in cohorts.rows.iter().take(shown).enumerate() {
        draw_row(svg, cohorts, cohort, index + 1, &places);
    }
    if shown < cohorts.rows.len() || cut_columns > 0 {
        let words = left_out(cohorts.rows.len() - shown, cut_columns);
        svg.text("quiet", MARGIN, baseline(shown + 1, &places), &words);
    }
}

fn lay_out(cohorts: &Cohorts, options: &Options, fitting: usize) -> Places {
    let (width, height) = options.size();
    let widest = cohorts.rows.iter().map(|row| text::width(&row.label, TEXT_SIZE)).fold(0.0, f64::max);
    let label_room = widest.min(width * 0.37) + 12.0;
    let size = |row: &Cohort| text::width(&cohorts.format.full(row.size as f64), TEXT_SIZE);
    let size_room = cohorts.rows.iter().map(size).fold(text::width("Size", TEXT_SIZE), f64::max) + 12.0;
    let left = MARGIN + label_room + size_room;
    let room = (width - MARGIN - left).max(NARROWEST_CELL);
    let columns = cohorts.columns.len().min((room / NARROWEST_CELL).floor().max(1.0) as usize);
    let lines = (cohorts.rows.len() + 2).min(fitting + 1) as f64;
    let row = ((height - 2.0 * MARGIN) / lines).min(TALLEST_ROW);
    Places { label_room, left, cell: room / columns.max(1) as f64, row, columns }
}

fn draw_head(svg: &mut Svg, cohorts: &Cohorts, places: &Places) {
    let y = baseline(0, places);
    svg.text("quiet strong", MARGIN, y, "Cohort");
    svg.text("quiet strong end", places.left - 12.0, y, "Size");
    for (column, label) in cohorts.columns.iter().take(places.columns).enumerate() {
        // Where `Day 10` has no room, the number alone has.
        let fits = text::width(label, TEXT_SIZE) <= places.cell - 4.0;
        let label = if fits { label } else { label.rsplit(' ').next().unwrap_or(label) };
        svg.text("quiet mid", middle(column, places), y, &text::cut(label, TEXT_SIZE, places.cell - 4.0));
    }
}

fn draw_row(svg: &mut Svg, cohorts: &Cohorts, cohort: &Cohort, index: usize, places: &Places) {
    let y = baseline(index, places);
    let class = if cohort.is_mean { "strong" } else { "" };
    svg.text(class, MARGIN, y, &text::cut(&cohort.label, TEXT_SIZE, places.label_room));
    svg.text("quiet end", places.left - 12.0, y, &cohorts.format.full(cohort.size as f64));
    let cells = cohort.cells.iter().zip(&cohorts.columns).take(places.columns).enumerate();
    svg.group("c0", |svg| {
        for (column, (cell, name)) in cells {
            let Some(cell) = cell else { continue };
            let (x, top) = (places.left + column as f64 * places.cell, MARGIN + index as f64 * places.row);
            svg.telling(&[&cohort.label, ", ", name].concat(), &cell.text);
            shaded(svg, cell.shade).with("rx", "3").rect("mark", x, top, places.cell - 2.0, places.row - 2.0);
            let words = text::cut(&cell.text, CELL_SIZE, places.cell - 4.0);
            svg.with("font-size", "11").text("mid", middle(column, places), y, &words);
        }
    });
}

fn middle(column: usize, places: &Places) -> f64 {
    places.left + (column as f64 + 0.5) * places.cell - 1.0
}

fn baseline(row: usize, places: &Places) -> f64 {
    MARGIN + (row as f64 + 0.5) * places.row + 3.0
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
