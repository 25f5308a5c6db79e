//! What a payload says: a batch, a list, or one event, each with its token, time and person (spec/api 11.2).

use serde_json::{Map, Value, json};

use super::{Endpoint, Refused};
use crate::columns::elements::CHAIN;
use crate::columns::elements::json::chain_of_list;
use crate::platform::{Record, RecordKind, Request};
use crate::serve::parameters::Parameters;
use crate::time::Timestamp;

const LONGEST_NAME: usize = 200;
const LONGEST_TOKEN: usize = 64;
/// An event takes no more bytes as JSON; a journal's row has room for two.
const LARGEST_EVENT: usize = 960 * 1024;

/// Holds the events of a request, all of one token.
pub(super) struct Envelope {
    pub(super) token: String,
    events: Vec<Map<String, Value>>,
    sent_at: Option<Timestamp>,
    endpoint: Endpoint,
}

impl Envelope {
    /// Reads a payload.
    pub(super) fn read(
        payload: Value,
        endpoint: Endpoint,
        parameters: &Parameters,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let (events, shared_token, mut sent_at) = match payload {
            Value::Array(events) => (events, None, None),
            Value::Object(mut object) if object.contains_key("batch") => {
                let token = text(&object, "api_key").or_else(|| text(&object, "token")).map(str::to_owned);
                let sent_at = text(&object, "sent_at").and_then(|text| Timestamp::parse(text).ok());
                match object.remove("batch") {
                    Some(Value::Array(events)) => (events, token, sent_at),
                    _ => return Err(Refused::bad("failed to parse request: batch must be a list")),
                }
            }
            event @ Value::Object(_) => (vec![event], None, None),
            _ => return Err(Refused::bad("failed to parse request: expected an object or a list")),
        };
        // Old clients tell their clock in the query string; nonsense there is older than they are.
        let clock = parameters.get("_").and_then(|millis| millis.parse().ok()).map(Timestamp::from_millis);
        const YEAR_2021: Timestamp = Timestamp::from_seconds(1_609_459_200);
        sent_at = sent_at.or(clock.filter(|at| *at >= YEAR_2021 && *at <= now.plus_seconds(366 * 24 * 60 * 60)));
        let events = events.into_iter().map(|event| match event {
            Value::Object(event) => Ok(event),
            _ => Err(Refused::bad("failed to parse request: an event must be an object")),
        });
        let events = events.collect::<Result<Vec<_>, _>>()?;
        if events.is_empty() {
            return Err(Refused::bad("request holds no event"));
        }
        let token = token(&events, shared_token)?;
        Ok(Self { token, events, sent_at, endpoint })
    }

    /// Returns the events as they are stored; those that nobody asks about are dropped.
    pub(super) fn records(&mut self, request: &Request) -> Result<Vec<Record>, Refused> {
        let events = std::mem::take(&mut self.events);
        let mut records = Vec::with_capacity(events.len());
        for event in events {
            let record = self.record(event, request)?;
            records.extend(record);
        }
        Ok(records)
    }

    fn record(&self, event: Map<String, Value>, request: &Request) -> Result<Option<Record>, Refused> {
        let name = match event.get("event").and_then(Value::as_str) {
            Some("") => return Err(Refused::bad("event submitted with an empty event name")),
            Some(name) => name,
            None if self.endpoint == Endpoint::Engage => "$identify",
            None => return Err(Refused::bad("failed to parse request: an event needs a name")),
        };
        let distinct_id = distinct_id(&event)?;
        if name == "$performance_event" {
            return Ok(None);
        }
        let at = self.time(&event, request.now);
        let given = text(&event, "uuid").filter(|uuid| crate::columns::ndjson::uuid_of(uuid).is_some());
        let id = given.map_or_else(|| time_ordered_uuid(request), str::to_lowercase);
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let line = json!({
            "uuid": id,
            "event": name,
            "distinct_id": distinct_id,
            "timestamp": at.to_string(),
            "properties": properties(event),
        });
        let line = line.to_string();
        if line.len() > LARGEST_EVENT {
            return Err(Refused::new(413, "event submitted is too big"));
        }
        Ok(Some(Record { kind: RecordKind::Event, id, at, line }))
    }

