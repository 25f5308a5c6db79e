//! What a payload says: a batch, a list, or one event (spec/api 11.1), each event unread until its turn comes, so that the
//! tree of one at a time is in memory.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::event::{LONGEST_TEXT, Reading};
use super::{Endpoint, Refused, tree};
use crate::platform::{Record, Request};
use crate::serve::parameters::Parameters;
use crate::time::Timestamp;

const LONGEST_TOKEN: usize = 64;
/// A request has so many events: what is stored of each is some 300 bytes more than the least that may be sent.
const MOST_EVENTS: usize = 100_000;

/// Holds the events of a request, as JSON texts.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    shared_token: Option<String>,
    events: Vec<&'a str>,
    sent_at: Option<Timestamp>,
}

impl<'a> Envelope<'a> {
    /// Reads a payload.
    pub(super) fn read(payload: &'a [u8], parameters: &Parameters, now: Timestamp) -> Result<Self, Refused> {
        let unparsed = |error: &dyn fmt::Display| Refused::bad(format!("failed to parse request: {error}"));
        // Looked at once and as a whole: a reader of bytes would do it for each of the texts.
        let payload = std::str::from_utf8(payload).map_err(|error| unparsed(&error))?;
        let (events, shared_token, sent_at) = match serde_json::from_str(payload).map_err(|error| unparsed(&error))? {
            Payload::List(events) => (events, None, None),
            Payload::Object { batch: Some(events), token, sent_at } => (events, token, sent_at),
            Payload::Object { batch: None, .. } => (List { events: vec![payload], count: 1 }, None, None),
        };
        match events.count {
            0 => return Err(Refused::bad("request holds no event")),
            count if count > MOST_EVENTS => return Err(Refused::too_big()),
            _ => {}
        }
        // Old clients tell their clock in the query string; nonsense there is older than they are.
        let clock = parameters.get("_").and_then(|millis| millis.parse().ok()).map(Timestamp::from_millis);
        const YEAR_2021: Timestamp = Timestamp::from_seconds(1_609_459_200);
        let clock = clock.filter(|at| *at >= YEAR_2021 && *at <= now.plus_seconds(366 * 24 * 60 * 60));
        let sent_at = sent_at.and_then(|text| Timestamp::parse(&text).ok()).or(clock);
        Ok(Self { shared_token, events: events.events, sent_at })
    }

    /// Returns the one token of all events, and the events as they are stored; those that nobody asks about are dropped.
    pub(super) fn records(self, request: &Request, endpoint: Endpoint) -> Result<(String, Vec<Record>), Refused> {
        let reading = Reading { request, endpoint, sent_at: self.sent_at };
        let (mut token, mut records) = (self.shared_token, Ok(Vec::new()));
        for text in self.events {
            if text.len() > LONGEST_TEXT {
                return Err(Refused::event_too_big());
            }
            let event = tree::object(text)?;
            agree(&mut token, &event)?;
            // Whose events they are is said before what is wrong with one.
            records = records.and_then(|mut records| {
                records.extend(reading.record(event)?.filter(|_| endpoint != Endpoint::Recording));
                Ok(records)
            });
        }
        Ok((checked(token)?, records?))
    }
}

/// Sees to it that an event's token is the one of the others.
fn agree(token: &mut Option<String>, event: &Map<String, Value>) -> Result<(), Refused> {
    let own = ["token", "$token", "api_key"].into_iter().find_map(|name| event.get(name)?.as_str());
    let own = own.or_else(|| event.get("properties")?.get("token")?.as_str());
    match (own, &token) {
        (Some(own), Some(token)) if own.trim() != token.trim() => {
            return Err(Refused::unauthorized("batch submitted with inconsistent api_key values"));
        }
        (Some(own), None) => *token = Some(own.to_owned()),
        _ => {}
    }
    Ok(())
}

