//! A store that fails: reads answer from what is left or say when to come back, ingestion refuses rather than lies.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use serde_json::{Value, json};
use tests::platform::Part;
use tests::scenario::{WireRequest, WireResponse};
use tests::serving::Serving;

/// A project on a server, and what is needed to use it.
struct Project {
    serving: Serving,
    id: Value,
    insight: Value,
    token: Value,
    key: String,
}

impl Project {
    fn new() -> Self {
        let serving = Serving::default();
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "seen"}]});
        let state = json!({
            "keys": [{"ref": "all", "user": "user1", "scopes": ["*"]}],
            "insights": [{"ref": "seen", "query": query}],
        });
        let made = send(&serving, "/_oriel/test/setup", None, &json!({"reset": true, "state": state}));
        let made: Value = serde_json::from_str(&made.body).unwrap();
        let (id, token) = (made["project"]["main"].clone(), made["token"].clone());
        let key = format!("Bearer {}", made["key"]["all"].as_str().unwrap());
        Self { serving, id, insight: made["insight"]["seen"]["id"].clone(), token, key }
    }

    fn capture(&self, number: u32) -> WireResponse {
        let uuid = format!("018e0000-0000-7000-8000-{number:012}");
        let event = json!({"uuid": uuid, "event": "seen", "distinct_id": "a", "token": self.token});
        send(&self.serving, "/e/", None, &event)
    }

    fn ask(&self) -> WireResponse {
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "seen"}]});
        let path = format!("/api/projects/{}/query/", self.id);
        send(&self.serving, &path, Some(&self.key), &json!({"query": query, "refresh": "force_blocking"}))
    }

    fn read(&self, refresh: &str) -> WireResponse {
        let path = format!("/api/projects/{}/insights/{}/", self.id, self.insight);
        let query = format!("refresh={refresh}");
        self.serving.answer(&request("GET", &path, &query, Some(&self.key), Vec::new())).unwrap()
    }

    fn count(&self) -> Value {
        let answer = self.read("force_blocking");
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        answer["result"][0]["count"].clone()
    }

    fn changes(&self, since: &str, key: Option<&str>) -> WireResponse {
        let path = format!("/api/environments/{}/segments/changes/", self.id);
        self.serving.answer(&request("GET", &path, &format!("since={since}"), key, Vec::new())).unwrap()
    }

    fn fail(&self, part: Option<Part>) {
        self.serving.platform.failing.set(part);
    }
}

fn request(method: &str, path: &str, query: &str, key: Option<&str>, body: Vec<u8>) -> WireRequest {
    let headers = key.map(|key| ("authorization".to_owned(), key.to_owned())).into_iter().collect();
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    WireRequest { method, path, query, headers, body, now: "2024-03-15T12:00:00Z".to_owned() }
}

fn send(serving: &Serving, path: &str, key: Option<&str>, body: &Value) -> WireResponse {
    serving.answer(&request("POST", path, "", key, body.to_string().into_bytes())).unwrap()
}

fn says_when_to_come_back(response: &WireResponse) -> bool {
    response.status == 503 && response.headers.iter().any(|(name, _)| name == "retry-after")
}

#[test]
fn what_cannot_be_stored_is_refused_and_counts_once_when_it_is_sent_again() {
    let project = Project::new();
    assert_eq!(project.capture(1).status, 200);
    for part in [Part::Events, Part::Sql] {
        project.fail(Some(part));
        let refused = project.capture(2);
        assert!(says_when_to_come_back(&refused), "{part:?} {refused:?}");
        project.fail(None);
        assert_eq!(project.count(), 1.0, "{part:?}");
    }
    for _ in 0..2 {
        assert_eq!(project.capture(2).status, 200);
        assert_eq!(project.count(), 2.0);
    }
}

#[test]
fn without_the_key_value_store_answers_are_computed() {
    let project = Project::new();
    project.capture(1);
    project.fail(Some(Part::Keep));
    assert_eq!(project.count(), 1.0);
    assert_eq!(project.count(), 1.0);
    assert_eq!(project.capture(2).status, 200);
    assert_eq!(project.count(), 2.0);
}

#[test]
fn without_segments_a_kept_answer_is_given_and_a_new_one_refused() {
    let project = Project::new();
    project.capture(1);
    assert_eq!(project.count(), 1.0);
    project.serving.platform.flush();
    let anew = Project::new();
    anew.capture(1);
    anew.serving.platform.flush();
    anew.fail(Some(Part::Segments));
    let refused = anew.ask();
    assert!(says_when_to_come_back(&refused), "{refused:?}");
    assert_eq!(anew.capture(2).status, 200, "what comes in needs no segment");
    anew.fail(None);
    assert_eq!(anew.count(), 2.0);
    project.fail(Some(Part::Segments));
    assert_eq!(project.read("force_cache").status, 200);
}

#[test]
fn without_the_database_nobody_reads() {
    let project = Project::new();
    project.capture(1);
    project.fail(Some(Part::Sql));
    let refused = project.read("force_blocking");
    assert!(says_when_to_come_back(&refused), "{refused:?}");
}

#[test]
fn segments_are_handed_out_by_range_to_who_has_a_key() {
    let project = Project::new();
    (1..=9).for_each(|number| assert_eq!(project.capture(number).status, 200));
    project.serving.platform.flush();
    let get = |path: &str, range: Option<&str>, key: Option<&str>| {
        let mut request =
            request("GET", &format!("/api/environments/{}/segments{path}", project.id), "", key, Vec::new());
        request.headers.extend(range.map(|range| ("range".to_owned(), range.to_owned())));
        project.serving.answer(&request).unwrap()
    };
    let key = Some(project.key.as_str());
    let listed: Value = serde_json::from_str(&get("/", None, key).body).unwrap();
    let segment = &listed["results"][0];
    assert_eq!((&listed["count"], &segment["rows"]), (&json!(1), &json!(9)));
    let path = format!("/{}/", segment["number"]);
    let changes = project.changes("0.0.0", key);
    assert_eq!(
        (changes.status, project.changes("x", key).status, project.changes("0.0.0", None).status),
        (200, 400, 401)
    );
    let part = get(&path, Some("bytes=-4"), key);
    assert_eq!((part.status, part.body.as_str()), (206, "ORSG"));
    assert_eq!(get(&path, Some("bytes=9999999-"), key).status, 416);
    assert_eq!(get("/77/", None, key).status, 404);
    assert_eq!((get("/", None, None).status, get(&path, None, None).status), (401, 401));
}
