//! FunnelsQuery (spec/funnels 2).

mod checks;

use super::breakdown::Breakdown;
use super::date_range::{Comparison, read_comparison, read_date_range};
use super::filter::{Filter, read_group_type};
use super::reader::{Fields, Node, choices};
use super::series::{Presence, Series};
use super::trends::{TestAccounts, sampling_factor};
use crate::error::Error;
use crate::time::{DateRange, Interval};

/// The most steps that a funnel may have.
pub const MOST_STEPS: usize = 62;

/// The most steps and exclusions that a funnel may have together.
pub const MOST_MARKS: usize = 64;

/// The length of a conversion window when none is given.
const USUAL_WINDOW: i64 = 14;

/// How many actors did one thing after the other.
#[derive(Clone, Debug)]
pub struct FunnelsQuery {
    /// The range of dates; every step lies in it.
    pub date_range: DateRange,
    /// The width of a period of trends.
    pub interval: Interval,
    /// The steps, in order; at least two.
    pub steps: Vec<Series>,
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
    /// Who goes through the funnel.
    pub actor: FunnelActor,
    /// The shape of the answer.
    pub view: FunnelView,
    /// In which order the steps are done.
    pub order: FunnelOrder,
    /// How long an attempt may take from its first step to its last, in microseconds.
    pub window: i64,
    /// The first and the last step, from 0, between which trends and times to convert measure.
    pub measured: (usize, usize),
    /// What must not happen on the way.
    pub exclusions: Vec<Exclusion>,
    /// Which of an actor's breakdown values count.
    pub attribution: Attribution,
    /// The number of bins of times to convert; `None` leaves it to the data.
    pub bins: Option<usize>,
    /// Whether trends show periods whose window is not over.
    pub incomplete_periods: IncompletePeriods,
    /// The filter object as it was given: it also says how the answer is presented.
    pub presentation: serde_json::Value,
}

/// Who goes through a funnel (spec/funnels 3.1).
#[derive(Clone, Debug, PartialEq)]
pub enum FunnelActor {
    /// The person, whatever the team counts elsewhere (spec/funnels 3.1).
    Person,
    /// The group of that type.
    Group(u8),
    /// Whatever an expression says of the event.
    Expression(String),
}

/// Something that must not happen between two steps, counted from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclusion {
    /// What must not happen.
    pub events: Series,
    /// The step after which it must not.
    pub from: usize,
    /// The step before which it must not.
    pub to: usize,
}

/// Which of an actor's breakdown values count (spec/funnels 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// That of the first event that has one.
    FirstTouch,
    /// That of the last event that has one.
    LastTouch,
    /// Each; all steps must have it.
    AllEvents,
    /// Each that an event of this step, from 0, has.
    Step(usize),
}

/// Whether periods whose conversion window is not over are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncompletePeriods {
    /// They are shown.
    Shown,
    /// They are left out.
    Hidden,
}

choices! {
    /// The shape of a funnel's answer (`funnelVizType`).
    pub enum FunnelView {
        /// A count for each step.
        Steps = "steps",
        /// How long conversions took.
        TimeToConvert = "time_to_convert",
        /// A conversion rate for each period.
        Trends = "trends",
        /// As steps; drawn otherwise.
        Flow = "flow",
    }
}

choices! {
    /// In which order the steps of a funnel are done (`funnelOrderType`).
    pub enum FunnelOrder {
        /// One after the other, with anything between.
        Ordered = "ordered",
        /// One after the other, with nothing between.
        Strict = "strict",
        /// In any order.
        Unordered = "unordered",
    }
}

choices! {
    /// The units of a conversion window.
    enum WindowUnit {
        Second = "second",
        Minute = "minute",
        Hour = "hour",
        Day = "day",
        Week = "week",
        Month = "month",
    }
}

choices! {
    /// The names of attributions.
    enum AttributionType {
        FirstTouch = "first_touch",
        LastTouch = "last_touch",
        AllEvents = "all_events",
        Step = "step",
    }
}

impl WindowUnit {
    /// Returns the length of the unit in seconds; a month has 31 days (spec/funnels 1).
    const fn seconds(self) -> i64 {
        match self {
            WindowUnit::Second => 1,
            WindowUnit::Minute => 60,
            WindowUnit::Hour => 3_600,
            WindowUnit::Day => 86_400,
            WindowUnit::Week => 7 * 86_400,
            WindowUnit::Month => 31 * 86_400,
        }
    }
}

