//! LifecycleQuery (spec/trends 3.7).

use super::date_range::read_date_range;
use super::filter::{Filter, read_group_type};
use super::reader::Fields;
use super::series::Series;
use super::trends::{TestAccounts, sampling_factor};
use crate::error::Error;
use crate::time::{DateRange, Interval};

/// How many actors are new, come back, stay and leave in each interval.
#[derive(Clone, Debug)]
pub struct LifecycleQuery {
    /// The range of dates.
    pub date_range: DateRange,
    /// The width of an interval.
    pub interval: Interval,
    /// What counts as activity: events that all of them name; at least one.
    pub series: Vec<Series>,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
    /// The share of actors that is read, where not all are.
    pub sampling_factor: Option<f64>,
    /// The group type that takes the place of the person.
    pub group_type: Option<u8>,
    /// The filter object as it was given: it also says how the answer is presented.
    pub presentation: serde_json::Value,
}

impl LifecycleQuery {
    /// Returns the query that the fields of a `LifecycleQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type or not allowed, naming the field, and a query without series.
    pub fn read(fields: &Fields<'_>) -> Result<LifecycleQuery, Error> {
        let series = Series::list(fields)?;
        if series.is_empty() {
            return Err(Error::unanswerable("Lifecycle insights require at least one series.").at("series"));
        }
        Ok(LifecycleQuery {
            date_range: read_date_range(fields)?,
            interval: fields.choice("interval")?.unwrap_or(Interval::Day),
            series,
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            group_type: fields.optional("aggregation_group_type_index", |node| read_group_type(&node))?,
            presentation: fields.given("lifecycleFilter"),
        })
    }
}
