//! The rows of a lifecycle (spec/trends 8.4).

use serde::Serialize;
use serde_json::Value;

use super::read::{readable, readable_names};

/// One row of a lifecycle answer: a status.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LifecycleRow {
    /// What was counted.
    pub action: Value,
    /// The series and the status.
    pub label: String,
    /// The status of the actors that are counted.
    pub status: LifecycleStatus,
    /// The sum of the values.
    pub count: f64,
    /// How many actors have the status in each interval; those that left are counted negative.
    pub data: Vec<f64>,
    /// The start of each interval.
    pub days: Vec<String>,
    /// The label of each interval.
    pub labels: Vec<String>,
}

/// What an actor is in an interval (spec/trends 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LifecycleStatus {
    /// Active for the first time, in the interval of its creation.
    New,
    /// Active now and in the interval before.
    Returning,
    /// Active again after a pause.
    Resurrecting,
    /// Not active any more.
    Dormant,
}

impl LifecycleStatus {
    /// Every status, in the order of an answer's rows.
    pub const ALL: [Self; 4] = [Self::New, Self::Returning, Self::Resurrecting, Self::Dormant];

    /// Returns the name, as answers write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Returning => "returning",
            Self::Resurrecting => "resurrecting",
            Self::Dormant => "dormant",
        }
    }
}

readable! {
    LifecycleRow { action, label, status, count, data, days, labels }
}

readable_names! {
    LifecycleStatus { "new" = New, "returning" = Returning, "resurrecting" = Resurrecting, "dormant" = Dormant }
}
