//! The names, titles and descriptions of figures.

use serde_json::Value;

use super::{Cohorts, Funnel, Line, Number, OverTime, Ranking, Shape};
use crate::answer::trends::{BreakdownValue, CompareLabel, NULL_VALUE, OTHER_VALUE};

/// Breakdown values that stand for none and for all others, and how readers see them (spec/trends 6.6).
const SENTINELS: [(&str, &str); 2] = [(NULL_VALUE, "None"), (OTHER_VALUE, "Other")];

/// How many series and rows a title or a description names.
const NAMED: usize = 3;

/// Returns the name that the user gave what was counted.
pub(super) fn custom_name(action: Option<&Value>) -> Option<&str> {
    action.and_then(|action| action.get("custom_name")).and_then(Value::as_str)
}

/// Returns a name with sentinels in words, and the period where it is the previous one.
pub(super) fn readable(name: &str, period: Option<CompareLabel>) -> String {
    let mut name = name.to_owned();
    for (sentinel, words) in SENTINELS {
        name = name.replace(sentinel, words);
    }
    if period == Some(CompareLabel::Previous) {
        name.push_str(" (previous)");
    }
    name
}

/// Returns a breakdown value as readers see it.
pub(super) fn breakdown_name(value: &BreakdownValue) -> String {
    let text = match value {
        BreakdownValue::Cohort(id) => id.to_string(),
        BreakdownValue::Text(text) => readable(text, None),
        BreakdownValue::List(texts) => readable(&texts.join(", "), None),
    };
    if text.is_empty() { "None".to_owned() } else { text }
}

/// Returns the names of what is shown, the first few in full.
pub(super) fn title(names: impl Iterator<Item = String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    match distinct.len() {
        0 => "No data".to_owned(),
        1..=NAMED => distinct.join(", "),
        count => format!("{} and {} more", distinct[..NAMED].join(", "), count - NAMED),
    }
}

/// Returns what can be read from a drawing.
pub(super) fn description(shape: &Shape) -> String {
    match shape {
        Shape::Lines(chart) | Shape::Areas(chart) | Shape::Bars(chart, _) => describe_over_time(chart),
        Shape::Number(number) => describe_number(number),
        Shape::Ranking(ranking) => describe_ranking(ranking),
        Shape::Funnel(funnel) => describe_funnel(funnel),
        Shape::Cohorts(cohorts) => describe_cohorts(cohorts),
        Shape::Table(table) => format!("A table of {} rows.", table.rows.len()),
        Shape::Nothing => "There are no matching events.".to_owned(),
    }
}

fn describe_over_time(chart: &OverTime) -> String {
    let span = match (chart.labels.first(), chart.labels.last()) {
        (Some(first), Some(last)) => format!("{} values from {first} to {last}. ", chart.labels.len()),
        _ => String::new(),
    };
    let series = chart.series.iter().take(NAMED).map(|line| describe_line(line, chart));
    format!("{span}{}", series.collect::<Vec<_>>().join(" "))
}

fn describe_line(line: &Line, chart: &OverTime) -> String {
    let peak = line.values.iter().enumerate().fold(None, |peak: Option<(usize, f64)>, (index, value)| match peak {
        Some((_, highest)) if highest >= *value => peak,
        _ => Some((index, *value)),
    });
    match (peak, line.values.last()) {
        (Some((index, highest)), Some(last)) => {
            let at = chart.labels.get(index).map(|label| format!(" at {label}")).unwrap_or_default();
            format!("{}: highest {}{at}, last {}.", line.label, chart.format.full(highest), chart.format.full(*last))
        }
        _ => format!("{}: no data.", line.label),
    }
}

fn describe_number(number: &Number) -> String {
    format!("{}: {}.", number.label, number.format.full(number.value))
}

fn describe_ranking(ranking: &Ranking) -> String {
    let rows = ranking.rows.iter().take(NAMED);
    let rows = rows.map(|(name, value, _)| format!("{name}: {}", ranking.format.full(*value)));
    format!("{}.", rows.collect::<Vec<_>>().join("; "))
}

fn describe_funnel(funnel: &Funnel) -> String {
    let groups = funnel.groups.iter().take(NAMED).filter_map(|group| {
        let (first, last) = (group.stages.first()?, group.stages.last()?);
        Some(format!("{}: {} of {} finished, {}.", group.label, last.count, first.count, last.share_of_first()))
    });
    format!("A funnel of {} steps. {}", funnel.steps.len(), groups.collect::<Vec<_>>().join(" "))
}

fn describe_cohorts(cohorts: &Cohorts) -> String {
    let started: u64 = cohorts.rows.iter().map(|row| row.size).sum();
    format!("{} cohorts over {} periods; {started} started.", cohorts.rows.len(), cohorts.columns.len())
}
