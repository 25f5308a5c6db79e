//! Filters become masks: a condition is decided once for each different value and applied by table.

use std::ops::Range;
use std::rc::Rc;

use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::Dictionary;
use crate::error::Error;
use crate::query::cohort::CohortMembers;
use crate::query::context::{PropertyOwner, PropertyType};
use crate::query::filter::{Filter, Operand, Operator, PropertyFilter, Scalar, Source};

impl Frame<'_> {
    /// Returns which rows meet a filter.
    ///
    /// # Errors
    /// Refuses operands that an operator cannot use and expressions that do not parse.
    pub fn filter_mask(&self, filter: &Filter, rows: &Range<usize>) -> Result<Mask, Error> {
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

    fn property_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask, Error> {
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
            Source::Cohort => {
                let members = self.cohorts_members(&filter.value)?;
                let mask = self.person_mask(&members, rows);
                Ok(if matches!(filter.operator, Operator::NotIn | Operator::IsNot) {
                    mask.not(rows.len())
                } else {
                    mask
                })
            }
            Source::Element | Source::Hogql => Err(Error::invalid("filters of this type are not answered.")),
        }
    }

    fn comparison(&self, filter: &PropertyFilter, owner: PropertyOwner) -> Result<Comparison<'_>, Error> {
        let kind = self.context.property_types.get(owner, &filter.key);
        Comparison::new(filter.operator, &filter.value, kind, self.context)
    }

    /// Returns which rows belong to the persons whose byte is 1.
    pub(super) fn person_mask(&self, persons: &[u8], rows: &Range<usize>) -> Mask {
        let persons_of_ids = self.dataset.persons().of_distinct_ids();
        let table: Vec<u8> =
            persons_of_ids.iter().map(|person| persons.get(*person as usize).copied().unwrap_or(0)).collect();
        Mask::of_codes(self.dataset.events().distinct_ids().codes(), rows.clone(), &table)
    }

    fn group_mask(&self, group_type: u8, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask, Error> {
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

    fn session_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask, Error> {
        if filter.key != "$session_duration" {
            let comparison = self.comparison(filter, PropertyOwner::Event)?;
            return Ok(column_mask(self.dataset.events().property(&filter.key), &comparison, rows));
        }
        let comparison = Comparison::new(filter.operator, &filter.value, PropertyType::Numeric, self.context)?;
        let sessions = self.dataset.sessions();
        let Some(ids) = self.dataset.events().property("$session_id") else {
            return Ok(if comparison.holds(Some("0")) { Mask::All } else { Mask::None });
        };
        let ids = ids.coded();
        let table: Vec<u8> = (0..ids.dictionary().len() as u32)
            .map(|code| u8::from(comparison.holds(Some(&sessions.duration(code).to_string()))))
            .collect();
        Ok(Mask::of_codes(ids.codes(), rows.clone(), &table))
    }

    fn metadata_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask, Error> {
        let events = self.dataset.events();
        let comparison = Comparison::new(filter.operator, &filter.value, PropertyType::Text, self.context)?;
        match filter.key.as_str() {
            "event" => Ok(coded_mask(events.names(), &comparison, rows)),
            "distinct_id" => Ok(coded_mask(events.distinct_ids(), &comparison, rows)),
            key => Ok(column_mask(events.property(key), &comparison, rows)),
        }
    }

    /// Returns who is in any of the cohorts that an operand names: a byte a person.
    fn cohorts_members(&self, operand: &Operand) -> Result<Rc<Vec<u8>>, Error> {
        let mut ids = operand.values().iter().filter_map(Scalar::number).map(|id| id as i64);
        let first = match ids.next() {
            Some(id) => self.cohort_members(id)?,
            None => Rc::new(vec![0; self.dataset.persons().len()]),
        };
        ids.try_fold(first, |members, id| {
            let others = self.cohort_members(id)?;
            Ok(Rc::new(members.iter().zip(others.iter()).map(|(one, other)| one | other).collect()))
        })
    }

    /// Returns who is in a cohort: a byte a person.
    ///
    /// # Errors
    /// Refuses unknown cohorts, and cohorts that contain themselves.
    pub fn cohort_members(&self, id: i64) -> Result<Rc<Vec<u8>>, Error> {
        if let Some(members) = self.cohort_members.borrow().get(&id) {
            return Ok(Rc::clone(members));
        }
        let Some(cohort) = self.context.cohorts.get(&id) else {
            return Err(Error::invalid(format!("Cohort {id} does not exist.")));
        };
        // Nobody, while the cohort is being worked out: one that contains itself adds nobody by that.
        let nobody = Rc::new(vec![0; self.dataset.persons().len()]);
        self.cohort_members.borrow_mut().insert(id, Rc::clone(&nobody));
        let members = match &cohort.members {
            CohortMembers::Nobody => nobody,
            CohortMembers::Static(ids) => Rc::new(self.static_members(ids)),
            CohortMembers::Dynamic(filter) => Rc::new(self.persons_meeting(filter)?),
        };
        self.cohort_members.borrow_mut().insert(id, Rc::clone(&members));
        Ok(members)
    }

    fn static_members(&self, distinct_ids: &[String]) -> Vec<u8> {
        let mut members = vec![0; self.dataset.persons().len()];
        let dictionary = self.dataset.events().distinct_ids().dictionary();
        for id in distinct_ids {
            let code = dictionary.code_of(crate::columns::value::Value::Text(id));
            if let Some(person) = code.and_then(|code| self.dataset.persons().of_distinct_id(code)) {
                members[person as usize] = 1;
            }
        }
        members
    }

    /// Returns the persons that meet a filter over persons: a byte each.
    fn persons_meeting(&self, filter: &Filter) -> Result<Vec<u8>, Error> {
        let persons = self.dataset.persons();
        match filter {
            Filter::All(members) => members.iter().try_fold(vec![1; persons.len()], |mut all, member| {
                for (byte, other) in all.iter_mut().zip(self.persons_meeting(member)?) {
                    *byte &= other;
                }
                Ok(all)
            }),
            Filter::Any(members) => members.iter().try_fold(vec![0; persons.len()], |mut any, member| {
                for (byte, other) in any.iter_mut().zip(self.persons_meeting(member)?) {
                    *byte |= other;
                }
                Ok(any)
            }),
            Filter::Property(filter) if filter.source == Source::Cohort => {
                let members = self.cohorts_members(&filter.value)?;
                let outside = matches!(filter.operator, Operator::NotIn | Operator::IsNot);
                Ok(members.iter().map(|byte| if outside { 1 - byte } else { *byte }).collect())
            }
            Filter::Property(filter) => {
                let comparison = self.comparison(filter, PropertyOwner::Person)?;
                Ok(owner_table(persons.properties().get(&filter.key), persons.len(), &comparison))
            }
        }
    }
}

/// Returns a byte for each code of a dictionary: 1 where its value meets the comparison.
fn value_table(dictionary: &Dictionary, comparison: &Comparison<'_>) -> Vec<u8> {
    dictionary.values().map(|value| u8::from(comparison.holds(value.text()))).collect()
}

fn coded_mask(column: &Coded, comparison: &Comparison<'_>, rows: &Range<usize>) -> Mask {
    Mask::of_codes(column.codes(), rows.clone(), &value_table(column.dictionary(), comparison))
}

fn column_mask(column: Option<&Column>, comparison: &Comparison<'_>, rows: &Range<usize>) -> Mask {
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
fn owner_table(column: Option<&Column>, owners: usize, comparison: &Comparison<'_>) -> Vec<u8> {
    match column {
        Some(column) => {
            let coded = column.coded();
            let table = value_table(coded.dictionary(), comparison);
            (0..owners).map(|owner| table[coded.codes().get(owner) as usize]).collect()
        }
        None => vec![u8::from(comparison.holds(None)); owners],
    }
}
