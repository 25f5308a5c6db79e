//! A table, drawn.

use maud::{Markup, html};

use super::place;
use crate::chart::figure::Table;
use crate::chart::frame::TEXT_SIZE;
use crate::chart::options::Options;
use crate::chart::text;

const MARGIN: f64 = 14.0;

/// The height of a row.
const ROW: f64 = 28.0;

/// Returns the table; rows that do not fit are counted in a last line. The first column is left, the others right.
pub fn draw(table: &Table, options: &Options) -> Markup {
    let (width, height) = (f64::from(options.width), f64::from(options.height));
    let fitting = ((height - 2.0 * MARGIN) / ROW - 1.0).floor().max(1.0) as usize;
    let shown = if table.rows.len() > fitting { fitting.saturating_sub(1) } else { table.rows.len() };
    let columns = table.columns.len().max(1) as f64;
    let column_width = (width - 2.0 * MARGIN) / columns;
    html! {
        (row(&table.columns, 0, "quiet strong", column_width))
        @for (index, cells) in table.rows.iter().take(shown).enumerate() {
            line class="grid" x1=(place(MARGIN)) x2=(place(width - MARGIN)) y1=(place(top(index + 1))) y2=(place(top(index + 1))) {}
            (row(cells, index + 1, "", column_width))
        }
        @if shown < table.rows.len() {
            text class="quiet" x=(place(MARGIN)) y=(place(top(shown + 1) + 18.0)) { "and " (table.rows.len() - shown) " more" }
        }
    }
}

fn top(row: usize) -> f64 {
    MARGIN + row as f64 * ROW
}

fn row(cells: &[String], index: usize, class: &str, column_width: f64) -> Markup {
    let y = place(top(index) + 18.0);
    html! {
        @for (column, cell) in cells.iter().enumerate() {
            @let cell = text::cut(cell, TEXT_SIZE, column_width - 12.0);
            @if column == 0 {
                text class=(class) x=(place(MARGIN)) y=(y) { (cell) }
            } @else {
                text class=(class) x=(place(MARGIN + (column as f64 + 1.0) * column_width)) y=(y) text-anchor="end" { (cell) }
            }
        }
    }
}
