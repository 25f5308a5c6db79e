//! Trends against a naive reading of spec/trends 4 and 6, over small random data full of ties.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "trends_oracle/calendar.rs"]
mod calendar;
#[path = "trends_oracle/naive.rs"]
mod naive;

use calendar::Clock;
use jiff::civil::{Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use naive::Naive;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tests::matching::difference;
use tests::native::response;

/// 2024-03-04T00:00:00Z, in seconds since the epoch; clocks in US/Pacific change six days later.
const BASE: i64 = 1_709_510_400;
/// The browsers of the persons; the last one has no person's record.
const BROWSERS: [Option<&str>; 4] = [Some("Chrome"), Some("Safari"), Some(""), None];
/// How many persons have a record. Distinct id 4 belongs to person 0 too.
const RECORDS: usize = 3;
const MATHS: [&str; 16] = [
    "total",
    "dau",
    "weekly_active",
    "monthly_active",
    "unique_session",
    "unique_group",
    "first_time_for_user",
    "first_matching_event_for_user",
    "sum",
    "avg",
    "min",
    "max",
    "median",
    "p90",
    "avg_count_per_actor",
    "p90_count_per_actor",
];
const DISPLAYS: [&str; 5] =
    ["ActionsLineGraph", "ActionsLineGraphCumulative", "ActionsTable", "BoldNumber", "ActionsBar"];

/// An event as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    distinct_id: usize,
    pub(crate) second: i64,
    name: &'static str,
    pub(crate) kind: Option<&'static str>,
    /// The property as it is sent, and the number that it is.
    pub(crate) amount: (Value, Option<f64>),
    pub(crate) session: Option<&'static str>,
    pub(crate) group: Option<&'static str>,
}

impl Event {
    pub(crate) fn person(&self) -> usize {
        self.distinct_id % BROWSERS.len()
    }

    fn json(&self) -> Value {
        json!({"event": self.name, "distinct_id": self.distinct_id.to_string(), "timestamp": iso(self.second),
            "properties": {"kind": self.kind, "amount": self.amount.0, "$session_id": self.session.unwrap_or(""),
                "$group_0": self.group}})
    }
}

/// By what a question is split.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Split {
    Nothing,
    /// By these dimensions; one of them is a plain breakdown.
    By(Vec<&'static str>),
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    zone: &'static str,
    monday: bool,
    pub(crate) interval: &'static str,
    first_day: i64,
    days: i64,
    pub(crate) display: &'static str,
    pub(crate) math: &'static str,
    pub(crate) property: Option<&'static str>,
    pub(crate) counts_groups: bool,
    event: Option<&'static str>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) split: Split,
    pub(crate) limit: usize,
    pub(crate) hide_other: bool,
    pub(crate) smoothing: usize,
    compare: bool,
}

impl Question {
    pub(crate) fn is_total(&self) -> bool {
        matches!(self.display, "ActionsTable" | "BoldNumber")
    }

    pub(crate) fn selects(&self, event: &Event) -> bool {
        self.event.is_none_or(|name| event.name == name)
    }

    /// The value of an event's breakdown; missing and empty parts are null.
    pub(crate) fn value(&self, event: &Event) -> Vec<String> {
        let Split::By(dimensions) = &self.split else { return Vec::new() };
        let values = dimensions.iter().map(|dimension| match *dimension {
            "kind" => event.kind,
            _ => BROWSERS[event.person()],
        });
        values
            .map(|value| value.filter(|value| !value.is_empty()).unwrap_or("$$_posthog_breakdown_null_$$").to_owned())
            .collect()
    }

    fn json(&self) -> Value {
        let first = date(2024, 3, 4).checked_add(self.first_day.days()).unwrap();
        let last = first.checked_add((self.days - 1).days()).unwrap();
        let kind: Vec<Value> =
            self.kind.iter().map(|kind| json!({"key": "kind", "value": kind, "type": "event"})).collect();
        let group = (self.counts_groups || self.math == "unique_group").then_some(0);
        let scope = |dimension: &str| if dimension == "kind" { "event" } else { "person" };
        let breakdown = match &self.split {
            Split::Nothing => json!({}),
            Split::By(dimensions) if dimensions.len() == 1 => {
                json!({"breakdown": dimensions[0], "breakdown_type": scope(dimensions[0])})
            }
            Split::By(dimensions) => json!({"breakdowns": dimensions.iter()
                .map(|name| json!({"property": name, "type": scope(name)})).collect::<Vec<Value>>()}),
        };
        let mut query = json!({"kind": "TrendsQuery", "interval": self.interval,
            "dateRange": {"date_from": first.to_string(), "date_to": last.to_string()},
            "series": [{"kind": "EventsNode", "event": self.event, "math": self.math, "properties": kind,
                "math_property": self.property, "math_group_type_index": group}],
            "trendsFilter": {"display": self.display, "smoothingIntervals": self.smoothing},
            "breakdownFilter": breakdown, "compareFilter": {"compare": self.compare}});
        query["breakdownFilter"]["breakdown_limit"] = json!(self.limit);
        query["breakdownFilter"]["breakdown_hide_other_aggregation"] = json!(self.hide_other);
        query
    }

