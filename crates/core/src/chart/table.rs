//! The same figure as an HTML table, for readers who cannot use the picture.

use maud::{Markup, html};

use super::figure::correlation::{Odd, Odds};
use super::figure::funnels::Funnel;
use super::figure::over_time::OverTime;
use super::figure::paths::{Flow, Stream};
use super::figure::retention::{Cohort, Cohorts};
use super::figure::{Boxes, Figure, Grid, Number, Ranking, Shape, Table};

/// Returns the figure as an HTML table with a caption.
pub fn html_table(figure: &Figure) -> Markup {
    match table(&figure.shape) {
        Some(table) => markup(&figure.title, &table),
        None => html! { p { (figure.description) } },
    }
}

/// Returns what a shape shows as a table, none where it shows nothing.
fn table(shape: &Shape) -> Option<Table> {
    Some(match shape {
        Shape::Lines(chart) | Shape::Areas(chart) | Shape::Bars(chart, _) | Shape::Slope(chart) => over_time(chart),
        Shape::Boxes(boxes) => distributions(boxes),
        Shape::Ranking(ranking) | Shape::Pie(ranking) | Shape::Map(ranking) => totals(ranking),
        Shape::Number(number) => one(number),
        Shape::Funnel(funnel) => steps(funnel),
        Shape::Cohorts(chart) => cohorts(chart),
        Shape::Grid(chart) => grid(chart),
        Shape::Flow(flow) => streams(flow),
        Shape::Odds(chart) => odds(chart),
        Shape::Table(table) => table.clone(),
        Shape::Nothing | Shape::Failure(_) => return None,
    })
}

fn named(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

/// Returns a table with a row for each bucket and a column for each series.
fn over_time(chart: &OverTime) -> Table {
    let mut columns = named(&["Period"]);
    columns.extend(chart.series.iter().map(|line| line.label.clone()));
    let row = |(index, label): (usize, &String)| {
        let values = chart.series.iter().map(|line| line.values.get(index));
        let values = values.map(|value| value.map_or_else(String::new, |value| chart.format.full(*value)));
        std::iter::once(label.clone()).chain(values).collect()
    };
    Table { columns, rows: chart.labels.iter().enumerate().map(row).collect() }
}

fn distributions(boxes: &Boxes) -> Table {
    let rows = boxes.points.iter().map(|point| {
        let values = [point.min, point.q1, point.median, point.q3, point.max, point.mean];
        let values = values.map(|value| boxes.format.full(value));
        std::iter::once(point.label.clone()).chain(values).collect()
    });
    let columns = named(&["Period", "Least", "Quarter", "Median", "Three quarters", "Most", "Mean"]);
    Table { columns, rows: rows.collect() }
}

fn totals(ranking: &Ranking) -> Table {
    let has_previous = ranking.rows.iter().any(|rank| rank.previous.is_some());
    let columns: &[&str] = if has_previous { &["Series", "Total", "Previous"] } else { &["Series", "Total"] };
    let rows = ranking.rows.iter().map(|rank| {
        let previous = rank.previous.map_or_else(String::new, |previous| ranking.format.full(previous));
        let row = [rank.name.clone(), ranking.format.full(rank.value), previous];
        row.into_iter().take(columns.len()).collect()
    });
    Table { columns: named(columns), rows: rows.collect() }
}

fn one(number: &Number) -> Table {
    let mut table = Table { columns: named(&["Series", "Total"]), rows: Vec::new() };
    let mut row = vec![number.label.clone(), number.format.full(number.value)];
    if let Some(previous) = number.previous {
        table.columns.push("Previous".to_owned());
        row.push(number.format.full(previous));
    }
    table.rows.push(row);
    table
}

/// Returns a table with a row for each step of each group.
fn steps(funnel: &Funnel) -> Table {
    let columns =
        ["Step", "Of", "Count", "Share of the first step", "Share of the step before", "Median time", "Mean time"];
    let mut rows = Vec::new();
    for group in &funnel.groups {
        rows.extend(group.stages.iter().zip(&funnel.steps).map(|(stage, name)| {
            let share = |share: Option<f64>| share.map_or_else(String::new, |share| funnel.share(share));
            let time = |time: Option<f64>| time.map_or_else(String::new, |time| funnel.time(time));
            vec![
                name.clone(),
                group.label.clone(),
                funnel.count(stage.count),
                share(Some(stage.share)),
                share(stage.share_of_previous),
                time(stage.median_time),
                time(stage.mean_time),
            ]
        }));
    }
    Table { columns: named(&columns), rows }
}

/// Returns a table with a row for each cohort and a column for each period.
fn cohorts(chart: &Cohorts) -> Table {
    let mut columns = named(&["Cohort", "Size"]);
    columns.extend(chart.columns.iter().cloned());
    let row = |cohort: &Cohort| {
        let cells = cohort.cells.iter().map(|cell| cell.as_ref().map_or_else(String::new, |cell| cell.text.clone()));
        [cohort.label.clone(), chart.format.full(cohort.size as f64)].into_iter().chain(cells).collect()
    };
    Table { columns, rows: chart.rows.iter().map(row).collect() }
}

/// Returns a table with the figures of a grid, and those of its rows and columns.
fn grid(chart: &Grid) -> Table {
    let mut columns = vec![String::new()];
    columns.extend(chart.columns.iter().map(|(name, _)| name.clone()));
    columns.push("All".to_owned());
    let row = |name: &str, cells: &mut dyn Iterator<Item = f64>| -> Vec<String> {
        std::iter::once(name.to_owned()).chain(cells.map(|value| chart.format.full(value))).collect()
    };
    let rows = chart.rows.iter().zip(&chart.cells);
    let mut rows: Vec<Vec<String>> =
        rows.map(|((name, all), cells)| row(name, &mut cells.iter().copied().chain([*all]))).collect();
    rows.push(row("All", &mut chart.columns.iter().map(|(_, all)| *all)));
    if let Some(last) = rows.last_mut() {
        last.push(chart.format.full(chart.rows.iter().map(|(_, all)| all).sum()));
    }
    Table { columns, rows }
}

fn streams(flow: &Flow) -> Table {
    let name = |item: usize| flow.items.get(item).map(|item| item.name.clone()).unwrap_or_default();
    let row = |stream: &Stream| {
        vec![name(stream.from), name(stream.to), flow.format.full(stream.count as f64), flow.mean_time(stream)]
    };
    Table { columns: named(&["From", "To", "Count", "Mean time"]), rows: flow.streams.iter().map(row).collect() }
}

fn odds(chart: &Odds) -> Table {
    let row = |odd: &Odd| {
        let counts = [odd.ratio, odd.finished as f64, odd.left as f64].map(|value| chart.format.full(value));
        std::iter::once(odd.name.clone()).chain(counts).chain([odd.goes_with().to_owned()]).collect()
    };
    let columns = named(&["Event", "Odds ratio", "Finished", "Left", "Goes with"]);
    Table { columns, rows: chart.rows.iter().map(row).collect() }
}

fn markup(title: &str, table: &Table) -> Markup {
    html! {
        table {
            caption { (title) }
            thead { tr { @for column in &table.columns { th scope="col" { (column) } } } }
            tbody {
                @for row in &table.rows {
                    tr { @for (index, cell) in row.iter().enumerate() {
                        @if index == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                    } }
                }
            }
        }
    }
}
