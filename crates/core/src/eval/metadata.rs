//! Filters on the columns of an event (spec/trends 5.2): its name, its time, whose it is, its id, its groups.

use std::ops::Range;

use super::condition::{coded_mask, column_mask};
use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::columns::column::Column;
use crate::columns::ndjson::uuid_text;
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::context::PropertyType;
use crate::query::expression::is_key_column;
use crate::query::filter::{Operand, Operator, PropertyFilter, Scalar};
use crate::time::Timestamp;

impl Frame<'_> {
    /// Returns which rows meet a filter on a column of the event.
    ///
    /// # Errors
    /// As [`Comparison::new`].
    pub(super) fn metadata_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask, Error> {
        let events = self.dataset.events();
        let kind = if filter.key == "timestamp" { PropertyType::DateTime } else { PropertyType::Text };
        let comparison = Comparison::new(filter.operator, &filter.value, kind, self.context)?;
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
            key if is_key_column(key) => self.key_mask(filter, &comparison, rows)?,
            key => column_mask(events.property(key), &comparison, rows),
        })
    }
    /// Returns which rows meet a filter on a column that is empty where nothing was sent: that is not set.
    fn key_mask(
        &self,
        filter: &PropertyFilter,
        comparison: &Comparison<'_>,
        rows: &Range<usize>,
    ) -> Result<Mask, Error> {
        let nothing = Operand::One(Scalar::Text(String::new()));
        let set = match filter.operator {
            Operator::IsSet => Some(Operator::IsNot),
            Operator::IsNotSet => Some(Operator::Exact),
            _ => None,
        };
        let set =
            set.map(|operator| Comparison::new(operator, &nothing, PropertyType::Text, self.context)).transpose()?;
        let comparison = set.as_ref().unwrap_or(comparison);
        let holds = |key: Value<'_>| u8::from(comparison.holds(Some(key.text().unwrap_or_default())));
        Ok(match self.dataset.events().property(&filter.key).map(Column::coded) {
            Some(keys) => {
                let table: Vec<u8> = keys.dictionary().values().map(holds).collect();
                Mask::of_codes(keys.codes(), rows.clone(), &table)
            }
            None if holds(Value::Absent) == 1 => Mask::All,
            None => Mask::None,
        })
    }
}
