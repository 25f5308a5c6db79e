//! The item of each event: an address, a screen, a name or the value of an expression (spec/funnels 8.2, 2 to 5).

use std::borrow::Cow;
use std::ops::Range;

use super::super::frame::Frame;
use super::super::mask::Mask;
use super::super::path_cleaning::PathCleaner;
use super::grouping::Groupings;
use crate::columns::column::Coded;
use crate::columns::dictionary::Dictionary;
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::breakdown::PathCleaning;
use crate::query::paths::{PathEventType, PathsQuery};

/// Marks an event that is left out because of its item.
pub(super) const LEFT_OUT: u32 = u32::MAX;

/// Marks a value whose item has not been asked for yet.
const UNKNOWN: u32 = u32::MAX - 1;

/// The items of a query, each with a code.
pub(super) struct Items<'a> {
    texts: Dictionary,
    cleaner: PathCleaner,
    groupings: Groupings<'a>,
    excluded: &'a [String],
}

/// Where the items of some events are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemSource {
    Address,
    Screen,
    Name,
    Expression,
}

/// The column of one source, and the items of its values as far as they are known.
struct SourceColumn<'a> {
    values: Option<Cow<'a, Coded>>,
    /// The row of the dataset that the column's first is.
    first_row: usize,
    items: Vec<u32>,
}

impl<'a> Items<'a> {
    /// Returns no items yet.
    ///
    /// # Errors
    /// Refuses rules of path cleaning whose expression does not compile.
    pub(super) fn new(query: &'a PathsQuery, frame: &Frame<'a>) -> Result<Items<'a>, Error> {
        let team = match query.team_cleaning {
            PathCleaning::On => frame.context.path_cleaning.as_slice(),
            PathCleaning::Off => &[],
        };
        // Items are left out only where the query says which events it takes.
        let excluded = if query.event_types.is_empty() { &[] } else { query.excluded_items.as_slice() };
        Ok(Items {
            texts: Dictionary::default(),
            cleaner: PathCleaner::new(team.iter().chain(&query.local_cleaning))?,
            groupings: Groupings::new(&query.groupings),
            excluded,
        })
    }

    /// Returns the text of each item by code.
    pub(super) fn texts(&self) -> &Dictionary {
        &self.texts
    }

    /// Returns the code of a text that is an item as it stands.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        self.texts.intern(Value::Text(text))
    }

    /// Returns the item of each of the selected rows of a stretch.
    ///
    /// # Errors
    /// Refuses expressions that do not parse.
    pub(super) fn of_rows(
        &mut self,
        selected: &[u32],
        query: &PathsQuery,
        frame: &Frame<'_>,
        rows: &Range<usize>,
    ) -> Result<Vec<u32>, Error> {
        let events = frame.dataset.events();
        let names = events.names();
        let source_of_name: Vec<ItemSource> =
            names.dictionary().values().map(|name| source(name.text().unwrap_or_default(), query)).collect();
        let mut columns = [
            SourceColumn::new(events.property("$current_url").map(|column| column.coded()), 0),
            SourceColumn::new(events.property("$screen_name").map(|column| column.coded()), 0),
            SourceColumn::new(Some(Cow::Borrowed(names)), 0),
            SourceColumn::new(expression_column(query, frame, rows)?, rows.start),
        ];
        let mut items = Vec::with_capacity(selected.len());
        for row in selected {
            let row = rows.start + *row as usize;
            let source = source_of_name[names.codes().get(row) as usize];
            let column = &mut columns[source as usize];
            let code = column.code(row);
            if column.items[code] == UNKNOWN {
                column.items[code] = self.item(column.text(code), source);
            }
            items.push(column.items[code]);
        }
        Ok(items)
    }

    /// Returns the item of a value.
    fn item(&mut self, text: &str, source: ItemSource) -> u32 {
        let text = if source == ItemSource::Address { without_slash(text) } else { text };
        let cleaned = self.cleaner.clean(text);
        let item = self.groupings.of(&cleaned).unwrap_or(&cleaned);
        if self.excluded.iter().any(|excluded| excluded == item) {
            LEFT_OUT
        } else {
            self.texts.intern(Value::Text(item))
        }
    }
}

impl<'a> SourceColumn<'a> {
    fn new(values: Option<Cow<'a, Coded>>, first_row: usize) -> SourceColumn<'a> {
        let count = values.as_ref().map_or(1, |values| values.dictionary().len());
        SourceColumn { values, first_row, items: vec![UNKNOWN; count] }
    }

    fn code(&self, row: usize) -> usize {
        self.values.as_ref().map_or(0, |values| values.codes().get(row - self.first_row)) as usize
    }

    fn text(&self, code: usize) -> &str {
        self.values.as_ref().and_then(|values| values.dictionary().text(code as u32)).unwrap_or_default()
    }
}

/// Returns the values of the query's expression, where events take their items from it.
fn expression_column<'a>(
    query: &PathsQuery,
    frame: &Frame<'_>,
    rows: &Range<usize>,
) -> Result<Option<Cow<'a, Coded>>, Error> {
    match &query.expression {
        Some(expression) if query.event_types.contains(&PathEventType::Expression) => {
            Ok(Some(Cow::Owned(frame.expression_texts(expression, rows)?)))
        }
        _ => Ok(None),
    }
}

/// Returns where the items of events of a name are read.
fn source(name: &str, query: &PathsQuery) -> ItemSource {
    let types = &query.event_types;
    let is_taken = |kind| {
        types.contains(&kind) || (types.is_empty() && !query.excluded_items.iter().any(|excluded| excluded == name))
    };
    match name {
        "$pageview" if is_taken(PathEventType::Pageview) => ItemSource::Address,
        "$screen" if is_taken(PathEventType::Screen) => ItemSource::Screen,
        _ if types.contains(&PathEventType::Expression) && query.expression.is_some() => ItemSource::Expression,
        _ => ItemSource::Name,
    }
}

/// Returns an address without one trailing slash, unless it is nothing else.
pub(super) fn without_slash(address: &str) -> &str {
    address.strip_suffix('/').filter(|address| !address.is_empty()).unwrap_or(address)
}

/// Returns the rows of the events that a query takes, by their names.
pub(super) fn taken(query: &PathsQuery, frame: &Frame<'_>, rows: &Range<usize>) -> Mask {
    let restricting = |kind: &PathEventType| *kind != PathEventType::Expression;
    if !query.event_types.iter().any(restricting) {
        return Mask::All;
    }
    let names = frame.dataset.events().names();
    let is_taken = |name: &str| {
        query.event_types.iter().any(|kind| match kind {
            PathEventType::Pageview => name == "$pageview",
            PathEventType::Screen => name == "$screen",
            PathEventType::Custom => !name.starts_with('$'),
            PathEventType::Expression => false,
        })
    };
    let table: Vec<u8> = names.dictionary().values().map(|name| u8::from(name.text().is_some_and(is_taken))).collect();
    Mask::of_codes(names.codes(), rows.clone(), &table)
}

#[cfg(test)]
mod tests {
    use super::without_slash;

    #[test]
    fn one_slash_is_taken_off() {
        for (address, shown) in [("/", "/"), ("/a/", "/a"), ("/a//", "/a/"), ("", ""), ("/a", "/a")] {
            assert_eq!(without_slash(address), shown);
        }
    }
}
