//! `query/date_ranges.json`: written dates and ranges → instants and bucket starts.

use oriel::error::Error;
use oriel::query::date_range::read_date_range;
use oriel::query::reader::Node;
use oriel::time::{
    Buckets, Calendar, DateRange, Interval, Periods, RelativeDate, Resolver, Rounding, Timestamp, WeekStart,
    WrittenDate, Zone,
};
use serde_json::Value;

use crate::matching;
use crate::verdict::Verdict;

/// Runs one case.
pub fn run(case: &Value) -> Verdict {
    verdict(case).into()
}

fn verdict(case: &Value) -> Result<Verdict, String> {
    let calendar = calendar(&case["team"])?;
    let now = timestamp(&case["now"])?;
    if case["kind"] == "relative_date_parse" {
        let text = case["input"].as_str().ok_or("no input")?;
        let resolved = match WrittenDate::parse(text) {
            WrittenDate::Relative(date) => date.before(&calendar, now, periods(case)),
            date => date.resolve(&calendar, now),
        };
        return Ok(compare("", &case["expect"], resolved, &calendar).map_or(Verdict::Passed, Verdict::Failed));
    }
    let interval = case["interval"].as_str().and_then(Interval::from_name).ok_or("no interval")?;
    let range = date_range(case).map_err(|error| error.to_string())?;
    let resolver = Resolver { calendar: &calendar, now, interval, rounding: Rounding::Periods, earliest: None };
    let resolved = match (case["kind"].as_str(), case["compare_to"].as_str()) {
        (Some("previous"), Some(distance)) => resolver.shifted(&range, RelativeDate::find(distance), periods(case)),
        (Some("previous"), None) => resolver.previous(&range),
        _ => resolver.current(&range),
    };
    let count = case["intervalCount"].as_i64().unwrap_or(1);
    let buckets = Buckets::of_several(&calendar, interval, count, resolved.from, resolved.to);
    let starts = match buckets {
        Err(_) if case["expect"].get("error").is_some() => return Ok(Verdict::Passed),
        buckets => buckets.map_err(|error| error.to_string())?,
    };
    let starts: Vec<Timestamp> = starts.starts().iter().copied().map(Timestamp::from_micros).collect();
    Ok(differences(&case["expect"], resolved.from, resolved.to, &starts, &calendar))
}

fn date_range(case: &Value) -> Result<DateRange, Error> {
    read_date_range(&Node::root(case).fields()?)
}

fn differences(expected: &Value, from: Timestamp, to: Timestamp, starts: &[Timestamp], calendar: &Calendar) -> Verdict {
    let ends = [("date_from", from), ("date_to", to)];
    let ends = ends.into_iter().filter(|(name, _)| expected.get(name).is_some());
    let mut compared = ends.filter_map(|(name, at)| compare(name, &expected[name], at, calendar)).collect::<Vec<_>>();
    if let Some(values) = expected["values"].as_array() {
        if values.len() != starts.len() {
            compared.push(format!("values: expected {} buckets, got {}", values.len(), starts.len()));
        }
        compared
            .extend(values.iter().zip(starts).filter_map(|(value, &start)| compare("values", value, start, calendar)));
    }
    compared.into_iter().next().map_or(Verdict::Passed, Verdict::Failed)
}

/// Compares an instant with a clock's date and time; a bare date means that date, whatever the time.
fn compare(name: &str, expected: &Value, actual: Timestamp, calendar: &Calendar) -> Option<String> {
    let clock = actual.plus_seconds(calendar.zone.offset_seconds(actual).into()).to_string();
    let length = expected.as_str().map_or(0, str::len);
    let shown = if length == "2020-01-01".len() { &clock[..length] } else { clock.trim_end_matches('Z') };
    matching::difference(expected, Some(&shown.into())).map(|difference| format!("{name} {difference}"))
}

fn periods(case: &Value) -> Periods {
    match case["human_friendly_comparison_periods"] {
        Value::Bool(true) => Periods::WholeWeeks,
        _ => Periods::Calendar,
    }
}

/// Returns the calendar of a case's team.
///
/// # Errors
/// Fails if the zone is not known.
pub fn calendar(team: &Value) -> Result<Calendar, String> {
    let zone = Zone::named(team["timezone"].as_str().unwrap_or("UTC")).map_err(|error| error.to_string())?;
    let week_start = if team["week_start_day"] == 1 { WeekStart::Monday } else { WeekStart::Sunday };
    Ok(Calendar { zone, week_start })
}

fn timestamp(value: &Value) -> Result<Timestamp, String> {
    Timestamp::parse(value.as_str().unwrap_or_default()).map_err(|error| error.to_string())
}
