//! StickinessQuery (spec/trends 3.6).

use super::date_range::{Comparison, read_comparison, read_date_range};
use super::filter::Filter;
use super::reader::{Fields, Node, choices};
use super::series::Series;
use super::trends::{TestAccounts, sampling_factor};
use crate::error::Error;
use crate::time::{DateRange, Interval};

/// In how many intervals actors were active.
#[derive(Clone, Debug)]
pub struct StickinessQuery {
    /// The range of dates.
    pub date_range: DateRange,
    /// The unit of an interval.
    pub interval: Interval,
    /// How many units make one interval, 1 to 365.
    pub interval_count: i64,
    /// What counts as activity; at least one.
    pub series: Vec<Series>,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
    /// The share of actors that is read, where not all are.
    pub sampling_factor: Option<f64>,
    /// How many events make an actor active in an interval.
    pub criterion: Criterion,
    /// Whether actors are counted for exactly or for at least so many intervals.
    pub computed_as: ComputedAs,
    /// With what the range is compared.
    pub comparison: Comparison,
    /// The filter object as it was given: it also says how the answer is presented.
    pub presentation: serde_json::Value,
}

/// How many events make an actor active in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// How the number of events is compared.
    pub operator: CriterionOperator,
    /// With what.
    pub value: u32,
}

impl Default for Criterion {
    fn default() -> Criterion {
        Criterion { operator: CriterionOperator::AtLeast, value: 1 }
    }
}

impl Criterion {
    /// Returns whether so many events, at least one, make an actor active.
    pub fn holds(self, events: u32) -> bool {
        match self.operator {
            CriterionOperator::AtLeast => events >= self.value,
            CriterionOperator::AtMost => events <= self.value,
            CriterionOperator::Exactly => events == self.value,
        }
    }
}

choices! {
    /// How a number of events is compared.
    pub enum CriterionOperator {
        /// At least so many.
        AtLeast = "gte",
        /// At most so many, and at least one.
        AtMost = "lte",
        /// Exactly so many.
        Exactly = "exact",
    }
}

choices! {
    /// For what actors are counted.
    pub enum ComputedAs {
        /// For exactly so many intervals.
        NonCumulative = "non_cumulative",
        /// For at least so many intervals.
        Cumulative = "cumulative",
    }
}

impl StickinessQuery {
    /// Returns the query that the fields of a `StickinessQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type or not allowed, naming the field, and a query without series.
    pub fn read(fields: &Fields<'_>) -> Result<StickinessQuery, Error> {
        let series = Series::list(fields)?;
        if series.is_empty() {
            return Err(Error::unanswerable("Stickiness insights require at least one series.").at("series"));
        }
        let interval_count = fields.optional("intervalCount", |node| match node.integer()? {
            count @ 1..=365 => Ok(count),
            _ => Err(node.refuse("an interval count is a whole number from 1 to 365.")),
        })?;
        let nothing = serde_json::Value::Object(serde_json::Map::new());
        let filter = fields.get("stickinessFilter").unwrap_or(Node::root(&nothing));
        let filter = filter.fields()?;
        Ok(StickinessQuery {
            date_range: read_date_range(fields)?,
            interval: fields.choice("interval")?.unwrap_or(Interval::Day),
            interval_count: interval_count.unwrap_or(1),
            series,
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            criterion: filter.optional("stickinessCriteria", |node| read_criterion(&node))?.unwrap_or_default(),
            computed_as: filter.choice("computedAs")?.unwrap_or(ComputedAs::NonCumulative),
            comparison: read_comparison(fields)?,
            presentation: fields.given("stickinessFilter"),
        })
    }
}

fn read_criterion(node: &Node<'_>) -> Result<Criterion, Error> {
    let fields = node.fields()?;
    let operator = fields.required("operator")?.choice()?;
    let value = fields.required("value")?;
    match (u32::try_from(value.integer()?), operator) {
        (Ok(0), CriterionOperator::AtMost | CriterionOperator::Exactly) => {
            Err(value.refuse("must be at least 1 with `lte` and `exact`: an interval without events never counts."))
        }
        (Ok(value), operator) => Ok(Criterion { operator, value }),
        (Err(_), _) => Err(value.refuse("must be a whole number of at least 0.")),
    }
}
