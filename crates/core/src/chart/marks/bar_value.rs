//! A horizontal bar for each value, its name and figure beside it.

use maud::{Markup, html};

use super::place;
use crate::chart::figure::Ranking;
use crate::chart::frame::TEXT_SIZE;
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::text;

/// The height of a row with its gap, at most and at least.
const TALLEST_ROW: f64 = 44.0;
const SHORTEST_ROW: f64 = 20.0;

const MARGIN: f64 = 14.0;

/// Returns a chart of horizontal bars; rows that do not fit are counted in a last line.
pub fn draw(ranking: &Ranking, options: &Options) -> Markup {
    let (width, height) = (f64::from(options.width), f64::from(options.height));
    let fitting = ((height - 2.0 * MARGIN) / SHORTEST_ROW).floor().max(1.0) as usize;
    let shown = if ranking.rows.len() > fitting { fitting.saturating_sub(1).max(1) } else { ranking.rows.len() };
    let step = ((height - 2.0 * MARGIN) / (shown + usize::from(shown < ranking.rows.len())) as f64).min(TALLEST_ROW);
    let rows = &ranking.rows[..shown];
    let figures: Vec<String> = rows.iter().map(|(_, value, _)| ranking.format.full(*value)).collect();
    let name_room = rows.iter().map(|(name, ..)| text::width(name, TEXT_SIZE)).fold(0.0, f64::max).min(width * 0.35);
    let figure_room = figures.iter().map(|figure| text::width(figure, TEXT_SIZE)).fold(0.0, f64::max);
    let left = MARGIN + name_room + 10.0;
    let bar_room = (width - left - figure_room - MARGIN - 10.0).max(10.0);
    let highest = rows.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    html! {
        @for (index, ((name, value, colour), figure)) in rows.iter().zip(&figures).enumerate() {
            @let middle = MARGIN + (index as f64 + 0.5) * step;
            @let length = if highest > 0.0 { value.max(0.0) / highest * bar_room } else { 0.0 };
            g class=(palette::class_of(*colour)) {
                text x=(place(left - 10.0)) y=(place(middle + 4.0)) text-anchor="end" { (text::cut(name, TEXT_SIZE, name_room)) }
                rect class="mark" x=(place(left)) y=(place(middle - step * 0.36)) width=(place(length.max(1.0))) height=(place(step * 0.72)) rx="2" {}
                text class="strong" x=(place(left + length + 8.0)) y=(place(middle + 4.0)) { (figure) }
            }
        }
        @if shown < ranking.rows.len() {
            text class="quiet" x=(place(left)) y=(place(MARGIN + (shown as f64 + 0.5) * step + 4.0)) {
                "and " (ranking.rows.len() - shown) " more"
            }
        }
    }
}
