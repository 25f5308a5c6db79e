//! CalendarHeatmapQuery (spec/trends 6.14).

use super::date_range::read_date_range;
use super::filter::Filter;
use super::reader::Fields;
use super::series::{MathName, Series};
use super::trends::{TestAccounts, sampling_factor};
use crate::error::Error;
use crate::time::DateRange;

/// On which weekdays and at which hours something happens.
#[derive(Clone, Debug)]
pub struct CalendarHeatmapQuery {
    /// The range of dates.
    pub date_range: DateRange,
    /// What is counted.
    pub series: Series,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
    /// The share of actors that is read, where not all are.
    pub sampling_factor: Option<f64>,
    /// How it is counted.
    pub counted: HeatmapCount,
}

/// What a cell of a calendar heatmap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeatmapCount {
    /// Events.
    Events,
    /// The persons whose sessions start then.
    SessionStarters,
}

impl CalendarHeatmapQuery {
    /// Returns the query that the fields of a `CalendarHeatmapQuery` node describe.
    ///
    /// # Errors
    /// Refuses anything but one series, maths other than `total` and `dau`, and fields of the wrong type.
    pub fn read(fields: &Fields<'_>) -> Result<CalendarHeatmapQuery, Error> {
        let list = fields.required("series")?;
        let mut series = Series::list(fields)?.into_iter();
        let (Some(series), None) = (series.next(), series.next()) else {
            return Err(list.refuse("a calendar heatmap has exactly one series."));
        };
        let counted = match series.math.name {
            None | Some(MathName::Total) => HeatmapCount::Events,
            Some(MathName::DailyActive) => HeatmapCount::SessionStarters,
            Some(_) => return Err(list.refuse("the math of a calendar heatmap is `total` or `dau`.")),
        };
        Ok(CalendarHeatmapQuery {
            date_range: read_date_range(fields)?,
            series,
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            counted,
        })
    }
}