    /// The current period and the one before it (spec/trends 4.6).
    fn periods(&self, clock: &Clock) -> Vec<calendar::Period> {
        let first = date(2024, 3, 4).checked_add(self.first_day.days()).unwrap();
        let buckets = if self.is_total() { "day" } else { self.interval };
        let mut periods = vec![clock.period(first, self.days, buckets, buckets)];
        if self.compare {
            // A range by hours ends at the midnight with which its last day begins.
            let shift = if self.interval == "hour" { self.days - 1 } else { self.days };
            let earlier = first.checked_sub(shift.days()).unwrap();
            let previous = clock.period(earlier, self.days, self.interval, buckets);
            // A bold number is exact: it starts with its first day.
            let lower = if self.display == "BoldNumber" { previous.from } else { previous.lower };
            periods.push(calendar::Period { lower, ..previous });
        }
        periods
    }

    fn expected(&self, events: &[Event]) -> Value {
        let week_start = if self.monday { Weekday::Monday } else { Weekday::Sunday };
        let clock = Clock { zone: TimeZone::get(self.zone).unwrap(), week_start };
        let (mut results, mut has_more) = (Vec::new(), false);
        for (period, label) in self.periods(&clock).iter().zip(["current", "previous"]) {
            let (rows, more) = Naive { question: self, clock: &clock, period, events }.rows();
            for mut row in rows {
                row["compare_label"] = if self.compare { json!(label) } else { Value::Null };
                results.push(row);
            }
            has_more |= more;
        }
        json!({"results": results, "hasMore": has_more})
    }
}

fn iso(second: i64) -> String {
    Timestamp::from_second(second).unwrap().to_string()
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let amounts = select(vec![
        (json!(1), Some(1.0)),
        (json!(2.5), Some(2.5)),
        (json!("4"), Some(4.0)),
        (json!("many"), None),
        (json!(null), None),
        (json!(-3), Some(-3.0)),
    ]);
    // Half of the days lie before the range; times fall on few moments, so that ties are common.
    let time = (-40_i64..14, select(vec![0, 1, 3599, 3600, 28_799, 28_800, 43_200, 65_700, 86_399]));
    let event = (
        0..5_usize,
        time,
        select(vec!["view", "buy"]),
        select(vec![Some("a"), Some("b"), Some("c"), Some(""), None]),
        amounts,
        select(vec![None, Some("s1"), Some("s2")]),
        select(vec![None, Some(""), Some("g1"), Some("g2")]),
    );
    let event = event.prop_map(|(distinct_id, (day, second), name, kind, amount, session, group)| Event {
        distinct_id,
        second: BASE + day * 86_400 + second,
        name,
        kind,
        amount,
        session,
        group: group.filter(|group| !group.is_empty()),
    });
    vec(event, 0..40).prop_map(|mut events| {
        events.sort_by_key(|event| event.second);
        events
    })
}

fn questions() -> impl Strategy<Value = Question> {
    let shape = (
        select(vec!["UTC", "US/Pacific", "Asia/Kathmandu"]),
        any::<bool>(),
        select(vec!["hour", "day", "week", "month"]),
        -1..8_i64,
        1..9_i64,
        select(DISPLAYS.to_vec()),
    );
    let math = (select(MATHS.to_vec()), select(vec!["amount", "$session_duration"]), any::<bool>());
    let filter = (select(vec![None, Some("view")]), select(vec![None, Some("a")]));
    let splits =
        vec![Split::Nothing, Split::By(vec!["kind"]), Split::By(vec!["browser"]), Split::By(vec!["kind", "browser"])];
    let split = (select(splits), 1..5_usize, any::<bool>());
    let rest = (select(vec![1, 1, 3_usize]), any::<bool>());
    (shape, math, filter, split, rest).prop_map(|(shape, math, (event, kind), split, (smoothing, compare))| {
        let (zone, monday, interval, first_day, days, display) = shape;
        let (split, limit, hide_other) = split;
        let is_property = matches!(math.0, "sum" | "avg" | "min" | "max" | "median" | "p90");
        let counts_groups = math.2 && matches!(math.0, "dau" | "weekly_active" | "monthly_active");
        let (math, property) = (math.0, is_property.then_some(math.1));
        Question {
            zone,
            monday,
            interval,
            first_day,
            days,
            display,
            math,
            property,
            counts_groups,
            event,
            kind,
            split,
            limit,
            hide_other,
            smoothing,
            compare,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn every_answer_is_what_counting_by_sets_gives(events in events(), question in questions()) {
        let persons: Vec<Value> = (0..RECORDS)
            .map(|person| {
                let ids = if person == 0 { vec!["0", "4"] } else { vec![["0", "1", "2"][person]] };
                json!({"distinct_ids": ids, "properties": {"browser": BROWSERS[person]}})
            })
            .collect();
        let case = json!({"now": "2024-04-01T00:00:00Z", "persons": persons,
            "team": {"timezone": question.zone, "week_start_day": i32::from(question.monday)},
            "events": events.iter().map(Event::json).collect::<Vec<Value>>(), "query": question.json()});
        let answer: Value = serde_json::from_str(&response(&case)).unwrap();
        prop_assert_eq!(difference(&question.expected(&events), Some(&answer)), None);
    }
}
