//! Breakdowns: by what the figures are split (spec/trends 3.5 and 6.6).

use serde_json::Value;

use super::filter::{Source, read_group_type};
use super::reader::{Choice, Fields, Node, choices};
use crate::error::Error;

/// The most properties that a list in the field `breakdown` may name.
const MOST_LISTED: usize = 16;

/// How a query is broken down.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdown {
    /// The dimensions, or the cohorts.
    pub by: BreakdownBy,
    /// How many values keep their name; `None` leaves it to the context (25, or 512 in an export).
    pub limit: Option<usize>,
    /// What becomes of the values past the limit.
    pub other: OtherValues,
    /// The team's path cleaning is applied to the values.
    pub path_cleaning: PathCleaning,
}

/// By what a query is broken down.
#[derive(Clone, Debug, PartialEq)]
pub enum BreakdownBy {
    /// One dimension; values are plain.
    Single(Dimension),
    /// Several dimensions; values are lists.
    Multiple(Vec<Dimension>),
    /// Cohorts, in the order asked.
    Cohorts(Vec<CohortChoice>),
}

/// One dimension of a breakdown.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    /// Where the value is read.
    pub source: Source,
    /// The name of the property, or the text of an expression.
    pub property: String,
    /// How the value is shown.
    pub form: ValueForm,
}

/// How the values of a dimension are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueForm {
    /// As they are.
    Plain,
    /// With trailing `/`, `?` and `#` taken off (spec/trends 6.6.2).
    NormalizedUrl,
    /// In that many bins of equal width (spec/trends 6.6.4).
    Histogram(u32),
}

/// A cohort of a breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CohortChoice {
    /// All users.
    Everybody,
    /// The cohort of that id.
    Cohort(i64),
}

/// What becomes of the values past the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherValues {
    /// They are added up in one row.
    Shown,
    /// They are left out.
    Hidden,
}

/// Whether the team's path cleaning is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathCleaning {
    /// Values stay as they are.
    Off,
    /// Values are cleaned first.
    On,
}

choices! {
    /// The names of breakdown types (spec/trends 3.8).
    pub enum BreakdownType {
        /// A property of the event.
        Event = "event" | "events",
        /// A property of the person.
        Person = "person",
        /// A property of a group.
        Group = "group",
        /// A session attribute.
        Session = "session",
        /// Membership of cohorts.
        Cohort = "cohort",
        /// An expression.
        Hogql = "hogql",
        /// A column of the event.
        EventMetadata = "event_metadata",
        /// A column of a warehouse table.
        DataWarehouse = "data_warehouse" | "data_warehouse_person_property",
        /// Revenue analytics.
        RevenueAnalytics = "revenue_analytics",
    }
}

impl Breakdown {
    /// Returns the breakdown in the field `breakdownFilter`, if one is active.
    ///
    /// # Errors
    /// Refuses unknown types, more than three breakdowns, and fields of the wrong type.
    pub fn field(fields: &Fields<'_>) -> Result<Option<Breakdown>, Error> {
        let Some(node) = fields.get("breakdownFilter") else { return Ok(None) };
        let fields = node.fields()?;
        let Some(by) = BreakdownBy::read(&fields)? else { return Ok(None) };
        let limit = fields.optional("breakdown_limit", |node| match node.integer()? {
            limit @ 1..=1_000_000 => Ok(limit as usize),
            _ => Err(node.refuse("a breakdown limit is a whole number of at least 1.")),
        })?;
        let other =
            if fields.flag("breakdown_hide_other_aggregation")? { OtherValues::Hidden } else { OtherValues::Shown };
        let path_cleaning = if fields.flag("breakdown_path_cleaning")? { PathCleaning::On } else { PathCleaning::Off };
        Ok(Some(Breakdown { by, limit, other, path_cleaning }))
    }
}

impl BreakdownBy {
    fn read(fields: &Fields<'_>) -> Result<Option<BreakdownBy>, Error> {
        if let Some(node) = fields.get("breakdowns") {
            let dimensions = node.list(|item| read_dimension(&item))?;
            match dimensions.len() {
                0 => {}
                1..=3 => return from_dimensions(dimensions, &node).map(some_cohorts),
                _ => return Err(node.refuse("at most 3 breakdowns are allowed.")),
            }
        }
        let Some(node) = fields.get("breakdown") else { return Ok(None) };
        let kind = fields.choice("breakdown_type")?.unwrap_or(BreakdownType::Event);
        if kind == BreakdownType::Cohort {
            return read_cohorts(&node).map(BreakdownBy::Cohorts).map(some_cohorts);
        }
        let values: Vec<Value> = match node.value() {
            Value::Array(list) if list.len() > MOST_LISTED => {
                return Err(node.refuse(&format!("at most {MOST_LISTED} properties are allowed.")));
            }
            Value::Array(list) => list.clone(),
            value => vec![value.clone()],
        };
        let source = source_of(kind, fields, "breakdown_group_type_index")?;
        let form = read_form(fields, "breakdown_normalize_url", "breakdown_histogram_bin_count")?;
        let mut dimensions = values.iter().map(|value| Dimension {
            source,
            property: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            form,
        });
        Ok(match (dimensions.next(), dimensions.next()) {
            (Some(only), None) => Some(BreakdownBy::Single(only)),
            (Some(first), Some(second)) => {
                Some(BreakdownBy::Multiple([first, second].into_iter().chain(dimensions).collect()))
            }
            _ => None,
        })
    }
}

