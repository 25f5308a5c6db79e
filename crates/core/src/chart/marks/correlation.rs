//! Bars to both sides: what goes together with finishing to the right, with leaving to the left.

use crate::answer::correlation::CorrelationKind;
use crate::chart::figure::correlation::{Odd, Odds};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The height of a row with its gap, at most and at least.
const TALLEST_ROW: f64 = 42.0;
const SHORTEST_ROW: f64 = 22.0;

/// The room above for what the sides mean.
const HEAD: f64 = 24.0;

/// Draws a bar for each event, as long as the logarithm of its odds: twice as likely is as far as half as likely. Its
/// name stands on the other side; rows that do not fit are counted in a last line.
pub fn draw(svg: &mut Svg, odds: &Odds, options: &Options) {
    let (width, height) = options.size();
    let room = height - 2.0 * MARGIN - HEAD;
    let fitting = (room / SHORTEST_ROW).floor().max(2.0) as usize;
    let shown = if odds.rows.len() > fitting { fitting - 1 } else { odds.rows.len() };
    let hidden = odds.rows.len() - shown;
    let step = (room / (shown + usize::from(hidden > 0)).max(1) as f64).min(TALLEST_ROW);
    let middle = width / 2.0;
    let longest = odds.rows.iter().map(strength).fold(0.0, f64::max).max(0.01);
    let reach = middle - MARGIN - 52.0;
    svg.aside(|svg| {
        let sides = if width < 300.0 {
            ["← leave", "finish →"]
        } else {
            ["← more likely to leave", "more likely to finish →"]
        };
        svg.text("quiet end", middle - 8.0, MARGIN + 10.0, sides[0]);
        svg.text("quiet", middle + 8.0, MARGIN + 10.0, sides[1]);
        svg.line("base", (middle, MARGIN + HEAD - 4.0), (middle, MARGIN + HEAD + step * shown as f64));
    });
    for (index, row) in odds.rows.iter().take(shown).enumerate() {
        let y = MARGIN + HEAD + (index as f64 + 0.5) * step;
        let length = (strength(row) / longest * reach).max(2.0);
        draw_bar(svg, odds, row, (middle, y), (length, step * 0.68));
    }
    if hidden > 0 {
        let y = MARGIN + HEAD + (shown as f64 + 0.5) * step + 4.0;
        svg.text("quiet mid", middle, y, &format!("and {hidden} more"));
    }
}

/// Draws a bar to its side of the middle, its name on the other.
fn draw_bar(svg: &mut Svg, odds: &Odds, row: &Odd, (middle, y): (f64, f64), (length, thick): (f64, f64)) {
    let is_success = row.kind == CorrelationKind::Success;
    let times = ratio(row, odds);
    let told = format!(
        "{times}: {} finished, {} left",
        odds.format.full(row.finished as f64),
        odds.format.full(row.left as f64)
    );
    svg.telling(&row.name, &told).group(if is_success { "c2" } else { "c1" }, |svg| {
        let top = y - thick / 2.0;
        let name = text::cut(&row.name, TEXT_SIZE, middle - MARGIN - 12.0);
        svg.with("rx", "2").rect("mark", if is_success { middle } else { middle - length }, top, length, thick);
        if is_success {
            svg.text("end", middle - 8.0, y + 4.0, &name);
            svg.text("strong", middle + length + 6.0, y + 4.0, &times);
        } else {
            svg.text("", middle + 8.0, y + 4.0, &name);
            svg.text("strong end", middle - length - 6.0, y + 4.0, &times);
        }
    });
}

/// Returns how far odds are from even ones.
fn strength(row: &Odd) -> f64 {
    if row.ratio > 0.0 { libm::log10(row.ratio).abs().min(6.0) } else { 6.0 }
}

/// Returns how many times likelier the one or the other is: `5.4×`.
fn ratio(row: &Odd, odds: &Odds) -> String {
    let is_less = row.kind == CorrelationKind::Failure && row.ratio > 0.0 && row.ratio < 1.0;
    let times = if is_less { 1.0 / row.ratio } else { row.ratio };
    let places = Some(usize::from(times < 100.0));
    crate::chart::format::ValueFormat { decimal_places: places, ..odds.format.clone() }.short(times) + "×"
}
