//! The events: a row each, sorted by time.

use super::column::{Coded, Column};
use super::properties::Properties;
use super::value::Value;
use crate::time::Timestamp;

/// Events as columns. Rows are sorted by time; rows of equal time keep the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Events {
    pub(super) times: Vec<i64>,
    pub(super) names: Coded,
    pub(super) distinct_ids: Coded,
    pub(super) uuids: Vec<u128>,
    pub(super) properties: Properties,
    sorted: usize,
}

/// One event, as it is added. Its properties are set after it.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    /// When it happened.
    pub timestamp: Timestamp,
    /// Its name.
    pub name: &'a str,
    /// Whose it is.
    pub distinct_id: &'a str,
    /// Its id, where it has one.
    pub uuid: Option<u128>,
}

/// Whole columns that make up events.
#[derive(Clone, Debug, Default)]
pub struct EventColumns {
    /// Microseconds since the epoch.
    pub times: Vec<i64>,
    /// Names.
    pub names: Coded,
    /// Distinct ids.
    pub distinct_ids: Coded,
    /// Uuids, 0 where an event has none; empty where none has.
    pub uuids: Vec<u128>,
    /// Properties by name.
    pub properties: Vec<(String, Column)>,
}

impl Events {
    /// Returns the number of events.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Returns whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Returns the times in microseconds since the epoch, ascending.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// Returns the names.
    pub fn names(&self) -> &Coded {
        &self.names
    }

    /// Returns the distinct ids.
    pub fn distinct_ids(&self) -> &Coded {
        &self.distinct_ids
    }

    /// Returns the id of a row's event, where it has one.
    pub fn uuid(&self, row: usize) -> Option<u128> {
        self.uuids.get(row).copied().filter(|uuid| *uuid != 0)
    }

    /// Returns the columns of properties.
    pub fn properties(&self) -> &Properties {
        &self.properties
    }

    /// Returns the column of a property, unless no event ever had it.
    pub fn property(&self, name: &str) -> Option<&Column> {
        self.properties.get(name)
    }

    /// Returns the time of the first event.
    pub fn earliest(&self) -> Option<Timestamp> {
        self.times.first().map(|time| Timestamp::from_micros(*time))
    }

    /// Returns the rows from a time on up to, and including, another.
    pub fn rows_between(&self, from: i64, to: i64) -> std::ops::Range<usize> {
        let start = self.times.partition_point(|time| *time < from);
        let end = self.times.partition_point(|time| *time <= to);
        start..end.max(start)
    }

    /// Adds an event and returns its row, which holds until the events are sorted.
    pub fn push(&mut self, event: NewEvent<'_>) -> usize {
        let row = self.times.len();
        self.times.push(event.timestamp.micros());
        self.names.push(Value::Text(event.name));
        self.distinct_ids.push(Value::Text(event.distinct_id));
        if let Some(uuid) = event.uuid {
            self.uuids.resize(row, 0);
            self.uuids.push(uuid);
        }
        row
    }

    /// Sets a property of the event that was added last.
    pub fn set_property(&mut self, row: usize, name: &str, value: Value<'_>) {
        self.properties.set(row, name, value);
    }

    /// Returns the code of a distinct id, which is added if it is new.
    pub fn intern_distinct_id(&mut self, distinct_id: &str) -> u32 {
        self.distinct_ids.intern(Value::Text(distinct_id))
    }

    /// Replaces all events by whole columns. Columns that are shorter than the times are absent at the end.
    pub fn replace(&mut self, columns: EventColumns) {
        let mut properties = Properties::default();
        for (name, column) in columns.properties {
            properties.insert(&name, column);
        }
        *self = Events {
            uuids: columns.uuids,
            times: columns.times,
            names: columns.names,
            distinct_ids: columns.distinct_ids,
            properties,
            sorted: 0,
        };
    }

    /// Puts the rows in order of time, and makes every column as long as the times.
    pub(super) fn sort_by_time(&mut self) {
        let len = self.times.len();
        self.names.pad(len);
        self.distinct_ids.pad(len);
        self.properties.pad(len);
        let unsorted_from = self.sorted.saturating_sub(1).min(len);
        self.sorted = len;
        if self.times[unsorted_from..].is_sorted() {
            return;
        }
        let mut order: Vec<u32> = (0..len as u32).collect();
        order.sort_by_key(|row| self.times[*row as usize]);
        self.times = order.iter().map(|row| self.times[*row as usize]).collect();
        if !self.uuids.is_empty() {
            self.uuids.resize(len, 0);
            self.uuids = order.iter().map(|row| self.uuids[*row as usize]).collect();
        }
        self.names.reorder(&order);
        self.distinct_ids.reorder(&order);
        self.properties.reorder(&order);
    }

    /// Returns the group key of each row for a group type, by code; absent where no event has one.
    pub fn group_keys(&self, group_type: u8) -> Option<&Column> {
        self.property(["$group_0", "$group_1", "$group_2", "$group_3", "$group_4"].get(usize::from(group_type))?)
    }

    /// Returns what each event was about, as elements chains; absent where no event says.
    pub fn elements_chains(&self) -> Option<&Column> {
        self.property("$elements_chain").or_else(|| self.property("elements_chain"))
    }
}
