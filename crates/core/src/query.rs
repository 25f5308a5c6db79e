//! Query: what is asked. The only door through which JSON comes in.
//!
//! A query is parsed once into typed nodes (a node a file). What a node does not know it refuses with
//! the list of what is allowed, or ignores where the specification says so.

pub mod action;
pub mod breakdown;
pub mod calendar_heatmap;
pub mod cohort;
pub mod context;
pub mod correlation;
pub mod date_range;
pub mod events;
pub mod expression;
pub mod filter;
pub mod formula;
pub mod hogql;
pub mod lifecycle;
pub mod funnels;
pub mod paths;
pub mod reader;
pub mod retention;
pub mod select;
pub mod series;
pub mod session;
pub mod stickiness;
pub mod trends;

use serde_json::Value;

use crate::error::Error;
use calendar_heatmap::CalendarHeatmapQuery;
use correlation::FunnelCorrelationQuery;
use events::EventsQuery;
use funnels::FunnelsQuery;
use hogql::HogqlQuery;
use lifecycle::LifecycleQuery;
use paths::PathsQuery;
use reader::Node;
use retention::RetentionQuery;
use stickiness::StickinessQuery;
use trends::TrendsQuery;

/// A question of the insights API.
#[derive(Clone, Debug)]
pub enum Query {
    /// Series over time, or one figure for each series.
    Trends(Box<TrendsQuery>),
    /// In how many intervals actors were active.
    Stickiness(Box<StickinessQuery>),
    /// How many actors are new, come back, stay and leave.
    Lifecycle(Box<LifecycleQuery>),
    /// How many actors did one thing after the other.
    Funnels(Box<FunnelsQuery>),
    /// What those who finished a funnel have in common.
    FunnelCorrelation(Box<FunnelCorrelationQuery>),
    /// Who comes back, how long after they started.
    Retention(Box<RetentionQuery>),
    /// The ways that actors take from item to item.
    Paths(Box<PathsQuery>),
    /// On which weekdays and at which hours something happens.
    CalendarHeatmap(Box<CalendarHeatmapQuery>),
    /// Events as the rows of a table.
    Events(Box<EventsQuery>),
    /// A SELECT over events.
    Hogql(Box<HogqlQuery>),
}

/// The node kinds that wrap another query and leave its figures alone.
const WRAPPERS: [&str; 3] = ["InsightVizNode", "DataTableNode", "DataVisualizationNode"];

/// The node kinds that are answered.
const KINDS: [&str; 10] = [
    "TrendsQuery",
    "StickinessQuery",
    "LifecycleQuery",
    "FunnelsQuery",
    "FunnelCorrelationQuery",
    "RetentionQuery",
    "PathsQuery",
    "CalendarHeatmapQuery",
    "EventsQuery",
    "HogQLQuery",
];

/// How many wrappers may stand around a query.
const DEEPEST_WRAPPING: usize = 4;

impl Query {
    /// Returns the query that a JSON document asks, wrappers taken off.
    ///
    /// # Errors
    /// Refuses unknown kinds, fields of the wrong type and values that are not allowed; the refusal
    /// names the field and what is allowed.
    pub fn from_json(value: &Value) -> Result<Self, Error> {
        Self::read(&Node::root(value), 0)
    }

    /// Returns the filter object that also says how the answer is presented (`trendsFilter`, …); null where there is
    /// none.
    pub fn presentation(&self) -> &Value {
        match self {
            Query::Trends(query) => query.given.get("trendsFilter").unwrap_or(&Value::Null),
            Query::Stickiness(query) => &query.presentation,
            Query::Lifecycle(query) => &query.presentation,
            Query::Funnels(query) => &query.presentation,
            Query::Retention(query) => &query.presentation,
            Query::FunnelCorrelation(_)
            | Query::Paths(_)
            | Query::CalendarHeatmap(_)
            | Query::Events(_)
            | Query::Hogql(_) => &Value::Null,
        }
    }

    fn read(node: &Node<'_>, depth: usize) -> Result<Self, Error> {
        let fields = node.fields()?;
        let kind = fields.required("kind")?;
        match kind.text()? {
            wrapper if WRAPPERS.contains(&wrapper) && depth < DEEPEST_WRAPPING => {
                Self::read(&fields.required("source")?, depth + 1)
            }
            "TrendsQuery" => Ok(Query::Trends(Box::new(TrendsQuery::read(&fields)?))),
            "StickinessQuery" => Ok(Query::Stickiness(Box::new(StickinessQuery::read(&fields)?))),
            "LifecycleQuery" => Ok(Query::Lifecycle(Box::new(LifecycleQuery::read(&fields)?))),
            "FunnelsQuery" => Ok(Query::Funnels(Box::new(FunnelsQuery::read(&fields)?))),
            "FunnelCorrelationQuery" => Ok(Query::FunnelCorrelation(Box::new(FunnelCorrelationQuery::read(&fields)?))),
            "RetentionQuery" => Ok(Query::Retention(Box::new(RetentionQuery::read(&fields)?))),
            "PathsQuery" => Ok(Query::Paths(Box::new(PathsQuery::read(&fields)?))),
            "CalendarHeatmapQuery" => Ok(Query::CalendarHeatmap(Box::new(CalendarHeatmapQuery::read(&fields)?))),
            "EventsQuery" => Ok(Query::Events(Box::new(EventsQuery::read(&fields)?))),
            "HogQLQuery" => Ok(Query::Hogql(Box::new(HogqlQuery::read(&fields)?))),
            _ => Err(kind.refuse(&format!(
                "`{}` is not a query; allowed: {}, {}.",
                kind.shown(),
                KINDS.join(", "),
                WRAPPERS.join(", ")
            ))),
        }
    }
}
