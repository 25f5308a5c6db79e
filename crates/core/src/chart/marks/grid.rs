//! A grid of shaded cells, with the figures of its rows beside it and of its columns below.

use super::shade::shaded;
use crate::chart::figure::Grid;
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The tallest row.
const TALLEST_ROW: f64 = 44.0;

/// The room above for the names of columns.
const HEAD: f64 = 22.0;

/// The size of text in cells.
const SIZE: f64 = 11.0;

/// Draws the grid.
pub fn draw(svg: &mut Svg, grid: &Grid, options: &Options) {
    let (width, height) = options.size();
    let is_wide = width >= 560.0;
    let name = |name: &str| if is_wide { name.to_owned() } else { name.chars().take(3).collect() };
    let names: Vec<String> = grid.rows.iter().map(|(row, _)| name(row)).collect();
    let totals: Vec<String> = grid.rows.iter().map(|(_, all)| grid.format.short(*all)).collect();
    let left = MARGIN + text::widest(&names, TEXT_SIZE) + 10.0;
    let right = width - MARGIN - text::widest(&totals, TEXT_SIZE) - 10.0;
    let cell = ((right - left) / grid.columns.len().max(1) as f64).max(1.0);
    let row = ((height - 2.0 * MARGIN - 2.0 * HEAD) / grid.rows.len().max(1) as f64).clamp(6.0, TALLEST_ROW);
    let top = (height - row * grid.rows.len() as f64) / 2.0;
    let highest = grid.cells.iter().flatten().copied().fold(0.0, f64::max);
    let widest =
        grid.cells.iter().flatten().map(|value| text::width(&grid.format.short(*value), SIZE)).fold(0.0, f64::max);
    draw_columns(svg, grid, (left, cell), (top, top + row * grid.rows.len() as f64));
    for (index, (name, values)) in names.iter().zip(&grid.cells).enumerate() {
        let y = top + index as f64 * row;
        svg.text("end", left - 8.0, y + row / 2.0 + 4.0, name);
        svg.text("quiet end", width - MARGIN, y + row / 2.0 + 4.0, &totals[index]);
        svg.group("c0", |svg| {
            for (column, value) in values.iter().enumerate() {
                let x = left + column as f64 * cell;
                let label = [&grid.rows[index].0, " ", &grid.columns[column].0].concat();
                svg.telling(&label, &grid.format.full(*value));
                let share = if highest > 0.0 { value / highest } else { 0.0 };
                shaded(svg, share).with("rx", "2").rect("mark", x, y, cell - 1.5, row - 1.5);
                if widest + 4.0 <= cell && row >= 16.0 && *value != 0.0 {
                    let text = grid.format.short(*value);
                    svg.with("font-size", "11").text("mid", x + cell / 2.0 - 0.75, y + row / 2.0 + 3.5, &text);
                }
            }
        });
    }
}

/// Draws the names of columns above, as many as fit, and a bar for the figure of each below.
fn draw_columns(svg: &mut Svg, grid: &Grid, (left, cell): (f64, f64), (top, bottom): (f64, f64)) {
    let widest = grid.columns.iter().map(|(name, _)| text::width(name, TEXT_SIZE)).fold(0.0, f64::max);
    let every = [1, 2, 3, 4, 6, 12].into_iter().find(|every| *every as f64 * cell >= widest + 10.0).unwrap_or(24);
    let highest = grid.columns.iter().map(|(_, all)| *all).fold(0.0, f64::max);
    svg.aside(|svg| {
        for (index, (name, all)) in grid.columns.iter().enumerate() {
            let x = left + index as f64 * cell;
            if index.is_multiple_of(every) {
                let x = if every == 1 { x + cell / 2.0 } else { x };
                svg.text(if every == 1 { "quiet mid" } else { "quiet" }, x, top - 8.0, name);
            }
            let tall = if highest > 0.0 { all / highest * (HEAD - 2.0) } else { 0.0 };
            svg.rect("bar", x, bottom + 4.0, cell - 1.5, tall);
        }
    });
}