impl FunnelsQuery {
    /// Returns the query that the fields of a `FunnelsQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type, and what spec/funnels 2.3 lists, in its words.
    pub fn read(fields: &Fields<'_>) -> Result<FunnelsQuery, Error> {
        let nothing = serde_json::Value::Object(serde_json::Map::new());
        let node = fields.get("funnelsFilter").unwrap_or(Node::root(&nothing));
        let funnel = node.fields()?;
        let steps = Series::list(fields)?;
        checks::check_number_of_steps(&steps)?;
        let query = FunnelsQuery {
            date_range: read_date_range(fields)?,
            interval: fields.choice("interval")?.unwrap_or(Interval::Day),
            measured: checks::measured_steps(&funnel, steps.len())?,
            steps,
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            breakdown: Breakdown::field(fields)?,
            comparison: read_comparison(fields)?,
            actor: FunnelActor::read(fields, &funnel)?,
            view: funnel.choice("funnelVizType")?.unwrap_or(FunnelView::Steps),
            order: funnel.choice("funnelOrderType")?.unwrap_or(FunnelOrder::Ordered),
            window: read_window(&funnel)?,
            exclusions: funnel.list("exclusions", |node| Exclusion::read(&node))?,
            attribution: Attribution::read(&funnel)?,
            bins: read_bins(&funnel)?,
            incomplete_periods: if funnel.flag("hideIncompleteConversionWindowPeriods")? {
                IncompletePeriods::Hidden
            } else {
                IncompletePeriods::Shown
            },
            presentation: fields.given("funnelsFilter"),
        };
        checks::check(&query)?;
        Ok(query)
    }

    /// Returns the optional steps, a bit each.
    pub fn optional_steps(&self) -> u64 {
        let optional = self.steps.iter().enumerate().filter(|(_, step)| step.presence == Presence::Optional);
        optional.fold(0, |bits, (index, _)| bits | 1 << index)
    }
}

impl FunnelActor {
    fn read(fields: &Fields<'_>, funnel: &Fields<'_>) -> Result<FunnelActor, Error> {
        let expression = funnel.text("funnelAggregateByHogQL")?.filter(|text| !text.trim().is_empty());
        if let Some(expression) = expression.filter(|text| text.trim() != "person_id") {
            return Ok(FunnelActor::Expression(expression));
        }
        let group_type = fields.optional("aggregation_group_type_index", |node| read_group_type(&node))?;
        Ok(group_type.map_or(FunnelActor::Person, FunnelActor::Group))
    }
}

impl Exclusion {
    fn read(node: &Node<'_>) -> Result<Exclusion, Error> {
        let fields = node.fields()?;
        let step = |name: &'static str| {
            fields.required(name).and_then(|node| {
                usize::try_from(node.integer()?).map_err(|_| node.refuse("a step is a whole number from 0 on."))
            })
        };
        Ok(Exclusion { events: Series::read(node)?, from: step("funnelFromStep")?, to: step("funnelToStep")? })
    }
}

impl Attribution {
    fn read(funnel: &Fields<'_>) -> Result<Attribution, Error> {
        let step = funnel.optional("breakdownAttributionValue", |node| {
            usize::try_from(node.integer()?).map_err(|_| node.refuse("a step is a whole number from 0 on."))
        })?;
        Ok(match funnel.choice("breakdownAttributionType")? {
            None | Some(AttributionType::FirstTouch) => Attribution::FirstTouch,
            Some(AttributionType::LastTouch) => Attribution::LastTouch,
            Some(AttributionType::AllEvents) => Attribution::AllEvents,
            Some(AttributionType::Step) => Attribution::Step(step.unwrap_or(0)),
        })
    }
}

/// Returns the conversion window in microseconds; null, 0 and less mean 14 units (spec/funnels 2.2).
fn read_window(funnel: &Fields<'_>) -> Result<i64, Error> {
    let unit = funnel.choice("funnelWindowIntervalUnit")?.unwrap_or(WindowUnit::Day);
    let length = funnel.integer("funnelWindowInterval")?.filter(|length| *length > 0).unwrap_or(USUAL_WINDOW);
    Ok(length.saturating_mul(unit.seconds()).saturating_mul(1_000_000))
}

/// Returns the number of bins, between 1 and 90 (spec/funnels 5.2).
fn read_bins(funnel: &Fields<'_>) -> Result<Option<usize>, Error> {
    Ok(funnel.integer("binCount")?.map(|bins| bins.clamp(1, 90) as usize))
}
