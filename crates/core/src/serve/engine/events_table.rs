//! `EventsQuery`: events as rows of a table, the newest first.

use serde_json::{Map, Value, json};

use crate::columns::Dataset;
use crate::columns::value::Value as Cell;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::context::Context;
use crate::query::filter::Filter;
use crate::query::reader::Node;
use crate::query::trends::TestAccounts;
use crate::time::{Timestamp, WrittenDate};

const MOST_ROWS: usize = 50_000;
const DEFAULT_ROWS: usize = 100;

/// Returns whether a source node is one that [`answer`] answers.
pub(super) fn is_one(source: &Value) -> bool {
    source.get("kind").and_then(Value::as_str) == Some("EventsQuery")
}

/// Checks that a node keeps to the schema.
pub(super) fn check(source: &Value) -> Result<(), Error> {
    let selects = source.get("select").and_then(Value::as_array);
    match selects.map(|selects| selects.iter().all(Value::is_string)) {
        Some(true) => Ok(()),
        _ => Err(Error::invalid("select must be a list of expressions.").at("select")),
    }
}

/// Returns the answer to an events table.
///
/// # Errors
///
/// Names an expression that no column of events answers, and filters that cannot be read.
pub(super) fn answer(source: &Value, dataset: &Dataset, context: &Context) -> Result<Value, Error> {
    let columns: Vec<&str> = source["select"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let readers = columns.iter().map(|column| Reader::parse(column)).collect::<Result<Vec<_>, _>>()?;
    let frame = Frame::new(dataset, context);
    let matching = rows(source, &frame)?;
    let number = |name: &str| source.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let limit = number("limit").unwrap_or(DEFAULT_ROWS).min(MOST_ROWS);
    let offset = number("offset").unwrap_or(0);
    let shown = matching.iter().rev().skip(offset).take(limit);
    let results: Vec<Value> =
        shown.map(|row| readers.iter().map(|reader| reader.read(dataset, *row as usize)).collect()).collect();
    let types: Vec<&str> = readers.iter().map(Reader::type_name).collect();
    Ok(json!({
        "results": results,
        "columns": columns,
        "types": types,
        "hasMore": matching.len() > offset.saturating_add(limit),
        "limit": limit,
        "offset": offset,
    }))
}

/// Returns the matching rows in order of time.
fn rows(source: &Value, frame: &Frame<'_>) -> Result<Vec<u32>, Error> {
    let end = |name: &str| {
        let text = source.get(name).and_then(Value::as_str).filter(|text| *text != "all")?;
        Some(WrittenDate::parse(text).resolve(&frame.context.calendar, frame.context.now))
    };
    let events = frame.dataset.events();
    let after = end("after").map_or(i64::MIN, |at| at.micros().saturating_add(1));
    let before = end("before").map_or(i64::MAX, |at| at.micros().saturating_sub(1));
    let range = events.rows_between(after, before);
    let node = Node::root(source);
    let filter = Filter::field(&node.fields()?, "properties")?;
    let test_accounts = match source.get("filterTestAccounts") {
        Some(Value::Bool(true)) => TestAccounts::FilteredOut,
        _ => TestAccounts::Included,
    };
    let mask = frame.query_mask(&filter, test_accounts, &range)?;
    let mut rows = mask.rows(range.start, 0..range.len());
    if let Some(name) = source.get("event").and_then(Value::as_str) {
        let wanted = events.names().dictionary().code_of(Cell::Text(name));
        rows.retain(|row| Some(events.names().codes().get(*row as usize)) == wanted);
    }
    Ok(rows)
}

/// Reads one column of the table.
enum Reader<'a> {
    All,
    Uuid,
    Event,
    Time,
    DistinctId,
    Person,
    EventProperty(&'a str),
    PersonProperty(&'a str),
    FirstOf(Vec<Reader<'a>>),
}

impl<'a> Reader<'a> {
    fn parse(expression: &'a str) -> Result<Self, Error> {
        // What follows `--` is what a client calls the column.
        let plain = expression.split("--").next().unwrap_or_default().trim();
        let inside = plain.strip_prefix("coalesce(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(list) = inside {
            return list.split(',').map(Self::parse).collect::<Result<_, _>>().map(Self::FirstOf);
        }
        Ok(match plain {
            "*" => Self::All,
            "uuid" => Self::Uuid,
            "event" => Self::Event,
            "timestamp" => Self::Time,
            "distinct_id" => Self::DistinctId,
            "person" | "person_display_name" => Self::Person,
            _ => match (plain.strip_prefix("properties."), plain.strip_prefix("person.properties.")) {
                (Some(name), _) => Self::EventProperty(name.trim_matches('`')),
                (_, Some(name)) => Self::PersonProperty(name.trim_matches('`')),
                _ => {
                    let allowed = "*, uuid, event, timestamp, distinct_id, person, properties.NAME, \
                                   person.properties.NAME, coalesce(…)";
                    return Err(Error::invalid(format!("`{plain}` is no column; allowed: {allowed}.")).at("select"));
                }
            },
        })
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Uuid => "UUID",
            Self::Time => "DateTime64(6, 'UTC')",
            Self::All | Self::Person => "Tuple",
            Self::Event | Self::DistinctId => "String",
            Self::EventProperty(_) | Self::PersonProperty(_) | Self::FirstOf(_) => "Nullable(String)",
        }
    }

    fn read(&self, dataset: &Dataset, row: usize) -> Value {
        let events = dataset.events();
        match self {
            Self::Uuid => json!(events.uuid(row).map(hyphenated)),
            Self::Event => json!(events.names().get(row).text()),
            Self::Time => json!(Timestamp::from_micros(events.times()[row]).to_string()),
            Self::DistinctId => json!(events.distinct_ids().get(row).text()),
            Self::EventProperty(name) => {
                events.property(name).map_or(Value::Null, |column| json_of(column.coded().get(row)))
            }
            Self::PersonProperty(name) => {
                person(dataset, row).and_then(|properties| properties.get(*name).cloned()).unwrap_or_default()
            }
            Self::Person => json!({
                "distinct_id": events.distinct_ids().get(row).text(),
                "properties": person(dataset, row),
            }),
            Self::FirstOf(readers) => readers
                .iter()
                .map(|reader| reader.read(dataset, row))
                .find(|value| !value.is_null())
                .unwrap_or_default(),
            Self::All => {
                let of = |reader: Reader<'_>| reader.read(dataset, row);
                let names = events.properties().iter().map(|(name, _)| name);
                let properties = names.filter_map(|name| {
                    let value = of(Reader::EventProperty(name));
                    (!value.is_null()).then(|| (name.to_owned(), value))
                });
                json!({
                    "uuid": of(Self::Uuid),
                    "event": of(Self::Event),
                    "timestamp": of(Self::Time),
                    "distinct_id": of(Self::DistinctId),
                    "properties": properties.collect::<Map<_, _>>(),
                })
            }
        }
    }
}

fn person(dataset: &Dataset, row: usize) -> Option<&Map<String, Value>> {
    let code = dataset.events().distinct_ids().codes().get(row);
    let person = dataset.persons().of_distinct_id(code)?;
    dataset.persons().get(person).map(|person| &person.properties)
}

fn json_of(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Absent => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Json(text) => serde_json::from_str(text).unwrap_or_default(),
    }
}

fn hyphenated(uuid: u128) -> String {
    let hex = format!("{uuid:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
