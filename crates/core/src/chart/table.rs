//! The same figure as an HTML table, for readers who cannot use the picture.

use maud::{Markup, html};

use super::figure::{Cohort, Cohorts, Figure, Funnel, OverTime, Shape, percentage};
use super::format::ValueFormat;
use super::marks::funnel::median_time;

/// Returns the figure as an HTML table with a caption.
pub fn html_table(figure: &Figure) -> Markup {
    match &figure.shape {
        Shape::Lines(chart) | Shape::Areas(chart) | Shape::Bars(chart, _) => over_time(&figure.title, chart),
        Shape::Ranking(ranking) => {
            let rows = ranking.rows.iter().map(|(name, value, _)| vec![name.clone(), ranking.format.full(*value)]);
            rows_table(&figure.title, &["Series".to_owned(), "Total".to_owned()], rows.collect())
        }
        Shape::Number(number) => {
            let mut row = vec![number.label.clone(), number.format.full(number.value)];
            let mut columns = vec!["Series".to_owned(), "Total".to_owned()];
            if let Some(previous) = number.previous {
                columns.push("Previous".to_owned());
                row.push(number.format.full(previous));
            }
            rows_table(&figure.title, &columns, vec![row])
        }
        Shape::Funnel(funnel) => steps(&figure.title, funnel),
        Shape::Cohorts(chart) => cohorts(&figure.title, chart),
        Shape::Table(table) => rows_table(&figure.title, &table.columns, table.rows.clone()),
        Shape::Nothing => html! { p { "There are no matching events in this range." } },
    }
}

/// Returns a table with a row for each bucket and a column for each series.
fn over_time(title: &str, chart: &OverTime) -> Markup {
    let columns: Vec<String> =
        std::iter::once("Period".to_owned()).chain(chart.series.iter().map(|line| line.label.clone())).collect();
    let row = |(index, label): (usize, &String)| {
        let values = chart
            .series
            .iter()
            .map(|line| line.values.get(index).map_or_else(String::new, |value| chart.format.full(*value)));
        std::iter::once(label.clone()).chain(values).collect()
    };
    rows_table(title, &columns, chart.labels.iter().enumerate().map(row).collect())
}

/// Returns a table with a row for each step of each group.
fn steps(title: &str, funnel: &Funnel) -> Markup {
    let columns = ["Step", "Of", "Count", "Share of the first step", "Share of the step before", "Median time"];
    let mut rows = Vec::new();
    for group in &funnel.groups {
        rows.extend(group.stages.iter().zip(&funnel.steps).map(|(stage, name)| {
            vec![
                name.clone(),
                group.label.clone(),
                count_text(stage.count),
                stage.share_of_first(),
                stage.share_of_previous.map_or_else(String::new, percentage),
                median_time(stage).unwrap_or_default(),
            ]
        }));
    }
    rows_table(title, &columns.map(str::to_owned), rows)
}

/// Returns a table with a row for each cohort and a column for each period.
fn cohorts(title: &str, chart: &Cohorts) -> Markup {
    let before = ["Cohort", "Size"].map(str::to_owned);
    let columns: Vec<String> = before.into_iter().chain(chart.columns.iter().cloned()).collect();
    let row = |cohort: &Cohort| {
        let cells = cohort.cells.iter().map(|cell| cell.as_ref().map_or_else(String::new, |cell| cell.text.clone()));
        [cohort.label.clone(), count_text(cohort.size)].into_iter().chain(cells).collect()
    };
    rows_table(title, &columns, chart.rows.iter().map(row).collect())
}

fn count_text(count: u64) -> String {
    ValueFormat::default().full(count as f64)
}

fn rows_table(title: &str, columns: &[String], rows: Vec<Vec<String>>) -> Markup {
    html! {
        table {
            caption { (title) }
            thead { tr { @for column in columns { th scope="col" { (column) } } } }
            tbody {
                @for row in rows {
                    tr { @for (index, cell) in row.iter().enumerate() {
                        @if index == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                    } }
                }
            }
        }
    }
}
