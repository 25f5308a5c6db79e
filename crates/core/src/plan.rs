//! Plan: what a query will read of the events, known before any of them is fetched.
//!
//! A plan is an upper bound. Evaluation over events of which only the planned columns, range and names were kept gives
//! the same answer, byte for byte (`tests/plans.rs`): what a plan leaves out need not be fetched. What a plan holds need
//! not exist: a property that no event has is simply not there.

mod filters;
mod nodes;
mod range;
mod selections;
pub mod statement;

use std::collections::BTreeSet;

use crate::query::Query;
use crate::query::context::Context;
use crate::sort::set_of;

pub use range::TimeRange;

/// What a query will read of the events.
///
/// ```
/// # use oriel::plan::{Column, EventNames, Plan};
/// # use oriel::query::{Query, context::Context};
/// # use oriel::time::Timestamp;
/// # use serde_json::json;
/// let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "buy", "math": "dau"}]});
/// let now = Timestamp::parse("2024-03-05T12:00:00Z").unwrap();
/// let plan = Plan::of(&Query::from_json(&query).unwrap(), &Context::new(now));
///
/// assert!(plan.reads(&Column::DistinctId));
/// assert!(!plan.reads(&Column::Property("amount".to_owned())));
/// assert!(plan.range.from <= Timestamp::parse("2024-02-27T00:00:00Z").ok());
/// assert!(matches!(plan.events, EventNames::Named(names) if names.contains("buy")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The columns, besides the time of every event, which is always read.
    pub columns: BTreeSet<Column>,
    /// When the events happened that are read.
    pub range: TimeRange,
    /// The names of the events that are read.
    pub events: EventNames,
}

/// A column of events, or of the persons and groups that they belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The names of events. Read wherever names matter, also where only one is asked for.
    Name,
    /// The distinct ids of events, and with them whose events they are.
    DistinctId,
    /// The ids of events.
    Uuid,
    /// A property of events: `$session_id`, the keys of groups (`$group_0` …) and `$elements_chain` are properties too.
    Property(String),
    /// Every property of events.
    AllProperties,
    /// A property of persons.
    PersonProperty(String),
    /// Every property of persons.
    AllPersonProperties,
    /// A property of groups of that type.
    GroupProperty(u8, String),
    /// Every property of groups of that type.
    AllGroupProperties(u8),
}

/// The names of the events that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventNames {
    /// All.
    All,
    /// These.
    Named(BTreeSet<String>),
}

impl Plan {
    /// Returns what a query will read.
    pub fn of(query: &Query, context: &Context) -> Plan {
        let mut reads = Reads::new(context);
        reads.query(query);
        reads.plan
    }

    /// Returns that everything is read.
    pub fn everything() -> Plan {
        let of_events = [Column::Name, Column::DistinctId, Column::Uuid, Column::AllProperties];
        let of_groups = (0..crate::columns::GROUP_TYPES as u8).map(Column::AllGroupProperties);
        let columns = set_of(of_events.into_iter().chain([Column::AllPersonProperties]).chain(of_groups));
        Plan { columns, range: TimeRange::ALL, events: EventNames::All }
    }

    /// Returns whether a column is read: it is named, or all of its kind are read.
    pub fn reads(&self, column: &Column) -> bool {
        let all = match column {
            Column::Property(_) => Some(Column::AllProperties),
            Column::PersonProperty(_) => Some(Column::AllPersonProperties),
            Column::GroupProperty(group_type, _) => Some(Column::AllGroupProperties(*group_type)),
            _ => None,
        };
        self.columns.contains(column) || all.is_some_and(|all| self.columns.contains(&all))
    }

    /// Returns whether a property of events is read.
    pub fn reads_property(&self, name: &str) -> bool {
        self.reads(&Column::Property(name.to_owned()))
    }
}

impl EventNames {
    /// Returns whether events of a name are read.
    pub fn contain(&self, name: &str) -> bool {
        match self {
            EventNames::All => true,
            EventNames::Named(names) => names.contains(name),
        }
    }
}

/// A plan while the parts of a query are walked.
struct Reads<'a> {
    context: &'a Context,
    plan: Plan,
    /// The cohorts that were walked already.
    cohorts: BTreeSet<i64>,
}

impl<'a> Reads<'a> {
    fn new(context: &'a Context) -> Reads<'a> {
        let plan =
            Plan { columns: BTreeSet::new(), range: TimeRange::NONE, events: EventNames::Named(BTreeSet::new()) };
        Reads { context, plan, cohorts: BTreeSet::new() }
    }

    fn column(&mut self, column: Column) {
        self.plan.columns.insert(column);
    }

    fn property(&mut self, name: &str) {
        self.column(Column::Property(name.to_owned()));
    }

    /// Reads events of any name and time: what sessions are, all their events decide.
    fn everything(&mut self) {
        self.plan.events = EventNames::All;
        self.plan.range = TimeRange::ALL;
    }

    fn event(&mut self, name: &str) {
        self.column(Column::Name);
        if let EventNames::Named(names) = &mut self.plan.events {
            names.insert(name.to_owned());
        }
    }
}
