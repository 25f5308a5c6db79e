//! TrendsQuery (spec/trends 3.5).

use super::breakdown::Breakdown;
use super::date_range::{Comparison, read_comparison, read_date_range};
use super::filter::Filter;
use super::formula::FormulaExpression;
use super::reader::{Fields, Node, choices};
use super::series::Series;
use crate::error::Error;
use crate::time::{DateRange, Interval, Weekdays};

/// Series over time, or one figure for each.
#[derive(Clone, Debug)]
pub struct TrendsQuery {
    /// The range of dates.
    pub date_range: DateRange,
    /// The width of a bucket.
    pub interval: Interval,
    /// What is counted.
    pub series: Vec<Series>,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
    /// The share of actors that is read, where not all are.
    pub sampling_factor: Option<f64>,
    /// By what the figures are split.
    pub breakdown: Option<Breakdown>,
    /// With what the range is compared.
    pub comparison: Comparison,
    /// How the answer is shown, which decides its shape.
    pub display: Display,
    /// The number of buckets over which values are averaged; 1 leaves them alone.
    pub smoothing_intervals: usize,
    /// Formulas over the series.
    pub formulas: Vec<Formula>,
    /// Whether weekend buckets are taken out of the response (`hideWeekends`).
    pub weekends: Weekends,
    /// The node as it was given; its presentation fields are echoed in the answer.
    pub given: serde_json::Map<String, serde_json::Value>,
}

/// A formula over the series of a query (spec/trends 6.10).
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// Its text: letters stand for series.
    pub text: String,
    /// What it computes.
    pub expression: FormulaExpression,
    /// The name that the user gave.
    pub custom_name: Option<String>,
}

/// Whether the events of test accounts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TestAccounts {
    /// They count.
    #[default]
    Included,
    /// The team's test-account filters are added (`filterTestAccounts`).
    FilteredOut,
}

/// Whether weekend buckets are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Weekends {
    /// They are shown.
    #[default]
    Shown,
    /// They are taken out of day-interval responses.
    Hidden,
}

choices! {
    /// How a trends answer is shown (spec/trends 6.5).
    pub enum Display {
        /// A line over time.
        LineGraph = "ActionsLineGraph",
        /// Left to us: a line over time.
        Auto = "Auto",
        /// Bars over time.
        Bar = "ActionsBar",
        /// Bars side by side over time.
        UnstackedBar = "ActionsUnstackedBar",
        /// Stacked bars over time.
        StackedBar = "ActionsStackedBar",
        /// Areas over time.
        AreaGraph = "ActionsAreaGraph",
        /// A running sum over time.
        CumulativeLineGraph = "ActionsLineGraphCumulative",
        /// One number.
        BoldNumber = "BoldNumber",
        /// A pie of totals.
        Pie = "ActionsPie",
        /// Bars of totals.
        BarValue = "ActionsBarValue",
        /// A table of totals.
        Table = "ActionsTable",
        /// A map of totals by country.
        WorldMap = "WorldMap",
        /// Weekdays by hours.
        CalendarHeatmap = "CalendarHeatmap",
        /// Quartiles over time.
        BoxPlot = "BoxPlot",
        /// The first and the last bucket.
        SlopeGraph = "SlopeGraph",
        /// Two dimensions; not a display of trends, shown as a table of totals.
        TwoDimensionalHeatmap = "TwoDimensionalHeatmap",
    }
}

impl Display {
    /// Returns whether the answer is one figure for the whole range instead of one for each bucket.
    pub fn is_total_value(self) -> bool {
        matches!(
            self,
            Display::BoldNumber
                | Display::Pie
                | Display::BarValue
                | Display::Table
                | Display::WorldMap
                | Display::CalendarHeatmap
                | Display::TwoDimensionalHeatmap
        )
    }
}

