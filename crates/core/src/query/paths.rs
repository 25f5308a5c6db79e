//! PathsQuery (spec/funnels 8.1).

use super::breakdown::PathCleaning;
use super::context::PathCleaningRule;
use super::date_range::read_date_range;
use super::filter::{Filter, read_group_type};
use super::funnels::FunnelsQuery;
use super::reader::{Fields, Node, choices};
use super::trends::{TestAccounts, sampling_factor};
use crate::error::Error;
use crate::sort;
use crate::time::DateRange;

/// The items of a session that count where the query does not say how many.
const USUAL_STEPS: usize = 5;

/// The most items of a session that a query may ask for.
const MOST_STEPS: usize = 1000;

/// The edges of an answer where the query does not say how many.
const USUAL_EDGES: usize = 50;

/// The most edges that a query may ask for.
const MOST_EDGES: usize = 10_000;

/// The ways that actors take from item to item.
#[derive(Clone, Debug)]
pub struct PathsQuery {
    /// The range of dates.
    pub date_range: DateRange,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
    /// The share of actors that is read, where not all are.
    pub sampling_factor: Option<f64>,
    /// The group type whose groups are followed in place of persons.
    pub group_type: Option<u8>,
    /// The events that make up paths; none means every event.
    pub event_types: Vec<PathEventType>,
    /// The expression whose value is an item, for [`PathEventType::Expression`]; without it that is the event's name.
    pub expression: Option<String>,
    /// The item at which paths start.
    pub start_point: Option<String>,
    /// The item at which paths end.
    pub end_point: Option<String>,
    /// How many items of a session count.
    pub step_limit: usize,
    /// Which edges are shown.
    pub edges: EdgeSelection,
    /// Patterns with `*`; an item in which one is found becomes the pattern.
    pub groupings: Vec<String>,
    /// Items that are left out.
    pub excluded_items: Vec<String>,
    /// Whether the team's path cleaning is applied.
    pub team_cleaning: PathCleaning,
    /// Path cleaning of this query, applied after the team's.
    pub local_cleaning: Vec<PathCleaningRule>,
    /// The funnel around which paths are looked at.
    pub funnel: Option<FunnelPaths>,
}

/// Paths of the actors of a funnel, around one of its steps.
#[derive(Clone, Debug)]
pub struct FunnelPaths {
    /// The funnel.
    pub funnel: Box<FunnelsQuery>,
    /// Which of its actors are followed.
    pub target: FunnelTarget,
    /// Which part of their time.
    pub part: FunnelPart,
}

/// Which actors of a funnel are followed, by a step from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunnelTarget {
    /// Those who reached the step.
    Reached(usize),
    /// Those who came as far as the step before it, and no further.
    DroppedOffBefore(usize),
}

/// Which edges are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdgeSelection {
    /// At most so many, the heaviest.
    pub limit: usize,
    /// Those that occur at least so often.
    pub least: u64,
    /// Those that occur at most so often.
    pub most: u64,
}

choices! {
    /// The events that make up paths.
    pub enum PathEventType {
        /// Page views, by their address.
        Pageview = "$pageview",
        /// Screens, by their name.
        Screen = "$screen",
        /// Events whose name does not start with `$`, by their name.
        Custom = "custom_event",
        /// The value of an expression.
        Expression = "hogql",
    }
}

choices! {
    /// Which part of the time of a funnel's actors paths look at.
    pub enum FunnelPart {
        /// Up to the step.
        Before = "funnel_path_before_step",
        /// From the step before it to the step.
        Between = "funnel_path_between_steps",
        /// From the step on.
        After = "funnel_path_after_step",
    }
}

