//! What there is to draw of trends (spec/trends 6.5).

use super::{Figure, Line, Number, OverTime, Period, Ranking, Shape, Table};
use crate::answer::trends::{BreakdownValue, CompareLabel, TrendsRow};
use crate::chart::format::ValueFormat;
use crate::chart::marks::bar::Arrangement;
use crate::query::reader::Node;
use crate::query::trends::{Display, TrendsQuery};

/// Breakdown values that stand for none and for all others, and how readers see them (spec/trends 6.6).
const SENTINELS: [(&str, &str); 2] =
    [("$$_posthog_breakdown_null_$$", "None"), ("$$_posthog_breakdown_other_$$", "Other")];

/// How many series and buckets a description names.
const NAMED_SERIES: usize = 3;

pub(super) fn figure(query: &TrendsQuery, rows: &[TrendsRow]) -> Figure {
    let format = value_format(query);
    let shape = if rows.is_empty() { Shape::Nothing } else { shape_of(query, rows, format.clone()) };
    Figure { title: title(rows), description: description(&shape, &format), shape }
}

fn value_format(query: &TrendsQuery) -> ValueFormat {
    let given = query.given.get("trendsFilter").cloned().unwrap_or_default();
    let node = Node::root(&given);
    // Presentation that cannot be understood is left out: the numbers are shown plain.
    node.fields().and_then(|fields| ValueFormat::read(&fields)).unwrap_or_default()
}

fn shape_of(query: &TrendsQuery, rows: &[TrendsRow], format: ValueFormat) -> Shape {
    match query.display {
        Display::LineGraph | Display::CumulativeLineGraph | Display::SlopeGraph | Display::BoxPlot => {
            Shape::Lines(over_time(rows, format))
        }
        Display::AreaGraph => Shape::Areas(over_time(rows, format)),
        Display::Bar | Display::StackedBar => Shape::Bars(over_time(rows, format), Arrangement::Stacked),
        Display::UnstackedBar => Shape::Bars(over_time(rows, format), Arrangement::SideBySide),
        Display::BoldNumber => Shape::Number(number(rows, format)),
        Display::Pie | Display::BarValue | Display::WorldMap => Shape::Ranking(ranking(rows, format)),
        Display::Table | Display::CalendarHeatmap | Display::TwoDimensionalHeatmap => {
            Shape::Table(table(rows, &format))
        }
    }
}

fn over_time(rows: &[TrendsRow], format: ValueFormat) -> OverTime {
    let labels = rows.iter().find_map(|row| row.labels.clone()).unwrap_or_default();
    let current = rows.iter().filter(|row| row.compare_label != Some(CompareLabel::Previous)).count().max(1);
    let series = rows.iter().enumerate().map(|(index, row)| Line {
        label: name_of(row),
        values: row.data.clone().unwrap_or_default(),
        colour: index % current,
        period: if row.compare_label == Some(CompareLabel::Previous) { Period::Previous } else { Period::Current },
    });
    OverTime { labels, series: series.collect(), format }
}

fn ranking(rows: &[TrendsRow], format: ValueFormat) -> Ranking {
    let rows = rows.iter().enumerate().map(|(index, row)| (name_of(row), row.aggregated_value.unwrap_or(0.0), index));
    Ranking { rows: rows.collect(), format }
}

fn number(rows: &[TrendsRow], format: ValueFormat) -> Number {
    let value_of = |wanted: Option<CompareLabel>| {
        rows.iter().find(|row| row.compare_label == wanted).and_then(|row| row.aggregated_value)
    };
    let value = value_of(None).or_else(|| value_of(Some(CompareLabel::Current))).unwrap_or(0.0);
    Number {
        label: rows.first().map(name_of).unwrap_or_default(),
        value,
        previous: value_of(Some(CompareLabel::Previous)),
        format,
    }
}

fn table(rows: &[TrendsRow], format: &ValueFormat) -> Table {
    let cells = |row: &TrendsRow| vec![name_of(row), format.full(row.aggregated_value.unwrap_or(row.count))];
    Table { columns: vec!["Series".to_owned(), "Total".to_owned()], rows: rows.iter().map(cells).collect() }
}

/// Returns the name that readers see: the user's own, or the label with sentinels in words.
fn name_of(row: &TrendsRow) -> String {
    let custom = row.action.as_ref().and_then(|action| action.get("custom_name")).and_then(|name| name.as_str());
    let mut name = match (custom, &row.breakdown_value) {
        (Some(custom), None) => custom.to_owned(),
        (None, Some(BreakdownValue::Text(value))) if *value == row.label => value.clone(),
        _ => row.label.clone(),
    };
    for (sentinel, words) in SENTINELS {
        name = name.replace(sentinel, words);
    }
    if row.compare_label == Some(CompareLabel::Previous) {
        name.push_str(" (previous)");
    }
    name
}

fn title(rows: &[TrendsRow]) -> String {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = name_of(row);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.len() {
        0 => "No data".to_owned(),
        1..=NAMED_SERIES => names.join(", "),
        count => format!("{} and {} more", names[..NAMED_SERIES].join(", "), count - NAMED_SERIES),
    }
}

fn description(shape: &Shape, format: &ValueFormat) -> String {
    match shape {
        Shape::Lines(chart) | Shape::Areas(chart) | Shape::Bars(chart, _) => {
            let span = match (chart.labels.first(), chart.labels.last()) {
                (Some(first), Some(last)) => format!("{} periods from {first} to {last}. ", chart.labels.len()),
                _ => String::new(),
            };
            let series = chart.series.iter().take(NAMED_SERIES).map(|line| describe_line(line, &chart.labels, format));
            format!("{span}{}", series.collect::<Vec<_>>().join(" "))
        }
        Shape::Number(number) => format!("{}: {}.", number.label, format.full(number.value)),
        Shape::Ranking(ranking) => {
            let rows = ranking
                .rows
                .iter()
                .take(NAMED_SERIES)
                .map(|(name, value, _)| format!("{name}: {}", format.full(*value)));
            format!("{}.", rows.collect::<Vec<_>>().join("; "))
        }
        Shape::Table(table) => format!("A table of {} rows.", table.rows.len()),
        Shape::Nothing => "There are no matching events.".to_owned(),
    }
}

fn describe_line(line: &Line, labels: &[String], format: &ValueFormat) -> String {
    let peak = line.values.iter().enumerate().fold(None, |peak: Option<(usize, f64)>, (index, value)| match peak {
        Some((_, highest)) if highest >= *value => peak,
        _ => Some((index, *value)),
    });
    match (peak, line.values.last()) {
        (Some((index, highest)), Some(last)) => {
            let when = labels.get(index).map(|label| format!(" on {label}")).unwrap_or_default();
            format!("{}: highest {}{when}, last {}.", line.label, format.full(highest), format.full(*last))
        }
        _ => format!("{}: no data.", line.label),
    }
}
