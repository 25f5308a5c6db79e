//! A horizontal bar for each value, its name and figure beside it.

use super::change;
use crate::chart::figure::{Rank, Ranking};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The height of a row with its gap, at most and at least.
const TALLEST_ROW: f64 = 44.0;
const SHORTEST_ROW: f64 = 20.0;

/// The share of a row that its bar fills.
const FILLED: f64 = 0.72;

/// Draws a chart of horizontal bars; rows that do not fit are counted in a last line.
pub fn draw(svg: &mut Svg, ranking: &Ranking, options: &Options) {
    let (width, height) = options.size();
    let fitting = ((height - 2.0 * MARGIN) / SHORTEST_ROW).floor().max(1.0) as usize;
    let shown = if ranking.rows.len() > fitting { fitting.saturating_sub(1).max(1) } else { ranking.rows.len() };
    let hidden = ranking.rows.len() - shown;
    let step = ((height - 2.0 * MARGIN) / (shown + usize::from(hidden > 0)).max(1) as f64).min(TALLEST_ROW);
    let rows = &ranking.rows[..shown];
    let figures: Vec<String> = rows.iter().map(|rank| figure(rank, ranking)).collect();
    let name_room = rows.iter().map(|rank| text::width(&rank.name, TEXT_SIZE)).fold(0.0, f64::max).min(width * 0.35);
    let figure_room = text::widest(&figures, TEXT_SIZE).min(width * 0.4);
    let left = MARGIN + name_room + 10.0;
    let bar_room = (width - left - figure_room - MARGIN - 10.0).max(10.0);
    let values = rows.iter().flat_map(|rank| [rank.value, rank.previous.unwrap_or(0.0)]);
    let highest = values.fold(0.0, f64::max);
    let length = |value: f64| if highest > 0.0 { (value.max(0.0) / highest * bar_room).max(1.0) } else { 1.0 };
    for (index, (rank, figure)) in rows.iter().zip(&figures).enumerate() {
        let middle = MARGIN + (index as f64 + 0.5) * step;
        svg.telling(&rank.name, figure).group("c0", |svg| {
            svg.text("end", left - 10.0, middle + 4.0, &text::cut(&rank.name, TEXT_SIZE, name_room));
            let (top, thick) = (middle - step * FILLED / 2.0, step * FILLED);
            let mut end = length(rank.value);
            if let Some(previous) = rank.previous {
                svg.with("rx", "2").rect("mark", left, top, end, thick * 0.6);
                svg.with("rx", "2").rect("mark faint", left, top + thick * 0.66, length(previous), thick * 0.34);
                end = end.max(length(previous));
            } else {
                svg.with("rx", "2").rect("mark", left, top, end, thick);
            }
            let room = width - left - end - 12.0;
            svg.text("strong", left + end + 8.0, middle + 4.0, &text::cut(figure, TEXT_SIZE, room));
        });
    }
    if hidden > 0 {
        let y = MARGIN + (shown as f64 + 0.5) * step + 4.0;
        svg.text("quiet", left, y, &format!("and {hidden} more"));
    }
}

fn figure(rank: &Rank, ranking: &Ranking) -> String {
    let value = ranking.format.full(rank.value);
    match rank.previous.and_then(|previous| change(rank.value, previous)) {
        Some(change) => format!("{value}, {change}"),
        None => value,
    }
}
