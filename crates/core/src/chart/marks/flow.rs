//! Streams from item to item in columns, each as wide as it is frequent (a Sankey diagram).

use crate::chart::figure::paths::{Flow, Stream};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::options::Options;
use crate::chart::svg::{Path, Svg};
use crate::chart::text;
use crate::sort;

/// The width of an item.
const ITEM: f64 = 9.0;

/// The gap between the items of a column, at most.
const GAP: f64 = 14.0;

/// The share of the height that gaps may take.
const GAPS: f64 = 0.35;

/// The least height of an item that has a second line.
const TWO_LINES: f64 = 30.0;

/// The place of an item.
#[derive(Clone, Copy, Default)]
struct Place {
    x: f64,
    y: f64,
    height: f64,
}

/// Draws the streams, and the items with their names.
pub fn draw(svg: &mut Svg, flow: &Flow, options: &Options) {
    let (width, height) = options.size();
    let step = (width - 2.0 * MARGIN) / flow.columns.max(1) as f64;
    let columns = ordered_columns(flow);
    let room = height - 2.0 * MARGIN;
    let gap = |items: usize| (room * GAPS / items.max(1) as f64).min(GAP);
    let sum = |items: &Vec<usize>| items.iter().map(|item| flow.items[*item].count as f64).sum::<f64>();
    let scales = columns.iter().map(|items| (room - gap(items.len()) * (items.len() - 1) as f64) / sum(items).max(1.0));
    let scale = scales.fold(f64::INFINITY, f64::min);
    let mut places = vec![Place::default(); flow.items.len()];
    for (column, items) in columns.iter().enumerate() {
        let mut y = MARGIN;
        for item in items {
            let height = (flow.items[*item].count as f64 * scale).max(1.0);
            places[*item] = Place { x: MARGIN + column as f64 * step, y, height };
            y += height + gap(items.len());
        }
    }
    svg.group("c0", |svg| {
        draw_streams(svg, flow, &places, scale);
        for (index, place) in places.iter().enumerate() {
            let below = columns.iter().map(|items| gap(items.len())).nth(flow.items[index].column).unwrap_or(0.0);
            draw_item(svg, flow, index, *place, (step - ITEM - 12.0, place.height + below));
        }
    });
}

/// Returns the items of each column from above: the most frequent first, further ones near those they come from.
fn ordered_columns(flow: &Flow) -> Vec<Vec<usize>> {
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); flow.columns];
    for (index, item) in flow.items.iter().enumerate() {
        columns[item.column].push(index);
    }
    let mut rank = vec![f64::INFINITY; flow.items.len()];
    for items in &mut columns {
        for item in items.iter() {
            let into = || flow.streams.iter().filter(|stream| stream.to == *item && rank[stream.from].is_finite());
            let weight: f64 = into().map(|stream| stream.count as f64).sum();
            let middle: f64 = into().map(|stream| stream.count as f64 * rank[stream.from]).sum();
            rank[*item] = if weight > 0.0 { middle / weight } else { f64::INFINITY };
        }
        let count = |item: &usize| flow.items[*item].count;
        sort::sort_by(items, |one, other| rank[*one].total_cmp(&rank[*other]).then(count(other).cmp(&count(one))));
        for (place, item) in items.iter().enumerate() {
            rank[*item] = place as f64;
        }
    }
    columns
}

fn draw_streams(svg: &mut Svg, flow: &Flow, places: &[Place], scale: f64) {
    // Streams leave an item in the order in which they arrive, so that they do not cross at its side.
    let mut leaving: Vec<f64> = places.iter().map(|place| place.y).collect();
    let mut arriving = leaving.clone();
    let mut starts = vec![0.0; flow.streams.len()];
    let mut ends = vec![0.0; flow.streams.len()];
    let mut order: Vec<usize> = (0..flow.streams.len()).collect();
    let of = |stream: usize| flow.streams[stream];
    sort::sort_by(&mut order, |one, other| places[of(*one).to].y.total_cmp(&places[of(*other).to].y));
    for stream in &order {
        starts[*stream] = leaving[of(*stream).from];
        leaving[of(*stream).from] += of(*stream).count as f64 * scale;
    }
    sort::sort_by(&mut order, |one, other| places[of(*one).from].y.total_cmp(&places[of(*other).from].y));
    for stream in &order {
        ends[*stream] = arriving[of(*stream).to];
        arriving[of(*stream).to] += of(*stream).count as f64 * scale;
    }
    for (index, stream) in flow.streams.iter().enumerate() {
        let from = (places[stream.from].x + ITEM, starts[index]);
        let to = (places[stream.to].x, ends[index]);
        let label = [flow.short_name(stream.from), " → ", flow.short_name(stream.to)].concat();
        svg.telling(&label, &told(flow, stream))
            .path("flow", &ribbon(from, to, (stream.count as f64 * scale).max(0.8)));
    }
}

fn told(flow: &Flow, stream: &Stream) -> String {
    [&flow.format.full(stream.count as f64), ", mean time ", &flow.mean_time(stream)].concat()
}

fn ribbon(from: (f64, f64), to: (f64, f64), width: f64) -> Path {
    let middle = (from.0 + to.0) / 2.0;
    let mut path = Path::default();
    path.push("M", &[from]);
    path.push("C", &[(middle, from.1), (middle, to.1), to]);
    path.push("L", &[(to.0, to.1 + width)]);
    path.push("C", &[(middle, to.1 + width), (middle, from.1 + width), (from.0, from.1 + width)]);
    path.push("Z", &[]);
    path
}

/// Draws an item and, where there is room, its name and count.
fn draw_item(svg: &mut Svg, flow: &Flow, index: usize, place: Place, (wide, tall): (f64, f64)) {
    let item = &flow.items[index];
    let count = flow.format.full(item.count as f64);
    svg.telling(&item.name, &count).rect("mark", place.x, place.y, ITEM, place.height);
    let x = place.x + ITEM + 6.0;
    let name = flow.short_name(index);
    if place.height >= TWO_LINES {
        svg.text("halo", x, place.y + place.height / 2.0 - 2.0, &text::cut(name, TEXT_SIZE, wide));
        svg.text("quiet halo", x, place.y + place.height / 2.0 + 13.0, &count);
    } else if tall >= TEXT_SIZE {
        let name = text::cut(name, TEXT_SIZE, wide - text::width(&count, TEXT_SIZE) - 6.0);
        let y = place.y + place.height / 2.0 + 4.0;
        svg.with_length("x", x).with_length("y", y).element("text", "halo", |svg| {
            svg.words(&name);
            svg.words(" ");
            svg.element("tspan", "quiet", |svg| svg.words(&count));
        });
    }
}
