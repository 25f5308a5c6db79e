//! What an event says: its name, its person, its time, and its properties (spec/api 11.2).

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Endpoint, Refused};
use crate::columns::elements::CHAIN;
use crate::columns::elements::json::chain_of_list;
use crate::platform::{Record, RecordKind, Request};
use crate::time::Timestamp;

const LONGEST_NAME: usize = 200;
/// An event takes no more bytes as JSON; a journal's row has room for two.
const LARGEST_EVENT: usize = 960 * 1024;
/// No event is longer as it is sent: a character that is escaped takes six bytes.
pub(super) const LONGEST_TEXT: usize = 6 * LARGEST_EVENT;

/// What the events of a request have in common.
pub(super) struct Reading<'a> {
    pub(super) request: &'a Request,
    pub(super) endpoint: Endpoint,
    /// When the client sent them, by its own clock.
    pub(super) sent_at: Option<Timestamp>,
}

/// An event as it is stored: the order of the fields is that of its line, whose end takes more properties.
#[derive(Serialize)]
struct Stored<'a> {
    uuid: &'a str,
    event: &'a str,
    distinct_id: &'a str,
    timestamp: String,
    properties: Map<String, Value>,
}

impl Reading<'_> {
    /// Returns an event as it is stored; `None` for one that nobody asks about.
    pub(super) fn record(&self, event: Map<String, Value>) -> Result<Option<Record>, Refused> {
        let name = match event.get("event").and_then(Value::as_str) {
            Some("") => return Err(Refused::bad("event submitted with an empty event name")),
            Some(name) => name,
            None if self.endpoint == Endpoint::Engage => "$identify",
            None => return Err(Refused::bad("failed to parse request: an event needs a name")),
        };
        if name == "$performance_event" {
            return Ok(None);
        }
        let distinct_id = distinct_id(&event)?;
        let at = self.time(&event);
        let given = text(&event, "uuid").filter(|uuid| crate::columns::ndjson::uuid_of(uuid).is_some());
        let id = given.map_or_else(|| time_ordered_uuid(self.request), str::to_lowercase);
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let (timestamp, properties) = (at.to_string(), properties(event));
        let stored = Stored { uuid: &id, event: &name, distinct_id: &distinct_id, timestamp, properties };
        let line = serde_json::to_string(&stored).map_err(|error| Refused::bad(error.to_string()))?;
        if line.len() > LARGEST_EVENT {
            return Err(Refused::event_too_big());
        }
        Ok(Some(Record { kind: RecordKind::Event, id, at, line }))
    }

    /// Returns when an event happened, the skew of the client's clock removed.
    fn time(&self, event: &Map<String, Value>) -> Timestamp {
        let now = self.request.now;
        let at = text(event, "timestamp").and_then(|text| Timestamp::parse(text).ok());
        match (at, self.sent_at) {
            (Some(at), Some(sent)) => now.plus_micros(at.micros().saturating_sub(sent.micros())),
            (Some(at), None) => at,
            (None, _) => {
                let offset = event.get("offset").and_then(Value::as_i64).unwrap_or(0).max(0);
                now.plus_micros(offset.saturating_mul(-1000))
            }
        }
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

fn distinct_id(event: &Map<String, Value>) -> Result<String, Refused> {
    let of = |name: &str| event.get(name).filter(|id| !id.is_null());
    let given = of("distinct_id").or_else(|| of("$distinct_id"));
    let given = given.or_else(|| event.get("properties")?.get("distinct_id").filter(|id| !id.is_null()));
    let id = match given {
        None => return Err(Refused::bad("event submitted without a distinct_id")),
        Some(Value::String(id)) => id.replace('\0', "\u{fffd}"),
        Some(other) => other.to_string(),
    };
    if id.is_empty() {
        return Err(Refused::bad("event submitted with an empty distinct_id"));
    }
    Ok(id.chars().take(LONGEST_NAME).collect())
}

/// Returns the properties with what stands beside them about the person, which wins over the same inside them.
fn properties(mut event: Map<String, Value>) -> Map<String, Value> {
    let mut properties = match event.swap_remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    properties.shift_remove("token");
    chain_elements(&mut properties);
    for name in ["$set", "$set_once", "$unset"] {
        let Some(beside) = event.swap_remove(name) else { continue };
        match (properties.entry(name).or_insert(Value::Null), beside) {
            (Value::Object(inside), Value::Object(beside)) => inside.extend(beside),
            (Value::Array(inside), Value::Array(beside)) => inside.extend(beside),
            (inside @ Value::Null, beside) => *inside = beside,
            _ => {}
        }
    }
    properties
}

/// Puts a chain in the place of the list of elements that old SDKs send, unless there is one.
fn chain_elements(properties: &mut Map<String, Value>) {
    let Some(chain) = properties.get("$elements").and_then(chain_of_list) else { return };
    properties.shift_remove("$elements");
    properties.entry(CHAIN).or_insert_with(|| Value::from(chain));
}

/// Returns a version 7 UUID: later requests have greater ones.
fn time_ordered_uuid(request: &Request) -> String {
    let random = u128::from_be_bytes(request.entropy.bytes::<16>());
    let millis = u128::from(request.now.micros().max(0).unsigned_abs() / 1000);
    let number = ((millis & 0xffff_ffff_ffff) << 80) | (0x7 << 76) | (((random >> 64) & 0xfff) << 64);
    let number = number | (0b10 << 62) | (random & 0x3fff_ffff_ffff_ffff);
    let hex = format!("{number:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_distinct_id_that_is_not_null_counts() {
        let id = |event: Value| distinct_id(event.as_object().unwrap_or(&Map::new())).ok();
        for (event, expected) in [
            (json!({"distinct_id": "a", "$distinct_id": "b"}), Some("a")),
            (json!({"distinct_id": null, "$distinct_id": "b"}), Some("b")),
            (json!({"distinct_id": null, "$distinct_id": null, "properties": {"distinct_id": 7}}), Some("7")),
            (json!({"distinct_id": null, "properties": {"distinct_id": null}}), None),
            (json!({"distinct_id": ""}), None),
            (json!({"distinct_id": {"a": [1]}}), Some(r#"{"a":[1]}"#)),
            (json!({"distinct_id": "a\u{0}b"}), Some("a\u{fffd}b")),
        ] {
            assert_eq!(id(event.clone()).as_deref(), expected, "{event}");
        }
    }
}
