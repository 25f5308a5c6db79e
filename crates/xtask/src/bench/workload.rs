//! The events that are measured: made up, the same in every run, a column at a time.
//!
//! They cover thirteen whole weeks from a Monday on, fewer at weekends and twice as many at the end. There is a person
//! for twenty events; who comes often is skewed by the third power of a uniform share. Events come in visits: at any
//! moment a few persons are there, and each event is one's of them or that of somebody new. Six event names and four
//! properties of 7, 40, 200 and 10,000 values are as skewed; browser and country belong to the person, `utm_source` is
//! absent in half of the events, and `load_time` is a number that nine tenths of the page views have.

mod random;

use oriel::columns::codes::Codes;
use random::Random;

/// The days that the events cover.
pub(crate) const DAYS: usize = 91;

/// When the first day begins, in milliseconds since the epoch: 2026-02-02, a Monday.
const START: f64 = 1_769_990_400_000.0;

/// Milliseconds in a day.
const DAY: f64 = 86_400_000.0;

/// The names of events, with the share of events up to and with each.
const EVENTS: [(&str, f64); 6] = [
    ("$pageview", 0.5),
    ("$autocapture", 0.72),
    ("search", 0.84),
    ("product viewed", 0.93),
    ("checkout started", 0.97),
    ("purchase", 1.0),
];

const BROWSERS: [&str; 7] = ["Chrome", "Safari", "Edge", "Firefox", "Samsung Internet", "Opera", "Brave"];

/// A column of codes. Code 0 is the absent value.
pub(crate) struct CodedColumn {
    /// The property, or `event` or `distinct_id`.
    pub(crate) name: &'static str,
    /// The code of each event.
    pub(crate) codes: Codes,
    /// The value of each code from 1 on.
    pub(crate) values: Vec<String>,
}

/// Events as columns, in order of time.
pub(crate) struct Workload {
    /// When each event happened, in whole milliseconds since the epoch.
    pub(crate) times: Vec<f64>,
    /// `event`, `distinct_id` and the properties.
    pub(crate) coded: Vec<CodedColumn>,
    /// How long each page took to load, NaN for what is no page view and for one page view in ten.
    pub(crate) load_times: Vec<f64>,
    /// When each person was created, in whole milliseconds since the epoch: some long before their first event.
    pub(crate) created_at: Vec<f64>,
}

impl Workload {
    /// Returns that many events.
    pub(crate) fn generate(events: usize) -> Self {
        let mut random = Random::seeded(2026);
        let persons = (events as u32 / 20).max(1);
        let times = times(events, &mut random);
        let person_of_rows = visits(events, persons, &mut random);
        let created_at = created_at(&times, &person_of_rows, persons, &mut random);
        let of_persons = |values: u32, power: u32, random: &mut Random| -> Vec<u32> {
            (0..=persons).map(|_| 1 + random.below(values, power)).collect()
        };
        let browsers = of_persons(BROWSERS.len() as u32, 2, &mut random);
        let countries = of_persons(200, 3, &mut random);
        let names: Vec<u32> = (0..events).map(|_| event_name(random.share())).collect();
        let load_times = names.iter().map(|name| load_time(*name, &mut random)).collect();
        let sources = (0..events).map(|_| random.below(80, 1).saturating_sub(39)).collect();
        let urls = (0..events).map(|_| 1 + random.below(10_000, 4)).collect();
        let rows_of = |of_person: &[u32]| person_of_rows.iter().map(|person| of_person[*person as usize]).collect();
        let coded = vec![
            column("event", names, EVENTS.map(|(name, _)| name.to_owned()).to_vec()),
            column("$browser", rows_of(&browsers), BROWSERS.map(str::to_owned).to_vec()),
            column("utm_source", sources, numbered(40, |number| format!("source-{number:02}"))),
            column("$geoip_country_code", rows_of(&countries), numbered(200, country)),
            column("$current_url", urls, numbered(10_000, address)),
            column("distinct_id", person_of_rows, numbered(persons, |number| format!("person-{number}"))),
        ];
        Self { times, coded, load_times, created_at }
    }