/// An entry of a list of breakdowns.
enum ReadDimension {
    Cohorts(Vec<CohortChoice>),
    Dimension(Dimension),
}

/// Returns the breakdown that a list asks for: by cohorts if each entry is of that type, otherwise by dimensions.
fn from_dimensions(read: Vec<ReadDimension>, node: &Node<'_>) -> Result<BreakdownBy, Error> {
    let mut cohorts = Vec::new();
    let mut dimensions = Vec::new();
    for item in read {
        match item {
            ReadDimension::Cohorts(ids) => cohorts.extend(ids),
            ReadDimension::Dimension(dimension) => dimensions.push(dimension),
        }
    }
    match (cohorts.is_empty(), dimensions.is_empty()) {
        (_, true) => Ok(BreakdownBy::Cohorts(cohorts)),
        (true, false) => Ok(BreakdownBy::Multiple(dimensions)),
        // A person can be in several cohorts, so membership is no value that stands beside others.
        (false, false) => Err(node.refuse(
            "cohorts cannot be combined with other breakdowns; break down by cohorts alone, or filter by a cohort.",
        )),
    }
}

/// Returns a breakdown, unless it is by cohorts and names none.
fn some_cohorts(by: BreakdownBy) -> Option<BreakdownBy> {
    Some(by).filter(|by| !matches!(by, BreakdownBy::Cohorts(choices) if choices.is_empty()))
}

fn read_dimension(node: &Node<'_>) -> Result<ReadDimension, Error> {
    let fields = node.fields()?;
    let property = fields.required("property")?;
    let kind = fields.choice("type")?.unwrap_or(BreakdownType::Event);
    if kind == BreakdownType::Cohort {
        return read_cohorts(&property).map(ReadDimension::Cohorts);
    }
    let text = property.value().as_str().map_or_else(|| property.value().to_string(), str::to_owned);
    let source = source_of(kind, &fields, "group_type_index")?;
    let form = read_form(&fields, "normalize_url", "histogram_bin_count")?;
    Ok(ReadDimension::Dimension(Dimension { source, property: text, form }))
}

fn source_of(kind: BreakdownType, fields: &Fields<'_>, group_field: &'static str) -> Result<Source, Error> {
    Ok(match kind {
        BreakdownType::Event => Source::Event,
        BreakdownType::Person => Source::Person,
        BreakdownType::Session => Source::Session,
        BreakdownType::Cohort => Source::Cohort,
        BreakdownType::Hogql => Source::Hogql,
        BreakdownType::EventMetadata => Source::EventMetadata,
        BreakdownType::Group => Source::Group(read_group_type(&fields.required(group_field)?)?),
        BreakdownType::DataWarehouse | BreakdownType::RevenueAnalytics => {
            return Err(fields.refuse(&format!(
                "a breakdown of type `{}` needs a warehouse table, and there is none.",
                kind.name()
            )));
        }
    })
}

fn read_form(fields: &Fields<'_>, normalize: &'static str, bins: &'static str) -> Result<ValueForm, Error> {
    let bins = fields.optional(bins, |node| match node.integer()? {
        count @ 1..=1000 => Ok(count as u32),
        _ => Err(node.refuse("a histogram has 1 to 1000 bins.")),
    })?;
    Ok(match bins {
        Some(bins) => ValueForm::Histogram(bins),
        None if fields.flag(normalize)? => ValueForm::NormalizedUrl,
        None => ValueForm::Plain,
    })
}

fn read_cohorts(node: &Node<'_>) -> Result<Vec<CohortChoice>, Error> {
    if node.value().is_array() { node.list(|item| read_cohort(&item)) } else { Ok(vec![read_cohort(node)?]) }
}

fn read_cohort(node: &Node<'_>) -> Result<CohortChoice, Error> {
    if node.value().as_str() == Some("all") {
        return Ok(CohortChoice::Everybody);
    }
    match node.integer() {
        Ok(0) => Ok(CohortChoice::Everybody),
        Ok(id) => Ok(CohortChoice::Cohort(id)),
        Err(_) => Err(node.refuse("a cohort is named by its id, or `all`.")),
    }
}
