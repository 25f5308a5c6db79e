//! A table: named columns and rows of cells, ready to be written.

use super::cell::{guarded, push_line};

/// Holds a table; a row that is too short ends in empty cells.
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Returns what is written when there is nothing to write.
    pub(super) fn without_data() -> Self {
        let mut table = Self::new(["error"]);
        table.rows.push(vec!["No data available or unable to format for export.".to_owned()]);
        table
    }

    /// Returns the table with these columns only, in this order.
    pub(super) fn select(mut self, names: &[&str]) -> Self {
        let mut selected: Vec<(String, Option<usize>)> = Vec::new();
        for name in names {
            let before = selected.len();
            for (index, column) in self.columns.iter().enumerate() {
                let inside = column.strip_prefix(name);
                if inside.is_some_and(|inside| inside.is_empty() || inside.starts_with('.')) {
                    selected.push((column.clone(), Some(index)));
                }
            }
            if selected.len() == before {
                selected.push(((*name).to_owned(), None));
            }
        }
        for row in &mut self.rows {
            let cell = |index: usize| row.get(index).cloned().unwrap_or_default();
            *row = selected.iter().map(|(_, at)| at.map(cell).unwrap_or_default()).collect();
        }
        self.columns = selected.into_iter().map(|(name, _)| name).collect();
        self
    }

    pub(super) fn into_csv(self) -> String {
        let mut text = String::new();
        let columns: Vec<String> = self.columns.iter().map(|column| guarded(column)).collect();
        push_line(&mut text, &columns);
        for mut row in self.rows {
            row.resize(columns.len(), String::new());
            push_line(&mut text, &row);
        }
        text
    }
}
