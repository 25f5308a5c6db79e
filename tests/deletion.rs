//! Deleting by the API: events and persons are gone, and so is every answer in which they were.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use serde_json::{Value, json};
use tests::scenario::{WireRequest, WireResponse};
use tests::serving::Serving;

/// Two environments with the same events each, an insight about them, and a link to it.
struct Stage {
    serving: Serving,
    made: Value,
}

const DAY: &str = "2024-03-14";

impl Stage {
    fn new() -> Self {
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "seen"}], "dateRange": {"date_from": "-30d"}});
        let keys = [("all", "*"), ("reads", "query:read"), ("events", "event:write"), ("persons", "person:write")];
        let keys: Vec<Value> =
            keys.iter().map(|(name, scope)| json!({"ref": name, "user": "user1", "scopes": [scope]})).collect();
        let state = json!({
            "keys": keys,
            "projects": [{"ref": "other"}],
            "insights": [{"ref": "seen", "query": query}, {"ref": "theirs", "query": query, "project": "other"}],
        });
        let mut stage = Self { serving: Serving::default(), made: Value::Null };
        let made = stage.send("POST", "/_oriel/test/setup", None, &json!({"reset": true, "state": state}));
        assert_eq!(made.status, 200, "{}", made.body);
        stage.made = serde_json::from_str(&made.body).unwrap();
        for place in ["main", "other"] {
            (0..12).for_each(|number| assert_eq!(stage.capture(place, number).status, 200));
        }
        stage
    }

    fn send(&self, method: &str, path: &str, key: Option<&str>, body: &Value) -> WireResponse {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let key = key.map(|key| format!("Bearer {}", self.made["key"][key].as_str().unwrap()));
        let request = WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: key.map(|key| ("authorization".to_owned(), key)).into_iter().collect(),
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
            now: "2024-03-15T12:00:00Z".to_owned(),
        };
        self.serving.answer(&request).unwrap()
    }

    fn path(&self, place: &str, rest: &str) -> String {
        format!("/api/environments/{}{rest}", self.made["project"][place])
    }

    /// Sends the event of an hour, of the first, second or third person.
    fn capture(&self, place: &str, number: u32) -> WireResponse {
        let token = self.token_of(place);
        let (uuid, at) = (format!("018e0000-0000-7000-8000-{number:012}"), format!("{DAY}T{number:02}:30:00Z"));
        let person = format!("person-{}", number % 3);
        let event = json!({"uuid": uuid, "event": "seen", "distinct_id": person, "token": token, "timestamp": at});
        self.send("POST", "/e/", None, &event)
    }

    fn token_of(&self, place: &str) -> String {
        let shown = self.send("GET", &self.path(place, "/"), Some("all"), &Value::Null);
        let shown: Value = serde_json::from_str(&shown.body).unwrap();
        shown["api_token"].as_str().unwrap().to_owned()
    }

    /// Returns what an insight shows: what is kept, or calculated where nothing is.
    fn shown(&self, place: &str, insight: &str) -> (Value, Value) {
        let path = self.path(place, &format!("/insights/{}/?refresh=blocking", self.made["insight"][insight]["id"]));
        let answer = self.send("GET", &path, Some("all"), &Value::Null);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        (answer["result"][0]["count"].clone(), answer["is_cached"].clone())
    }

    fn delete(&self, rest: &str, key: &str) -> u16 {
        self.send("DELETE", &self.path("main", rest), Some(key), &Value::Null).status
    }
}

#[test]
fn what_was_deleted_is_in_no_answer_and_other_environments_keep_theirs() {
    let stage = Stage::new();
    let (count, cached) = (|number: u32| json!(number), Value::Bool(true));
    assert_eq!(stage.shown("main", "seen").0, count(12));
    assert_eq!(stage.shown("main", "seen"), (count(12), cached.clone()));
    assert_eq!(stage.shown("other", "theirs").0, count(12));
    stage.serving.platform.flush();

    assert_eq!(stage.delete("/persons/person-1/?delete_events=true", "persons"), 202);
    assert_eq!(stage.shown("main", "seen"), (count(8), Value::Bool(false)));
    assert_eq!(stage.shown("main", "seen"), (count(8), cached.clone()));
    let listed = stage.send("GET", &stage.path("main", "/segments/"), Some("reads"), &Value::Null);
    assert_eq!(listed.status, 503, "{}", listed.body);
    stage.serving.platform.flush();
    let listed = stage.send("GET", &stage.path("main", "/segments/"), Some("reads"), &Value::Null);
    let listed: Value = serde_json::from_str(&listed.body).unwrap();
    assert_eq!(listed["results"][0]["rows"], 8);

    // Half past two is before three; what is sent again stays deleted.
    let range = format!("/events/?after={DAY}T02:30:00Z&before={DAY}T10:00:00Z");
    assert_eq!(stage.delete(&range, "events"), 202);
    assert_eq!(stage.capture("main", 4).status, 200);
    assert_eq!(stage.capture("main", 5).status, 200);
    assert_eq!(stage.shown("main", "seen"), (count(3), Value::Bool(false)));
    assert_eq!(stage.shown("other", "theirs"), (count(12), cached));
}

