//! What there is to draw of trends (spec/trends 6.5).

use super::customizations::Customizations;
use super::over_time::{Line, OverTime, Period};
use super::words::{custom_name, readable};
use super::{Figure, Number, Rank, Ranking, Shape, Table};
use crate::answer::Answer;
use crate::answer::trends::{CompareLabel, TrendsRow};
use crate::chart::format::ValueFormat;
use crate::chart::marks::bar::Arrangement;
use crate::chart::options::Reader;
use crate::query::Query;
use crate::query::reader::Choice;
use crate::query::trends::Display;

pub(super) fn figure(query: &Query, answer: &Answer, rows: &[TrendsRow], reader: Reader) -> Figure {
    let rows = shown(query, rows);
    if rows.is_empty() {
        return Figure::nothing();
    }
    let format = ValueFormat::read(query.presentation(), reader.separators);
    let custom = Customizations::read(query.presentation());
    let shape = match display(query) {
        Display::BoldNumber => Shape::Number(number(&rows, format)),
        Display::Pie => Shape::Pie(ranking(&rows, format, &custom)),
        Display::WorldMap => Shape::Map(ranking(&rows, format, &custom)),
        Display::BarValue => Shape::Ranking(ranking(&rows, format, &custom)),
        Display::Table | Display::CalendarHeatmap | Display::TwoDimensionalHeatmap => {
            Shape::Table(table(&rows, &format))
        }
        _ => over_time_shape(query, over_time(&rows, format, &custom).presented(query).open_at(answer, reader)),
    };
    Figure::of(rows.iter().map(|row| name_of(row)), shape)
}

/// Returns the rows that the legend does not hide.
fn shown<'a>(query: &Query, rows: &'a [TrendsRow]) -> Vec<&'a TrendsRow> {
    let hidden = query.presentation()["hiddenLegendIndexes"].as_array();
    let is_hidden = |index: usize| hidden.is_some_and(|hidden| hidden.iter().any(|hidden| hidden == index));
    rows.iter().enumerate().filter(|(index, _)| !is_hidden(*index)).map(|(_, row)| row).collect()
}

fn display(query: &Query) -> Display {
    let name = query.presentation()["display"].as_str();
    name.and_then(Display::from_name).unwrap_or(Display::LineGraph)
}

/// Returns series over time in the shape of the query's display.
pub(super) fn over_time_shape(query: &Query, chart: OverTime) -> Shape {
    match display(query) {
        Display::AreaGraph => Shape::Areas(chart),
        Display::Bar | Display::StackedBar => Shape::Bars(chart, Arrangement::Stacked),
        Display::UnstackedBar => Shape::Bars(chart, Arrangement::SideBySide),
        Display::SlopeGraph => Shape::Slope(chart),
        _ => Shape::Lines(chart),
    }
}

fn over_time(rows: &[&TrendsRow], format: ValueFormat, custom: &Customizations) -> OverTime {
    let labels = rows.iter().find_map(|row| row.labels.as_deref().cloned()).unwrap_or_default();
    let current = rows.iter().filter(|row| row.compare_label != Some(CompareLabel::Previous)).count().max(1);
    let series = rows.iter().enumerate().map(|(index, row)| {
        let position = same_in_current(rows, row).unwrap_or(index % current);
        Line {
            label: name_of(row),
            values: row.data.clone().unwrap_or_default(),
            colour: custom.colour(position, Some(row.order), row.breakdown_value.as_ref()).unwrap_or(position),
            period: Period::of(row.compare_label),
        }
    });
    let starts = rows.iter().find(|row| row.labels.is_some()).map_or(&[][..], |row| &row.days);
    let chart = OverTime::new(labels, series.collect(), format).starting(starts);
    // A slope says itself whether its end is still open.
    let is_open = rows.iter().any(|row| row.incomplete_end == Some(true)) && !chart.labels.is_empty();
    OverTime { complete: chart.complete - usize::from(is_open), ..chart }
}

/// Returns the index of the row of the range asked for that counts the same as a row.
fn same_in_current(rows: &[&TrendsRow], row: &TrendsRow) -> Option<usize> {
    if row.compare_label != Some(CompareLabel::Previous) {
        return None;
    }
    let is_same = |other: &&TrendsRow| {
        other.compare_label == Some(CompareLabel::Current)
            && (&other.label, &other.breakdown_value, other.order) == (&row.label, &row.breakdown_value, row.order)
    };
    rows.iter().position(is_same)
}

/// Returns the values of the range asked for, each with that of the period before.
fn ranking(rows: &[&TrendsRow], format: ValueFormat, custom: &Customizations) -> Ranking {
    let is_previous = |row: &TrendsRow| row.compare_label == Some(CompareLabel::Previous);
    let value = |row: &TrendsRow| row.aggregated_value.unwrap_or(0.0);
    let before = |wanted: &TrendsRow| {
        let same = |row: &&&TrendsRow| {
            is_previous(row) && row.label == wanted.label && row.breakdown_value == wanted.breakdown_value
        };
        rows.iter().find(same).map(|row| value(row))
    };
    let current = rows.iter().filter(|row| !is_previous(row)).enumerate();
    let rank = |(position, row): (usize, &&TrendsRow)| {
        let name = readable(name(row), None);
        let colour = custom.colour(position, Some(row.order), row.breakdown_value.as_ref()).unwrap_or(position);
        Rank { name, value: value(row), previous: before(row), colour }
    };
    Ranking { rows: current.map(rank).collect(), format }
}

fn number(rows: &[&TrendsRow], format: ValueFormat) -> Number {
    let value_of = |wanted: Option<CompareLabel>| {
        rows.iter().find(|row| row.compare_label == wanted).and_then(|row| row.aggregated_value)
    };
    let value = value_of(None).or_else(|| value_of(Some(CompareLabel::Current))).unwrap_or(0.0);
    Number {
        label: rows.first().map(|row| name_of(row)).unwrap_or_default(),
        value,
        previous: value_of(Some(CompareLabel::Previous)),
        format,
    }
}

fn table(rows: &[&TrendsRow], format: &ValueFormat) -> Table {
    let cells = |row: &&TrendsRow| vec![name_of(row), format.full(row.aggregated_value.unwrap_or(row.count))];
    Table { columns: vec!["Series".to_owned(), "Total".to_owned()], rows: rows.iter().map(cells).collect() }
}

/// Returns the name that readers see: the user's own, or the label with sentinels in words.
fn name_of(row: &TrendsRow) -> String {
    readable(name(row), row.compare_label)
}

fn name(row: &TrendsRow) -> &str {
    custom_name(row.action.as_deref()).filter(|_| row.breakdown_value.is_none()).unwrap_or(&row.label)
}
