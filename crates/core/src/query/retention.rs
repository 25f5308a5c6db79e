//! RetentionQuery (spec/funnels 7.1).

use super::breakdown::Breakdown;
use super::date_range::read_date_range;
use super::filter::{Filter, Source, read_group_type};
use super::reader::{Fields, Node, choices};
use super::series::{EventSelection, MathProperty};
use super::trends::{TestAccounts, sampling_factor};
use crate::error::Error;
use crate::time::{DateRange, Interval};

/// The columns of a query that does not say how many.
const USUAL_INTERVALS: usize = 7;

/// The most columns, and the longest brackets, that a query may ask for.
const MOST_INTERVALS: usize = 1000;

/// Who comes back, how long after they started.
#[derive(Clone, Debug)]
pub struct RetentionQuery {
    /// The range of dates in which actors start.
    pub date_range: DateRange,
    /// Conditions of the whole query.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
    /// The share of actors that is read, where not all are.
    pub sampling_factor: Option<f64>,
    /// By what the figures are split.
    pub breakdown: Option<Breakdown>,
    /// The group type whose groups are counted in place of persons.
    pub group_type: Option<u8>,
    /// The length of an interval.
    pub period: Period,
    /// How many columns there are without brackets, and rows where the range has no start.
    pub total_intervals: usize,
    /// Which start events put an actor in a row.
    pub starts: Starts,
    /// The events that start.
    pub start: Entity,
    /// The events that return.
    pub returning: Entity,
    /// How the columns in which an actor counts follow from its returns.
    pub counting: Counting,
    /// The return events that an interval needs.
    pub minimum_occurrences: u32,
    /// How intervals are measured.
    pub windows: Windows,
    /// The lengths, in periods, of the columns after the first; empty where every column is one period.
    pub brackets: Vec<usize>,
    /// What is added up in a cell besides its actors.
    pub aggregation: Option<Aggregation>,
    /// The filter object as it was given: it also says how the answer is presented.
    pub presentation: serde_json::Value,
}

/// The events that start, or return.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Which events.
    pub events: EventSelection,
    /// Conditions of these events alone.
    pub filter: Filter,
}

/// A property that is added up in every cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregation {
    /// What becomes of the sum.
    pub measure: Measure,
    /// The property of the event or its person.
    pub property: MathProperty,
}

/// How the columns in which an actor counts follow from its returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Counting {
    /// It counts where it returns.
    #[default]
    WhereReturned,
    /// It counts in every column up to the last in which it returns (`cumulative`).
    UpToLastReturn,
}

/// What becomes of the sum of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// It is shown.
    Sum,
    /// It is divided by the actors of the cell.
    Average,
}

choices! {
    /// The length of an interval.
    pub enum Period {
        /// An hour.
        Hour = "Hour",
        /// A day.
        Day = "Day",
        /// A week from the team's first day.
        Week = "Week",
        /// A calendar month.
        Month = "Month",
    }
}

choices! {
    /// Which start events put an actor in a row (spec/funnels 7.3).
    pub enum Starts {
        /// Any: a row for each interval that holds one.
        Recurring = "retention_recurring",
        /// The first that meets the entity's conditions.
        FirstMatching = "retention_first_time",
        /// The first of the entity, if it meets the conditions.
        FirstEver = "retention_first_ever_occurrence",
    }
}

choices! {
    /// How intervals are measured.
    pub enum Windows {
        /// By the calendar.
        Calendar = "strict_calendar_dates",
        /// From the moment at which each actor started (spec/funnels 7.6).
        FromStart = "24_hour_windows",
    }
}

choices! {
    enum AggregationType {
        Count = "count",
        Sum = "sum",
        Average = "avg",
    }
}

choices! {
    enum AggregationSource {
        Event = "event",
        Person = "person",
        DataWarehouse = "data_warehouse",
    }
}

choices! {
    enum EntityType {
        Events = "events" | "new_entity" | "groups",
        Actions = "actions",
        DataWarehouse = "data_warehouse",
    }
}

impl Period {
    /// Returns the interval of the calendar.
    pub const fn interval(self) -> Interval {
        match self {
            Period::Hour => Interval::Hour,
            Period::Day => Interval::Day,
            Period::Week => Interval::Week,
            Period::Month => Interval::Month,
        }
    }
}

impl Entity {
    fn field(filter: &Fields<'_>, name: &'static str) -> Result<Entity, Error> {
        match filter.get(name) {
            Some(node) => Self::read(&node),
            None => Ok(Entity { events: EventSelection::Named("$pageview".to_owned()), filter: Filter::default() }),
        }
    }

    fn read(node: &Node<'_>) -> Result<Entity, Error> {
        let fields = node.fields()?;
        let events = match fields.choice("type")?.unwrap_or(EntityType::Events) {
            EntityType::Events => match fields.get("id") {
                Some(id) if id.value().is_number() => EventSelection::Named(id.value().to_string()),
                Some(id) => EventSelection::Named(id.text()?.to_owned()),
                None => EventSelection::All,
            },
            EntityType::Actions => EventSelection::Action(fields.required("id")?.integer()?),
            EntityType::DataWarehouse => EventSelection::Warehouse(fields.text("table_name")?.unwrap_or_default()),
        };
        Ok(Entity { events, filter: Filter::field(&fields, "properties")? })
    }
}