#[test]
fn a_shared_link_shows_what_is_left() {
    let stage = Stage::new();
    let sharing = stage.path("main", &format!("/insights/{}/sharing/", stage.made["insight"]["seen"]["id"]));
    let shared = stage.send("PATCH", &sharing, Some("all"), &json!({"enabled": true}));
    let shared: Value = serde_json::from_str(&shared.body).unwrap();
    let path = format!("/shared/{}.json", shared["access_token"].as_str().unwrap());
    let get = || stage.send("GET", &path, None, &Value::Null);
    let tag = |answer: &WireResponse| answer.headers.iter().find(|(name, _)| name == "etag").cloned();
    let count = |answer: &WireResponse| {
        let document: Value = serde_json::from_str(&answer.body).unwrap();
        document["insight"]["result"][0]["count"].clone()
    };
    let before = get();
    assert_eq!((count(&before), count(&get())), (json!(12), json!(12)));
    assert_eq!(stage.delete("/persons/person-0?delete_events=1&keep_person=1", "all"), 202);
    let after = get();
    assert_eq!(count(&after), json!(8));
    assert!(tag(&after).is_some() && tag(&before) != tag(&after));
}

#[test]
fn persons_are_deleted_in_bulk_and_without_their_events() {
    let stage = Stage::new();
    let path = stage.path("main", "/persons/bulk_delete/");
    let bulk = |body: Value| stage.send("POST", &path, Some("persons"), &body);
    assert_eq!(bulk(json!({"distinct_ids": ["person-0", "person-2", "nobody"], "delete_events": true})).status, 202);
    assert_eq!(stage.shown("main", "seen").0, json!(4));
    assert_eq!((stage.delete("/persons/person-1", "all"), stage.delete("/persons/person-1", "all")), (202, 404));
    assert_eq!(stage.shown("main", "seen").0, json!(4), "its events stay");
    for (body, attribute) in [
        (json!({}), "distinct_ids"),
        (json!({"distinct_ids": []}), "distinct_ids"),
        (json!({"distinct_ids": "person-0"}), "distinct_ids"),
        (json!({"distinct_ids": [1]}), "distinct_ids"),
        (json!({"distinct_ids": vec!["a"; 1001]}), "distinct_ids"),
        (json!({"distinct_ids": ["person-3"], "delete_events": "yes"}), "delete_events"),
        (json!({"distinct_ids": ["person-3"], "delete_events": null}), "delete_events"),
        (json!({"distinct_ids": ["person-3"], "keep_person": 0}), "keep_person"),
    ] {
        let refused = bulk(body.clone());
        let envelope: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!((refused.status, &envelope["attr"]), (400, &json!(attribute)), "{body}");
    }
}

#[test]
fn a_deletion_has_to_say_of_what() {
    let stage = Stage::new();
    let same = format!("/events?after={DAY}&before={DAY}");
    for rest in ["/events", "/events?after=yesterday", "/events?before=-7d", same.as_str()] {
        assert_eq!(stage.delete(rest, "events"), 400, "{rest}");
    }
    assert_eq!(stage.delete(&format!("/events?after={DAY}"), "persons"), 403);
    assert_eq!(stage.delete("/persons/person-1", "events"), 403);
    assert_eq!(stage.shown("main", "seen").0, json!(12));
    assert_eq!(stage.delete("/events?distinct_id=person-0&distinct_id=person-1", "events"), 202);
    assert_eq!(stage.shown("main", "seen").0, json!(4));
}