    /// Returns when an event happened, the skew of the client's clock removed.
    fn time(&self, event: &Map<String, Value>, now: Timestamp) -> Timestamp {
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

/// Returns the one token of all events, if it can be one.
fn token(events: &[Map<String, Value>], shared: Option<String>) -> Result<String, Refused> {
    let mut token = shared;
    for event in events {
        let own = ["token", "$token", "api_key"].into_iter().find_map(|name| text(event, name));
        let own = own.or_else(|| event.get("properties")?.get("token")?.as_str());
        match (own, &token) {
            (Some(own), Some(token)) if own.trim() != token.trim() => {
                return Err(Refused::unauthorized("batch submitted with inconsistent api_key values"));
            }
            (Some(own), None) => token = Some(own.to_owned()),
            _ => {}
        }
    }
    let token = token.ok_or_else(|| Refused::unauthorized("event submitted without an api_key"))?;
    let token = token.trim();
    let reason = match token {
        "" => "empty",
        token if token.chars().count() > LONGEST_TOKEN => "too_long",
        token if !token.is_ascii() => "not_ascii",
        token if token.starts_with("phx_") => "personal_api_key",
        token if token.contains('\0') => "null_byte",
        token => return Ok(token.to_owned()),
    };
    Err(Refused::unauthorized(format!("API key is not valid: {reason}")))
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

/// Returns the properties with what stands beside them about the person.
fn properties(mut event: Map<String, Value>) -> Map<String, Value> {
    let mut properties = match event.swap_remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    properties.shift_remove("token");
    chain_elements(&mut properties);
    for name in ["$set", "$set_once", "$unset"] {
        if let Some(value) = event.swap_remove(name) {
            properties.entry(name).or_insert(value);
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
    use crate::platform::{Entropy, Method};

    fn envelope(payload: Value) -> Result<Envelope, Refused> {
        let now = Timestamp::from_seconds(1_700_000_000);
        Envelope::read(payload, Endpoint::Event, &Parameters::default(), now)
    }

    #[test]
    fn clock_skew_is_removed() {
        let event = json!({"event": "a", "distinct_id": "1", "timestamp": "2000-01-01T00:00:00Z"});
        let payload = json!({"api_key": "t", "sent_at": "2000-01-01T00:00:10Z", "batch": [event]});
        let envelope = envelope(payload).ok();
        let now = Timestamp::from_seconds(1_700_000_000);
        let at = envelope.as_ref().map(|envelope| envelope.time(&envelope.events[0], now));
        assert_eq!(at, Some(now.plus_seconds(-10)));
    }

    #[test]
    fn an_event_that_no_row_has_room_for_is_refused() {
        let refused = |length: usize| {
            let event =
                json!({"event": "a", "distinct_id": "1", "token": "t", "properties": {"x": "x".repeat(length)}});
            let request = Request {
                method: Method::Post,
                origin: String::new(),
                path: String::new(),
                query: String::new(),
                headers: Vec::new(),
                body: Vec::new(),
                client_address: None,
                now: Timestamp::from_seconds(1_700_000_000),
                entropy: Entropy::from_seed([0; 32]),
            };
            envelope(event).ok().and_then(|mut envelope| envelope.records(&request).err()).map(|refused| refused.status)
        };
        assert_eq!((refused(900 * 1024), refused(LARGEST_EVENT)), (None, Some(413)));
    }

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

    #[test]
    fn the_clock_in_the_query_counts_when_its_year_is_after_2020() {
        let now = Timestamp::from_seconds(1_700_000_000);
        let sent = |millis: &str| {
            let event = json!({"event": "a", "distinct_id": "1", "token": "t"});
            let parameters = Parameters::parse(&format!("_={millis}"));
            Envelope::read(event, Endpoint::Event, &parameters, now).ok().and_then(|envelope| envelope.sent_at)
        };
        assert_eq!(sent("1609459199999"), None);
        assert_eq!(sent("1609459200000"), Some(Timestamp::from_seconds(1_609_459_200)));
    }

    #[test]
    fn tokens_that_cannot_be_one_are_named() {
        let refused = |token: &str| {
            let event = json!({"event": "a", "distinct_id": "1", "token": token});
            envelope(event).err().map(|refused| refused.detail)
        };
        assert_eq!(refused("t"), None);
        for (token, reason) in [("", "empty"), ("é", "not_ascii"), ("phx_1", "personal_api_key"), ("a\0", "null_byte")]
        {
            assert_eq!(refused(token), Some(format!("API key is not valid: {reason}")));
        }
        for long in ["x".repeat(65), "é".repeat(65), format!("phx_{}", "x".repeat(61))] {
            assert_eq!(refused(&long), Some("API key is not valid: too_long".to_owned()));
        }
        assert_eq!(refused(&"é".repeat(64)), Some("API key is not valid: not_ascii".to_owned()));
    }
}
