//! Paths of small random data, followed a second time with texts and lists, straight from spec/funnels 8.2.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{ProptestConfig, Strategy};
use proptest::sample::{select, subsequence};
use proptest::{prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};
use tests::native::response;

/// 2024-01-01T00:00:00Z, in seconds. Times are seconds after it.
const BASE: i64 = 1_704_067_200;

#[derive(Clone, Debug)]
struct Event {
    person: usize,
    name: &'static str,
    property: Option<&'static str>,
    time: i64,
}

#[derive(Clone, Debug)]
struct Question {
    types: Vec<&'static str>,
    start: Option<&'static str>,
    end: Option<&'static str>,
    steps: usize,
    edges: usize,
    least: Option<u64>,
    most: Option<u64>,
    groupings: Vec<&'static str>,
    excluded: Vec<&'static str>,
    is_cleaned: bool,
}

type Path = Vec<(String, i64)>;

fn iso(seconds: i64) -> String {
    jiff::Timestamp::from_second(BASE + seconds).unwrap().to_string()
}

fn stripped(item: &str) -> String {
    if item.len() > 1 && item.ends_with('/') { item[..item.len() - 1].to_owned() } else { item.to_owned() }
}

impl Question {
    fn takes(&self, name: &str) -> bool {
        self.types.is_empty()
            || self.types.contains(&name)
            || (self.types.contains(&"custom_event") && !name.starts_with('$'))
    }

    /// The item of an event, nothing where it is left out.
    fn item(&self, event: &Event) -> Option<String> {
        let is_read = |name: &'static str| {
            event.name == name
                && (self.types.contains(&name) || (self.types.is_empty() && !self.excluded.contains(&name)))
        };
        let item = if is_read("$pageview") {
            stripped(event.property.unwrap_or(""))
        } else if is_read("$screen") {
            event.property.unwrap_or("").to_owned()
        } else {
            event.name.to_owned()
        };
        let item = if self.is_cleaned { item.replace(['1', '2'], "N") } else { item };
        // The one whose match is over first.
        let matches = |pattern: &str, read: &str| {
            let (before, after) = pattern.split_once('*').unwrap();
            read.match_indices(before).any(|(at, _)| read[at + before.len()..].contains(after))
        };
        let group =
            (0..=item.len()).find_map(|end| self.groupings.iter().find(|pattern| matches(pattern, &item[..end])));
        let item = group.map_or(item, |group| (*group).to_owned());
        (self.types.is_empty() || !self.excluded.contains(&item.as_str())).then_some(item)
    }

    /// The path of a session whose equal neighbours are one already.
    fn path(&self, session: &[(String, i64)]) -> Path {
        let place = |point: &str, path: &[(String, i64)]| path.iter().position(|(item, _)| *item == stripped(point));
        let mut path = session.to_vec();
        if let Some(start) = self.start {
            match place(start, &path) {
                Some(start) => path = path.split_off(start),
                None => return Vec::new(),
            }
        }
        if let Some(end) = self.end {
            let skipped = usize::from(self.start.is_some());
            match place(end, &path[skipped.min(path.len())..]) {
                Some(end) => path.truncate(end + skipped + 1),
                None => return Vec::new(),
            }
        }
        let (length, half) = (path.len(), self.steps / 2);
        match (self.start, self.end) {
            _ if length <= self.steps => path,
            (Some(_), Some(_)) => {
                let ellipsis = ("...".to_owned(), path[half].1);
                [&path[..half], &[ellipsis], &path[length - half..]].concat()
            }
            (None, Some(_)) => path.split_off(length - self.steps),
            (_, None) => path[..self.steps].to_vec(),
        }
    }

    fn paths(&self, events: &[Event]) -> Vec<Path> {
        let mut paths = Vec::new();
        for person in 0..3 {
            let mut own: Vec<&Event> =
                events.iter().filter(|event| event.person == person && self.takes(event.name)).collect();
            own.sort_by_key(|event| event.time);
            let mut sessions: Vec<Path> = Vec::new();
            let mut before = i64::MIN;
            for (item, time) in own.iter().filter_map(|event| Some((self.item(event)?, event.time))) {
                if before == i64::MIN || time - before >= 1800 {
                    sessions.push(Vec::new());
                }
                before = time;
                let session = sessions.last_mut().unwrap();
                if session.last().is_some_and(|(last, _)| *last == item) {
                    session.pop();
                }
                session.push((item, time));
            }
            paths.extend(sessions.iter().map(|session| self.path(session)));
        }
        paths
    }

    fn rows(&self, events: &[Event]) -> Vec<(String, String, u64, f64)> {
        let mut edges: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
        for path in self.paths(events) {
            for (number, pair) in (1..).zip(path.windows(2)) {
                let edge = (format!("{number}_{}", pair[0].0), format!("{}_{}", number + 1, pair[1].0));
                edges.entry(edge).or_default().push(pair[1].1 - pair[0].1);
            }
        }
        let mut rows: Vec<_> = edges
            .into_iter()
            .map(|((source, target), times)| {
                let mean = times.iter().sum::<i64>() as f64 / times.len() as f64;
                (source, target, times.len() as u64, mean * 1000.0)
            })
            .filter(|row| self.least.is_none_or(|least| row.2 >= least) && self.most.is_none_or(|most| row.2 <= most))
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.2));
        rows.truncate(self.edges);
        let mut reached: BTreeSet<String> =
            rows.iter().map(|row| row.0.clone()).filter(|source| source.starts_with("1_")).collect();
        for _ in 0..rows.len() {
            let next: Vec<String> =
                rows.iter().filter(|row| reached.contains(&row.0)).map(|row| row.1.clone()).collect();
            reached.extend(next);
        }
        rows.retain(|row| reached.contains(&row.0));
        rows
    }

    fn json(&self) -> Value {
        let cleaning = if self.is_cleaned { json!([{"regex": "[12]", "alias": "N"}]) } else { json!([]) };
        json!({"kind": "PathsQuery", "dateRange": {"date_from": iso(0), "date_to": iso(86_400 * 3)}, "pathsFilter": {
            "includeEventTypes": self.types, "startPoint": self.start, "endPoint": self.end, "stepLimit": self.steps,
            "edgeLimit": self.edges, "minEdgeWeight": self.least, "maxEdgeWeight": self.most,
            "pathGroupings": self.groupings, "excludeEvents": self.excluded, "localPathCleaningFilters": cleaning}})
    }
}

