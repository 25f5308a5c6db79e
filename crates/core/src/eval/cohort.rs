//! Cohorts: which persons are in them (spec/trends 5.5).

use std::rc::Rc;

use super::condition::owner_table;
use super::frame::Frame;
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::cohort::CohortMembers;
use crate::query::context::PropertyOwner;
use crate::query::filter::{Filter, Operand, Operator, PropertyFilter, Scalar, Source};

/// How deep cohorts may be made of cohorts.
const DEEPEST_COHORT: usize = 32;

impl Frame<'_> {
    /// Returns who is in any of the cohorts that a filter names, or in none of them: a byte a person.
    ///
    /// # Errors
    /// As [`Frame::cohort_members`].
    pub(super) fn members_meeting(&self, filter: &PropertyFilter) -> Result<Rc<Vec<u8>>, Error> {
        let members = self.cohorts_members(&filter.value)?;
        if matches!(filter.operator, Operator::NotIn | Operator::IsNot) {
            return Ok(Rc::new(members.iter().map(|byte| 1 - byte).collect()));
        }
        Ok(members)
    }

    /// Returns who is in a cohort: a byte a person. One that contains itself adds nobody by that.
    ///
    /// # Errors
    /// Refuses unknown cohorts, and those that are made of cohorts more than 32 deep.
    pub fn cohort_members(&self, id: i64) -> Result<Rc<Vec<u8>>, Error> {
        if let Some(members) = self.cohort_members.borrow().get(&id) {
            return Ok(Rc::clone(members));
        }
        let Some(cohort) = self.context.cohorts.get(&id) else {
            return Err(Error::invalid(format!("Cohort {id} does not exist.")));
        };
        if self.cohort_depth.get() == DEEPEST_COHORT {
            return Err(Error::invalid(format!("Cohort {id} is made of cohorts more than 32 deep.")));
        }
        // Nobody, while the cohort is being worked out.
        let nobody = Rc::new(vec![0; self.dataset.persons().len()]);
        self.cohort_members.borrow_mut().insert(id, Rc::clone(&nobody));
        self.cohort_depth.set(self.cohort_depth.get() + 1);
        let members = match &cohort.members {
            CohortMembers::Nobody => Ok(nobody),
            CohortMembers::Static(ids) => Ok(Rc::new(self.static_members(ids))),
            CohortMembers::Dynamic(filter) => self.recorded_persons_meeting(filter).map(Rc::new),
        };
        self.cohort_depth.set(self.cohort_depth.get() - 1);
        let members = members?;
        self.cohort_members.borrow_mut().insert(id, Rc::clone(&members));
        Ok(members)
    }

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

    fn static_members(&self, distinct_ids: &[String]) -> Vec<u8> {
        let mut members = vec![0; self.dataset.persons().len()];
        let dictionary = self.dataset.events().distinct_ids().dictionary();
        for id in distinct_ids {
            let code = dictionary.code_of(Value::Text(id));
            if let Some(person) = code.and_then(|code| self.dataset.persons().of_distinct_id(code)) {
                members[person as usize] = 1;
            }
        }
        members
    }

    /// Returns the persons that meet a filter over persons, among those of which there is a record: nobody else is in a
    /// cohort (spec/trends 5.5).
    fn recorded_persons_meeting(&self, filter: &Filter) -> Result<Vec<u8>, Error> {
        let mut members = self.persons_meeting(filter)?;
        for (byte, recorded) in members.iter_mut().zip(self.dataset.persons().recorded()) {
            *byte &= recorded;
        }
        Ok(members)
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
                Ok(self.members_meeting(filter)?.as_ref().clone())
            }
            // A criterion that names no owner is about the person.
            Filter::Property(filter) if matches!(filter.source, Source::Person | Source::Event) => {
                let comparison = self.comparison(filter, PropertyOwner::Person)?;
                Ok(owner_table(persons.properties().get(&filter.key), persons.len(), &comparison))
            }
            Filter::Property(_) => {
                Err(Error::invalid("A cohort is made of properties of persons, and of other cohorts."))
            }
        }
    }
}