impl RetentionQuery {
    /// Returns the query that the fields of a `RetentionQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type or not allowed, naming the field.
    pub fn read(fields: &Fields<'_>) -> Result<RetentionQuery, Error> {
        let empty = serde_json::Value::Object(serde_json::Map::new());
        let no_filter = Node::root(&empty);
        let node = fields.get("retentionFilter").unwrap_or(no_filter);
        let filter = node.fields()?;
        let windows = filter.choice("timeWindowMode")?.unwrap_or(Windows::Calendar);
        let query = RetentionQuery {
            date_range: read_date_range(fields)?,
            filter: Filter::field(fields, "properties")?,
            test_accounts: TestAccounts::field(fields)?,
            sampling_factor: sampling_factor(fields)?,
            breakdown: Breakdown::field(fields)?,
            group_type: fields.optional("aggregation_group_type_index", |node| read_group_type(&node))?,
            period: filter.choice("period")?.unwrap_or(Period::Day),
            total_intervals: filter.optional("totalIntervals", |node| count(&node))?.unwrap_or(USUAL_INTERVALS),
            starts: filter.choice("retentionType")?.unwrap_or(Starts::Recurring),
            start: Entity::field(&filter, "targetEntity")?,
            returning: Entity::field(&filter, "returningEntity")?,
            counting: if filter.flag("cumulative")? { Counting::UpToLastReturn } else { Counting::WhereReturned },
            minimum_occurrences: read_minimum(&filter)?,
            windows,
            brackets: filter.list("retentionCustomBrackets", |node| count(&node))?,
            aggregation: read_aggregation(&filter, windows)?,
            presentation: fields.given("retentionFilter"),
        };
        query.check(&filter)?;
        Ok(query)
    }

    fn check(&self, filter: &Fields<'_>) -> Result<(), Error> {
        if self.windows == Windows::FromStart && self.counting == Counting::UpToLastReturn {
            let refusal = Error::invalid("Cumulative retention is not supported for 24 hour windows.");
            return Err(refusal.at("cumulative").within("retentionFilter"));
        }
        let longest = self.brackets.iter().sum::<usize>();
        match filter.get("retentionCustomBrackets") {
            Some(node) if longest > MOST_INTERVALS => Err(node.refuse("brackets may span at most 1000 intervals.")),
            _ => Ok(()),
        }
    }
}

fn count(node: &Node<'_>) -> Result<usize, Error> {
    match usize::try_from(node.integer()?) {
        Ok(count @ 1..=MOST_INTERVALS) => Ok(count),
        _ => Err(node.refuse("must be a whole number from 1 to 1000.")),
    }
}

/// Returns the return events that an interval needs; below 1 means 1.
fn read_minimum(filter: &Fields<'_>) -> Result<u32, Error> {
    let minimum = filter.integer("minimumOccurrences")?.unwrap_or(1);
    Ok(u32::try_from(minimum.max(1)).unwrap_or(u32::MAX))
}

fn read_aggregation(filter: &Fields<'_>, windows: Windows) -> Result<Option<Aggregation>, Error> {
    let measure = match filter.choice("aggregationType")?.unwrap_or(AggregationType::Count) {
        AggregationType::Count => return Ok(None),
        AggregationType::Sum => Measure::Sum,
        AggregationType::Average => Measure::Average,
    };
    if windows == Windows::FromStart {
        let refusal = Error::invalid("Sum and average aggregation are not supported for 24 hour windows.");
        return Err(refusal.at("aggregationType").within("retentionFilter"));
    }
    let source = match filter.choice("aggregationPropertyType")?.unwrap_or(AggregationSource::Event) {
        AggregationSource::Event => Source::Event,
        AggregationSource::Person => Source::Person,
        AggregationSource::DataWarehouse => {
            let field = filter.required("aggregationPropertyType")?;
            return Err(field.refuse("a property of a warehouse table needs the table, and there is none."));
        }
    };
    let name = filter.required("aggregationProperty")?.text()?.to_owned();
    Ok(Some(Aggregation { measure, property: MathProperty { name, source, multiplier: 1.0, currency: None } }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::query::Query;

    fn refusal(filter: &Value) -> Option<String> {
        let query = json!({"kind": "RetentionQuery", "retentionFilter": filter});
        Query::from_json(&query).err().map(|error| error.detail().to_owned())
    }

    #[test]
    fn windows_from_the_start_refuse_what_they_cannot_count() {
        let windows = |name: &str, value: Value| refusal(&json!({"timeWindowMode": "24_hour_windows", name: value}));
        assert_eq!(
            windows("cumulative", json!(true)).as_deref(),
            Some("Cumulative retention is not supported for 24 hour windows.")
        );
        for measure in ["sum", "avg"] {
            assert_eq!(
                windows("aggregationType", json!(measure)).as_deref(),
                Some("Sum and average aggregation are not supported for 24 hour windows.")
            );
        }
        assert_eq!(windows("minimumOccurrences", json!(3)), None);
    }

    #[test]
    fn sizes_that_make_no_table_are_refused() {
        for filter in [
            json!({"totalIntervals": 0}),
            json!({"totalIntervals": 1001}),
            json!({"retentionCustomBrackets": [1, 0]}),
            json!({"retentionCustomBrackets": [600, 600]}),
            json!({"period": "Fortnight"}),
            json!({"aggregationType": "sum"}),
            json!({"targetEntity": {"type": "actions"}}),
        ] {
            assert!(refusal(&filter).is_some(), "{filter}");
        }
        assert_eq!(
            refusal(&json!({"retentionCustomBrackets": [], "totalIntervals": null, "minimumOccurrences": 0})),
            None
        );
    }
}
