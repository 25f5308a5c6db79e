//! The item of each event: an address, a screen, a name or the value of an expression (spec/funnels 8.2, 2 to 5).

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use super::super::frame::Frame;
use super::super::mask::Mask;
use super::super::path_cleaning::PathCleaner;
use super::grouping::Groupings;
use crate::columns::codes::Codes;
use crate::columns::column::Coded;
use crate::columns::dictionary::Dictionary;
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::breakdown::PathCleaning;
use crate::query::paths::{PathEventType, PathsQuery};

/// Marks an event that is left out because of its item.
pub(super) const LEFT_OUT: u32 = u32::MAX;

/// The items of a query, each with a code.
pub(super) struct Items<'a> {
    texts: Dictionary,
    cleaner: PathCleaner,
    groupings: Groupings<'a>,
    excluded: &'a [String],
}

/// The property that holds addresses.
const ADDRESS: &str = "$current_url";

/// The property that holds the names of screens.
const SCREEN: &str = "$screen_name";

/// Where the items of some events are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemSource {
    Address,
    Screen,
    Name,
    Expression,
}

/// All sources.
const SOURCES: [ItemSource; 4] = [ItemSource::Address, ItemSource::Screen, ItemSource::Name, ItemSource::Expression];

/// The column of one source.
struct SourceColumn<'a> {
    values: Cow<'a, Coded>,
    /// The place of the stretch's first row among those of the column.
    first: usize,
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

    /// Says whether events may be left out because of their item.
    pub(super) fn may_leave_out(&self) -> bool {
        !self.excluded.is_empty()
    }

    /// Returns the item of each row of a stretch that a mask selects; what it says of other rows does not matter.
    ///
    /// # Errors
    /// Refuses expressions that do not parse.
    pub(super) fn of_rows(
        &mut self,
        mask: &Mask<'_>,
        query: &PathsQuery,
        frame: &Frame<'_>,
        rows: &Range<usize>,
    ) -> Result<Vec<u32>, Error> {
        let names = frame.dataset.events().names();
        let source_of_name: Vec<ItemSource> =
            names.dictionary().values().map(|name| source(name.text().unwrap_or_default(), query)).collect();
        let mut items = vec![LEFT_OUT; rows.len()];
        for wanted in SOURCES {
            let table: Vec<u8> = source_of_name.iter().map(|source| u8::from(*source == wanted)).collect();
            let of_source = Mask::of_codes(names.codes(), rows.clone(), &table).and(mask.clone());
            let selected = of_source.rows(0, 0..rows.len());
            if selected.is_empty() {
                continue;
            }
            let Some(column) = source_column(wanted, query, frame, rows)? else {
                // What is not there is an empty text.
                let item = self.item("", wanted);
                selected.iter().for_each(|row| items[*row as usize] = item);
                continue;
            };
            let (codes, dictionary) = (column.values.codes(), column.values.dictionary());
            let used = codes.used(&selected, column.first, dictionary.len());
            let table = self.of_values(dictionary, &used, wanted);
            codes.look_up_rows(&selected, column.first, &table, &mut items);
        }
        Ok(items)
    }

    /// Returns the items of what a dataset keeps by person, where it keeps it and items are of one of its columns: the codes
    /// of the column, and the item of each.
    pub(super) fn in_order(
        &mut self,
        is_taken: &[u8; 256],
        query: &PathsQuery,
        frame: &Frame<'_>,
    ) -> Option<(Rc<Codes>, Vec<u32>)> {
        let names = frame.dataset.events().names().dictionary().values();
        let taken = names.zip(is_taken).filter(|(_, is_taken)| **is_taken != 0);
        let mut sources = taken.map(|(name, _)| source(name.text().unwrap_or_default(), query));
        let wanted = sources.next().filter(|first| sources.all(|source| source == *first))?;
        let property = match wanted {
            ItemSource::Address => ADDRESS,
            ItemSource::Screen => SCREEN,
            ItemSource::Name | ItemSource::Expression => return None,
        };
        let dictionary = frame.dataset.events().property(property)?.coded();
        let dictionary = dictionary.dictionary();
        let (events, codes) = (frame.dataset.person_events()?, frame.dataset.person_column(property)?);
        let used = codes.used_by_names(&events.names, is_taken, dictionary.len());
        Some((codes, self.of_values(dictionary, &used, wanted)))
    }

    /// Returns the item of each value of a dictionary that is used.
    fn of_values(&mut self, dictionary: &Dictionary, used: &[u8], source: ItemSource) -> Vec<u32> {
        let item = |(value, used): (Value<'_>, &u8)| match used {
            0 => LEFT_OUT,
            _ => self.item(value.text().unwrap_or_default(), source),
        };
        dictionary.values().zip(used).map(item).collect()
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

/// Returns the column that holds the items of a source, if there is one.
fn source_column<'f>(
    source: ItemSource,
    query: &PathsQuery,
    frame: &'f Frame<'_>,
    rows: &Range<usize>,
) -> Result<Option<SourceColumn<'f>>, Error> {
    let events = frame.dataset.events();
    let property =
        |name: &str| events.property(name).map(|column| SourceColumn { values: column.coded(), first: rows.start });
    Ok(match source {
        ItemSource::Address => property(ADDRESS),
        ItemSource::Screen => property(SCREEN),
        ItemSource::Name => Some(SourceColumn { values: Cow::Borrowed(events.names()), first: rows.start }),
        ItemSource::Expression => match &query.expression {
            Some(expression) => {
                Some(SourceColumn { values: Cow::Owned(frame.expression_texts(expression, rows)?), first: 0 })
            }
            None => None,
        },
    })
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

/// Returns a byte for each name of a dictionary: 1 where a query takes events of that name.
pub(super) fn taken(query: &PathsQuery, names: &Dictionary) -> Vec<u8> {
    let restricting = |kind: &PathEventType| *kind != PathEventType::Expression;
    if !query.event_types.iter().any(restricting) {
        return vec![1; names.len()];
    }
    let is_taken = |name: &str| {
        query.event_types.iter().any(|kind| match kind {
            PathEventType::Pageview => name == "$pageview",
            PathEventType::Screen => name == "$screen",
            PathEventType::Custom => !name.starts_with('$'),
            PathEventType::Expression => false,
        })
    };
    names.values().map(|name| u8::from(name.text().is_some_and(is_taken))).collect()
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
