//! The edges of all paths, counted (spec/funnels 8.2, 9 and 10).

use super::visits::Visit;

/// A step from one item to the next.
#[derive(Clone, Copy)]
struct Step {
    source: u32,
    target: u32,
    micros: i64,
}

/// All steps, by the position of their first item.
#[derive(Default)]
pub(super) struct Steps {
    by_position: Vec<Vec<Step>>,
}

/// An edge: all steps from one item to another at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The position of the first item, from 0.
    pub(super) position: usize,
    /// The first item.
    pub(super) source: u32,
    /// The second item.
    pub(super) target: u32,
    /// How many steps there are.
    pub(super) count: u64,
    /// The time that they took in all, in microseconds.
    pub(super) micros: i64,
}

impl Steps {
    /// Adds the steps of a path.
    pub(super) fn add(&mut self, path: &[Visit]) {
        for (position, pair) in path.windows(2).enumerate() {
            let step = Step { source: pair[0].item, target: pair[1].item, micros: pair[1].time - pair[0].time };
            match self.by_position.get_mut(position) {
                Some(steps) => steps.push(step),
                None => self.by_position.push(vec![step]),
            }
        }
    }

    /// Returns the edges; items are below `items`.
    pub(super) fn edges(self, items: usize) -> Vec<Edge> {
        let mut edges: Vec<Edge> = Vec::new();
        // The edge that a target had last; it is one of the present source if it came after that source began.
        let mut edge_of_target = vec![usize::MAX; items];
        for (position, steps) in self.by_position.iter().enumerate() {
            let mut first = edges.len();
            let mut source = u32::MAX;
            for step in by_source(steps, items) {
                if step.source != source {
                    (first, source) = (edges.len(), step.source);
                }
                let edge = &mut edge_of_target[step.target as usize];
                if *edge == usize::MAX || *edge < first {
                    *edge = edges.len();
                    edges.push(Edge { position, source, target: step.target, count: 0, micros: 0 });
                }
                let edge = &mut edges[*edge];
                edge.count += 1;
                edge.micros = edge.micros.saturating_add(step.micros);
            }
        }
        edges
    }
}

/// Returns steps in the order of their sources, by counting.
fn by_source(steps: &[Step], items: usize) -> Vec<Step> {
    let mut next = vec![0_u32; items + 1];
    for step in steps {
        next[step.source as usize + 1] += 1;
    }
    for item in 0..items {
        next[item + 1] += next[item];
    }
    let mut sorted = steps.to_vec();
    for step in steps {
        let place = &mut next[step.source as usize];
        sorted[*place as usize] = *step;
        *place += 1;
    }
    sorted
}
