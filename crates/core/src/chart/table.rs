//! The same figure as an HTML table, for readers who cannot use the picture.

use maud::{Markup, html};

use super::figure::{Figure, OverTime, Shape};

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
