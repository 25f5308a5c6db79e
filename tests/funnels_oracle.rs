//! Funnels, correlations and the paths around funnels against a naive reading of spec/funnels 4, 5, 6 and 8.3, over small
//! random data full of ties and repeated steps.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "funnels_oracle/around.rs"]
mod around;
#[path = "funnels_oracle/naive.rs"]
mod naive;

use std::collections::{BTreeMap, BTreeSet};

use around::{Around, actual_correlations, actual_edges, correlation_query, expected_correlations};
use naive::{Ordered, ordered_trends, unordered, unordered_trends};
use oriel::columns::Dataset;
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::query::paths::FunnelPart;
use oriel::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Seconds in a unit of the random times; six make up a minute, the period of trends.
const UNIT: i64 = 10;
const ACTORS: usize = 4;
const NAMES: [&str; 5] = ["a", "b", "c", "x", "other"];
const VALUES: [&str; 3] = ["", "p", "q"];

/// A breakdown value, what the actor sees under it, and the step that must have it.
type View = (&'static str, Vec<Seen>, Option<(usize, &'static str)>);

#[derive(Clone, Debug)]
struct Sent {
    actor: usize,
    time: i64,
    name: usize,
    value: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Ordered,
    Strict,
    Unordered,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Attribution {
    None,
    First,
    Last,
    All,
    Step(usize),
}

#[derive(Clone, Debug)]
struct Funnel {
    order: Order,
    /// The names of the steps; `None` is every event.
    steps: Vec<Option<usize>>,
    optional: Vec<bool>,
    /// From and to, of events `x`.
    exclusions: Vec<(usize, usize)>,
    window: i64,
    attribution: Attribution,
    from: usize,
    to: usize,
}

/// An event as the matcher sees it: markers are steps from 1, and below 0 the steps to which it closes the way.
#[derive(Clone, Debug)]
struct Seen {
    id: usize,
    time: i64,
    markers: Vec<i64>,
    value: &'static str,
}

impl Funnel {
    fn is_optional(&self, step: usize) -> bool {
        step > 0 && self.optional[step - 1]
    }

    fn query(&self, view: &str) -> Value {
        let series: Vec<Value> = (self.steps.iter().zip(&self.optional))
            .map(|(name, optional)| {
                json!({"kind": "EventsNode", "event": name.map(|name| NAMES[name]), "optionalInFunnel": optional})
            })
            .collect();
        let exclusions: Vec<Value> = (self.exclusions.iter())
            .map(|(from, to)| json!({"kind": "EventsNode", "event": "x", "funnelFromStep": from, "funnelToStep": to}))
            .collect();
        let (attribution, step) = match self.attribution {
            Attribution::None | Attribution::First => ("first_touch", 0),
            Attribution::Last => ("last_touch", 0),
            Attribution::All => ("all_events", 0),
            Attribution::Step(step) => ("step", step),
        };
        let order = match self.order {
            Order::Ordered => "ordered",
            Order::Strict => "strict",
            Order::Unordered => "unordered",
        };
        let mut query = json!({
            "kind": "FunnelsQuery", "series": series, "interval": "minute",
            "dateRange": {"date_from": "2021-05-01T00:00:00Z", "date_to": "2021-05-01T00:05:59Z", "explicitDate": true},
            "funnelsFilter": {
                "funnelVizType": view, "funnelOrderType": order, "exclusions": exclusions,
                "funnelWindowInterval": self.window, "funnelWindowIntervalUnit": "second",
                "breakdownAttributionType": attribution, "breakdownAttributionValue": step,
                "funnelFromStep": self.from, "funnelToStep": self.to,
            },
        });
        if self.attribution != Attribution::None {
            query["breakdownFilter"] = json!({"breakdown": ["value"], "breakdown_type": "event"});
        }
        query
    }

