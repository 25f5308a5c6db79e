//! Retention of small random data, counted a second time by sets, straight from spec/funnels 7.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::{prop_assert_eq, proptest};
use serde_json::{Value, json};
use tests::native::response;

/// 2024-01-07T00:00:00Z, a Sunday, in minutes since the epoch. Times are minutes after it.
const BASE: i64 = 1_704_585_600 / 60;
const DAY: i64 = 24 * 60;

#[derive(Clone, Debug)]
struct Event {
    person: usize,
    name: &'static str,
    time: i64,
    kind: Option<&'static str>,
    amount: Option<u32>,
}

#[derive(Clone, Debug)]
struct Entity {
    name: Option<&'static str>,
    kind: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Split {
    Nothing,
    Event,
    Person,
}

#[derive(Clone, Debug)]
struct Question {
    period: &'static str,
    total: usize,
    from: Option<i64>,
    to: i64,
    kind: &'static str,
    start: Entity,
    returning: Entity,
    cumulative: bool,
    minimum: usize,
    from_start: bool,
    brackets: Vec<i64>,
    aggregation: &'static str,
    split: Split,
    limit: usize,
}

type Table = Vec<Vec<(u64, f64)>>;

/// A row of the answer: the value, and for each column the count and the aggregate.
type Row = (Value, Vec<(u64, Option<f64>)>);

fn iso(minutes: i64) -> String {
    jiff::Timestamp::from_second((BASE + minutes) * 60).unwrap().to_string()
}

impl Entity {
    fn is(&self, event: &Event) -> bool {
        self.name.is_none_or(|name| name == event.name)
    }

    fn matches(&self, event: &Event) -> bool {
        self.is(event) && self.kind.is_none_or(|kind| event.kind == Some(kind))
    }

    fn json(&self) -> Value {
        let properties: Vec<Value> =
            self.kind.iter().map(|kind| json!({"key": "kind", "value": [kind], "type": "event"})).collect();
        json!({"id": self.name, "type": "events", "properties": properties})
    }
}

impl Question {
    fn interval(&self, time: i64) -> i64 {
        let length = match self.period {
            "Hour" => 60,
            "Day" => DAY,
            _ => 7 * DAY,
        };
        time.div_euclid(length)
    }

    /// The intervals of the table.
    fn range(&self) -> std::ops::Range<i64> {
        let end = self.interval(self.to) + 1;
        self.from.map_or(end - self.total as i64, |from| self.interval(from))..end
    }

    fn columns(&self) -> usize {
        if self.brackets.is_empty() { self.total } else { self.brackets.len() + 1 }
    }

    fn column(&self, distance: i64) -> Option<usize> {
        if self.brackets.is_empty() {
            return usize::try_from(distance).ok().filter(|column| *column < self.total);
        }
        let mut end = 0;
        self.brackets
            .iter()
            .position(|length| {
                end += length;
                distance <= end
            })
            .map(|bracket| bracket + 1)
    }

    fn json(&self) -> Value {
        let breakdown = match self.split {
            Split::Nothing => Value::Null,
            Split::Event => {
                json!({"breakdowns": [{"property": "kind", "type": "event"}], "breakdown_limit": self.limit})
            }
            Split::Person => json!({"breakdown": "plan", "breakdown_type": "person", "breakdown_limit": self.limit}),
        };
        json!({"kind": "RetentionQuery", "breakdownFilter": breakdown,
            "dateRange": {"date_from": self.from.map(iso), "date_to": iso(self.to)},
            "retentionFilter": {"period": self.period, "totalIntervals": self.total, "retentionType": self.kind,
                "targetEntity": self.start.json(), "returningEntity": self.returning.json(),
                "cumulative": self.cumulative, "minimumOccurrences": self.minimum,
                "timeWindowMode": if self.from_start { "24_hour_windows" } else { "strict_calendar_dates" },
                "retentionCustomBrackets": self.brackets, "aggregationType": self.aggregation,
                "aggregationProperty": "amount"}})
    }

    /// What the events of one actor, or of one of its values, add to the table.
    fn by_calendar(&self, events: &[&Event], table: &mut Table) {
        let range = self.range();
        let is_in = |event: &&&Event| range.contains(&self.interval(event.time));
        let starts: Vec<&Event> =
            events.iter().filter(is_in).filter(|event| self.start.matches(event)).copied().collect();
        let rows: BTreeSet<i64> = match self.kind {
            "retention_recurring" => starts.iter().map(|event| self.interval(event.time)).collect(),
            _ => self.origin(events).into_iter().map(|time| self.interval(time)).collect(),
        };
        let Some(first) = rows.first() else { return };
        let mut returns: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
        for event in events.iter().filter(is_in).filter(|event| self.returning.matches(event)) {
            returns.entry(self.interval(event.time)).or_default().push(event);
        }
        if self.aggregation == "count" {
            returns.retain(|_, events| events.len() >= self.minimum);
        }
        for row in &rows {
            let origin = if self.brackets.is_empty() { row } else { first };
            let cells = &mut table[(row - range.start) as usize];
            let mut columns = BTreeSet::from([0]);
            for (interval, events) in returns.iter().filter(|(interval, _)| *interval > origin) {
                if let Some(column) = self.column(interval - origin) {
                    columns.insert(column);
                    cells[column].1 += events.iter().map(|event| f64::from(event.amount.unwrap_or(0))).sum::<f64>();
                }
            }
            if self.cumulative {
                columns = (0..=*columns.last().unwrap()).collect();
            }
            for column in columns {
                cells[column].0 += 1;
            }
            cells[0].1 += self.sum_of_first_column(&starts, returns.get(row), *row);
        }
    }