impl TestAccounts {
    /// Returns the setting in the field `filterTestAccounts`.
    ///
    /// # Errors
    /// Refuses anything but true and false.
    pub fn field(fields: &Fields<'_>) -> Result<TestAccounts, Error> {
        Ok(if fields.flag("filterTestAccounts")? { TestAccounts::FilteredOut } else { TestAccounts::Included })
    }
}

/// Returns the sampling factor in the field `samplingFactor`; 1 counts as none.
///
/// # Errors
/// Refuses numbers outside 0–1.
pub(crate) fn sampling_factor(fields: &Fields<'_>) -> Result<Option<f64>, Error> {
    let factor = fields.optional("samplingFactor", |node| match node.number()? {
        factor if factor > 0.0 && factor <= 1.0 => Ok(factor),
        _ => Err(node.refuse("a sampling factor is a number above 0 and at most 1.")),
    })?;
    Ok(factor.filter(|factor| *factor < 1.0))
}

impl TrendsQuery {
    /// Returns the query that the fields of a `TrendsQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type or not allowed, naming the field.
    pub fn read(fields: &Fields<'_>) -> Result<TrendsQuery, Error> {
        let empty = serde_json::Value::Object(serde_json::Map::new());
        let no_filter = Node::root(&empty);
        let node = fields.get("trendsFilter").unwrap_or(no_filter);
        let trends = node.fields()?;
        let series = Series::list(fields)?;
        let date_range = read_date_range(fields)?;
        let smoothing_intervals = read_smoothing(&trends)?;
        if smoothing_intervals > 1 && date_range.weekdays != Weekdays::ALL {
            let reason = "smoothing needs every day of the week: it cannot be combined with `daysOfWeek`.";
            return Err(trends.required("smoothingIntervals")?.refuse(reason));
        }
        Ok(TrendsQuery {
            date_range,
            interval: fields.choice("interval")?.unwrap_or(Interval::Day),
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            breakdown: Breakdown::field(fields)?,
            comparison: read_comparison(fields)?,
            display: trends.choice("display")?.unwrap_or(Display::LineGraph),
            smoothing_intervals,
            formulas: read_formulas(&trends, series.len())?,
            weekends: if trends.flag("hideWeekends")? { Weekends::Hidden } else { Weekends::Shown },
            given: fields.map().clone(),
            series,
        })
    }
}

fn read_smoothing(trends: &Fields<'_>) -> Result<usize, Error> {
    let intervals = trends.optional("smoothingIntervals", |node| match node.integer()? {
        count @ 1..=10_000 => Ok(count as usize),
        _ => Err(node.refuse("smoothing needs a whole number of at least 1 interval.")),
    })?;
    Ok(intervals.unwrap_or(1))
}

/// Returns the formulas: `formulaNodes` win over `formulas`, these over `formula` (spec/trends 3.5). What does not win may be
/// of another time, with letters of series that are no more.
fn read_formulas(trends: &Fields<'_>, series: usize) -> Result<Vec<Formula>, Error> {
    // Without series there are no rows to compute (spec/trends 3.1), so that no letter can be wrong.
    if series == 0 {
        return Ok(Vec::new());
    }
    let mut given = trends.list("formulaNodes", |node| {
        let fields = node.fields()?;
        let custom_name = fields.text("custom_name")?.filter(|name| !name.is_empty());
        Formula::read(&fields.required("formula")?, custom_name, series)
    })?;
    if given.is_empty() {
        given = trends.list("formulas", |node| Formula::read(&node, None, series))?;
    }
    if given.is_empty() {
        given.extend(trends.optional("formula", |node| Formula::read(&node, None, series))?);
    }
    Ok(given.into_iter().flatten().collect())
}

impl Formula {
    /// Returns the formula of a text over that many series, nothing if the text is blank.
    fn read(node: &Node<'_>, custom_name: Option<String>, series: usize) -> Result<Option<Formula>, Error> {
        let text = node.text()?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        let expression =
            FormulaExpression::parse(text, series).map_err(|error| node.refuse_to_answer(error.detail()))?;
        Ok(Some(Formula { text: text.to_owned(), expression, custom_name }))
    }
}
