//! `analyze` and `suggestions` over real data: findings with figures for every kind, and follow-ups that run.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use serde_json::{Value, json};
use tests::scenario::WireResponse;
use tests::serving::{Sender, Stage};

fn stage(queries: &[(&str, Value)]) -> Stage {
    let insights: Vec<Value> = queries.iter().map(|(name, query)| json!({"ref": name, "query": query})).collect();
    Stage::new(&json!({"insights": insights, "events": events(), "organization": {"ai_approved": true}}))
}

fn send(stage: &Stage, method: &str, path: &str, body: &Value) -> WireResponse {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    stage.send(&stage.request(method, path, Sender::User("user1"), &body))
}

fn insight(stage: &Stage, name: &str, rest: &str) -> Value {
    let answer = send(stage, "GET", &stage.insight(name, rest), &Value::Null);
    assert_eq!(answer.status, 200, "{name} {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Sixty days of people who see pages, sign up and pay: fewer at weekends, with one day that stands out.
fn events() -> Vec<Value> {
    let mut events = Vec::new();
    for day in 0..60_u32 {
        let at = |hour: u32, minute: u32| {
            let (month, day) = if day < 15 {
                (1, day + 17)
            } else if day < 44 {
                (2, day - 14)
            } else {
                (3, day - 43)
            };
            format!("2024-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z")
        };
        let is_weekend = (day + 2) % 7 >= 5;
        let people = if day == 40 {
            30
        } else if is_weekend {
            3
        } else {
            8 + day % 3
        };
        for number in 0..people {
            // Some come again every day, others once.
            let person = if number < 5 { format!("regular {number}") } else { format!("visitor {day} {number}") };
            let browser = if number % 3 == 0 { "Firefox" } else { "Chrome" };
            let event = |name: &str, page: &str, minute: u32| {
                let properties =
                    json!({"$browser": browser, "$pathname": page, "$current_url": format!("https://a.test{page}")});
                json!({"event": name, "distinct_id": person, "timestamp": at(10, minute), "properties": properties})
            };
            events.push(event("$pageview", "/", 0));
            if number % 2 == 0 {
                events.push(event("$pageview", "/pricing", 2));
            }
            if number % 3 == 0 {
                events.push(event("signed up", "/sign-up", 5));
            }
            if number % 6 == 0 {
                events.push(event("paid", "/pay", 20));
            }
        }
    }
    events
}

fn queries() -> Vec<(&'static str, Value)> {
    let event = |name: &str| json!({"kind": "EventsNode", "event": name, "name": name});
    let range = json!({"date_from": "-8w"});
    let entity = json!({"id": "$pageview", "name": "$pageview", "type": "events"});
    let steps = json!([event("$pageview"), event("signed up"), event("paid")]);
    let browser = json!({"breakdown": "$browser", "breakdown_type": "event"});
    vec![
        ("trend", json!({"kind": "TrendsQuery", "series": [event("$pageview")], "dateRange": range})),
        (
            "compared",
            json!({"kind": "TrendsQuery", "series": [event("$pageview")], "dateRange": {"date_from": "-7d"}, "compareFilter": {"compare": true}}),
        ),
        (
            "broken down",
            json!({"kind": "TrendsQuery", "series": [event("$pageview")], "dateRange": range, "breakdownFilter": browser}),
        ),
        (
            "number",
            json!({"kind": "TrendsQuery", "series": [event("$pageview")], "dateRange": range, "compareFilter": {"compare": true}, "trendsFilter": {"display": "BoldNumber"}}),
        ),
        (
            "formula",
            json!({"kind": "TrendsQuery", "series": [event("signed up"), event("$pageview")], "dateRange": range, "trendsFilter": {"formula": "A / B"}}),
        ),
        ("funnel", json!({"kind": "FunnelsQuery", "series": steps, "dateRange": range})),
        (
            "funnel by browser",
            json!({"kind": "FunnelsQuery", "series": steps, "dateRange": range, "breakdownFilter": browser}),
        ),
        (
            "funnel over time",
            json!({"kind": "FunnelsQuery", "series": steps, "dateRange": range, "funnelsFilter": {"funnelVizType": "trends"}}),
        ),
        (
            "time to convert",
            json!({"kind": "FunnelsQuery", "series": steps, "dateRange": range, "funnelsFilter": {"funnelVizType": "time_to_convert"}}),
        ),
        (
            "retention",
            json!({"kind": "RetentionQuery", "retentionFilter": {"targetEntity": entity, "returningEntity": entity, "period": "Day", "totalIntervals": 11}}),
        ),
        (
            "stickiness",
            json!({"kind": "StickinessQuery", "series": [event("$pageview")], "dateRange": {"date_from": "-14d"}}),
        ),
        (
            "lifecycle",
            json!({"kind": "LifecycleQuery", "series": [event("$pageview")], "dateRange": {"date_from": "-14d"}}),
        ),
        (
            "paths",
            json!({"kind": "PathsQuery", "pathsFilter": {"includeEventTypes": ["$pageview"]}, "dateRange": range}),
        ),
    ]
}

/// Words that the findings of an insight must have.
const FINDINGS: [(&str, &[&str]); 13] = [
    ("trend", &["$pageview is lowest on", "stands out on 26-Feb-2024"]),
    ("compared", &["is about as in the previous period", " before."]),
    ("broken down", &["Chrome is the largest", "%"]),
    ("number", &["$pageview rose by", "against the previous period"]),
    ("formula", &["Formula"]),
    ("funnel", &["of those who begin finish", "The largest drop-off is from"]),
    ("funnel by browser", &["differs most"]),
    ("funnel over time", &["Conversion", "highest on"]),
    ("time to convert", &["Half of those who convert do so within 18 minutes"]),
    ("retention", &["come back in Day 1"]),
    ("stickiness", &["Most did $pageview on 1 day", "is the mean"]),
    ("lifecycle", &["a net"]),
    ("paths", &["The main route is https://a.test → https://a.test/pricing"]),
];

#[test]
fn every_kind_of_insight_has_findings_with_figures() {
    let stage = stage(&queries());
    for (name, words) in FINDINGS {
        assert_eq!(insight(&stage, name, "/analyze")["result"], "", "{name}: nothing is kept yet");
        insight(&stage, name, "?refresh=blocking");
        let told = insight(&stage, name, "/analyze")["result"].as_str().unwrap().to_owned();
        assert!(words.iter().all(|word| told.contains(word)), "{name}: {told}");
        let is_sentence = |line: &str| line.ends_with('.') && line.bytes().any(|byte| byte.is_ascii_digit());
        assert!(told.lines().all(is_sentence), "{name}: {told}");
    }
}

#[test]
fn every_suggestion_runs_as_it_is() {
    let stage = stage(&queries());
    let query = stage.path("/query");
    for is_kept in [false, true] {
        for (name, _) in queries() {
            if is_kept {
                insight(&stage, name, "?refresh=blocking");
            }
            let suggested = insight(&stage, name, "/suggestions");
            let suggested = suggested.as_array().unwrap();
            assert!((2..=5).contains(&suggested.len()), "{name}: {}", suggested.len());
            for suggestion in suggested {
                let target = &suggestion["targetQuery"];
                assert_eq!(target["kind"], "InsightVizNode");
                let answer = send(&stage, "POST", &query, &json!({"query": target, "refresh": "blocking"}));
                assert_eq!(answer.status, 200, "{name}: {suggestion} {}", answer.body);
                let answer: Value = serde_json::from_str(&answer.body).unwrap();
                let results = &answer["results"];
                let is_empty = results.as_array().is_some_and(Vec::is_empty) || results.is_null();
                assert!(!is_empty, "{name}: {} answers nothing", suggestion["title"]);
                let kept = send(&stage, "POST", &stage.path("/insights"), &json!({"query": target}));
                assert_eq!(kept.status, 201, "{name}: {}", kept.body);
            }
        }
    }
}

/// Returns the property by which the suggestions of an insight break it down.
fn suggested(stage: &Stage, name: &str, context: &str) -> Value {
    let answer = send(stage, "POST", &stage.insight(name, "/suggestions"), &json!({"context": context}));
    let suggested: Value = serde_json::from_str(&answer.body).unwrap();
    let breakdowns = suggested.as_array().unwrap().iter();
    let mut breakdowns =
        breakdowns.filter_map(|it| it.pointer("/targetQuery/source/breakdownFilter/breakdown").cloned());
    breakdowns.next().unwrap_or_default()
}

#[test]
fn the_suggested_breakdown_is_the_one_that_separates_best() {
    let mut events = Vec::new();
    for number in 0..80_u32 {
        let browser = if number % 4 < 2 { "Chrome" } else { "Firefox" };
        let plan = if number % 2 == 0 { "free" } else { "pro" };
        let region = if number < 40 { "north" } else { "south" };
        let mut happens = |name: &str, minute: u32| {
            let at = format!("2024-03-{:02}T10:{minute:02}:00Z", 9 + number / 16);
            let properties = json!({"$browser": browser, "plan": plan, "region": region, "only": "one"});
            let person = format!("p{number}");
            events.push(json!({"event": name, "distinct_id": person, "timestamp": at, "properties": properties}));
        };
        happens("begin", 0);
        if plan == "pro" {
            happens("done", 5);
        }
    }
    let event = |name: &str| json!({"kind": "EventsNode", "event": name});
    let funnel = json!({"kind": "FunnelsQuery", "series": [event("begin"), event("done")]});
    let trend = json!({"kind": "TrendsQuery", "series": [event("begin")]});
    let nothing = json!({"kind": "TrendsQuery", "series": [event("never")]});
    let stage = Stage::new(&json!({
        "events": events,
        "insights": [{"ref": "funnel", "query": funnel}, {"ref": "trend", "query": trend}, {"ref": "never", "query": nothing}],
    }));
    assert_eq!(suggested(&stage, "funnel", ""), "plan");
    assert_eq!(suggested(&stage, "trend", ""), "region");
    assert_eq!(suggested(&stage, "funnel", "Which browsers convert?"), "$browser");
    assert_eq!(suggested(&stage, "never", ""), "$browser");
}
