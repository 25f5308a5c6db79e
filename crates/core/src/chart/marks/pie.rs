//! A ring of slices, and a list that names them.

use super::message;
use crate::chart::figure::{Rank, Ranking};
use crate::chart::format::percentage;
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::svg::{Svg, place};
use crate::chart::text;
use crate::sort;

/// The most slices; the smallest beyond are one.
const MOST_SLICES: usize = 9;

/// The share of the ring's radius that is filled.
const THICKNESS: f64 = 0.36;

/// The least share of a slice beside which its share is written.
const LEAST_NAMED: f64 = 0.035;

/// The height of a row of the list, and the least.
const ROW: f64 = 24.0;
const SHORTEST_ROW: f64 = 18.0;

/// The gap between slices, in pixels.
const GAP: f64 = 1.5;

/// Draws the ring with the sum in its middle, the list beside it or, on a narrow drawing, below.
pub fn draw(svg: &mut Svg, ranking: &Ranking, options: &Options) {
    let (width, height) = options.size();
    let is_wide = width > height * 1.25;
    let most = if is_wide { MOST_SLICES } else { ((height * 0.5 / SHORTEST_ROW) as usize).clamp(2, MOST_SLICES) };
    let slices = slices(ranking, most);
    if slices.is_empty() {
        return message::draw(svg, "No data", "None of the values is above 0.", options);
    }
    let sum: f64 = slices.iter().map(|slice| slice.value).sum();
    let list = slices.len() as f64 * if is_wide { ROW } else { SHORTEST_ROW };
    let room = if is_wide {
        (height - 2.0 * MARGIN).min(width * 0.48)
    } else {
        (height - 3.0 * MARGIN - list).min(width * 0.7)
    };
    let radius = (room / 2.0 - 20.0).max(16.0);
    let centre = if is_wide { (MARGIN + width * 0.25, height / 2.0) } else { (width / 2.0, MARGIN + 20.0 + radius) };
    draw_ring(svg, &slices, sum, ranking, centre, radius);
    let (left, top) = if is_wide {
        (centre.0 + radius + 44.0, ((height - list) / 2.0).max(MARGIN))
    } else {
        (MARGIN, centre.1 + radius + 20.0 + MARGIN)
    };
    draw_list(svg, &slices, sum, ranking, (left, top), (width - MARGIN, height - MARGIN));
}

/// Returns the positive values, the smallest of too many together.
fn slices(ranking: &Ranking, most: usize) -> Vec<Rank> {
    let mut slices: Vec<Rank> = ranking.rows.iter().filter(|rank| rank.value > 0.0).cloned().collect();
    sort::sort_by(&mut slices, |one, other| other.value.total_cmp(&one.value));
    if slices.len() > most {
        let rest = slices.split_off(most - 1);
        let value = rest.iter().map(|rank| rank.value).sum();
        slices.push(Rank { name: format!("{} more", rest.len()), value, previous: None, colour: MOST_SLICES - 1 });
    }
    slices
}

fn draw_ring(svg: &mut Svg, slices: &[Rank], sum: f64, ranking: &Ranking, centre: (f64, f64), radius: f64) {
    let thickness = radius * THICKNESS;
    let middle = radius - thickness / 2.0;
    let whole = std::f64::consts::TAU * middle;
    let gap = if slices.len() > 1 { GAP } else { 0.0 };
    let mut turned = 0.0;
    svg.group("", |svg| {
        for slice in slices {
            let share = slice.value / sum;
            let label = percentage(share, ranking.format.separators);
            let value = [&ranking.format.full(slice.value), " (", &label, ")"].concat();
            svg.telling(&slice.name, &value).group(&palette::class_of(slice.colour), |svg| {
                // A slice is a dash of a circle: its length is the share, its start the turn.
                let dash = [&place((share * whole - gap).max(0.4)), " ", &place(whole)].concat();
                let turn = format!("rotate({} {} {})", place(turned * 360.0 - 90.0), place(centre.0), place(centre.1));
                svg.with("transform", &turn).with("stroke-dasharray", &dash).with_length("stroke-width", thickness);
                svg.circle("ring", centre, middle);
                if share >= LEAST_NAMED {
                    let angle = (turned + share / 2.0) * 360.0;
                    let (x, y, out) = (place(centre.0), place(centre.1), place(radius + 13.0));
                    let (angle, back) = (place(angle), place(-angle));
                    let at = format!("translate({x} {y}) rotate({angle}) translate(0 -{out}) rotate({back})");
                    let short = ranking_share(share, ranking);
                    svg.with("transform", &at).with("font-size", "11").text("quiet mid", 0.0, 4.0, &short);
                }
            });
            turned += share;
        }
    });
    if sum > 0.0 && radius > 40.0 {
        let total = ranking.format.short(sum);
        let size = (middle * 1.3 / text::width(&total, 1.0)).min(radius * 0.34);
        svg.with_length("font-size", size).text("strong mid", centre.0, centre.1 + size * 0.35, &total);
    }
}

/// Returns a share in whole percent, for beside a slice.
fn ranking_share(share: f64, ranking: &Ranking) -> String {
    percentage((share * 100.0).round() / 100.0, ranking.format.separators)
}

fn draw_list(svg: &mut Svg, slices: &[Rank], sum: f64, ranking: &Ranking, from: (f64, f64), to: (f64, f64)) {
    let row = ((to.1 - from.1) / slices.len().max(1) as f64).min(ROW);
    let figures: Vec<String> = slices.iter().map(|slice| ranking.format.full(slice.value)).collect();
    let shares: Vec<String> =
        slices.iter().map(|slice| percentage(slice.value / sum, ranking.format.separators)).collect();
    let share_room = text::widest(&shares, TEXT_SIZE) + 14.0;
    let figure_room = text::widest(&figures, TEXT_SIZE) + 14.0;
    let right = to.0.min(from.0 + 380.0);
    let name_room = right - from.0 - 18.0 - share_room - figure_room;
    svg.aside(|svg| {
        for (index, slice) in slices.iter().enumerate() {
            let y = from.1 + (index as f64 + 0.5) * row;
            svg.group(&palette::class_of(slice.colour), |svg| {
                svg.with("rx", "2").rect("mark", from.0, y - 5.5, 11.0, 11.0);
                svg.text("", from.0 + 18.0, y + 4.0, &text::cut(&slice.name, TEXT_SIZE, name_room));
                svg.text("strong end", right - share_room, y + 4.0, &figures[index]);
                svg.text("quiet end", right, y + 4.0, &shares[index]);
            });
        }
    });
}
