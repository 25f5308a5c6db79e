//! Which edges are shown (spec/funnels 8.2, 10 and 11).

use std::cmp::Ordering;
use std::collections::BTreeSet;

use oriel_kernels::numbers::nth_largest;
use oriel_kernels::visits::Edge;

use crate::answer::paths::PathEdge;
use crate::columns::dictionary::Dictionary;
use crate::query::paths::EdgeSelection;
use crate::sort;

/// Returns the heaviest edges within the bounds that are reached from a first item, in order.
pub(super) fn shown(mut edges: Vec<Edge>, selection: EdgeSelection, texts: &Dictionary) -> Vec<PathEdge> {
    edges.retain(|edge| (selection.least..=selection.most).contains(&edge.count));
    if edges.len() > selection.limit {
        // Texts are compared only among edges that weigh as much as the last one shown.
        let least = nth_largest(edges.iter().map(|edge| edge.count).collect(), selection.limit).unwrap_or_default();
        edges.retain(|edge| edge.count >= least);
    }
    sort::sort_by(&mut edges, |one, other| order(one, other, texts));
    edges.truncate(selection.limit);
    let reached = reached(&edges);
    let names = |position: usize, item: u32| format!("{position}_{}", texts.text(item).unwrap_or_default());
    edges
        .iter()
        .filter(|edge| reached.contains(&(edge.position, edge.source)))
        .map(|edge| PathEdge {
            source: names(edge.position + 1, edge.source),
            target: names(edge.position + 2, edge.target),
            value: edge.count,
            average_conversion_time: edge.micros as f64 / 1000.0 / edge.count as f64,
        })
        .collect()
}

/// Orders edges by weight, heaviest first, then by the texts of source and target.
fn order(one: &Edge, other: &Edge, texts: &Dictionary) -> Ordering {
    let text = |item: u32| texts.text(item).unwrap_or_default();
    (other.count.cmp(&one.count))
        .then_with(|| order_of_positions(one.position + 1, other.position + 1))
        .then_with(|| text(one.source).cmp(text(other.source)))
        .then_with(|| text(one.target).cmp(text(other.target)))
}

/// Orders positions as the texts `10_` and `2_` are ordered.
fn order_of_positions(one: usize, other: usize) -> Ordering {
    if one == other { Ordering::Equal } else { format!("{one}_").cmp(&format!("{other}_")) }
}

/// Returns the positions and items that a first item leads to.
fn reached(edges: &[Edge]) -> BTreeSet<(usize, u32)> {
    let mut in_steps: Vec<&Edge> = edges.iter().collect();
    sort::sort_by(&mut in_steps, |one, other| one.position.cmp(&other.position));
    let mut reached = BTreeSet::new();
    for edge in in_steps {
        if edge.position == 0 {
            reached.insert((0, edge.source));
        }
        if reached.contains(&(edge.position, edge.source)) {
            reached.insert((edge.position + 1, edge.target));
        }
    }
    reached
}
