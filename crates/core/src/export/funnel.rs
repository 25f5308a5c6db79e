//! Funnels: a line per step, or per bin of the time to convert.

use super::cell::{breakdown, cell};
use super::table::Table;
use serde_json::Value;

const COLUMNS: [&str; 6] = [
    "name",
    "breakdown_value",
    "action_id",
    "count",
    "median_conversion_time (seconds)",
    "average_conversion_time (seconds)",
];

/// Returns the table of a funnel's steps: a list of them, or a list for every breakdown value.
pub(super) fn steps(rows: &[Value]) -> Table {
    let mut table = Table::new(COLUMNS);
    for row in rows {
        let steps = row.as_array().map_or(std::slice::from_ref(row), Vec::as_slice);
        table.rows.extend(steps.iter().map(step));
    }
    table
}

fn step(step: &Value) -> Vec<String> {
    let field = |name: &str| step.get(name).unwrap_or(&Value::Null);
    let names = ["custom_name", "name", "action_id"].map(field);
    let name = names.into_iter().find(|name| !name.is_null()).unwrap_or(&Value::Null);
    vec![
        cell(name),
        breakdown(field("breakdown_value")),
        cell(field("action_id")),
        cell(field("count")),
        cell(field("median_conversion_time")),
        cell(field("average_conversion_time")),
    ]
}

/// Returns the table of the bins of a time to convert, `None` if nobody converted.
pub(super) fn bins(bins: &[Value]) -> Option<Table> {
    if bins.is_empty() {
        return None;
    }
    let mut table = Table::new(["bin", "value"]);
    for bin in bins.iter().filter_map(Value::as_array) {
        table.rows.push(bin.iter().take(2).map(cell).collect());
    }
    Some(table)
}
