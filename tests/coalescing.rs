//! Equal questions that arrive together: computed once, and every asker is told the same.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use serde_json::{Value, json};
use tests::platform::Part;
use tests::scenario::{WireRequest, WireResponse};
use tests::serving::Serving;

const CROWD: usize = 200;

/// A server with an insight that nobody has asked for, and the keys of those who may and may not.
struct Stage {
    serving: Serving,
    made: Value,
}

impl Stage {
    fn new() -> Self {
        let serving = Serving::default();
        let event = |number: u32| json!({"event": "seen", "distinct_id": "a", "timestamp": format!("2024-03-1{number}T10:00:00Z")});
        let query = json!({
            "kind": "FunnelsQuery",
            "series": [{"kind": "EventsNode", "event": "seen"}, {"kind": "EventsNode", "event": "seen"}],
        });
        let state = json!({
            "keys": [
                {"ref": "reader", "user": "user1", "scopes": ["insight:read"]},
                {"ref": "other", "user": "user1", "scopes": ["element:read"]},
            ],
            "insights": [{"ref": "seen", "query": query}],
            "events": (1..5).map(event).collect::<Vec<_>>(),
        });
        let body = json!({"reset": true, "state": state}).to_string().into_bytes();
        let made = serving.answer(&request("POST", "/_oriel/test/setup", "", "", body)).unwrap();
        assert_eq!(made.status, 200, "{}", made.body);
        let made = serde_json::from_str(&made.body).unwrap();
        serving.platform.datasets.set(0);
        Self { serving, made }
    }

    /// Returns the request of somebody with a key.
    fn asking(&self, refresh: &str, key: &str) -> WireRequest {
        let path =
            format!("/api/projects/{}/insights/{}/", self.made["project"]["main"], self.made["insight"]["seen"]["id"]);
        let key = self.made["key"][key].as_str().unwrap();
        request("GET", &path, &format!("refresh={refresh}"), key, Vec::new())
    }

    fn ask(&self, requests: &[WireRequest], seed: u64) -> Vec<WireResponse> {
        self.serving.answer_all(requests, seed).unwrap()
    }

    fn computed(&self) -> u32 {
        self.serving.platform.datasets.replace(0)
    }
}

fn request(method: &str, path: &str, query: &str, key: &str, body: Vec<u8>) -> WireRequest {
    WireRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("authorization".to_owned(), format!("Bearer {key}"))],
        body,
        now: "2024-03-15T12:00:00Z".to_owned(),
    }
}

/// Returns an insight as it was shown, but for whether it came from the cache.
fn shown(response: &WireResponse) -> String {
    assert_eq!(response.status, 200, "{}", response.body);
    response.body.replace("\"is_cached\":true", "\"is_cached\":false")
}

#[test]
fn a_cold_insight_is_computed_once_whoever_goes_when() {
    for seed in 0..10 {
        let stage = Stage::new();
        let answers = stage.ask(&vec![stage.asking("blocking", "reader"); CROWD], seed);
        assert_eq!(stage.computed(), 1, "seed {seed}");
        let first = shown(&answers[0]);
        assert!(first.contains("\"count\":1"), "{first}");
        assert!(answers.iter().all(|answer| shown(answer) == first), "seed {seed}");
    }
}

#[test]
fn what_is_queued_by_many_is_computed_once() {
    for seed in 0..10 {
        let stage = Stage::new();
        stage.ask(&vec![stage.asking("lazy_async", "reader"); 20], seed);
        assert_eq!(stage.computed(), 1, "seed {seed}");
    }
}

#[test]
fn who_wants_it_anew_shares_what_began_after_the_question() {
    for seed in 0..10 {
        let stage = Stage::new();
        let answers = stage.ask(&vec![stage.asking("force_blocking", "reader"); CROWD], seed);
        let first = shown(&answers[0]);
        assert!(answers.iter().all(|answer| shown(answer) == first), "seed {seed}");
        let computed = stage.computed();
        assert!((1..40).contains(&computed), "seed {seed}: {computed}");
        // Alone and later: nothing that landed before will do.
        stage.ask(&[stage.asking("force_blocking", "reader")], seed);
        assert_eq!(stage.computed(), 1);
    }
}

#[test]
fn nobody_is_told_who_may_not_know() {
    for seed in 0..10 {
        let stage = Stage::new();
        let requests: Vec<_> =
            (0..40).map(|number| stage.asking("blocking", if number % 2 == 0 { "reader" } else { "other" })).collect();
        let answers = stage.ask(&requests, seed);
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [200, 403].repeat(20), "seed {seed}");
        assert!(answers.iter().filter(|answer| answer.status == 403).all(|answer| !answer.body.contains("count")));
    }
}

#[test]
fn without_one_who_decides_everybody_computes() {
    let stage = Stage::new();
    stage.serving.platform.failing.set(Some(Part::Flights));
    let answers = stage.ask(&vec![stage.asking("force_blocking", "reader"); 5], 1);
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(stage.computed(), 5);
}
