//! The names, titles and descriptions of figures.

use serde_json::Value;

use super::funnels::Funnel;
use super::over_time::{Line, OverTime};
use super::retention::Cohorts;
use super::{Boxes, Flow, Grid, Number, Odds, Ranking, Shape};
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
        Shape::Lines(chart) | Shape::Areas(chart) | Shape::Bars(chart, _) | Shape::Slope(chart) => {
            describe_over_time(chart)
        }
        Shape::Boxes(boxes) => describe_boxes(boxes),
        Shape::Number(number) => describe_number(number),
        Shape::Ranking(ranking) | Shape::Pie(ranking) | Shape::Map(ranking) => describe_ranking(ranking),
        Shape::Funnel(funnel) => describe_funnel(funnel),
        Shape::Cohorts(cohorts) => describe_cohorts(cohorts),
        Shape::Grid(grid) => describe_grid(grid),
        Shape::Flow(flow) => describe_flow(flow),
        Shape::Odds(odds) => describe_odds(odds),
        Shape::Table(table) => format!("A table of {} rows.", table.rows.len()),
        Shape::Nothing => "There are no matching events.".to_owned(),
        Shape::Failure(reason) => reason.clone(),
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

fn describe_boxes(boxes: &Boxes) -> String {
    let medians = boxes.points.iter().map(|point| (point.median, &point.label));
    let highest = medians.max_by(|one, other| one.0.total_cmp(&other.0));
    let highest = highest.map(|(median, label)| format!("highest median {} at {label}.", boxes.format.full(median)));
    format!("{} distributions; {}", boxes.points.len(), highest.unwrap_or_default())
}

fn describe_number(number: &Number) -> String {
    let before = number.previous.map(|previous| format!(", previously {}", number.format.full(previous)));
    format!("{}: {}{}.", number.label, number.format.full(number.value), before.unwrap_or_default())
}

fn describe_ranking(ranking: &Ranking) -> String {
    let rows = ranking.rows.iter().take(NAMED);
    let rows = rows.map(|rank| format!("{}: {}", rank.name, ranking.format.full(rank.value)));
    format!("{}.", rows.collect::<Vec<_>>().join("; "))
}

fn describe_funnel(funnel: &Funnel) -> String {
    let groups = funnel.groups.iter().take(NAMED).filter_map(|group| {
        let (first, last) = (group.stages.first()?, group.stages.last()?);
        let (finished, entered, share) =
            (funnel.count(last.count), funnel.count(first.count), funnel.share(last.share));
        Some(format!("{}: {finished} of {entered} finished, {share}.", group.label))
    });
    format!("A funnel of {} steps. {}", funnel.steps.len(), groups.collect::<Vec<_>>().join(" "))
}

fn describe_cohorts(cohorts: &Cohorts) -> String {
    let curves = cohorts.curve.series.iter().take(NAMED).filter_map(|line| {
        let (last, value) = line.values.iter().enumerate().next_back()?;
        let period = cohorts.columns.get(last)?;
        Some(format!(" {}: {} in {period}.", line.label, cohorts.curve.format.full(*value)))
    });
    format!("Cohorts over {} periods.{}", cohorts.columns.len(), curves.collect::<String>())
}

fn describe_grid(grid: &Grid) -> String {
    let busiest = |names: &[(String, f64)]| {
        let most = names.iter().max_by(|one, other| one.1.total_cmp(&other.1));
        most.map(|(name, _)| name.clone()).unwrap_or_default()
    };
    format!("Busiest: {}, and {}.", busiest(&grid.rows), busiest(&grid.columns))
}

fn describe_flow(flow: &Flow) -> String {
    let streams = flow.streams.iter().take(NAMED).map(|stream| {
        let count = flow.format.full(stream.count as f64);
        format!(" From {} to {}: {count}.", flow.short_name(stream.from), flow.short_name(stream.to))
    });
    format!("Paths in {} steps.{}", flow.columns, streams.collect::<String>())
}

fn describe_odds(odds: &Odds) -> String {
    let rows = odds.rows.iter().take(NAMED);
    let rows =
        rows.map(|row| format!("{}: {} ({})", row.name, odds.format.full(row.ratio), row.goes_with().to_lowercase()));
    format!("Odds ratios. {}.", rows.collect::<Vec<_>>().join("; "))
}