impl PathsQuery {
    /// Returns the query that the fields of a `PathsQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type or not allowed, naming the field.
    pub fn read(fields: &Fields<'_>) -> Result<PathsQuery, Error> {
        let empty = serde_json::Value::Object(serde_json::Map::new());
        let no_filter = Node::root(&empty);
        let node = fields.get("pathsFilter").unwrap_or(no_filter);
        let paths = node.fields()?;
        let point = |name: &'static str| Ok::<_, Error>(paths.text(name)?.filter(|point| !point.is_empty()));
        let texts = |name: &'static str| paths.list(name, |node| node.text().map(str::to_owned));
        Ok(PathsQuery {
            date_range: read_date_range(fields)?,
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            group_type: fields.optional("aggregation_group_type_index", |node| read_group_type(&node))?,
            event_types: paths.list("includeEventTypes", |node| node.choice())?,
            expression: paths.text("pathsHogQLExpression")?.filter(|expression| !expression.is_empty()),
            start_point: point("startPoint")?,
            end_point: point("endPoint")?,
            step_limit: count(&paths, "stepLimit", MOST_STEPS)?.unwrap_or(USUAL_STEPS),
            edges: EdgeSelection {
                limit: count(&paths, "edgeLimit", MOST_EDGES)?.unwrap_or(USUAL_EDGES),
                least: weight(&paths, "minEdgeWeight")?.unwrap_or(0),
                most: weight(&paths, "maxEdgeWeight")?.unwrap_or(u64::MAX),
            },
            groupings: texts("pathGroupings")?,
            excluded_items: texts("excludeEvents")?,
            team_cleaning: if paths.flag("pathReplacements")? { PathCleaning::On } else { PathCleaning::Off },
            local_cleaning: read_cleaning(&paths)?,
            funnel: fields.optional("funnelPathsFilter", |node| FunnelPaths::read(&node))?,
        })
    }
}

impl FunnelPaths {
    fn read(node: &Node<'_>) -> Result<FunnelPaths, Error> {
        let fields = node.fields()?;
        let source = fields.required("funnelSource")?;
        let funnel = Box::new(FunnelsQuery::read(&source.fields()?)?);
        let part = fields.required("funnelPathType")?.choice()?;
        let target = match fields.get("funnelStep") {
            None => FunnelTarget::Reached(usize::from(part == FunnelPart::Between)),
            Some(node) => FunnelTarget::read(&node, part, funnel.steps.len())?,
        };
        Ok(FunnelPaths { funnel, target, part })
    }
}

impl FunnelTarget {
    fn read(node: &Node<'_>, part: FunnelPart, steps: usize) -> Result<FunnelTarget, Error> {
        let target = Self::of_step(node, steps)?;
        match part {
            FunnelPart::Between if matches!(target, FunnelTarget::DroppedOffBefore(_) | FunnelTarget::Reached(0)) => {
                Err(node.refuse("must be at least 2 for paths between steps."))
            }
            _ => Ok(target),
        }
    }

    /// Returns the actors that the number of a step names, counted from 1, or its negative (spec/funnels 5.6).
    ///
    /// # Errors
    /// Refuses numbers that are no step's, and -1.
    pub(super) fn of_step(node: &Node<'_>, steps: usize) -> Result<FunnelTarget, Error> {
        let number = node.integer()?;
        match usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX).wrapping_sub(1) {
            step if step >= steps => Err(node.refuse("must be the number of a step of the funnel, or its negative.")),
            step if number > 0 => Ok(FunnelTarget::Reached(step)),
            step if step > 0 => Ok(FunnelTarget::DroppedOffBefore(step)),
            _ => Err(node.refuse("nobody drops off before the first step.")),
        }
    }
}

fn count(paths: &Fields<'_>, name: &'static str, most: usize) -> Result<Option<usize>, Error> {
    paths.optional(name, |node| match usize::try_from(node.integer()?) {
        Ok(count) if (1..=most).contains(&count) => Ok(count),
        _ => Err(node.refuse(&format!("must be a whole number from 1 to {most}."))),
    })
}

/// Returns a bound of edge weights; 0 is none.
fn weight(paths: &Fields<'_>, name: &'static str) -> Result<Option<u64>, Error> {
    let weight = paths.optional(name, |node| match u64::try_from(node.integer()?) {
        Ok(weight) => Ok(weight),
        Err(_) => Err(node.refuse("must be a whole number of at least 0.")),
    })?;
    Ok(weight.filter(|weight| *weight > 0))
}

/// Returns the query's own rules of path cleaning, in the order that they give.
fn read_cleaning(paths: &Fields<'_>) -> Result<Vec<PathCleaningRule>, Error> {
    let mut rules = paths.list("localPathCleaningFilters", |node| {
        Ok((node.fields()?.integer("order")?.unwrap_or(0), PathCleaningRule::read(&node)?))
    })?;
    sort::sort_by(&mut rules, |(one, _), (other, _)| one.cmp(other));
    Ok(rules.into_iter().map(|(_, rule)| rule).collect())
}
