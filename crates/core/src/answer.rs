//! Answer: what is returned. The only door through which figures leave as JSON.

pub mod calendar_heatmap;
pub mod correlation;
pub mod funnels;
pub mod json;
pub mod lifecycle;
pub mod paths;
mod read;
pub mod retention;
pub mod shared;
pub mod stickiness;
pub mod table;
pub mod trends;

use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::query::Query;
use crate::time::Timestamp;
use calendar_heatmap::CalendarHeatmap;
use correlation::Correlations;
use funnels::{FunnelStep, FunnelTrend, TimeToConvert};
use lifecycle::LifecycleRow;
use paths::PathEdge;
use read::{Fields, Read, Unreadable, readable};
use retention::RetentionRow;
use stickiness::StickinessRow;
pub use table::ColumnType;
use trends::{BoxPlotPoint, TrendsRow};

/// The response to a query (spec/trends 6.11), without what a cache adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
            Query::CalendarHeatmap(_) => Read::read(rows).map(Results::CalendarHeatmap),
            Query::Events(_) | Query::Hogql(_) => Read::read(rows).map(Results::Table),
            Query::Paths(_) => Read::read(rows).map(Results::Paths),
            Query::Retention(_) => Read::read(rows).map(Results::Retention),
            Query::Trends(_) => Read::read(rows).map(Results::Trends),
            Query::Stickiness(_) => Read::read(rows).map(Results::Stickiness),
            Query::Lifecycle(_) => Read::read(rows).map(Results::Lifecycle),
            Query::Funnels(query) => Results::read_funnel(query, rows),
            Query::FunnelCorrelation(_) => Read::read(rows).map(Results::Correlations),
        };
        read.map_err(|Unreadable(field)| {
            let field = if field.is_empty() { "results" } else { field };
            Error::invalid(format!("the response is not one of this query: `{field}` is missing or of another type."))
                .at("results")
        })
    }
}

/// The range that was read, as ISO texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolvedDateRange {
    /// Its start.
    pub date_from: String,
    /// Its end.
    pub date_to: String,
}

readable! {
    ResolvedDateRange { date_from, date_to }
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
        let results = Results::read(query, rows)?;
        let Ok(fields) = Fields::of(response) else { return Ok(Answer::new(results)) };
        Ok(Answer {
            results,
            has_more: fields.get("hasMore").ok(),
            boxplot_data: fields.get("boxplot_data").ok(),
            columns: fields.get("columns").ok(),
            types: fields.get("types").ok(),
            limit: fields.get("limit").ok(),
            offset: fields.get("offset").ok(),
            hogql: fields.get("hogql").ok(),
            resolved_date_range: fields.get("resolved_date_range").ok(),
            resolved_compare_date_range: fields.get("resolved_compare_date_range").ok(),
            total_median_conversion_time: fields.get("total_median_conversion_time").ok(),
        })
    }

    /// Returns the answer as JSON text; the same bytes on every target.
    pub fn to_json(&self) -> String {
        json::to_text(self)
    }
}
