//! The rows of funnel correlations (spec/funnels 6.3).

use serde::Serialize;
use serde_json::{Map, Value};

use super::read::{readable, readable_names};

/// What those who finished a funnel have in common, against those who did not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correlations {
    /// The strongest correlations with success, then those with failure.
    pub events: Vec<Correlation>,
    /// Whether the two sides differ too much in size to be compared well.
    pub skewed: bool,
}

/// How one event or property goes together with success.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correlation {
    /// The event, or the property and its value.
    pub event: CorrelatedEvent,
    /// How many of those who finished have it.
    pub success_count: u64,
    /// How many of the others have it.
    pub failure_count: u64,
    /// How much likelier success is with it, with one of each added to every count.
    pub odds_ratio: f64,
    /// With what it goes together.
    pub correlation_type: CorrelationKind,
}

/// The event, or the property and its value, of a correlation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CorrelatedEvent {
    /// `event`, `property::value` or `event::property::value`.
    pub event: String,
    /// The type of an autocaptured event.
    pub properties: Map<String, Value>,
    /// The elements of an autocaptured event.
    pub elements: Vec<Value>,
}

/// With what something goes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CorrelationKind {
    /// With finishing the funnel.
    Success,
    /// With not finishing it.
    Failure,
}

readable! {
    Correlations { events, skewed }
    Correlation { event, success_count, failure_count, odds_ratio, correlation_type }
    CorrelatedEvent { event, properties, elements }
}

readable_names! {
    CorrelationKind { "success" = Success, "failure" = Failure }
}
