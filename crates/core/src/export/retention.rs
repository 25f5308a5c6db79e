//! Retention: a line per cohort, a column per period.

use super::cell::{breakdown, cell};
use super::table::Table;
use serde_json::Value;

/// Returns the table of a retention's rows. Cohorts are named by their date if they have one.
pub(super) fn cohorts(rows: &[Value]) -> Table {
    let dated = rows.iter().all(|row| date(row).is_some());
    let midnight = rows.iter().filter_map(date).all(|date| date.contains("T00:00:00"));
    let split = rows.iter().any(|row| row.get("breakdown_value").is_some_and(|it| !it.is_null()));

    let mut columns = vec!["cohort".to_owned()];
    if split {
        columns.push("breakdown_value".to_owned());
    }
    columns.push("cohort size".to_owned());
    let longest = rows.iter().map(values).max_by_key(|values| values.len()).unwrap_or_default();
    columns.extend(longest.iter().enumerate().map(|(index, value)| {
        let label = value.get("label").and_then(Value::as_str).filter(|_| dated);
        label.map_or_else(|| format!("Period {index}"), str::to_owned)
    }));

    let mut table = Table::new(columns);
    for row in rows {
        let name = match date(row) {
            Some(date) if midnight => date.split('T').next().unwrap_or_default().to_owned(),
            Some(date) => date.to_owned(),
            None => cell(row.get("label").unwrap_or(&Value::Null)),
        };
        let mut cells = vec![name];
        if split {
            cells.push(breakdown(row.get("breakdown_value").unwrap_or(&Value::Null)));
        }
        let mut counts = values(row).iter().map(|value| cell(value.get("count").unwrap_or(&Value::Null)));
        let size = counts.next().unwrap_or_default();
        cells.extend([size.clone(), size]);
        cells.extend(counts);
        table.rows.push(cells);
    }
    table
}

fn date(row: &Value) -> Option<&str> {
    row.get("date").and_then(Value::as_str)
}

fn values(row: &Value) -> &[Value] {
    row.get("values").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
