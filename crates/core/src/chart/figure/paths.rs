//! What there is to draw of paths (spec/funnels 8.2): items in columns, and streams between them.

use super::{Figure, Shape};
use crate::answer::paths::PathEdge;
use crate::chart::format::{AxisFormat, ValueFormat};
use crate::chart::options::Reader;
use crate::sort;

/// Items in columns, and streams between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The items, by column.
    pub items: Vec<Item>,
    /// The streams, the widest first.
    pub streams: Vec<Stream>,
    /// How many columns there are.
    pub columns: usize,
    /// How counts are written.
    pub format: ValueFormat,
}

/// An item at one place of paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its column, from 0.
    pub column: usize,
    /// Its number in a path and its name, as readers see them: `1. /pricing`.
    pub name: String,
    /// How often paths pass it: as often as they come to it or go on from it.
    pub count: u64,
}

/// A stream from an item to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stream {
    /// The index of the item from which it comes.
    pub from: usize,
    /// The index of the item to which it goes.
    pub to: usize,
    /// How often paths take it.
    pub count: u64,
    /// The mean time that it takes, in milliseconds.
    pub mean_time: f64,
}

impl Flow {
    /// Returns the name of an item without its number.
    pub fn short_name(&self, item: usize) -> &str {
        let name = self.items.get(item).map_or("", |item| item.name.as_str());
        name.split_once(". ").map_or(name, |(_, name)| name)
    }

    /// Returns the mean time of a stream, as readers see it.
    pub fn mean_time(&self, stream: &Stream) -> String {
        ValueFormat::of(AxisFormat::DurationMilliseconds, self.format.separators).full(stream.mean_time)
    }
}

pub(super) fn figure(edges: &[PathEdge], reader: Reader) -> Figure {
    // What occurs, by number and name.
    let mut places: Vec<(u64, &str)> =
        edges.iter().flat_map(|edge| [place(&edge.source), place(&edge.target)]).collect();
    sort::sort(&mut places);
    places.dedup();
    if places.is_empty() {
        return Figure::nothing();
    }
    let mut numbers: Vec<u64> = places.iter().map(|(number, _)| *number).collect();
    numbers.dedup();
    let index = |item: &str| places.binary_search(&place(item)).unwrap_or(0);
    let stream = |edge: &PathEdge| Stream {
        from: index(&edge.source),
        to: index(&edge.target),
        count: edge.value,
        mean_time: edge.average_conversion_time,
    };
    let mut streams: Vec<Stream> = edges.iter().map(stream).collect();
    sort::sort_by(&mut streams, |one, other| other.count.cmp(&one.count));
    let sum =
        |of: &dyn Fn(&Stream) -> bool| streams.iter().filter(|stream| of(stream)).map(|stream| stream.count).sum();
    let item = |(index, (number, name)): (usize, &(u64, &str))| {
        let (came, went): (u64, u64) = (sum(&|stream| stream.to == index), sum(&|stream| stream.from == index));
        let column = numbers.binary_search(number).unwrap_or(0);
        Item { column, name: format!("{number}. {name}"), count: came.max(went) }
    };
    let items = places.iter().enumerate().map(item).collect();
    let flow = Flow { items, streams, columns: numbers.len(), format: ValueFormat::plain(reader.separators) };
    Figure::of(std::iter::once("Paths".to_owned()), Shape::Flow(flow))
}

/// Returns the number and the name of an item: `1_/pricing`.
fn place(item: &str) -> (u64, &str) {
    match item.split_once('_') {
        Some((number, name)) if number.parse::<u64>().is_ok() => (number.parse().unwrap_or(0), name),
        // An item that stands for several has dots after its number.
        _ => match item.split_once("...") {
            Some((number, "")) if number.parse::<u64>().is_ok() => (number.parse().unwrap_or(0), "…"),
            _ => (0, item),
        },
    }
}
