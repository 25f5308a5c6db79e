//! By which property to break an insight down: the one whose values go the most different ways.

use serde_json::{Value, json};

use super::{asked_of, with, without_math};

/// A property of events that an insight may be broken down by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Breakdown {
    word: String,
    property: String,
}

/// Properties that most projects have: what a client may call them, what they are called, and their names.
const COMMON: [(&[&str], &str, &str); 8] = [
    (&["browser"], "browser", "$browser"),
    (&["countr"], "country", "$geoip_country_code"),
    (&["device", "mobile"], "device", "$device_type"),
    (&["system"], "operating system", "$os"),
    (&["page"], "page", "$pathname"),
    (&["refer"], "referring site", "$referring_domain"),
    (&["campaign"], "campaign", "utm_campaign"),
    (&["source"], "source", "utm_source"),
];

/// So many of a project's own properties are looked at.
const MOST_OWN: usize = 8;

/// What a share of evenness counts for: where no value goes its own way, even shares still show more than one value.
const EVENNESS: f64 = 0.01;

impl Default for Breakdown {
    fn default() -> Self {
        Self::common(&COMMON[0])
    }
}

impl Breakdown {
    fn common((_, word, property): &(&[&str], &str, &str)) -> Self {
        Self { word: (*word).to_owned(), property: (*property).to_owned() }
    }

    /// Returns the property that a client's words speak of.
    pub fn from_context(context: &str) -> Option<Self> {
        let context = context.to_lowercase();
        let found = COMMON.iter().find(|(words, _, _)| words.iter().any(|word| context.contains(word)));
        found.map(Self::common)
    }

    /// Returns the properties that most projects have.
    pub fn commons() -> impl Iterator<Item = Self> {
        COMMON.iter().map(Self::common)
    }

    /// Returns some of a project's own properties.
    pub fn own<'a>(names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Self> {
        let is_own = |name: &&str| !name.starts_with('$') && COMMON.iter().all(|(_, _, common)| common != name);
        names.filter(is_own).take(MOST_OWN).map(|name| Self { word: name.to_owned(), property: name.to_owned() })
    }

    /// Returns what to call a value's part.
    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// Returns the breakdown as queries hold it.
    pub(super) fn filter(&self) -> Value {
        json!({"breakdown": self.property, "breakdown_type": "event"})
    }

    /// Returns the question whose answer [`separation`] measures; `None` for what is not broken down.
    pub fn question(&self, source: &Value) -> Option<Value> {
        if is_broken_down(source) {
            return None;
        }
        match source["kind"].as_str()? {
            "TrendsQuery" => {
                let first = without_math(source["series"].get(0)?);
                let trends = json!({"kind": "TrendsQuery", "series": [first], "breakdownFilter": self.filter()});
                Some(with(&asked_of(source, trends), "interval", source["interval"].clone()))
            }
            "FunnelsQuery" => {
                let steps = with(&source["funnelsFilter"], "funnelVizType", json!("steps"));
                Some(with(&with(source, "breakdownFilter", self.filter()), "funnelsFilter", steps))
            }
            _ => None,
        }
    }
}

/// Returns whether a query has a breakdown of its own.
pub(super) fn is_broken_down(source: &Value) -> bool {
    source["breakdownFilter"].as_object().is_some_and(|filter| !filter.is_empty())
}

/// Returns how well a breakdown separates what a [`question`](Breakdown::question) counted, from 0, not at all, to about
/// 1: how much the value says about when something happens, or about who converts.
pub fn separation(results: &Value) -> f64 {
    let rows = results.as_array().into_iter().flatten();
    let table: Vec<Vec<f64>> =
        rows.map(|row| row.as_array().map_or_else(|| over_time(row), |s| converted(s))).collect();
    let shares: Vec<f64> = table.iter().map(|row| row.iter().sum()).filter(|share| *share > 0.0).collect();
    if shares.len() < 2 {
        return 0.0;
    }
    association(&table) + EVENNESS * evenness(&shares)
}

