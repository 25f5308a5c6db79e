//! Filters on the columns of an event (spec/trends 5.2): its name, its time, whose it is, its id, its groups.

use std::ops::Range;

use super::condition::{coded_mask, column_mask};
use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::columns::ndjson::uuid_text;
use crate::error::Error;
use crate::query::context::PropertyType;
use crate::query::filter::{Operand, Operator, PropertyFilter, Scalar};
use crate::time::Timestamp;

impl Frame<'_> {
    /// Returns which rows meet a filter on a column of the event.
    ///
    /// # Errors
    /// As [`Comparison::new`].
    pub(super) fn metadata_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let events = self.dataset.events();
        let kind = if filter.key == "timestamp" { PropertyType::DateTime } else { PropertyType::Text };
        let comparison = match filter.is_of_key_column() {
            true => self.key_comparison(filter)?,
            false => Comparison::new(filter.operator, &filter.value, kind, self.context)?,
        };
        Ok(match filter.key.as_str() {
            "event" => coded_mask(events.names(), &comparison, rows),
            "distinct_id" => coded_mask(events.distinct_ids(), &comparison, rows),
            "timestamp" => {
                let times = events.times()[rows.clone()].iter();
                Mask::Some(times.map(|time| u8::from(comparison.holds_moment(Timestamp::from_micros(*time)))).collect())
            }
            "uuid" => {
                let holds = |row| comparison.holds(events.uuid(row).map(uuid_text).as_deref());
                Mask::Some(rows.clone().map(|row| u8::from(holds(row))).collect())
            }
            "person_id" => {
                let persons = 0..self.dataset.persons().len();
                let table: Vec<u8> =
                    persons.map(|person| u8::from(comparison.holds(Some(&person.to_string())))).collect();
                self.person_mask(&table, rows)
            }
            key => column_mask(events.property(key), &comparison, rows),
        })
    }

    /// Returns the comparison with a text that is never missing: it is set where it is not empty (spec/trends 2).
    fn key_comparison(&self, filter: &PropertyFilter) -> Result<Comparison<'_>, Error> {
        let nothing = Operand::One(Scalar::Text(String::new()));
        let (operator, operand) = match filter.operator {
            Operator::IsSet => (Operator::IsNot, &nothing),
            Operator::IsNotSet => (Operator::Exact, &nothing),
            operator => (operator, &filter.value),
        };
        let comparison = Comparison::new(operator, operand, PropertyType::Text, self.context)?;
        Ok(comparison.with_missing_as_empty())
    }
}
