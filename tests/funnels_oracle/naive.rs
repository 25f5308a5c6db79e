//! Spec/funnels 4, as naively as it can be written.

use std::collections::{BTreeMap, BTreeSet};

use super::{Funnel, Order, Seen};

#[derive(Clone, Debug, Default)]
struct Slot {
    anchor: Option<i64>,
    excluded: bool,
    times: Vec<i64>,
    ids: Vec<usize>,
    bits: BTreeSet<usize>,
}

/// Spec/funnels 4.1, line by line.
pub(super) struct Ordered<'a> {
    funnel: &'a Funnel,
    value: Option<(usize, &'static str)>,
    slots: Vec<Slot>,
    best: (usize, Slot),
}

impl Ordered<'_> {
    pub(super) fn run(
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
pub(super) fn unordered(
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
pub(super) fn ordered_trends(
    funnel: &Funnel,
    seen: &[Seen],
    value: Option<(usize, &'static str)>,
) -> BTreeMap<i64, bool> {
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
pub(super) fn unordered_trends(
    funnel: &Funnel,
    seen: &[Seen],
    value: Option<(usize, &'static str)>,
) -> BTreeMap<i64, bool> {
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
