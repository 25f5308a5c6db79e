//! Spec/funnels 6.2 and 8.3, as naively as they can be written: what actors did on their way through a funnel.

use std::collections::{BTreeMap, BTreeSet};

use oriel::query::paths::FunnelPart;
use serde_json::{Value, json};

use super::naive::{Ordered, unordered};
use super::{ACTORS, Funnel, NAMES, Order, Sent, UNIT};

/// How often something was seen, and the seconds that it took in all.
type Edges = BTreeMap<(String, String), (u64, i64)>;

/// An actor's way: when the required steps were done, and which steps were.
struct Way {
    actor: usize,
    times: Vec<i64>,
    done: BTreeSet<usize>,
}

/// The part of a way at which paths look; the step is 1-based, below 0 for those who dropped off before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub(super) part: FunnelPart,
    pub(super) step: i64,
}

fn ways(funnel: &Funnel, sent: &[Sent]) -> Vec<Way> {
    let way = |actor| {
        let seen = funnel.seen(sent, actor);
        let (times, done) = match funnel.order {
            Order::Unordered => unordered(funnel, &seen, None)?,
            _ => Ordered::run(funnel, &seen, None)?,
        };
        Some(Way { actor, times, done })
    };
    (0..ACTORS).filter_map(way).collect()
}

impl Way {
    /// When a step, from 0, was done.
    fn time(&self, funnel: &Funnel, step: usize) -> Option<i64> {
        let place = (0..step).filter(|step| !funnel.optional[*step]).count();
        (!funnel.optional[step] && self.done.contains(&step)).then(|| self.times[place])
    }

    fn has_finished(&self, funnel: &Funnel) -> bool {
        self.done.contains(&(funnel.steps.len() - 1))
    }
}

pub(super) fn correlation_query(funnel: &Funnel) -> Value {
    json!({
        "kind": "FunnelCorrelationQuery", "funnelCorrelationType": "events",
        "source": {"kind": "FunnelsActorsQuery", "source": funnel.query("steps")},
    })
}

/// For each event on the way, how many of those who finished did it, and how many of the others.
pub(super) fn expected_correlations(funnel: &Funnel, sent: &[Sent]) -> BTreeMap<String, (u64, u64)> {
    let ways = ways(funnel, sent);
    let finished = ways.iter().filter(|way| way.has_finished(funnel)).count();
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    if finished == 0 || finished == ways.len() {
        return counts;
    }
    for way in ways {
        let start = way.times[0];
        let end = if way.has_finished(funnel) { way.times[way.times.len() - 1] } else { start + funnel.window };
        let is_on_the_way = |event: &&Sent| {
            event.actor == way.actor
                && (start + 1..end).contains(&(event.time * UNIT))
                && !funnel.steps.contains(&Some(event.name))
        };
        for name in sent.iter().filter(is_on_the_way).map(|event| event.name).collect::<BTreeSet<_>>() {
            let (successes, failures) = counts.entry(NAMES[name].to_owned()).or_default();
            *if way.has_finished(funnel) { successes } else { failures } += 1;
        }
    }
    counts
}

pub(super) fn actual_correlations(results: &Value) -> BTreeMap<String, (u64, u64)> {
    let of_row = |row: &Value| {
        let count = |field: &str| row[field].as_u64().unwrap();
        (row["event"]["event"].as_str().unwrap().to_owned(), (count("success_count"), count("failure_count")))
    };
    results["events"].as_array().unwrap().iter().map(of_row).collect()
}

impl Around {
    pub(super) fn query(self, funnel: &Funnel) -> Value {
        let part = match self.part {
            FunnelPart::Before => "funnel_path_before_step",
            FunnelPart::Between => "funnel_path_between_steps",
            FunnelPart::After => "funnel_path_after_step",
        };
        let source = funnel.query("steps");
        json!({
            "kind": "PathsQuery", "dateRange": source["dateRange"],
            "funnelPathsFilter": {"funnelPathType": part, "funnelStep": self.step, "funnelSource": source},
        })
    }

    /// The first and the last second of a way at which paths look.
    fn span(self, funnel: &Funnel, way: &Way) -> Option<(i64, i64)> {
        let step = self.step.unsigned_abs() as usize - 1;
        let before = || way.time(funnel, (0..step).rev().find(|step| !funnel.optional[*step])?);
        let time = match self.step {
            1.. => way.time(funnel, step)?,
            _ if way.done.contains(&step) => return None,
            _ => before()? + funnel.window,
        };
        Some(match self.part {
            FunnelPart::Before => (i64::MIN, time),
            FunnelPart::Between => (before()?, time),
            FunnelPart::After => (time, i64::MAX),
        })
    }

    pub(super) fn expected_edges(self, funnel: &Funnel, sent: &[Sent]) -> Edges {
        let mut edges = Edges::new();
        for way in ways(funnel, sent) {
            let Some((first, last)) = self.span(funnel, &way) else { continue };
            let mut visits: Vec<(i64, usize)> = (sent.iter().filter(|event| event.actor == way.actor))
                .map(|event| (event.time * UNIT, event.name))
                .filter(|(time, _)| (first..=last).contains(time))
                .collect();
            visits.sort_by_key(|(time, _)| *time);
            for session in visits.chunk_by(|one, other| other.0 - one.0 < funnel.window) {
                let items = session.chunk_by(|one, other| one.1 == other.1).map(|run| run[run.len() - 1]);
                let items: Vec<(i64, usize)> = items.take(5).collect();
                for (place, pair) in (1..).zip(items.windows(2)) {
                    let item = |place: usize, name: usize| format!("{place}_{}", NAMES[name]);
                    let edge = edges.entry((item(place, pair[0].1), item(place + 1, pair[1].1))).or_default();
                    *edge = (edge.0 + 1, edge.1 + pair[1].0 - pair[0].0);
                }
            }
        }
        edges
    }
}

pub(super) fn actual_edges(results: &Value) -> Edges {
    let of_row = |row: &Value| {
        let text = |field: &str| row[field].as_str().unwrap().to_owned();
        let count = row["value"].as_u64().unwrap();
        let seconds = row["average_conversion_time"].as_f64().unwrap() / 1000.0 * count as f64;
        ((text("source"), text("target")), (count, seconds.round() as i64))
    };
    results.as_array().unwrap().iter().map(of_row).collect()
}