/// Returns a token, if it can be one.
fn checked(token: Option<String>) -> Result<String, Refused> {
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

/// A payload, its events unread.
enum Payload<'a> {
    List(List<'a>),
    Object { batch: Option<List<'a>>, token: Option<String>, sent_at: Option<String> },
}

impl<'de: 'a, 'a> Deserialize<'de> for Payload<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Anything;
        impl<'de> Visitor<'de> for Anything {
            type Value = Payload<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object or a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Payload<'de>, A::Error> {
                List::read(list).map(Payload::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Payload<'de>, A::Error> {
                let (mut batch, mut api_key, mut token, mut sent_at) = (None, None, None, None);
                while let Some(name) = object.next_key::<String>()? {
                    let text = match name.as_str() {
                        "batch" => {
                            batch = Some(object.next_value()?);
                            continue;
                        }
                        "api_key" => &mut api_key,
                        "token" => &mut token,
                        "sent_at" => &mut sent_at,
                        _ => {
                            object.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    let raw: &RawValue = object.next_value()?;
                    *text = serde_json::from_str(raw.get()).ok();
                }
                Ok(Payload::Object { batch, token: api_key.or(token), sent_at })
            }
        }
        deserializer.deserialize_any(Anything)
    }
}

/// The events of a list, as many of them as a request may have.
struct List<'a> {
    events: Vec<&'a str>,
    count: usize,
}

impl<'a> List<'a> {
    fn read<A: SeqAccess<'a>>(mut list: A) -> Result<Self, A::Error> {
        let (mut events, mut count) = (Vec::new(), 0);
        while let Some(event) = list.next_element::<&RawValue>()? {
            count += 1;
            if count <= MOST_EVENTS {
                events.push(event.get());
            }
        }
        Ok(Self { events, count })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Events;
        impl<'de> Visitor<'de> for Events {
            type Value = List<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of events")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<List<'de>, A::Error> {
                List::read(list)
            }
        }
        deserializer.deserialize_seq(Events)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::platform::{Entropy, Method};
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

    fn records(payload: &Value, query: &str) -> Result<Vec<Record>, Refused> {
        let request = Request {
            method: Method::Post,
            origin: String::new(),
            path: String::new(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: payload.to_string().into_bytes(),
            client_address: None,
            now: NOW,
            entropy: Entropy::from_seed([0; 32]),
        };
        let envelope = Envelope::read(&request.body, &Parameters::parse(query), NOW)?;
        envelope.records(&request, Endpoint::Event).map(|(_, records)| records)
    }

    fn refusal(payload: &Value) -> Option<(u16, String)> {
        records(payload, "").err().map(|refused| (refused.status, refused.detail))
    }

    #[test]
    fn clock_skew_is_removed() {
        let event = json!({"event": "a", "distinct_id": "1", "timestamp": "2000-01-01T00:00:00Z"});
        let payload = json!({"batch": [event], "api_key": "t", "sent_at": "2000-01-01T00:00:10Z"});
        assert_eq!(records(&payload, "").ok().unwrap()[0].at, NOW.plus_seconds(-10));
    }

    #[test]
    fn the_clock_in_the_query_counts_when_its_year_is_after_2020() {
        let sent = Timestamp::from_seconds(1_609_459_200);
        let at = |millis: &str| {
            let event = json!({"event": "a", "distinct_id": "1", "token": "t", "timestamp": sent.to_string()});
            records(&event, &format!("_={millis}")).ok().unwrap()[0].at
        };
        assert_eq!((at("1609459199999"), at("1609459200000")), (sent, NOW));
    }

    #[test]
    fn an_event_that_no_row_has_room_for_is_refused() {
        let refused = |length: usize| {
            let properties = json!({"x": "x".repeat(length)});
            refusal(&json!({"event": "a", "distinct_id": "1", "token": "t", "properties": properties}))
        };
        let too_big = Some((413, "event submitted is too big".to_owned()));
        assert_eq!([900 << 10, 960 << 10, 6 << 20].map(refused), [None, too_big.clone(), too_big]);
    }

    #[test]
    fn what_is_wrong_with_the_token_is_said_before_what_is_wrong_with_an_event() {
        let unnamed = json!({"distinct_id": "1", "token": "t"});
        let refused = |other: &str| refusal(&json!([unnamed, {"event": "a", "distinct_id": "1", "token": other}]));
        assert_eq!(refused("u").map(|(status, _)| status), Some(401));
        assert_eq!(refused("t").map(|(status, _)| status), Some(400));
    }

    #[test]
    fn tokens_that_cannot_be_one_are_named() {
        let refused =
            |token: &str| refusal(&json!({"event": "a", "distinct_id": "1", "token": token})).map(|(_, detail)| detail);
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
