//! Properties: a column a name.

use std::collections::BTreeMap;

use super::column::Column;
use super::value::Value;

/// Columns by the name of the property. Rows that never got a value are absent.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    columns: Vec<Column>,
    names: Vec<String>,
    positions: BTreeMap<String, usize>,
    /// Where the column after the last one that was set is: most events name their properties in the same order.
    expected: usize,
}

impl Properties {
    /// Returns the column of a property, unless no row ever had it.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.positions.get(name).and_then(|position| self.columns.get(*position))
    }

    /// Returns every property with its column, in the order in which they first appeared.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Column)> {
        self.names.iter().map(String::as_str).zip(&self.columns)
    }

    /// Returns the columns with their names, in the same order.
    pub fn into_columns(self) -> impl Iterator<Item = (String, Column)> {
        self.names.into_iter().zip(self.columns)
    }

    /// Sets the property of a row; rows are set in ascending order.
    pub fn set(&mut self, row: usize, name: &str, value: Value<'_>) {
        self.column_mut(name).set(row, value);
    }

    /// Puts a whole column in the place of a property's.
    pub fn insert(&mut self, name: &str, column: Column) {
        *self.column_mut(name) = column;
    }

    /// Appends absent rows until every column has `len`.
    pub fn pad(&mut self, len: usize) {
        for column in &mut self.columns {
            column.pad(len);
        }
    }

    /// Puts the rows of every column in another order.
    pub fn reorder(&mut self, order: &[u32]) {
        for column in &mut self.columns {
            column.reorder(order);
        }
    }

    /// Returns the column of a property, which is made if there is none.
    pub(super) fn column_mut(&mut self, name: &str) -> &mut Column {
        let is_expected = self.names.get(self.expected).is_some_and(|expected| expected == name);
        let position = if is_expected { self.expected } else { self.position_of(name) };
        self.expected = position + 1;
        &mut self.columns[position]
    }

    /// Returns where the column of a property is, which is made if there is none.
    fn position_of(&mut self, name: &str) -> usize {
        if let Some(position) = self.positions.get(name) {
            return *position;
        }
        self.positions.insert(name.to_owned(), self.columns.len());
        self.names.push(name.to_owned());
        self.columns.push(Column::default());
        self.columns.len() - 1
    }
}
