//! The rows of funnels (spec/funnels 5).

use serde::Serialize;
use serde_json::Value;

use super::Results;
use super::read::{Fields, Read, Unreadable, readable, readable_names};
use super::trends::{BreakdownValue, CompareLabel};
use crate::query::date_range::Comparison;
use crate::query::funnels::{FunnelView, FunnelsQuery};

/// One step of a funnel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelStep {
    /// The name of the event or the id of the action; null for every event, and for steps in any order.
    pub action_id: Option<StepId>,
    /// How the step is called; null for every event.
    pub name: Option<String>,
    /// The name that the user gave.
    pub custom_name: Option<String>,
    /// The number of the step, from 0.
    pub order: usize,
    /// Always empty.
    pub people: [(); 0],
    /// How many actors did the step.
    pub count: u64,
    /// What the step is made of.
    #[serde(rename = "type")]
    pub kind: StepKind,
    /// The mean number of seconds since the step before, of those that took any.
    pub average_conversion_time: Option<f64>,
    /// The median of the same.
    pub median_conversion_time: Option<f64>,
    /// What is the same for every row of a group and period.
    #[serde(flatten)]
    pub part: FunnelPart,
}

/// To which value of a breakdown, and to which period of a comparison, a row belongs.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct FunnelPart {
    /// How the value is called: itself, or the cohort's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<BreakdownValue>,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakdown_value: Option<BreakdownValue>,
    /// True when the query compares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<bool>,
    /// `current` or `previous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_label: Option<CompareLabel>,
}

/// The name of the event or the id of the action of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StepId {
    /// The id of an action.
    Action(i64),
    /// The name of an event.
    Event(String),
}

/// What a step is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Events.
    Events,
    /// An action.
    Actions,
    /// Rows of a warehouse table.
    DataWarehouse,
}

/// The conversion rate of each period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelTrend {
    /// The number of periods.
    pub count: usize,
    /// The rate of each, in percent, of two decimals.
    pub data: Vec<f64>,
    /// The start of each.
    pub days: Vec<String>,
    /// The label of each.
    pub labels: Vec<String>,
    /// The group and the range to which the rates belong.
    #[serde(flatten)]
    pub part: FunnelPart,
}

/// How long conversions took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeToConvert {
    /// From how many seconds on, and how many actors took so long.
    pub bins: Vec<(i64, u64)>,
    /// The mean number of seconds; null where nobody converted.
    pub average_conversion_time: Option<f64>,
    /// The median of the same.
    pub median_conversion_time: Option<f64>,
    /// The range to which the figures belong.
    #[serde(flatten)]
    pub part: FunnelPart,
}

impl Results {
    /// Returns the rows of a funnel, in the shape of its view.
    pub(super) fn read_funnel(query: &FunnelsQuery, rows: &Value) -> Result<Results, Unreadable> {
        match (query.view, &query.breakdown, query.comparison) {
            (FunnelView::Trends, _, _) => Read::read(rows).map(Results::FunnelTrends),
            (FunnelView::TimeToConvert, _, Comparison::None) => Read::read(rows).map(Results::TimeToConvert),
            (FunnelView::TimeToConvert, _, _) => Read::read(rows).map(Results::TimesToConvert),
            (FunnelView::Steps | FunnelView::Flow, None, _) => Read::read(rows).map(Results::FunnelSteps),
            (FunnelView::Steps | FunnelView::Flow, Some(_), _) => Read::read(rows).map(Results::FunnelBreakdown),
        }
    }
}

impl Read for FunnelStep {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        let fields = Fields::of(value)?;
        Ok(FunnelStep {
            action_id: fields.get("action_id")?,
            name: fields.get("name")?,
            custom_name: fields.get("custom_name")?,
            order: fields.get("order")?,
            people: [],
            count: fields.get("count")?,
            kind: fields.get("type")?,
            average_conversion_time: fields.get("average_conversion_time")?,
            median_conversion_time: fields.get("median_conversion_time")?,
            part: FunnelPart::read(value)?,
        })
    }
}

impl Read for FunnelTrend {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        let fields = Fields::of(value)?;
        Ok(FunnelTrend {
            count: fields.get("count")?,
            data: fields.get("data")?,
            days: fields.get("days")?,
            labels: fields.get("labels")?,
            part: FunnelPart::read(value)?,
        })
    }
}

impl Read for TimeToConvert {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        let fields = Fields::of(value)?;
        Ok(TimeToConvert {
            bins: fields.get("bins")?,
            average_conversion_time: fields.get("average_conversion_time")?,
            median_conversion_time: fields.get("median_conversion_time")?,
            part: FunnelPart::read(value)?,
        })
    }
}

impl Read for StepId {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value {
            Value::Number(_) => i64::read(value).map(StepId::Action),
            name => String::read(name).map(StepId::Event),
        }
    }
}

readable! {
    FunnelPart { breakdown, breakdown_value, compare, compare_label }
}

readable_names! {
    StepKind { "events" = Events, "actions" = Actions, "data_warehouse" = DataWarehouse }
}
