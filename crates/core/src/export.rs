//! Answers as CSV (spec/api 9).
//!
//! A response becomes a table by its shape, the table becomes text: lines that end CRLF, quotes only
//! where needed, and no text that a spreadsheet would take for a formula.

mod cell;
mod file_name;
mod flatten;
mod funnel;
mod retention;
mod table;
mod trend;

pub use file_name::attachment;

use flatten::flattened;
use serde_json::Value;
use table::Table;

/// Returns the CSV text of a query's response.
///
/// `columns` selects and orders the columns; a name stands for the columns inside it too, an unknown
/// one gives an empty column, and an empty list selects all. A response without rows becomes a table
/// of one error line (spec/api 9.2 and 9.3).
#[must_use]
pub fn csv_of_response(response: &Value, columns: &[&str]) -> String {
    let table = match table_of(response) {
        Some(table) if columns.is_empty() => table,
        Some(table) => table.select(columns),
        None => Table::without_data(),
    };
    table.into_csv()
}

/// Returns the CSV text that `trend.csv` answers for the rows of a trend's result.
///
/// `link` is a first line that says where the insight is (spec/api 9.1).
#[must_use]
pub fn csv_of_trend(result: &[Value], link: Option<&str>) -> String {
    let mut text = link.map(|link| [link, "\r\n"].concat()).unwrap_or_default();
    text.push_str(&trend::named_rows(result).into_csv());
    text
}

/// Returns the table of a response, by the first shape that fits; `None` if there is nothing to write.
fn table_of(response: &Value) -> Option<Table> {
    let results = ["results", "result"].into_iter().find_map(|name| response.get(name));
    let results = results.unwrap_or(response);
    if let Some(bins) = results.get("bins").and_then(Value::as_array) {
        return funnel::bins(bins);
    }
    let boxes = response.get("boxplot_data").and_then(Value::as_array);
    let rows = match (boxes, results) {
        (Some(boxes), _) if !boxes.is_empty() => return flattened(boxes),
        (_, Value::Array(rows)) => rows.as_slice(),
        (_, Value::Null) => &[],
        (_, other) => std::slice::from_ref(other),
    };
    let first = rows.first()?;
    let has = |name: &str| first.get(name).is_some_and(|value| !value.is_null());
    let columns = response.get("columns").and_then(Value::as_array);
    match columns {
        Some(columns) if first.is_array() && response.get("types").is_some() => flatten::named(columns, rows),
        // It is null for a step that any event does, and where steps come in any order.
        _ if first.is_array() || first.get("action_id").is_some() => Some(funnel::steps(rows)),
        _ if has("values") && has("label") => Some(retention::cohorts(rows)),
        _ if has("aggregated_value") => Some(trend::totals(rows)),
        _ if first.get("data").is_some_and(Value::is_array) => Some(trend::over_time(rows)),
        _ => flattened(rows),
    }
}