    /// What reaches the matcher (spec/funnels 3.2 to 3.5).
    fn seen(&self, sent: &[Sent], actor: usize) -> Vec<Seen> {
        let mut seen: Vec<Seen> = (sent.iter().enumerate())
            .filter(|(_, event)| event.actor == actor)
            .map(|(id, event)| Seen {
                id,
                time: event.time * UNIT,
                markers: self.markers(event),
                value: VALUES[event.value],
            })
            .filter(|event| self.order == Order::Strict || !event.markers.is_empty())
            .collect();
        seen.sort_by_key(|event| event.time);
        seen
    }

    fn markers(&self, event: &Sent) -> Vec<i64> {
        let steps = self.steps.iter().enumerate().filter(|(_, name)| name.is_none_or(|name| name == event.name));
        let mut markers: Vec<i64> = steps.map(|(step, _)| step as i64 + 1).collect();
        if NAMES[event.name] == "x" {
            let closed: BTreeSet<usize> = self.exclusions.iter().flat_map(|(from, to)| from + 1..=*to).collect();
            markers.extend(closed.iter().map(|step| -(*step as i64 + 1)));
        }
        markers
    }

    /// For which values an actor is evaluated, with what it sees and the value that the step must have (5.4).
    fn views(&self, seen: &[Seen]) -> Vec<View> {
        let set: BTreeSet<&'static str> = seen.iter().map(|event| event.value).collect();
        match self.attribution {
            Attribution::None => vec![("", seen.to_vec(), None)],
            Attribution::First => {
                let value = seen.iter().map(|event| event.value).find(|value| !value.is_empty());
                vec![(value.unwrap_or(""), seen.to_vec(), None)]
            }
            Attribution::Last => {
                let value = seen.iter().rev().map(|event| event.value).find(|value| !value.is_empty());
                vec![(value.unwrap_or(""), seen.to_vec(), None)]
            }
            Attribution::All => (set.into_iter())
                .map(|value| (value, seen.iter().filter(|event| event.value == value).cloned().collect(), None))
                .collect(),
            Attribution::Step(step) => {
                let takes =
                    |event: &&Seen| self.order == Order::Unordered || event.markers.contains(&(step as i64 + 1));
                let set: BTreeSet<&'static str> = seen.iter().filter(takes).map(|event| event.value).collect();
                set.into_iter().map(|value| (value, seen.to_vec(), Some((step, value)))).collect()
            }
        }
    }
}

/// Returns the results of a query; nothing where the validation refuses it.
fn results(query: &Value, sent: &[Sent]) -> Option<Value> {
    let lines: Vec<String> = (sent.iter())
        .map(|event| {
            let second = event.time * UNIT;
            let timestamp = format!("2021-05-01T00:{:02}:{:02}Z", second / 60, second % 60);
            let mut properties = json!({});
            if event.value > 0 {
                properties["value"] = VALUES[event.value].into();
            }
            json!({"event": NAMES[event.name], "distinct_id": format!("actor {}", event.actor),
                   "timestamp": timestamp, "properties": properties})
            .to_string()
        })
        .collect();
    let mut dataset = Dataset::new();
    dataset.append_ndjson(lines.join("\n").as_bytes()).unwrap();
    let context = Context::new(Timestamp::parse("2021-06-01T00:00:00Z").unwrap());
    let query = Query::from_json(query).ok()?;
    let once = evaluate(&query, &dataset, &context).unwrap().to_json();
    let often = evaluate(&query, &dataset.asked_often(), &context).unwrap().to_json();
    assert_eq!(once, often, "what a dataset keeps changes no answer");
    let answer: Value = serde_json::from_str(&once).unwrap();
    Some(answer["results"].clone())
}

/// For each value: the count of every step, and the mean time of every required one, in microseconds.
type Steps = BTreeMap<String, (Vec<u64>, Vec<Option<i64>>)>;

/// Returns seconds as whole microseconds: JSON read back may differ in the last digit.
fn micros(seconds: f64) -> i64 {
    (seconds * 1e6).round() as i64
}

fn expected_steps(funnel: &Funnel, sent: &[Sent]) -> Steps {
    let n = funnel.steps.len();
    let mut sums: BTreeMap<String, (Vec<u64>, Vec<Vec<i64>>)> = BTreeMap::new();
    for actor in 0..ACTORS {
        for (value, seen, step_value) in funnel.views(&funnel.seen(sent, actor)) {
            let journey = match funnel.order {
                Order::Unordered => unordered(funnel, &seen, step_value),
                _ => Ordered::run(funnel, &seen, step_value),
            };
            let Some((times, bits)) = journey else { continue };
            let sum = sums.entry(value.to_owned()).or_insert_with(|| (vec![0; n], vec![Vec::new(); n]));
            bits.iter().for_each(|step| sum.0[*step] += 1);
            let required: Vec<usize> = (0..n).filter(|step| !funnel.optional[*step]).collect();
            for (index, pair) in times.windows(2).enumerate() {
                if pair[1] > pair[0] {
                    sum.1[required[index + 1]].push(pair[1] - pair[0]);
                }
            }
        }
    }
    let mean =
        |times: &Vec<i64>| (!times.is_empty()).then(|| micros(times.iter().sum::<i64>() as f64 / times.len() as f64));
    sums.into_iter().map(|(value, (counts, times))| (value, (counts, times.iter().map(mean).collect()))).collect()
}

fn actual_steps(funnel: &Funnel, results: &Value) -> Steps {
    let groups = match funnel.attribution {
        Attribution::None if results == &json!([]) => Vec::new(),
        Attribution::None => vec![results.clone()],
        _ => results.as_array().unwrap().clone(),
    };
    let of_group = |group: &Value| {
        let rows = group.as_array().unwrap();
        let value = rows[0]["breakdown_value"][0].as_str().unwrap_or_default().to_owned();
        let counts = rows.iter().map(|row| row["count"].as_u64().unwrap()).collect();
        (value, (counts, rows.iter().map(|row| row["average_conversion_time"].as_f64().map(micros)).collect()))
    };
    groups.iter().map(of_group).collect()
}

/// For each value: the rate of every minute.
type Rates = BTreeMap<String, Vec<f64>>;

fn expected_rates(funnel: &Funnel, sent: &[Sent]) -> Rates {
    let mut counts: BTreeMap<String, [(u64, u64); 6]> = BTreeMap::new();
    for actor in 0..ACTORS {
        for (value, seen, step_value) in funnel.views(&funnel.seen(sent, actor)) {
            let attempts = match funnel.order {
                Order::Unordered => unordered_trends(funnel, &seen, step_value),
                _ => ordered_trends(funnel, &seen, step_value),
            };
            for (interval, converted) in attempts {
                let (entered, done) = &mut counts.entry(value.to_owned()).or_default()[interval as usize];
                *entered += 1;
                *done += u64::from(converted);
            }
        }
    }
    if funnel.attribution == Attribution::None {
        counts.entry(String::new()).or_default();
    }
    let rate = |(entered, done): (u64, u64)| {
        if entered == 0 { 0.0 } else { (10_000.0 * done as f64 / entered as f64).round() / 100.0 }
    };
    counts.into_iter().map(|(value, minutes)| (value, minutes.map(rate).to_vec())).collect()
}

fn actual_rates(results: &Value) -> Rates {
    let of_row = |row: &Value| {
        let value = row["breakdown_value"][0].as_str().unwrap_or_default().to_owned();
        (value, row["data"].as_array().unwrap().iter().map(|rate| rate.as_f64().unwrap()).collect())
    };
    results.as_array().unwrap().iter().map(of_row).collect()
}

fn sent() -> impl Strategy<Value = Vec<Sent>> {
    let event = (0..ACTORS, 0..36_i64, 0..NAMES.len(), 0..VALUES.len());
    let events = prop::collection::vec(event, 0..40);
    // Dense data has ties; few events are easy to read when a case fails.
    (events, prop_oneof![Just(1_i64), Just(3), Just(12)]).prop_map(|(events, coarseness)| {
        let sent = |(actor, time, name, value)| Sent { actor, time: time / coarseness * coarseness, name, value };
        events.into_iter().map(sent).collect()
    })
}

fn funnel() -> impl Strategy<Value = Funnel> {
    let step = prop_oneof![8 => (0..3_usize).prop_map(Some), 1 => Just(None)];
    let order = prop_oneof![Just(Order::Ordered), Just(Order::Strict), Just(Order::Unordered)];
    let attribution = prop_oneof![
        3 => Just(Attribution::None),
        1 => Just(Attribution::First),
        1 => Just(Attribution::Last),
        2 => Just(Attribution::All),
        2 => (0..4_usize).prop_map(Attribution::Step),
    ];
    let steps = prop::collection::vec((step, prop::bool::weighted(0.2)), 2..5);
    // With more than eight steps and exclusions, marks no longer fit in a byte.
    let exclusions = prop_oneof![
        4 => prop::collection::vec((0..4_usize, 1..4_usize), 0..3),
        1 => prop::collection::vec((0..4_usize, 1..4_usize), 7..9),
    ];
    (order, steps, exclusions, 1..20_i64, attribution, 0..4_usize, 1..4_usize).prop_map(
        |(order, steps, exclusions, window, attribution, from, to)| {
            let (steps, optional): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
            let (last, to) = (steps.len() - 1, to.min(steps.len() - 1));
            let exclusions = exclusions.into_iter().map(|(from, to)| match order {
                Order::Unordered => (0, last),
                _ => (from.min(to.min(last) - 1), to.min(last)),
            });
            Funnel {
                order,
                exclusions: exclusions.collect(),
                optional: optional.into_iter().enumerate().map(|(step, optional)| optional && step > 0).collect(),
                window: window * UNIT,
                attribution: match attribution {
                    Attribution::Step(_) if order == Order::Unordered => Attribution::Step(0),
                    Attribution::Step(step) => Attribution::Step(step.min(last)),
                    other => other,
                },
                from: from.min(to - 1),
                to,
                steps,
            }
        },
    )
}

fn around() -> impl Strategy<Value = Around> {
    let part = prop_oneof![Just(FunnelPart::Before), Just(FunnelPart::Between), Just(FunnelPart::After)];
    let step = prop_oneof![-3..-1_i64, 1..4_i64];
    (part, step).prop_map(|(part, step)| Around { part, step })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn steps_are_those_of_the_naive_reading(sent in sent(), funnel in funnel()) {
        if let Some(found) = results(&funnel.query("steps"), &sent) {
            prop_assert_eq!(actual_steps(&funnel, &found), expected_steps(&funnel, &sent));
        }
    }

    #[test]
    fn plain_funnels_are_those_of_the_naive_reading(sent in sent(), funnel in funnel()) {
        let plain = Funnel {
            order: Order::Ordered,
            exclusions: Vec::new(),
            optional: vec![false; funnel.steps.len()],
            ..funnel
        };
        let found = results(&plain.query("steps"), &sent).unwrap();
        prop_assert_eq!(actual_steps(&plain, &found), expected_steps(&plain, &sent));
    }

    #[test]
    fn trends_are_those_of_the_naive_reading(sent in sent(), funnel in funnel()) {
        let funnel = Funnel { optional: vec![false; funnel.steps.len()], ..funnel };
        if let Some(found) = results(&funnel.query("trends"), &sent) {
            prop_assert_eq!(actual_rates(&found), expected_rates(&funnel, &sent));
        }
    }
    #[test]
    fn correlations_are_those_of_the_naive_reading(sent in sent(), funnel in funnel()) {
        if let Some(found) = results(&correlation_query(&funnel), &sent) {
            prop_assert_eq!(actual_correlations(&found), expected_correlations(&funnel, &sent));
        }
    }

    #[test]
    fn paths_around_funnels_are_those_of_the_naive_reading(sent in sent(), funnel in funnel(), around in around()) {
        if let Some(found) = results(&around.query(&funnel), &sent) {
            prop_assert_eq!(actual_edges(&found), around.expected_edges(&funnel, &sent));
        }
    }
}