    /// Returns the number of events.
    pub(crate) fn len(&self) -> usize {
        self.times.len()
    }

    /// Returns the column of a name.
    pub(crate) fn column(&self, name: &str) -> Option<&CodedColumn> {
        self.coded.iter().find(|column| column.name == name)
    }
}

fn column(name: &'static str, codes: Vec<u32>, values: Vec<String>) -> CodedColumn {
    CodedColumn { name, codes: Codes::from_wide(codes, values.len() + 1), values }
}

fn numbered(count: u32, value: impl Fn(u32) -> String) -> Vec<String> {
    (0..count).map(value).collect()
}

/// Returns ascending times: evenly spread over each day, with a little disorder.
fn times(events: usize, random: &mut Random) -> Vec<f64> {
    let weight = |day: usize| if day % 7 < 5 { 1.0 } else { 0.6 } * (1.0 + day as f64 / DAYS as f64);
    let whole: f64 = (0..DAYS).map(weight).sum();
    let mut times = Vec::with_capacity(events);
    let mut passed = 0.0;
    for day in 0..DAYS {
        passed += weight(day) / whole;
        let end = if day + 1 == DAYS { events } else { (passed * events as f64) as usize };
        let of_day = end - times.len();
        let begin = START + day as f64 * DAY;
        times.extend((0..of_day).map(|event| {
            let share = (event as f64 + random.share()) / of_day as f64;
            begin + (share * DAY).floor().min(DAY - 1.0)
        }));
    }
    times
}

/// Returns the person of each event, from 1: one of the few that are there, of whom each event replaces one in five.
fn visits(events: usize, persons: u32, random: &mut Random) -> Vec<u32> {
    let there = (events / 31_250).max(4);
    let mut present: Vec<u32> = (0..there).map(|_| 1 + random.below(persons, 3)).collect();
    (0..events)
        .map(|_| {
            let place = random.below(there as u32, 1) as usize;
            if random.share() < 0.2 {
                present[place] = 1 + random.below(persons, 3);
            }
            present[place]
        })
        .collect()
}

/// Returns when each person was created: at the first event, or for one in three up to a quarter of a year before.
fn created_at(times: &[f64], person_of_rows: &[u32], persons: u32, random: &mut Random) -> Vec<f64> {
    let mut created_at = vec![START; persons as usize];
    for (time, person) in times.iter().zip(person_of_rows).rev() {
        created_at[*person as usize - 1] = *time;
    }
    for created_at in &mut created_at {
        if random.share() < 1.0 / 3.0 {
            *created_at = (*created_at - random.share() * 91.0 * DAY).floor();
        }
    }
    created_at
}

/// Returns the code of the event name at a share of all events.
fn event_name(share: f64) -> u32 {
    EVENTS.iter().position(|(_, up_to)| share < *up_to).unwrap_or(0) as u32 + 1
}

fn load_time(name: u32, random: &mut Random) -> f64 {
    let (is_there, share) = (random.share() < 0.9, random.share());
    if name == 1 && is_there { (2000.0 / (1.0 - share * 0.9999).sqrt()).round() / 10.0 } else { f64::NAN }
}

fn country(number: u32) -> String {
    let letter = |index: u32| char::from(b'A' + index as u8);
    [letter(number / 26), letter(number % 26)].iter().collect()
}

fn address(number: u32) -> String {
    match number % 5 {
        0 => format!("https://shop.example/blog/{number}"),
        1 | 2 => format!("https://shop.example/products/{number}"),
        3 => format!("https://shop.example/docs/{number}"),
        _ => format!("https://shop.example/category/{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_measures_the_same_events() {
        let (one, other) = (Workload::generate(20_000), Workload::generate(20_000));
        assert_eq!(one.times, other.times);
        assert!(one.times.is_sorted());
        assert_eq!(one.created_at, other.created_at);
        for (column, same) in one.coded.iter().zip(&other.coded) {
            let rows = 0..one.len();
            assert_eq!(column.codes.wide(&rows), same.codes.wide(&rows));
            assert!(
                column.codes.greatest().is_some_and(|code| code as usize <= column.values.len()),
                "{}",
                column.name
            );
        }
    }
}
