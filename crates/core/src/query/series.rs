//! Series nodes: which events count, and how (spec/trends 3.3).

use super::filter::{Filter, Source, read_group_type};
use super::reader::{Choice, Fields, Node, choices};
use crate::error::Error;

/// The most series (or funnel steps) that a query may have.
const MOST_SERIES: usize = 100;

/// One series of a query, or one step of a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The events that count.
    pub events: EventSelection,
    /// The name that the client gave to what is counted; the label is made from `events`.
    pub name: Option<String>,
    /// The name that the user gave.
    pub custom_name: Option<String>,
    /// Conditions of this series alone: `properties` and `fixedProperties`.
    pub filter: Filter,
    /// How the events become a figure.
    pub math: Math,
    /// Whether a funnel may skip the step.
    pub presence: Presence,
}

/// Which events a series is about.
#[derive(Clone, Debug, PartialEq)]
pub enum EventSelection {
    /// Every event.
    All,
    /// Events of that name.
    Named(String),
    /// Events that an action matches.
    Action(i64),
    /// Events that any of several selections with own filters matches (`GroupNode`).
    Any(Vec<(EventSelection, Filter)>),
    /// Rows of a warehouse table; there are none here, which evaluation says.
    Warehouse(String),
}

/// Whether a funnel step may be skipped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Presence {
    /// The step must be done.
    #[default]
    Required,
    /// The step may be skipped (`optionalInFunnel`).
    Optional,
}

choices! {
    /// The names of maths (spec/trends 3.8), as echoed in answers.
    pub enum MathName {
        /// Number of events.
        Total = "total",
        /// Distinct actors.
        DailyActive = "dau",
        /// Distinct actors of the last 7 days.
        WeeklyActive = "weekly_active",
        /// Distinct actors of the last 30 days.
        MonthlyActive = "monthly_active",
        /// Distinct sessions.
        UniqueSession = "unique_session",
        /// Actors whose first such event this is.
        FirstTimeForUser = "first_time_for_user",
        /// Actors whose first matching event this is.
        FirstMatchingEventForUser = "first_matching_event_for_user",
        /// In funnels: the first event that meets the filters.
        FirstTimeForUserWithFilters = "first_time_for_user_with_filters",
        /// Distinct groups.
        UniqueGroup = "unique_group",
        /// An aggregate expression.
        Hogql = "hogql",
        /// Mean of a property.
        Average = "avg",
        /// Sum of a property.
        Sum = "sum",
        /// Smallest value of a property.
        Minimum = "min",
        /// Largest value of a property.
        Maximum = "max",
        /// Median of a property.
        Median = "median",
        /// 75th percentile of a property.
        P75 = "p75",
        /// 90th percentile of a property.
        P90 = "p90",
        /// 95th percentile of a property.
        P95 = "p95",
        /// 99th percentile of a property.
        P99 = "p99",
        /// Mean number of events of a person.
        AverageCountPerActor = "avg_count_per_actor",
        /// Smallest number of events of a person.
        MinimumCountPerActor = "min_count_per_actor",
        /// Largest number of events of a person.
        MaximumCountPerActor = "max_count_per_actor",
        /// Median number of events of a person.
        MedianCountPerActor = "median_count_per_actor",
        /// 75th percentile of the number of events of a person.
        P75CountPerActor = "p75_count_per_actor",
        /// 90th percentile of the number of events of a person.
        P90CountPerActor = "p90_count_per_actor",
        /// 95th percentile of the number of events of a person.
        P95CountPerActor = "p95_count_per_actor",
        /// 99th percentile of the number of events of a person.
        P99CountPerActor = "p99_count_per_actor",
    }
}

/// The math of a series: its name and what the name needs.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Math {
    /// The name as given; `None` and names that are not known count events. A known name is echoed.
    pub name: Option<MathName>,
    /// The property that is aggregated.
    pub property: Option<MathProperty>,
    /// The aggregate expression of `hogql`.
    pub expression: Option<String>,
    /// The group type that takes the place of the person.
    pub group_type: Option<u8>,
}

/// The property that a math aggregates.
#[derive(Clone, Debug, PartialEq)]
pub struct MathProperty {
    /// Its name; `$time` is the event's Unix time, `$session_duration` the session's length.
    pub name: String,
    /// Where it is read.
    pub source: Source,
    /// The factor by which each value is multiplied first (1 when not given).
    pub multiplier: f64,
    /// In which currency the values are, where they are money (`math_property_revenue_currency`).
    pub currency: Option<Currency>,
}

/// In which currency amounts of money are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Currency {
    /// All in the one of that code.
    Static(String),
    /// Each in the one that a property of its event names.
    Property(String),
}

