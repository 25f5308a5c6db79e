//! Events and persons of a scenario.

use serde_json::{Map, Value, json};

use super::references::References;
use super::{entries, text};
use crate::columns::elements;
use crate::error::Error;
use crate::insight::elements_chain::element_from_json;
use crate::platform::{EnvironmentId, Events, Platform, Record, RecordKind};
use crate::serve::exchange::{Exchange, uuid};
use crate::time::Timestamp;

/// Appends the events and persons of the state, environment by environment.
pub(super) async fn write<P: Platform>(
    exchange: &Exchange<'_, P>,
    state: &Map<String, Value>,
    references: &References,
) -> Result<(), Error> {
    let mut batches: Vec<(EnvironmentId, Vec<Record>)> = Vec::new();
    let mut push = |environment: EnvironmentId, record: Record| match batches
        .iter_mut()
        .find(|(known, _)| *known == environment)
    {
        Some((_, records)) => records.push(record),
        None => batches.push((environment, vec![record])),
    };
    for entry in entries(state, "persons") {
        push(environment(references, entry)?, person(exchange, entry)?);
    }
    for entry in entries(state, "events") {
        push(environment(references, entry)?, event(exchange, entry)?);
    }
    for (environment, records) in batches {
        exchange.platform.events().append(environment, records).await?;
    }
    Ok(())
}

fn environment(references: &References, entry: &Map<String, Value>) -> Result<EnvironmentId, Error> {
    let name = text(entry, "environment").or_else(|| text(entry, "project")).unwrap_or("main");
    references.id("env", name).map(EnvironmentId)
}

fn person<P: Platform>(exchange: &Exchange<'_, P>, entry: &Map<String, Value>) -> Result<Record, Error> {
    let distinct_ids = entry.get("distinct_ids").and_then(Value::as_array);
    let first = distinct_ids.and_then(|ids| ids.first()?.as_str());
    let id = first.ok_or_else(|| Error::invalid("A person needs a distinct id."))?.to_owned();
    let line = Value::Object(entry.clone()).to_string();
    Ok(Record { kind: RecordKind::Person, id, at: exchange.now(), line })
}

fn event<P: Platform>(exchange: &Exchange<'_, P>, entry: &Map<String, Value>) -> Result<Record, Error> {
    let at = text(entry, "timestamp").map_or(Ok(exchange.now()), Timestamp::parse)?;
    let id = text(entry, "uuid").map_or_else(|| uuid(exchange.request), str::to_owned);
    let mut properties = entry.get("properties").cloned().unwrap_or_else(|| json!({}));
    if let Some(chain) = entry.get("elements").and_then(Value::as_array) {
        let chain: Vec<_> = chain.iter().map(element_from_json).collect();
        properties["$elements_chain"] = json!(elements::write(&chain));
    }
    let line = json!({
        "uuid": id,
        "event": entry.get("event"),
        "distinct_id": entry.get("distinct_id"),
        "timestamp": at.to_string(),
        "properties": properties,
    });
    Ok(Record { kind: RecordKind::Event, id, at, line: line.to_string() })
}
