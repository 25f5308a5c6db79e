//! What there is to draw of trends (spec/trends 6.5).

use super::words::{custom_name, readable};
use super::{Figure, Line, Number, OverTime, Period, Ranking, Shape, Table};
use crate::answer::trends::{CompareLabel, TrendsRow};
use crate::chart::format::ValueFormat;
use crate::chart::marks::bar::Arrangement;
use crate::query::Query;
use crate::query::reader::Node;
use crate::query::trends::{Display, TrendsQuery};

pub(super) fn figure(query: &Query, rows: &[TrendsRow]) -> Figure {
    let shape = match query {
        _ if rows.is_empty() => Shape::Nothing,
        Query::Trends(query) => shape_of(query, rows, value_format(query)),
        _ => Shape::Lines(over_time(rows, ValueFormat::default())),
    };
    Figure::of(rows.iter().map(name_of), shape)
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
        period: Period::of(row.compare_label),
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
    let custom = custom_name(row.action.as_ref()).filter(|_| row.breakdown_value.is_none());
    readable(custom.unwrap_or(&row.label), row.compare_label)
}