impl Currency {
    /// Returns the currency that `{static}` or `{property}` describes.
    fn read(node: &Node<'_>) -> Result<Option<Currency>, Error> {
        let fields = node.fields()?;
        let code = fields.text("static")?.map(Currency::Static);
        Ok(code.or(fields.text("property")?.map(Currency::Property)))
    }
}

impl Series {
    /// Returns the series in the field `series`, in order.
    ///
    /// # Errors
    /// Refuses node kinds and fields that are not known or of the wrong type, and more than 100 series.
    pub fn list(fields: &Fields<'_>) -> Result<Vec<Series>, Error> {
        let Some(node) = fields.get("series") else { return Ok(Vec::new()) };
        let series = node.list(|item| Self::read(&item))?;
        if series.len() > MOST_SERIES { Err(node.refuse("a query may have at most 100 series.")) } else { Ok(series) }
    }

    /// Returns the series of one node.
    ///
    /// # Errors
    /// As [`Series::list`].
    pub fn read(node: &Node<'_>) -> Result<Series, Error> {
        let fields = node.fields()?;
        let filter = Filter::field(&fields, "properties")?.and(Filter::field(&fields, "fixedProperties")?);
        Ok(Series {
            events: EventSelection::read(&fields)?,
            name: fields.text("name")?,
            custom_name: fields.text("custom_name")?,
            filter,
            math: Math::read(&fields)?,
            presence: if fields.flag("optionalInFunnel")? { Presence::Optional } else { Presence::Required },
        })
    }
}

impl EventSelection {
    /// Returns the selection of a series node by its `kind`.
    ///
    /// # Errors
    /// Refuses kinds that are not known, a missing action id, and a `GroupNode` of fewer than two nodes.
    pub fn read(fields: &Fields<'_>) -> Result<EventSelection, Error> {
        let kind = fields.required("kind")?;
        match kind.text()? {
            "EventsNode" => Ok(fields.text("event")?.map_or(EventSelection::All, EventSelection::Named)),
            "ActionsNode" => Ok(EventSelection::Action(fields.required("id")?.integer()?)),
            "GroupNode" => Self::read_group(fields),
            "DataWarehouseNode" | "FunnelsDataWarehouseNode" | "LifecycleDataWarehouseNode" => {
                Ok(EventSelection::Warehouse(fields.required("table_name")?.text()?.to_owned()))
            }
            _ => Err(kind.refuse(&format!(
                "`{}` is not a series; allowed: EventsNode, ActionsNode, GroupNode, DataWarehouseNode.",
                kind.shown()
            ))),
        }
    }

    fn read_group(fields: &Fields<'_>) -> Result<EventSelection, Error> {
        if let Some(operator) = fields.get("operator").filter(|operator| operator.value() != "OR") {
            let refuse = if operator.value() == "AND" { Node::refuse_to_answer } else { Node::refuse };
            return Err(refuse(&operator, "the nodes of a group are joined by `OR`."));
        }
        let nodes = fields.required("nodes")?;
        let members = nodes.list(|node| {
            let fields = node.fields()?;
            let kind = fields.required("kind")?;
            if kind.text()? == "GroupNode" {
                return Err(kind.refuse("a group may hold EventsNode and ActionsNode only."));
            }
            Ok((
                Self::read(&fields)?,
                Filter::field(&fields, "properties")?.and(Filter::field(&fields, "fixedProperties")?),
            ))
        })?;
        if members.len() < 2 {
            Err(nodes.refuse_to_answer("a group needs at least two nodes."))
        } else {
            Ok(EventSelection::Any(members))
        }
    }
}

impl Math {
    fn read(fields: &Fields<'_>) -> Result<Math, Error> {
        let multiplier = fields.number("math_multiplier")?.unwrap_or(1.0);
        let source = match fields.text("math_property_type")?.as_deref() {
            Some("person_properties" | "data_warehouse_person_properties") => Source::Person,
            Some("session_properties") => Source::Session,
            _ => Source::Event,
        };
        let currency = fields.optional("math_property_revenue_currency", |node| Currency::read(&node))?.flatten();
        let property = fields.text("math_property")?.map(|name| {
            let source = if name == "$session_duration" { Source::Session } else { source };
            MathProperty { name, source, multiplier, currency }
        });
        Ok(Math {
            // A math that is not known counts events (spec/trends 6.3).
            name: fields.text("math")?.and_then(|name| MathName::from_name(&name)),
            property,
            expression: fields.text("math_hogql")?,
            group_type: fields.optional("math_group_type_index", |node| read_group_type(&node))?,
        })
    }
}
