//! What is shown as a table: paths, correlations, the distributions of box plots and the hours of calendars.

use serde_json::Value;

use super::{Figure, Shape, Table};
use crate::answer::calendar_heatmap::{CalendarHeatmap, HeatmapCell};
use crate::answer::correlation::{Correlation, CorrelationKind, Correlations};
use crate::answer::paths::PathEdge;
use crate::answer::trends::BoxPlotPoint;
use crate::chart::format::{AxisFormat, ValueFormat};

/// Returns the edges of paths (spec/funnels 8.2), the most frequent first.
pub(super) fn paths(edges: &[PathEdge]) -> Figure {
    let duration = ValueFormat { unit: Some(AxisFormat::DurationMilliseconds), ..ValueFormat::default() };
    let mut edges: Vec<&PathEdge> = edges.iter().collect();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.value));
    let row = |edge: &&PathEdge| {
        let mean = duration.full(edge.average_conversion_time);
        vec![item(&edge.source), item(&edge.target), whole(edge.value), mean]
    };
    table("Paths", &["From", "To", "Count", "Mean time"], edges.iter().map(row).collect())
}

/// Returns an item with its number in words that readers know: `1. /pricing`.
fn item(numbered: &str) -> String {
    match numbered.split_once('_') {
        Some((number, item)) => format!("{number}. {item}"),
        None => numbered.to_owned(),
    }
}

/// Returns what goes together with finishing a funnel, and with leaving it (spec/funnels 6.3).
pub(super) fn correlations(correlations: &Correlations) -> Figure {
    let row = |one: &Correlation| {
        let goes_with = match one.correlation_type {
            CorrelationKind::Success => "Finishing",
            CorrelationKind::Failure => "Leaving",
        };
        vec![
            one.event.event.clone(),
            ValueFormat::default().full(one.odds_ratio),
            whole(one.success_count),
            whole(one.failure_count),
            goes_with.to_owned(),
        ]
    };
    let rows = correlations.events.iter().map(row).collect();
    table("Correlation", &["Event", "Odds ratio", "Finished", "Left", "Goes with"], rows)
}

/// Returns the distribution of each bucket (spec/trends 6.13).
pub(super) fn distributions(points: &[BoxPlotPoint]) -> Figure {
    let row = |point: &BoxPlotPoint| {
        let values = [point.min, point.q1, point.median, point.q3, point.max, point.mean];
        let values = values.map(|value| ValueFormat::default().full(value));
        std::iter::once(point.label.clone()).chain(values).collect()
    };
    let columns = ["Period", "Least", "Quarter", "Median", "Three quarters", "Most", "Mean"];
    table("Distribution", &columns, points.iter().map(row).collect())
}

/// The ISO weekdays, from Monday.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Returns the hours of weekdays in which anything happened (spec/trends 6.14), the busiest first.
pub(super) fn calendar(heatmap: &CalendarHeatmap) -> Figure {
    let mut cells: Vec<&HeatmapCell> = heatmap.data.iter().collect();
    cells.sort_by(|one, other| other.value.total_cmp(&one.value));
    let row = |cell: &&HeatmapCell| {
        let weekday = WEEKDAYS.get(usize::from(cell.row).wrapping_sub(1)).copied().unwrap_or_default();
        vec![weekday.to_owned(), format!("{:02}:00", cell.column), ValueFormat::default().full(cell.value)]
    };
    table("Busiest hours", &["Weekday", "Hour", "Count"], cells.iter().map(row).collect())
}

/// Returns the rows of a SELECT.
pub(super) fn rows(columns: &[String], rows: &[Vec<Value>]) -> Figure {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => ValueFormat::default().full(number.as_f64().unwrap_or_default()),
        other => other.to_string(),
    };
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    table("Table", &columns, rows.iter().map(|row| row.iter().map(cell).collect()).collect())
}

fn whole(count: u64) -> String {
    ValueFormat::default().full(count as f64)
}

fn table(title: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Figure {
    if rows.is_empty() {
        return Figure::of(std::iter::empty(), Shape::Nothing);
    }
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Figure::of(std::iter::once(title.to_owned()), Shape::Table(Table { columns, rows }))
}