    fn sum_of_first_column(&self, starts: &[&Event], returns: Option<&Vec<&Event>>, row: i64) -> f64 {
        let starts: Vec<&&Event> = starts.iter().filter(|event| self.interval(event.time) == row).collect();
        let first = starts[0].time;
        let after =
            returns.into_iter().flatten().filter(|event| event.time > first && self.start.name != self.returning.name);
        starts.into_iter().chain(after).map(|event| f64::from(event.amount.unwrap_or(0))).sum()
    }

    /// The one start of an actor that counts, if it lies in the range.
    fn origin(&self, events: &[&Event]) -> Option<i64> {
        let range = self.range();
        let is_in = |event: &&&Event| range.contains(&self.interval(event.time));
        let anchor = match self.kind {
            "retention_recurring" => events.iter().filter(is_in).find(|event| self.start.matches(event)),
            "retention_first_time" => events.iter().find(|event| self.start.matches(event)).filter(is_in),
            _ => {
                events.iter().find(|event| self.start.is(event)).filter(|event| self.start.matches(event)).filter(is_in)
            }
        };
        anchor.map(|event| event.time)
    }

    fn by_windows(&self, origin: i64, events: &[&Event], table: &mut Table) {
        let range = self.range();
        let (tick, size) = match self.period {
            "Hour" => (60, 1),
            "Day" => (60, 24),
            _ => (DAY, 7),
        };
        let start = range.start * tick * size;
        let row = (origin.div_euclid(tick) - start.div_euclid(tick)) / size;
        let after = |event: &&&Event| event.time >= origin && range.contains(&self.interval(event.time));
        let after: Vec<&&Event> = events.iter().filter(after).collect();
        if !after.iter().any(|event| self.start.matches(event) || self.returning.matches(event)) {
            return;
        }
        let mut columns = BTreeSet::from([0]);
        for event in after.into_iter().filter(|event| self.returning.matches(event)) {
            match (event.time.div_euclid(tick) - origin.div_euclid(tick)) / size {
                0 => {}
                distance => columns.extend(self.column(distance)),
            }
        }
        for column in columns {
            table[row as usize][column].0 += 1;
        }
    }

