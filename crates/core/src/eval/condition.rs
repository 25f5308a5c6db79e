//! Filters become masks: a condition is decided once for each different value and applied by table.

use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::Dictionary;
use crate::error::Error;
use crate::query::context::{PropertyOwner, PropertyType};
use crate::query::filter::{Filter, PropertyFilter, Source};
use crate::query::trends::TestAccounts;

impl Frame<'_> {
    /// Returns which rows meet a filter.
    ///
    /// # Errors
    /// Refuses operands that an operator cannot use and expressions that do not parse.
    pub fn filter_mask(&self, filter: &Filter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        match filter {
            Filter::All(members) => {
                let mut mask = Mask::All;
                for member in members {
                    mask = mask.and(self.filter_mask(member, rows)?);
                }
                Ok(mask)
            }
            Filter::Any(members) => {
                let mut mask = Mask::None;
                for member in members {
                    mask = mask.or(self.filter_mask(member, rows)?);
                }
                Ok(mask)
            }
            Filter::Property(property) => self.property_mask(property, rows),
        }
    }

    /// Returns which rows meet the conditions of a whole query: its filter, and the team's on test accounts if asked.
    ///
    /// # Errors
    /// As [`Frame::filter_mask`].
    pub fn query_mask(
        &self,
        filter: &Filter,
        test_accounts: TestAccounts,
        rows: &Range<usize>,
    ) -> Result<Mask<'static>, Error> {
        let mask = self.filter_mask(filter, rows)?;
        match test_accounts {
            TestAccounts::Included => Ok(mask),
            TestAccounts::FilteredOut => Ok(mask.and(self.filter_mask(&self.context.test_account_filter, rows)?)),
        }
    }

    fn property_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let events = self.dataset.events();
        match filter.source {
            Source::Event => {
                let comparison = self.comparison(filter, PropertyOwner::Event)?;
                Ok(column_mask(events.property(&filter.key), &comparison, rows))
            }
            Source::Person if filter.key == "distinct_id" => {
                let comparison = Comparison::new(filter.operator, &filter.value, PropertyType::Text, self.context)?;
                Ok(coded_mask(events.distinct_ids(), &comparison, rows))
            }
            Source::Person => {
                let comparison = self.comparison(filter, PropertyOwner::Person)?;
                let column = self.dataset.persons().properties().get(&filter.key);
                let table = owner_table(column, self.dataset.persons().len(), &comparison);
                Ok(self.person_mask(&table, rows))
            }
            Source::Group(group_type) => self.group_mask(group_type, filter, rows),
            Source::Session => self.session_mask(filter, rows),
            Source::EventMetadata => self.metadata_mask(filter, rows),
            Source::Cohort if filter.value.values().is_empty() => Ok(Mask::All),
            Source::Cohort => Ok(self.person_mask(&self.members_meeting(filter)?, rows)),
            Source::Element => self.element_mask(filter, rows),
            Source::Hogql => self.expression_mask(&filter.key, rows),
        }
    }

    pub(super) fn comparison(&self, filter: &PropertyFilter, owner: PropertyOwner) -> Result<Comparison<'_>, Error> {
        let kind = self.context.property_types.get(owner, &filter.key);
        Comparison::new(filter.operator, &filter.value, kind, self.context)
    }

    /// Returns which rows belong to the persons whose byte is 1.
    pub(super) fn person_mask(&self, persons: &[u8], rows: &Range<usize>) -> Mask<'static> {
        let persons_of_ids = self.dataset.persons().of_distinct_ids();
        let table: Vec<u8> =
            persons_of_ids.iter().map(|person| persons.get(*person as usize).copied().unwrap_or(0)).collect();
        Mask::of_codes(self.dataset.events().distinct_ids().codes(), rows.clone(), &table)
    }

    fn group_mask(&self, group_type: u8, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let comparison = self.comparison(filter, PropertyOwner::Group(group_type))?;
        let absent = comparison.holds(None);
        let (Some(groups), Some(keys)) =
            (self.dataset.groups(group_type), self.dataset.events().group_keys(group_type))
        else {
            return Ok(if absent { Mask::All } else { Mask::None });
        };
        let by_group = owner_table(groups.properties().get(&filter.key), groups.len(), &comparison);
        let keys = keys.coded();
        let table: Vec<u8> = keys
            .dictionary()
            .values()
            .map(|key| key.text().and_then(|key| groups.of_key(key)).map_or(u8::from(absent), |group| by_group[group]))
            .collect();
        Ok(Mask::of_codes(keys.codes(), rows.clone(), &table))
    }
}

/// Returns a byte for each code of a dictionary: 1 where its value meets the comparison.
pub(super) fn value_table(dictionary: &Dictionary, comparison: &Comparison<'_>) -> Vec<u8> {
    dictionary.values().map(|value| u8::from(comparison.holds(value.text()))).collect()
}

pub(super) fn coded_mask(column: &Coded, comparison: &Comparison<'_>, rows: &Range<usize>) -> Mask<'static> {
    Mask::of_codes(column.codes(), rows.clone(), &value_table(column.dictionary(), comparison))
}

pub(super) fn column_mask(column: Option<&Column>, comparison: &Comparison<'_>, rows: &Range<usize>) -> Mask<'static> {
    if let Some(Column::Numbers(numbers)) = column
        && let Some(held) = comparison.numbers_held(&numbers[rows.clone()])
    {
        return Mask::Some(held);
    }
    match column {
        Some(column) => coded_mask(&column.coded(), comparison, rows),
        None if comparison.holds(None) => Mask::All,
        None => Mask::None,
    }
}

/// Returns a byte for each person or group: 1 where its property meets the comparison.
pub(super) fn owner_table(column: Option<&Column>, owners: usize, comparison: &Comparison<'_>) -> Vec<u8> {
    match column {
        Some(column) => {
            let coded = column.coded();
            let table = value_table(coded.dictionary(), comparison);
            (0..owners).map(|owner| table[coded.codes().get(owner) as usize]).collect()
        }
        None => vec![u8::from(comparison.holds(None)); owners],
    }
}
