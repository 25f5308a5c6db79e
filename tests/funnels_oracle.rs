//! Funnels against a naive reading of spec/funnels 4 and 5, over small random data full of ties and repeated steps.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use oriel::columns::Dataset;
use oriel::eval::evaluate;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Seconds in a unit of the random times; six make up a minute, the period of trends.
const UNIT: i64 = 10;
const NAMES: [&str; 5] = ["a", "b", "c", "x", "other"];
const VALUES: [&str; 3] = ["", "p", "q"];

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
    fn views(&self, seen: &[Seen]) -> Vec<(&'static str, Vec<Seen>, Option<(usize, &'static str)>)> {
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

#[derive(Clone, Debug, Default)]
struct Slot {
    anchor: Option<i64>,
    excluded: bool,
    times: Vec<i64>,
    ids: Vec<usize>,
    bits: BTreeSet<usize>,
}

/// Spec/funnels 4.1, line by line.
struct Ordered<'a> {
    funnel: &'a Funnel,
    value: Option<(usize, &'static str)>,
    slots: Vec<Slot>,
    best: (usize, Slot),
}

impl Ordered<'_> {
    fn run(
        funnel: &Funnel,
        seen: &[Seen],
        value: Option<(usize, &'static str)>,
    ) -> Option<(Vec<i64>, BTreeSet<usize>)> {
        let n = funnel.steps.len();
        let mut state = Ordered { funnel, value, slots: vec![Slot::default(); n + 1], best: (0, Slot::default()) };
        for group in seen.chunk_by(|one, other| one.time == other.time) {
            state.slots[0] = Slot { anchor: Some(group[0].time), ..Slot::default() };
            if group.iter().all(|event| event.markers == group[0].markers) {
                group.iter().for_each(|event| state.handle(event, &event.markers, false));
            } else {
                let mut copies: Vec<(i64, &Seen)> = Vec::new();
                for event in group {
                    copies.extend(event.markers.iter().filter(|marker| **marker > 0).map(|marker| (*marker, event)));
                }
                copies.sort_by_key(|(step, _)| *step);
                copies.iter().for_each(|(step, event)| state.handle(event, &[*step], true));
            }
            if state.slots[n].anchor.is_some() {
                break;
            }
        }
        let (step, slot) = state.best;
        (step > 0 && !slot.excluded).then_some((slot.times, slot.bits))
    }

    fn handle(&mut self, event: &Seen, markers: &[i64], multi: bool) {
        let t = event.time;
        for marker in markers.iter().rev() {
            let step = marker.unsigned_abs() as usize;
            let mut prev = step - 1;
            let ok = |slots: &[Slot], prev: usize| slots[prev].anchor.is_some_and(|at| t - at <= self.funnel.window);
            while prev > 0 && self.funnel.is_optional(prev) && !ok(&self.slots, prev) {
                prev -= 1;
            }
            let already = self.slots[step].anchor.is_some() && self.slots[step].anchor == self.slots[prev].anchor;
            if !ok(&self.slots, prev) || already {
                continue;
            }
            if *marker < 0 {
                if !self.slots[prev].excluded {
                    self.slots[prev].excluded = true;
                    if self.best.0 == prev && t - self.best.1.anchor.unwrap() <= self.funnel.window {
                        self.best.1.excluded = true;
                    }
                }
                continue;
            }
            if self.value.is_some_and(|(k, value)| k == prev && value != event.value)
                || (multi && self.slots[prev].ids.contains(&event.id))
            {
                continue;
            }
            let mut new = self.slots[prev].clone();
            if !self.funnel.is_optional(step) {
                new.times.push(t);
            }
            new.ids.push(event.id);
            new.bits.insert(step - 1);
            if !self.slots[prev].excluded {
                self.slots[step] = new.clone();
            }
            if step > self.best.0 || (step == self.best.0 && self.best.1.excluded) {
                self.best = (step, new);
            }
        }
        if self.funnel.order == Order::Strict && !multi {
            for step in 1..self.slots.len() {
                if !markers.contains(&(step as i64)) {
                    self.slots[step] = Slot::default();
                }
            }
        }
    }
}

/// The queues of spec/funnels 4.2 and 4.4: events that wait, by step.
struct Queues(Vec<Vec<i64>>);

impl Queues {
    fn done(&self) -> usize {
        self.0.iter().filter(|queue| !queue.is_empty()).count()
    }

    fn oldest(&self) -> Option<(i64, usize)> {
        self.0.iter().enumerate().filter_map(|(step, queue)| Some((*queue.first()?, step))).min()
    }

    fn fronts(&self) -> Vec<i64> {
        let mut fronts: Vec<i64> = self.0.iter().filter_map(|queue| queue.first().copied()).collect();
        fronts.sort_unstable();
        fronts
    }

    fn take(&mut self, event: &Seen, value: Option<(usize, &'static str)>) {
        if event.markers.iter().any(|marker| *marker < 0) {
            self.0.iter_mut().for_each(Vec::clear);
        } else if !value.is_some_and(|(k, value)| self.done() == k && value != event.value) {
            let steps = event.markers.iter().map(|marker| *marker as usize - 1);
            let step = steps.min_by_key(|step| self.0[*step].last().copied().unwrap_or(i64::MIN)).unwrap();
            self.0[step].push(event.time);
        }
    }
}

/// Spec/funnels 4.2.
fn unordered(
    funnel: &Funnel,
    seen: &[Seen],
    value: Option<(usize, &'static str)>,
) -> Option<(Vec<i64>, BTreeSet<usize>)> {
    let n = funnel.steps.len();
    let mut queues = Queues(vec![Vec::new(); n]);
    let mut best: Vec<i64> = Vec::new();
    for (index, event) in seen.iter().enumerate() {
        while let Some((oldest, step)) = queues.oldest() {
            if queues.done() < n && oldest + funnel.window >= event.time {
                break;
            }
            if queues.done() > best.len() {
                best = queues.fronts();
            }
            queues.0[step].remove(0);
        }
        queues.take(event, value);
        if best.len() == n {
            break;
        }
        if index + 1 == seen.len() && queues.done() > best.len() {
            best = queues.fronts();
        }
    }
    let bits = (0..best.len()).collect();
    (!best.is_empty()).then_some((best, bits))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    None,
    Partial,
    Full,
}

#[derive(Clone, Debug)]
struct Live {
    best: (usize, i64, State),
    slots: Vec<(Option<i64>, bool)>,
}

/// Spec/funnels 4.3: by interval, whether the attempt converted.
fn ordered_trends(funnel: &Funnel, seen: &[Seen], value: Option<(usize, &'static str)>) -> BTreeMap<i64, bool> {
    let mut live: BTreeMap<i64, Live> = BTreeMap::new();
    let mut done: BTreeMap<i64, bool> = BTreeMap::new();
    let (from, to) = (funnel.from + 1, funnel.to + 1);
    for event in seen {
        for marker in event.markers.iter().rev() {
            let step = marker.unsigned_abs() as usize;
            let wrong = |k: usize| value.is_some_and(|(wanted, value)| wanted == k && value != event.value);
            if *marker == 1 {
                let interval = event.time.div_euclid(60);
                if wrong(0) || done.contains_key(&interval) {
                    continue;
                }
                let fresh =
                    Live { best: (1, event.time, State::None), slots: vec![(None, false); funnel.steps.len() + 1] };
                let entry = live.entry(interval).or_insert_with(|| fresh.clone());
                if entry.best.0 == 1 && entry.best.2 != State::None {
                    *entry = fresh;
                }
                entry.slots[1] = (Some(event.time), false);
                continue;
            }
            for (interval, entry) in live.clone() {
                let entry_now = live.get_mut(&interval).unwrap();
                let (anchor, excluded) = entry.slots[step - 1];
                let ok = anchor.is_some_and(|anchor| event.time - anchor <= funnel.window);
                if !ok || entry.slots[step].0 == anchor {
                    continue;
                }
                if *marker < 0 {
                    entry_now.slots[step - 1].1 = true;
                    if entry.best.0 == step - 1 && event.time - entry.best.1 <= funnel.window {
                        entry_now.best.2 = State::Partial;
                    }
                    continue;
                }
                if wrong(step - 1) {
                    continue;
                }
                if !excluded {
                    entry_now.slots[step] = (anchor, false);
                }
                if entry_now.slots[to].0.is_some() {
                    done.insert(interval, true);
                    live.remove(&interval);
                } else if step > entry.best.0 || (step == entry.best.0 && entry.best.2 == State::Partial) {
                    entry_now.best = (step, event.time, if excluded { State::Full } else { State::None });
                }
            }
        }
        if funnel.order == Order::Strict {
            for entry in live.values_mut() {
                for step in 1..entry.slots.len() {
                    if !event.markers.contains(&(step as i64)) {
                        entry.slots[step] = (None, false);
                    }
                }
            }
        }
    }
    if live.values().all(|entry| entry.best.2 != State::Full) {
        for (interval, entry) in live {
            if entry.best.0 >= from && entry.best.2 != State::Partial {
                done.insert(interval, false);
            }
        }
    }
    done
}

/// Spec/funnels 4.4.
fn unordered_trends(funnel: &Funnel, seen: &[Seen], value: Option<(usize, &'static str)>) -> BTreeMap<i64, bool> {
    let mut queues = Queues(vec![Vec::new(); funnel.steps.len()]);
    let mut most: BTreeMap<i64, usize> = BTreeMap::new();
    let mut pop = |queues: &mut Queues, oldest: i64, step: usize| {
        let most = most.entry(oldest.div_euclid(60)).or_default();
        *most = queues.done().max(*most);
        queues.0[step].remove(0);
    };
    for event in seen {
        while let Some((oldest, step)) = queues.oldest() {
            if queues.done() < funnel.steps.len() && oldest + funnel.window >= event.time {
                break;
            }
            pop(&mut queues, oldest, step);
        }
        queues.take(event, value);
    }
    while let Some((oldest, step)) = queues.oldest() {
        pop(&mut queues, oldest, step);
    }
    let entered = most.into_iter().filter(|(_, done)| *done > funnel.from);
    entered.map(|(interval, done)| (interval, done > funnel.to)).collect()
}

fn answer(funnel: &Funnel, sent: &[Sent], view: &str) -> Option<Value> {
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
    // What the validation refuses is not asked.
    let query = Query::from_json(&funnel.query(view)).ok()?;
    let answer: Value = serde_json::from_str(&evaluate(&query, &dataset, &context).unwrap().to_json()).unwrap();
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
    for actor in 0..4 {
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
    for actor in 0..4 {
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
    let event = (0..4_usize, 0..36_i64, 0..NAMES.len(), 0..VALUES.len());
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn steps_are_those_of_the_naive_reading(sent in sent(), funnel in funnel()) {
        if let Some(results) = answer(&funnel, &sent, "steps") {
            prop_assert_eq!(actual_steps(&funnel, &results), expected_steps(&funnel, &sent));
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
        let results = answer(&plain, &sent, "steps").unwrap();
        prop_assert_eq!(actual_steps(&plain, &results), expected_steps(&plain, &sent));
    }

    #[test]
    fn trends_are_those_of_the_naive_reading(sent in sent(), funnel in funnel()) {
        let funnel = Funnel { optional: vec![false; funnel.steps.len()], ..funnel };
        if let Some(results) = answer(&funnel, &sent, "trends") {
            prop_assert_eq!(actual_rates(&results), expected_rates(&funnel, &sent));
        }
    }
}