    /// The tables by value, before any are merged.
    fn tables(&self, events: &[Event], plans: &[Option<&'static str>]) -> BTreeMap<&'static str, Table> {
        let end = self.range().end;
        let mut tables = BTreeMap::new();
        for (person, plan) in plans.iter().enumerate() {
            let mut own: Vec<&Event> =
                events.iter().filter(|event| event.person == person && self.interval(event.time) < end).collect();
            own.sort_by_key(|event| event.time);
            let origin = self.origin(&own);
            let mut parts: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
            for event in &own {
                let first_ever = own.iter().find(|event| self.start.is(event));
                let value = match (self.split, self.kind) {
                    (Split::Nothing, _) => Some(""),
                    (Split::Person, _) => Some(plan.unwrap_or("")),
                    (Split::Event, "retention_first_ever_occurrence") => {
                        first_ever.map(|event| event.kind.unwrap_or(""))
                    }
                    (Split::Event, _) => Some(event.kind.unwrap_or("")),
                };
                if let Some(value) = value {
                    parts.entry(value).or_default().push(event);
                }
            }
            for (value, part) in parts {
                let table = tables.entry(value).or_insert_with(|| self.empty());
                match (self.from_start, origin) {
                    (false, _) => self.by_calendar(&part, table),
                    (true, Some(origin)) => self.by_windows(origin, &part, table),
                    (true, None) => {}
                }
            }
        }
        tables
    }

    fn empty(&self) -> Table {
        vec![vec![(0, 0.0); self.columns()]; self.range().count()]
    }

    /// The rows of the answer: the value, and for each column the count and the aggregate.
    fn rows(&self, events: &[Event], plans: &[Option<&'static str>]) -> Vec<Row> {
        let mut tables = self.tables(events, plans);
        if self.split == Split::Nothing {
            let table = tables.remove("").unwrap_or_else(|| self.empty());
            return self.shown(&Value::Null, &table);
        }
        let size = |table: &Table| table.iter().map(|row| row[0].0).sum::<u64>();
        let mut ranked: Vec<(&str, Table)> = tables.into_iter().filter(|(_, table)| size(table) > 0).collect();
        ranked.sort_by_key(|(value, table)| (std::cmp::Reverse(size(table)), *value));
        let mut other = self.empty();
        for (_, table) in ranked.iter().skip(self.limit) {
            for (cell, more) in other.iter_mut().flatten().zip(table.iter().flatten()) {
                *cell = (cell.0 + more.0, cell.1 + more.1);
            }
        }
        let named = ranked.iter().take(self.limit).flat_map(|(value, table)| self.shown(&json!(value), table));
        let other = if ranked.len() > self.limit {
            self.shown(&json!("$$_posthog_breakdown_other_$$"), &other)
        } else {
            Vec::new()
        };
        named.chain(other).collect()
    }

    fn shown(&self, value: &Value, table: &Table) -> Vec<Row> {
        let cell = |(count, sum): &(u64, f64)| match self.aggregation {
            "count" => (*count, None),
            "avg" if *count > 0 => (*count, Some(sum / *count as f64)),
            _ => (*count, Some(*sum)),
        };
        table.iter().map(|row| (value.clone(), row.iter().map(cell).collect())).collect()
    }
}

fn entities() -> impl Strategy<Value = Entity> {
    (prop_oneof![Just(None), Just(Some("a")), Just(Some("b"))], option::of(Just("x")))
        .prop_map(|(name, kind)| Entity { name, kind })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    // Few minutes of the day, so that times are often equal.
    let times = (-3..25_i64, select(vec![0, 1, 59, 60, 600, DAY - 1])).prop_map(|(day, minute)| day * DAY + minute);
    let event = (
        0..4_usize,
        select(vec!["a", "b", "c"]),
        times,
        select(vec![None, Some("x"), Some("y"), Some("z")]),
        option::of(0..9_u32),
    );
    vec(event.prop_map(|(person, name, time, kind, amount)| Event { person, name, time, kind, amount }), 0..60)
}

fn questions() -> impl Strategy<Value = Question> {
    let dates = (select(vec!["Hour", "Day", "Day", "Week"]), 1..9_usize, option::of(0..10 * DAY), 0..20 * DAY);
    let kinds = select(vec!["retention_recurring", "retention_first_time", "retention_first_ever_occurrence"]);
    let modes = (any::<bool>(), 1..4_usize, any::<bool>(), prop_oneof![Just(Vec::new()), vec(1..4_i64, 1..4)]);
    let splits = select(vec![Split::Nothing, Split::Event, Split::Person]);
    let figures = (select(vec!["count", "count", "sum", "avg"]), splits, 1..5_usize);
    (dates, kinds, entities(), entities(), modes, figures).prop_map(
        |(
            (period, total, from, to),
            kind,
            start,
            returning,
            (cumulative, minimum, from_start, brackets),
            (aggregation, split, limit),
        )| {
            // An hourly table of many days has little in it.
            let from = from.map(|from| if period == "Hour" { from.max(to - 2 * DAY) } else { from }.min(to));
            Question {
                period,
                total,
                from,
                to,
                kind,
                start,
                returning,
                cumulative: cumulative && !from_start,
                minimum,
                from_start,
                brackets,
                aggregation: if from_start { "count" } else { aggregation },
                split,
                limit,
            }
        },
    )
}

fn answered(events: &[Event], plans: &[Option<&'static str>], question: &Question) -> Vec<Row> {
    let persons: Vec<Value> = plans
        .iter()
        .enumerate()
        .map(|(person, plan)| json!({"distinct_ids": [person.to_string()], "properties": {"plan": plan}}))
        .collect();
    let events: Vec<Value> = events
        .iter()
        .map(|event| {
            json!({"event": event.name, "distinct_id": event.person.to_string(), "timestamp": iso(event.time),
                "properties": {"kind": event.kind, "amount": event.amount}})
        })
        .collect();
    let case = json!({"now": iso(30 * DAY), "team": {"timezone": "UTC"}, "persons": persons, "events": events,
        "query": question.json()});
    let response: Value = serde_json::from_str(&response(&case)).unwrap();
    let rows = response["results"].as_array().unwrap_or_else(|| panic!("{response}"));
    rows.iter()
        .map(|row| {
            let cells = row["values"].as_array().unwrap().iter();
            let cells = cells
                .map(|cell| (cell["count"].as_u64().unwrap(), cell.get("aggregation_value").and_then(Value::as_f64)));
            (row["breakdown_value"].clone(), cells.collect())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn every_table_is_what_counting_by_sets_gives(
        events in events(),
        plans in vec(select(vec![None, Some("p"), Some("q")]), 4),
        question in questions(),
    ) {
        prop_assert_eq!(answered(&events, &plans, &question), question.rows(&events, &plans));
    }
}
