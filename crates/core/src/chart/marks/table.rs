//! A table, drawn.

use crate::chart::figure::Table;
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The height of a row.
const ROW: f64 = 28.0;

/// The gap between columns.
const GAP: f64 = 20.0;

/// Draws the table; rows that do not fit are counted in a last line. The first column is left, the others right.
pub fn draw(svg: &mut Svg, table: &Table, options: &Options) {
    let (width, height) = options.size();
    let fitting = ((height - 2.0 * MARGIN) / ROW - 1.0).floor().max(1.0) as usize;
    let shown = if table.rows.len() > fitting { fitting.saturating_sub(1) } else { table.rows.len() };
    let ends = ends(table, shown, width);
    draw_row(svg, &table.columns, 0, "quiet strong", &ends);
    for (index, cells) in table.rows.iter().take(shown).enumerate() {
        let y = top(index + 1);
        svg.line(if index == 0 { "base" } else { "grid" }, (MARGIN, y), (width - MARGIN, y));
        draw_row(svg, cells, index + 1, "", &ends);
    }
    if shown < table.rows.len() {
        svg.text("quiet", MARGIN, top(shown + 1) + 18.0, &format!("and {} more", table.rows.len() - shown));
    }
}

fn top(row: usize) -> f64 {
    MARGIN + row as f64 * ROW
}

/// Returns where each column ends: the last at the right side, each as wide as what it holds, the first as what is left.
fn ends(table: &Table, shown: usize, width: f64) -> Vec<f64> {
    let rows = || std::iter::once(&table.columns).chain(table.rows.iter().take(shown));
    let widest = |column: usize| {
        let cells = rows().filter_map(|row| row.get(column)).map(|cell| text::width(cell, TEXT_SIZE));
        cells.fold(0.0, f64::max).min(width * 0.6 / table.columns.len().max(1) as f64)
    };
    let mut end = width - MARGIN;
    let mut ends: Vec<f64> = (0..table.columns.len())
        .rev()
        .map(|column| {
            let own = end;
            end -= widest(column) + GAP;
            own
        })
        .collect();
    ends.reverse();
    ends
}

fn draw_row(svg: &mut Svg, cells: &[String], index: usize, class: &str, ends: &[f64]) {
    let y = top(index) + 18.0;
    for (column, (cell, end)) in cells.iter().zip(ends).enumerate() {
        let start = if column == 0 { MARGIN } else { ends[column - 1] + GAP };
        let cell = text::cut(cell, TEXT_SIZE, end - start);
        if column == 0 {
            svg.text(class, MARGIN, y, &cell);
        } else {
            svg.text(&[class, " end"].concat(), *end, y, &cell);
        }
    }
}