const ADDRESSES: [&str; 7] = ["/", "/a", "/a/", "/b/1", "/b/2/", "/b/2/c", "/d//"];

fn events() -> impl Strategy<Value = Vec<Event>> {
    let pageview = option::weighted(0.9, select(&ADDRESSES)).prop_map(|address| ("$pageview", address));
    let screen = option::weighted(0.9, select(vec!["/a", "home/"])).prop_map(|screen| ("$screen", screen));
    let other = select(vec!["go", "/a", "$auto", "b1"]).prop_map(|name| (name, None));
    let named = proptest::prop_oneof![4 => pageview, 1 => screen, 2 => other];
    let pause = select(vec![0, 1, 60, 1799, 1800, 4000]);
    vec((0..3_usize, named, pause), 0..40).prop_map(|events| {
        let mut clocks = [0; 3];
        let at = |(person, (name, property), pause): (usize, _, i64)| {
            clocks[person] += pause;
            Event { person, name, property, time: clocks[person] }
        };
        events.into_iter().map(at).collect()
    })
}

fn questions() -> impl Strategy<Value = Question> {
    let types = subsequence(vec!["$pageview", "$screen", "custom_event"], 0..=3);
    let point = || option::weighted(0.4, select(vec!["/a", "/a/", "/", "/b/1", "go"]));
    let weights = (option::weighted(0.2, 1..3_u64), option::weighted(0.2, 1..3_u64));
    let groupings = subsequence(vec!["/b/*", "/*/c", "x*"], 0..=2);
    let excluded = subsequence(vec!["/a", "$pageview", "/b/*", "go"], 0..=2);
    (types, (point(), point()), (1..7_usize, 1..12_usize), weights, (groupings, excluded, proptest::bool::ANY))
        .prop_map(|(types, (start, end), (steps, edges), (least, most), (groupings, excluded, is_cleaned))| Question {
            types,
            start,
            end,
            steps,
            edges,
            least,
            most,
            groupings,
            excluded,
            is_cleaned,
        })
}

fn answered(events: &[Event], question: &Question) -> Vec<(String, String, u64, f64)> {
    let persons: Vec<Value> = (0..3).map(|person| json!({"distinct_ids": [person.to_string()]})).collect();
    let events: Vec<Value> = events
        .iter()
        .map(|event| {
            let property = if event.name == "$screen" { "$screen_name" } else { "$current_url" };
            json!({"event": event.name, "distinct_id": event.person.to_string(), "timestamp": iso(event.time),
                "properties": {property: event.property}})
        })
        .collect();
    let case = json!({"now": iso(86_400 * 4), "team": {"timezone": "UTC"}, "persons": persons, "events": events,
        "query": question.json()});
    let response: Value = serde_json::from_str(&response(&case)).unwrap();
    let rows = response["results"].as_array().unwrap_or_else(|| panic!("{response}"));
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| {
            let mean = row["average_conversion_time"].as_f64().unwrap();
            (text(row, "source"), text(row, "target"), row["value"].as_u64().unwrap(), mean)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_edge_is_what_following_texts_gives(events in events(), question in questions()) {
        let (answered, expected) = (answered(&events, &question), question.rows(&events));
        prop_assert_eq!(answered.len(), expected.len(), "{:?} instead of {:?}", answered, expected);
        for (one, other) in answered.iter().zip(&expected) {
            prop_assert_eq!((&one.0, &one.1, one.2), (&other.0, &other.1, other.2));
            prop_assert!((one.3 - other.3).abs() < 1e-6);
        }
    }
}
