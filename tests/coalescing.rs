//! Equal questions that arrive together: computed once, and every asker is told the same.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use serde_json::{Value, json};
use tests::platform::Part;
use tests::scenario::{WireRequest, WireResponse};
use tests::serving::{Sender, Stage};

const CROWD: usize = 200;

/// So many different computations are under way in an environment, no more (spec/api 3.8).
const MOST_AT_ONCE: usize = 32;

/// So many different ones are asked for at once, to be sure that some are too many.
const DIFFERENT: usize = 5 * MOST_AT_ONCE;

/// Returns a server with an insight that nobody has asked for, and the keys of those who may and may not.
fn stage() -> Stage {
    let event =
        |number: u32| json!({"event": "seen", "distinct_id": "a", "timestamp": format!("2024-03-1{number}T10:00:00Z")});
    let query = json!({
        "kind": "FunnelsQuery",
        "series": [{"kind": "EventsNode", "event": "seen"}, {"kind": "EventsNode", "event": "seen"}],
    });
    let other = |number: usize| {
        let query =
            json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": format!("event {number}")}]});
        json!({"ref": number.to_string(), "query": query})
    };
    let insights = (0..DIFFERENT).map(other).chain([json!({"ref": "seen", "query": query})]);
    let stage = Stage::new(&json!({
        "keys": [
            {"ref": "reader", "user": "user1", "scopes": ["insight:read", "query:read"]},
            {"ref": "other", "user": "user1", "scopes": ["element:read"]},
        ],
        "insights": insights.collect::<Vec<_>>(),
        "events": (1..5).map(event).collect::<Vec<_>>(),
    }));
    stage.serving.platform.datasets.set(0);
    stage
}

/// Returns the request of somebody with a key.
fn asking(stage: &Stage, insight: &str, refresh: &str, key: &str) -> WireRequest {
    stage.request("GET", &stage.insight(insight, &format!("/?refresh={refresh}")), Sender::Key(key), "")
}

fn ask(stage: &Stage, requests: &[WireRequest], seed: u64) -> Vec<WireResponse> {
    stage.serving.answer_all(requests, seed).unwrap()
}

fn computations(stage: &Stage) -> u32 {
    stage.serving.platform.datasets.replace(0)
}

/// Returns an insight as it was shown, but for whether it came from the cache.
fn shown(response: &WireResponse) -> String {
    assert_eq!(response.status, 200, "{}", response.body);
    response.body.replace("\"is_cached\":true", "\"is_cached\":false")
}

#[test]
fn a_cold_insight_is_computed_once_whoever_goes_when() {
    for seed in 0..10 {
        let stage = stage();
        let answers = ask(&stage, &vec![asking(&stage, "seen", "blocking", "reader"); CROWD], seed);
        assert_eq!(computations(&stage), 1, "seed {seed}");
        let first = shown(&answers[0]);
        assert!(first.contains("\"count\":1"), "{first}");
        assert!(answers.iter().all(|answer| shown(answer) == first), "seed {seed}");
    }
}

#[test]
fn what_is_queued_by_many_is_computed_once() {
    for seed in 0..10 {
        let stage = stage();
        ask(&stage, &vec![asking(&stage, "seen", "lazy_async", "reader"); 20], seed);
        assert_eq!(computations(&stage), 1, "seed {seed}");
    }
}

#[test]
fn who_wants_it_anew_shares_what_began_after_the_question() {
    for seed in 0..10 {
        let stage = stage();
        let answers = ask(&stage, &vec![asking(&stage, "seen", "force_blocking", "reader"); CROWD], seed);
        let first = shown(&answers[0]);
        assert!(answers.iter().all(|answer| shown(answer) == first), "seed {seed}");
        let computed = computations(&stage);
        assert!((1..40).contains(&computed), "seed {seed}: {computed}");
        // Alone and later: nothing that landed before will do.
        ask(&stage, &[asking(&stage, "seen", "force_blocking", "reader")], seed);
        assert_eq!(computations(&stage), 1);
    }
}

#[test]
fn nobody_is_told_who_may_not_know() {
    for seed in 0..10 {
        let stage = stage();
        let requests: Vec<_> = (0..40)
            .map(|number| asking(&stage, "seen", "blocking", if number % 2 == 0 { "reader" } else { "other" }))
            .collect();
        let answers = ask(&stage, &requests, seed);
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [200, 403].repeat(20), "seed {seed}");
        assert!(answers.iter().filter(|answer| answer.status == 403).all(|answer| !answer.body.contains("count")));
    }
}

#[test]
fn without_one_who_decides_everybody_computes() {
    let stage = stage();
    stage.serving.platform.failing.set(Some(Part::Flights));
    let answers = ask(&stage, &vec![asking(&stage, "seen", "force_blocking", "reader"); 5], 1);
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(computations(&stage), 5);
}

fn told(response: &WireResponse) -> Value {
    assert_eq!(response.status, 200, "{}", response.body);
    serde_json::from_str(&response.body).unwrap()
}

#[test]
fn a_failure_is_shared_with_those_who_wait_and_the_next_try_is_a_new_one() {
    for seed in 0..10 {
        let stage = stage();
        stage.serving.platform.failing.set(Some(Part::Events));
        let answers = ask(&stage, &vec![asking(&stage, "seen", "blocking", "reader"); CROWD], seed);
        let tried = computations(&stage);
        assert!(tried < 40, "seed {seed}: {tried} tried");
        for answer in &answers {
            let shown = told(answer);
            assert_eq!((&shown["result"], &shown["query_status"]["error"]), (&Value::Null, &json!(true)));
        }
        stage.serving.platform.failing.set(None);
        let answers = ask(&stage, &[asking(&stage, "seen", "blocking", "reader")], seed);
        assert_eq!(told(&answers[0])["query_status"], Value::Null);
    }
}

#[test]
fn only_so_many_are_computed_at_once() {
    let stage = stage();
    let different = |number: usize| asking(&stage, &number.to_string(), "blocking", "reader");
    let requests: Vec<_> = (0..DIFFERENT).map(different).collect();
    let answers: Vec<Value> = ask(&stage, &requests, 1).iter().map(told).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| !answer["query_status"].is_null()).collect();
    assert!(!refused.is_empty(), "none was refused");
    for answer in &refused {
        assert_eq!(answer["result"], Value::Null);
        assert_eq!(answer["query_status"]["error"], true);
        assert_eq!(answer["query_status"]["error_message"], "concurrency_limit_exceeded");
    }
}

#[test]
fn a_query_too_many_is_told_when_to_come_back() {
    let stage = stage();
    let asking = |number: usize| {
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": format!("{number}")}]});
        stage.request("POST", &stage.path("/query/"), Sender::Key("reader"), &json!({"query": query}).to_string())
    };
    let answers = ask(&stage, &(0..DIFFERENT).map(asking).collect::<Vec<_>>(), 1);
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!refused.is_empty() && answers.iter().all(|answer| matches!(answer.status, 200 | 429)));
    for answer in refused {
        let envelope: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((&envelope["type"], &envelope["code"]), (&json!("throttled_error"), &json!("throttled")));
        assert!(answer.headers.iter().any(|(name, _)| name == "retry-after"));
    }
}