/// Returns how often something happened in each bucket.
fn over_time(row: &Value) -> Vec<f64> {
    row["data"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// Returns how many went through all steps, and how many did not.
fn converted(steps: &[Value]) -> Vec<f64> {
    let count = |step: Option<&Value>| step.and_then(|step| step["count"].as_f64()).unwrap_or(0.0);
    let (all, done) = (count(steps.first()), count(steps.last()));
    vec![done, (all - done).max(0.0)]
}

/// Returns Cramér's V of a table of counts, corrected for what chance gives (Bergsma 2013).
fn association(table: &[Vec<f64>]) -> f64 {
    let width = table.iter().map(Vec::len).max().unwrap_or(0);
    let of_column = |column: usize| table.iter().filter_map(|row| row.get(column)).sum::<f64>();
    let columns: Vec<f64> = (0..width).map(of_column).collect();
    let rows: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
    let total: f64 = rows.iter().sum();
    if total < 2.0 {
        return 0.0;
    }
    let mut squares = 0.0;
    for (row, of_row) in table.iter().zip(&rows) {
        for (column, of_column) in columns.iter().enumerate() {
            let expected = of_row * of_column / total;
            if expected > 0.0 {
                let difference = row.get(column).copied().unwrap_or(0.0) - expected;
                squares += difference * difference / expected;
            }
        }
    }
    let filled = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as f64;
    let (height, width) = (filled(&rows), filled(&columns));
    let by_chance = (height - 1.0) * (width - 1.0) / (total - 1.0);
    let freedom = |size: f64| size - (size - 1.0) * (size - 1.0) / (total - 1.0) - 1.0;
    let least = freedom(height).min(freedom(width));
    if least > 0.0 { ((squares / total - by_chance).max(0.0) / least).sqrt() } else { 0.0 }
}

/// Returns how even shares are, from 0 to 1: their entropy by the greatest that so many can have.
fn evenness(shares: &[f64]) -> f64 {
    let total: f64 = shares.iter().sum();
    let entropy: f64 = shares.iter().map(|share| share / total).map(|share| -share * libm::log(share)).sum();
    entropy / libm::log(shares.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(rows: &[&[u32]]) -> f64 {
        separation(&rows.iter().map(|data| json!({"data": data})).collect())
    }

    fn funnel(rows: &[(u32, u32)]) -> f64 {
        separation(&rows.iter().map(|(all, done)| json!([{"count": all}, {"count": done}])).collect())
    }

    #[test]
    fn values_that_go_different_ways_separate_more_than_those_that_go_together() {
        let apart = trend(&[&[90, 50, 10], &[10, 50, 90]]);
        let together = trend(&[&[90, 50, 10], &[9, 5, 1]]);
        assert!(apart > 0.5 && together < 0.05, "{apart} {together}");
        assert!(funnel(&[(100, 90), (100, 10)]) > funnel(&[(100, 60), (100, 40)]));
    }

    #[test]
    fn one_value_or_a_few_events_separate_nothing() {
        assert_eq!(trend(&[&[5, 6, 7]]), 0.0);
        assert_eq!(trend(&[&[5, 6, 7], &[0, 0, 0]]), 0.0);
        assert!(trend(&[&[1, 0], &[0, 1]]) < funnel(&[(100, 90), (100, 10)]));
        assert_eq!(separation(&Value::Null), 0.0);
    }

    #[test]
    fn where_nothing_goes_its_own_way_even_shares_show_more() {
        assert!(trend(&[&[50, 50], &[50, 50]]) > trend(&[&[98, 98], &[2, 2]]));
    }

    #[test]
    fn what_a_client_speaks_of_is_taken() {
        let property = |context: &str| Breakdown::from_context(context).map(|breakdown| breakdown.property);
        assert_eq!(property("Which COUNTRIES grow?").as_deref(), Some("$geoip_country_code"));
        assert_eq!(property("why?"), None);
    }
}
