//! Trends, and all that is shaped like them: a line per series.

use super::cell::{breakdown, cell, decimal, guarded, whole};
use super::table::Table;
use serde_json::Value;

const TOTAL: &str = "Total Sum";

/// Returns the table of series over time: their names, their breakdown, then a column per label.
pub(super) fn over_time(rows: &[Value]) -> Table {
    let mut table = named_series(rows);
    table.columns.extend(labels(rows));
    for (row, cells) in rows.iter().zip(&mut table.rows) {
        let number = number_form(row);
        cells.extend(list(row, "data").iter().map(number));
    }
    table
}

/// Returns the table of series that are one number each.
pub(super) fn totals(rows: &[Value]) -> Table {
    let mut table = named_series(rows);
    table.columns.push(TOTAL.to_owned());
    for (row, cells) in rows.iter().zip(&mut table.rows) {
        cells.push(number_form(row)(field(row, "aggregated_value")));
    }
    table
}

/// Returns the table of `trend.csv`: a name, then the numbers, whole ones without a decimal point.
pub(super) fn named_rows(rows: &[Value]) -> Table {
    let totals = rows.iter().any(|row| !field(row, "aggregated_value").is_null());
    let mut table = Table::new(["series"]);
    table.columns.extend(if totals { vec![TOTAL.to_owned()] } else { labels(rows) });
    for row in rows {
        let name = custom_name(row).unwrap_or_else(|| field(row, "label"));
        let mut cells = vec![cell(name)];
        if totals {
            cells.push(whole(field(row, "aggregated_value")));
        } else {
            cells.extend(list(row, "data").iter().map(whole));
        }
        table.rows.push(cells);
    }
    table
}

/// Returns a table of what comes before the numbers: series, custom name and breakdown.
fn named_series(rows: &[Value]) -> Table {
    let custom = rows.iter().any(|row| custom_name(row).is_some());
    let parts = rows.iter().map(|row| breakdown_parts(row).len()).max().unwrap_or_default();
    let mut table = Table::new(["series"]);
    if custom {
        table.columns.push("custom name".to_owned());
    }
    table.columns.extend(breakdown_names(rows, parts));
    for row in rows {
        let mut cells = vec![guarded(&series_name(row))];
        if custom {
            cells.push(custom_name(row).map(cell).unwrap_or_default());
        }
        cells.extend(breakdown_parts(row).iter().map(breakdown));
        cells.resize(table.columns.len(), String::new());
        table.rows.push(cells);
    }
    table
}

/// Returns the name of a series: its event's if the breakdown has columns of its own, else its
/// label; and which period it is of. Only the trend of a funnel has no name.
fn series_name(row: &Value) -> String {
    let event = field(row, "action").get("name").filter(|name| name.is_string());
    let name = match event {
        Some(event) if !breakdown_parts(row).is_empty() => event,
        _ => field(row, "label"),
    };
    let name = name.as_str().unwrap_or("Conversion rate");
    match field(row, "compare_label").as_str() {
        Some(period) => [name, " - ", period].concat(),
        None => name.to_owned(),
    }
}

fn custom_name(row: &Value) -> Option<&Value> {
    let name = field(row, "action").get("custom_name");
    name.filter(|name| name.as_str().is_some_and(|name| !name.is_empty()))
}

/// Returns the values of a row's breakdown, one for every property.
fn breakdown_parts(row: &Value) -> &[Value] {
    match row.get("breakdown_value") {
        None | Some(Value::Null) => &[],
        Some(Value::Array(parts)) => parts,
        Some(value) => std::slice::from_ref(value),
    }
}

/// Returns the names of the breakdown's properties, as far as the rows know them.
fn breakdown_names(rows: &[Value], parts: usize) -> Vec<String> {
    let filter = rows.first().map_or(&Value::Null, |row| field(row, "filter"));
    let properties = list(filter, "breakdowns").iter().filter_map(|it| it.get("property"));
    let mut properties: Vec<&Value> = properties.collect();
    if properties.is_empty() {
        properties.push(field(filter, "breakdown"));
    }
    let names = (0..parts).map(|index| match properties.get(index) {
        Some(Value::String(name)) => name.clone(),
        _ if parts == 1 => "breakdown".to_owned(),
        _ => format!("breakdown {}", index + 1),
    });
    names.collect()
}

/// Returns the labels of the first row, which is of the current period, and further ones of longer
/// rows.
fn labels(rows: &[Value]) -> Vec<String> {
    let mut labels = Vec::new();
    for row in rows {
        labels.extend(list(row, "labels").iter().skip(labels.len()).map(cell));
    }
    labels
}

/// Returns how the numbers of a row are written: those of a formula always have a decimal point.
fn number_form(row: &Value) -> fn(&Value) -> String {
    match row.get("action") {
        Some(Value::Null) => decimal,
        _ => cell,
    }
}

fn field<'a>(object: &'a Value, name: &str) -> &'a Value {
    object.get(name).unwrap_or(&Value::Null)
}

fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
