//! The figures of trends, counted by sets and sorted lists, straight from spec/trends 6.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::calendar::{Clock, Period};
use crate::{Event, Question, Split};

const NULL: &str = "$$_posthog_breakdown_null_$$";
const OTHER: &str = "$$_posthog_breakdown_other_$$";

/// The figures of a breakdown value.
type Row = (Vec<String>, Vec<f64>);

/// One period of a question over its events, which are sorted by time.
pub(crate) struct Naive<'a> {
    pub(crate) question: &'a Question,
    pub(crate) clock: &'a Clock,
    pub(crate) period: &'a Period,
    pub(crate) events: &'a [Event],
}

impl Naive<'_> {
    /// Returns the rows in the order of the answer, and whether there is one of all other values.
    pub(crate) fn rows(&self) -> (Vec<Value>, bool) {
        let Split::By(_) = self.question.split else {
            let chosen: Vec<&Event> = self.chosen().into_iter().map(|(event, _)| event).collect();
            return (vec![self.row(None, &self.shown(self.figures(&chosen)))], false);
        };
        let mut groups: BTreeMap<Vec<String>, Vec<&Event>> = BTreeMap::new();
        for (event, value) in self.chosen() {
            groups.entry(value).or_default().push(event);
        }
        let mut rows: Vec<Row> = (groups.into_iter())
            .map(|(value, events)| (value, self.figures(&events)))
            .filter(|(_, figures)| !self.is_rolling() || figures.iter().any(|figure| *figure > 0.0))
            .map(|(value, figures)| (value, self.shown(figures)))
            .collect();
        let sum = |row: &Row| row.1.iter().sum::<f64>();
        let null = |row: &Row| row.0.iter().any(|value| value == NULL);
        rows.sort_by(|one, other| {
            let nulls = if self.question.is_total() { false.cmp(&false) } else { null(one).cmp(&null(other)) };
            nulls.then(sum(other).total_cmp(&sum(one))).then(one.0.cmp(&other.0))
        });
        let others = rows.split_off(self.question.limit.min(rows.len()));
        rows.sort_by(|one, other| {
            null(one).cmp(&null(other)).then(sum(other).total_cmp(&sum(one))).then(one.0.cmp(&other.0))
        });
        let has_more = !others.is_empty();
        if has_more && !self.question.hide_other {
            let mut sums = vec![0.0; others[0].1.len()];
            for (_, figures) in &others {
                sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
            }
            rows.push((vec![OTHER.to_owned(); others[0].0.len()], sums));
        }
        (rows.iter().map(|(value, figures)| self.row(Some(value), figures)).collect(), has_more)
    }

    fn row(&self, value: Option<&Vec<String>>, figures: &[f64]) -> Value {
        let value = value.map(|value| match &self.question.split {
            Split::By(dimensions) if dimensions.len() == 1 => json!(value[0]),
            _ => json!(value),
        });
        if self.question.is_total() {
            return json!({"aggregated_value": figures[0], "data": [], "count": 0, "breakdown_value": value});
        }
        let count = match self.question.display {
            "ActionsLineGraphCumulative" => figures.last().copied().unwrap_or(0.0),
            _ => figures.iter().sum(),
        };
        json!({"data": figures, "count": count, "breakdown_value": value})
    }

    /// Smoothing and accumulating (6.5 and 6.7).
    fn shown(&self, figures: Vec<f64>) -> Vec<f64> {
        if self.question.is_total() {
            return figures;
        }
        let smoothed = (0..figures.len()).map(|index| {
            let window = &figures[(index + 1).saturating_sub(self.question.smoothing)..=index];
            let mean = window.iter().sum::<f64>() / window.len() as f64;
            if self.question.smoothing > 1 { mean.floor() } else { mean }
        });
        let smoothed: Vec<f64> = smoothed.collect();
        match self.question.display {
            "ActionsLineGraphCumulative" => (0..smoothed.len()).map(|index| smoothed[..=index].iter().sum()).collect(),
            _ => smoothed,
        }
    }

    fn is_rolling(&self) -> bool {
        self.rolling_days().is_some()
    }

    /// The math after the replacement of 6.1.
    fn math(&self) -> &'static str {
        match (self.question.math, self.question.interval) {
            ("weekly_active", "week" | "month") | ("monthly_active", "month") => "dau",
            (math, _) => math,
        }
    }

    fn rolling_days(&self) -> Option<i64> {
        match self.math() {
            "weekly_active" => Some(7),
            "monthly_active" => Some(30),
            _ => None,
        }
    }

    fn actor(&self, event: &Event) -> Option<String> {
        match self.math() {
            "unique_group" => event.group.map(str::to_owned),
            "dau" | "weekly_active" | "monthly_active" if self.question.counts_groups => event.group.map(str::to_owned),
            _ => Some(event.person().to_string()),
        }
    }

    /// Returns the events that count, with the value of their breakdown.
    fn chosen(&self) -> Vec<(&Event, Vec<String>)> {
        let question = self.question;
        let matching =
            |event: &&Event| question.selects(event) && question.kind.is_none_or(|kind| event.kind == Some(kind));
        let in_range = |event: &&Event| (self.period.lower..=self.period.upper).contains(&event.second);
        let valued = |event| (event, self.question.value(event));
        match self.math() {
            "first_time_for_user" | "first_matching_event_for_user" => {
                let mut chosen = Vec::new();
                for person in self.events.iter().map(Event::person).collect::<BTreeSet<usize>>() {
                    let of_person = || self.events.iter().filter(|event| event.person() == person);
                    let first = match self.math() {
                        "first_time_for_user" => of_person().find(|event| question.selects(event)),
                        _ => of_person().find(matching),
                    };
                    let counted = of_person().filter(matching).find(in_range);
                    if let (Some(first), Some(counted)) = (first, counted)
                        && first.second == counted.second
                    {
                        chosen.push(valued(first));
                    }
                }
                chosen
            }
            _ => {
                let lower = match self.rolling_days() {
                    Some(days) if question.is_total() => self.clock.days_later(self.period.upper, -days),
                    Some(days) => self.clock.days_later(self.period.from, -days),
                    None if self.math().ends_with("_per_actor") => self.period.from,
                    None => self.period.lower,
                };
                let in_range = |event: &&Event| (lower..=self.period.upper).contains(&event.second);
                let has_actor = |event: &&Event| self.actor(event).is_some();
                self.events.iter().filter(matching).filter(in_range).filter(has_actor).map(valued).collect()
            }
        }
    }

    /// Returns the figure of each bucket, or the only one of a total value.
    fn figures(&self, events: &[&Event]) -> Vec<f64> {
        if let Some(days) = self.rolling_days() {
            return self.rolling(events, days);
        }
        let total = self.question.is_total();
        let len = if total { 1 } else { self.period.starts.len() };
        let mut buckets: Vec<Vec<&Event>> = vec![Vec::new(); len];
        let mut seen = BTreeSet::new();
        for event in events {
            let start = self.clock.start_of(self.period.interval, event.second);
            let bucket = if total { Some(0) } else { self.period.starts.iter().position(|other| *other == start) };
            let once =
                matches!(self.math(), "dau" | "unique_group") && self.question.display == "ActionsLineGraphCumulative";
            if !once || seen.insert(self.actor(event)) {
                buckets[bucket.unwrap()].push(event);
            }
        }
        buckets.iter().map(|events| self.figure(events)).collect()
    }

    fn rolling(&self, events: &[&Event], days: i64) -> Vec<f64> {
        let grid = if self.period.interval == "hour" { "hour" } else { "day" };
        let active = |event: &Event, start: i64| {
            let cell = self.clock.start_of(grid, event.second);
            cell <= start && start < self.clock.days_later(cell, days)
        };
        let actors = |counts: &dyn Fn(&Event) -> bool| {
            let counted = events.iter().filter(|event| counts(event));
            counted.map(|event| self.actor(event)).collect::<BTreeSet<_>>().len() as f64
        };
        let starts = &self.period.starts;
        match self.question.is_total() {
            true => vec![actors(&|event| starts.iter().any(|start| active(event, *start)))],
            false => starts.iter().map(|start| actors(&|event| active(event, *start))).collect(),
        }
    }

    fn figure(&self, events: &[&Event]) -> f64 {
        let distinct = |of: &dyn Fn(&Event) -> Option<String>| {
            events.iter().map(|event| of(event)).collect::<BTreeSet<_>>().len() as f64
        };
        let numbers = match self.question.property {
            Some("$session_duration") => {
                let sessions: BTreeSet<Option<&str>> = events.iter().map(|event| event.session).collect();
                sessions.into_iter().map(|session| self.duration(session)).collect()
            }
            _ => events.iter().filter_map(|event| event.amount.1).collect(),
        };
        let per_person = || {
            let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
            events.iter().for_each(|event| *counts.entry(event.person()).or_default() += 1.0);
            counts.into_values().collect::<Vec<f64>>()
        };
        match self.math() {
            "dau" | "unique_group" => distinct(&|event| self.actor(event)),
            "unique_session" => distinct(&|event| event.session.map(str::to_owned)),
            "avg_count_per_actor" => aggregate("avg", per_person()),
            "p90_count_per_actor" => aggregate("p90", per_person()),
            "total" | "first_time_for_user" | "first_matching_event_for_user" => events.len() as f64,
            math => aggregate(math, numbers),
        }
    }

    fn duration(&self, session: Option<&str>) -> f64 {
        let Some(session) = session else { return 0.0 };
        let seconds = || self.events.iter().filter(|event| event.session == Some(session)).map(|event| event.second);
        (seconds().max().unwrap() - seconds().min().unwrap()) as f64
    }
}

fn aggregate(math: &str, mut numbers: Vec<f64>) -> f64 {
    if numbers.is_empty() {
        return 0.0;
    }
    let len = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    numbers.sort_by(f64::total_cmp);
    let quantile = |share: f64| {
        let position = share * (len - 1.0);
        let (low, high) = (numbers[position.floor() as usize], numbers[position.ceil() as usize]);
        low + (high - low) * position.fract()
    };
    match math {
        "sum" => sum,
        "avg" => sum / len,
        "min" => numbers[0],
        "max" => numbers[numbers.len() - 1],
        "median" => quantile(0.5),
        "p90" => quantile(0.9),
        other => panic!("no math is called {other}"),
    }
}
