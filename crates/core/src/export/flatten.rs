//! Objects as rows: a column for everything inside them (spec/api 9.3).

use super::cell::cell;
use super::table::Table;
use crate::sort;
use serde_json::Value;
use std::collections::BTreeMap;

/// The number of a person's ids that are written.
const DISTINCT_IDS: usize = 10;

/// Returns the table of these objects, `None` if all are empty: nested fields become `a.b.c`, list items `a.0`.
pub(super) fn flattened(objects: &[Value]) -> Option<Table> {
    let mut columns = Columns::default();
    for object in objects {
        let mut row = Vec::new();
        columns.flatten(object, &mut String::new(), &mut row);
        columns.rows.push(row);
    }
    columns.into_table()
}

/// Returns the table of rows that are lists, under these names; `None` if all are empty.
pub(super) fn named(names: &[Value], lists: &[Value]) -> Option<Table> {
    let mut columns = Columns::default();
    for list in lists {
        let mut row = Vec::new();
        for (name, value) in names.iter().zip(list.as_array().into_iter().flatten()) {
            let mut path = name.as_str().unwrap_or_default().to_owned();
            columns.flatten(value, &mut path, &mut row);
        }
        columns.rows.push(row);
    }
    columns.into_table()
}

/// The columns found so far, and rows that say for each cell which column it is in.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
    rows: Vec<Vec<(usize, String)>>,
}

impl Columns {
    fn flatten(&mut self, value: &Value, path: &mut String, row: &mut Vec<(usize, String)>) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    self.flatten_inner(name, field, path, row);
                }
            }
            Value::Array(items) => {
                let ids = path == "distinct_ids" || path.ends_with(".distinct_ids");
                let shown = if ids { DISTINCT_IDS.min(items.len()) } else { items.len() };
                for (index, item) in items.iter().take(shown).enumerate() {
                    self.flatten_inner(&index.to_string(), item, path, row);
                }
                if shown < items.len() {
                    let note = format!("{} in all, the first {shown} are shown", items.len());
                    self.flatten_inner("total", &note.into(), path, row);
                }
            }
            _ => {
                let name = if path.is_empty() { "value" } else { path.as_str() };
                row.push((self.place(name), cell(value)));
            }
        }
    }

    fn flatten_inner(&mut self, name: &str, value: &Value, path: &mut String, row: &mut Vec<(usize, String)>) {
        let outer = path.len();
        if outer > 0 {
            path.push('.');
        }
        path.push_str(name);
        self.flatten(value, path, row);
        path.truncate(outer);
    }

    fn place(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        let place = self.names.len();
        self.places.insert(name.to_owned(), place);
        self.names.push(name.to_owned());
        place
    }

    /// Brings columns of the same first part together, at the place of the first one.
    fn into_table(self) -> Option<Table> {
        if self.names.is_empty() {
            return None;
        }
        let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
        let mut order: Vec<(usize, usize)> = Vec::with_capacity(self.names.len());
        for (place, name) in self.names.iter().enumerate() {
            let first_part = name.split('.').next().unwrap_or_default();
            order.push((*groups.entry(first_part).or_insert(place), place));
        }
        sort::sort(&mut order);
        let mut moved = vec![0; order.len()];
        for (to, &(_, from)) in order.iter().enumerate() {
            moved[from] = to;
        }
        let mut table = Table::new(order.iter().map(|&(_, from)| self.names[from].as_str()));
        for row in self.rows {
            let mut cells = vec![String::new(); moved.len()];
            for (place, text) in row {
                cells[moved[place]] = text;
            }
            table.rows.push(cells);
        }
        Some(table)
    }
}
