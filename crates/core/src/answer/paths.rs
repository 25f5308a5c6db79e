//! The rows of paths (spec/funnels 8.2).

use serde::Serialize;

use super::read::readable;

/// How often actors went from one item to the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathEdge {
    /// The number of the item in its session, from 1, and the item: `1_/pricing`.
    pub source: String,
    /// The next number, and the next item.
    pub target: String,
    /// How often, over all sessions.
    pub value: u64,
    /// The mean time between the two, in milliseconds.
    pub average_conversion_time: f64,
}

readable! {
    PathEdge { source, target, value, average_conversion_time }
}
