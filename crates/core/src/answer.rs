//! Answer: what is returned. The only door through which figures leave as JSON.

pub mod calendar_heatmap;
pub mod correlation;
pub mod funnels;
pub mod json;
pub mod lifecycle;
pub mod paths;
pub mod retention;
pub mod stickiness;
pub mod table;
pub mod trends;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::query::Query;
use crate::time::Timestamp;
use calendar_heatmap::CalendarHeatmap;
use correlation::Correlations;
use funnels::{FunnelStep, FunnelTrend, TimeToConvert};
use lifecycle::LifecycleRow;
use paths::PathEdge;
use retention::RetentionRow;
use stickiness::StickinessRow;
pub use table::ColumnType;
use trends::{BoxPlotPoint, TrendsRow};

/// The response to a query (spec/trends 6.11), without what a cache adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The rows, in the shape of the query's kind.
    pub results: Results,
    /// Whether there is more than is shown.
    #[serde(rename = "hasMore", skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    /// The distribution of each bucket, of a box plot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boxplot_data: Option<Vec<BoxPlotPoint>>,
    /// The names of the columns, of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// The types of the columns, of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<ColumnType>>,
    /// How many rows are shown at most, of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// How many rows are skipped, of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
    /// A readable SELECT that says what was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hogql: Option<String>,
    /// The range that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_date_range: Option<ResolvedDateRange>,
    /// The range with which it is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_compare_date_range: Option<ResolvedDateRange>,
    /// The median number of seconds that those who finished a funnel took for all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_median_conversion_time: Option<f64>,
}

/// The rows of an answer, by the kind of query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Results {
    /// Of a trends query.
    Trends(Vec<TrendsRow>),
    /// Of a stickiness query.
    Stickiness(Vec<StickinessRow>),
    /// Of a lifecycle query.
    Lifecycle(Vec<LifecycleRow>),
    /// Of a funnel: its steps.
    FunnelSteps(Vec<FunnelStep>),
    /// Of a funnel that is broken down: the steps of each value.
    FunnelBreakdown(Vec<Vec<FunnelStep>>),
    /// Of a funnel over time.
    FunnelTrends(Vec<FunnelTrend>),
    /// Of the times that a funnel takes.
    TimeToConvert(TimeToConvert),
    /// Of the times that a funnel takes, in the current and in the previous range.
    TimesToConvert(Vec<TimeToConvert>),
    /// Of a funnel correlation.
    Correlations(Correlations),
    /// Of a retention query.
    Retention(Vec<RetentionRow>),
    /// Of a paths query.
    Paths(Vec<PathEdge>),
    /// Of a calendar heatmap.
    CalendarHeatmap(CalendarHeatmap),
    /// Of a SELECT: the cells of each row.
    Table(Vec<Vec<Value>>),
}

impl Results {
    /// Returns the rows of a query's kind.
    fn read(query: &Query, rows: &Value) -> Result<Results, Error> {
        let read = match query {
            Query::CalendarHeatmap(_) => CalendarHeatmap::deserialize(rows).map(Results::CalendarHeatmap),
            Query::Events(_) | Query::Hogql(_) => Vec::<Vec<Value>>::deserialize(rows).map(Results::Table),
            Query::Paths(_) => Vec::<PathEdge>::deserialize(rows).map(Results::Paths),
            Query::Retention(_) => Vec::<RetentionRow>::deserialize(rows).map(Results::Retention),
            Query::Trends(_) => Vec::<TrendsRow>::deserialize(rows).map(Results::Trends),
            Query::Stickiness(_) => Vec::<StickinessRow>::deserialize(rows).map(Results::Stickiness),
            Query::Lifecycle(_) => Vec::<LifecycleRow>::deserialize(rows).map(Results::Lifecycle),
            Query::Funnels(query) => Results::read_funnel(query, rows),
            Query::FunnelCorrelation(_) => Correlations::deserialize(rows).map(Results::Correlations),
        };
        read.map_err(|error| Error::invalid(format!("the response is not one of this query: {error}")).at("results"))
    }
}

/// The range that was read, as ISO texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolvedDateRange {
    /// Its start.
    pub date_from: String,
    /// Its end.
    pub date_to: String,
}

impl ResolvedDateRange {
    /// Returns the range between two moments.
    pub fn new(from: Timestamp, to: Timestamp) -> ResolvedDateRange {
        ResolvedDateRange { date_from: from.to_string(), date_to: to.to_string() }
    }
}

impl Answer {
    /// Returns the answer that holds just these rows.
    pub fn new(results: Results) -> Answer {
        Answer {
            results,
            has_more: None,
            boxplot_data: None,
            columns: None,
            types: None,
            limit: None,
            offset: None,
            hogql: None,
            resolved_date_range: None,
            resolved_compare_date_range: None,
            total_median_conversion_time: None,
        }
    }

    /// Returns the answer that a response to the query holds: what [`Answer::to_json`] wrote, possibly with more
    /// around it, its rows in `results` or (in insights) in `result`.
    ///
    /// # Errors
    /// Refuses rows that are not of the query's kind.
    pub fn from_json(query: &Query, response: &Value) -> Result<Answer, Error> {
        let rows = response.get("results").or_else(|| response.get("result")).unwrap_or(&Value::Null);
        let text = |name: &str| response.get(name).and_then(Value::as_str).map(str::to_owned);
        let rows_of = |name: &str| response.get(name)?.as_u64()?.try_into().ok();
        Ok(Answer {
            results: Results::read(query, rows)?,
            has_more: response.get("hasMore").and_then(Value::as_bool),
            boxplot_data: response.get("boxplot_data").and_then(|points| Deserialize::deserialize(points).ok()),
            columns: response.get("columns").and_then(|columns| Deserialize::deserialize(columns).ok()),
            types: response.get("types").and_then(|types| Deserialize::deserialize(types).ok()),
            limit: rows_of("limit"),
            offset: rows_of("offset"),
            hogql: text("hogql"),
            resolved_date_range: response
                .get("resolved_date_range")
                .and_then(|range| Deserialize::deserialize(range).ok()),
            resolved_compare_date_range: response
                .get("resolved_compare_date_range")
                .and_then(|range| Deserialize::deserialize(range).ok()),
            total_median_conversion_time: response.get("total_median_conversion_time").and_then(Value::as_f64),
        })
    }

    /// Returns the answer as JSON text; the same bytes on every target.
    pub fn to_json(&self) -> String {
        json::to_text(self)
    }
}
