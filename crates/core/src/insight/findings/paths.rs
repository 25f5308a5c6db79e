//! Findings on paths: the route that most take.

use super::figures::{largest, percent};
use crate::answer::paths::PathEdge;

/// A route is told up to so many places.
const LONGEST_ROUTE: usize = 6;

/// Returns findings on the edges of paths. Places are written `1_place`: where a place is in the path, and its name.
pub(super) fn sentences(edges: &[PathEdge]) -> Vec<String> {
    let strongest = |from: Option<&str>| {
        let starts = edges.iter().filter(|edge| match from {
            Some(from) => edge.source == from,
            None => edge.source.starts_with("1_"),
        });
        largest(starts, |edge| edge.value as f64)
    };
    let Some(first) = strongest(None).filter(|edge| edge.value > 0) else { return Vec::new() };
    let mut route = vec![first];
    while let Some(next) = route.last().and_then(|edge| strongest(Some(&edge.target))) {
        // A path that returns to a place names it at another number: no circle is possible but by a wrong answer.
        if route.len() + 1 >= LONGEST_ROUTE {
            break;
        }
        route.push(next);
    }
    let names: Vec<&str> =
        [name(&first.source)].into_iter().chain(route.iter().map(|edge| name(&edge.target))).collect();
    let counts: Vec<String> = route.iter().map(|edge| edge.value.to_string()).collect();
    let begun: u64 = edges.iter().filter(|edge| edge.source.starts_with("1_")).map(|edge| edge.value).sum();
    let mut sentences =
        vec![format!("The main route is {}: {} went on at each step.", names.join(" → "), counts.join(", "))];
    if begun > first.value {
        let share = percent(first.value as f64 / begun as f64);
        sentences.push(format!("{share} of the {begun} that go on from the start take its first step."));
    }
    sentences
}

fn name(place: &str) -> &str {
    place.split_once('_').map_or(place, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_route_follows_the_strongest_edge() {
        let edge = |source: &str, target: &str, value| PathEdge {
            source: source.to_owned(),
            target: target.to_owned(),
            value,
            average_conversion_time: 1.0,
        };
        let edges = [
            edge("1_/", "2_/pricing", 60),
            edge("1_/", "2_/docs", 40),
            edge("2_/pricing", "3_/sign_up", 30),
            edge("2_/docs", "3_/", 35),
        ];
        let told = sentences(&edges);
        assert_eq!(told[0], "The main route is / → /pricing → /sign_up: 60, 30 went on at each step.");
        assert_eq!(told[1], "60% of the 100 that go on from the start take its first step.");
        assert!(sentences(&[]).is_empty());
    }
}
