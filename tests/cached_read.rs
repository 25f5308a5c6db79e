//! What reading a cached insight costs.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::{Value, json};
use tests::platform::Part;
use tests::scenario::{Wire, WireRequest, WireResponse};
use tests::serving::Serving;

const NOW: &str = "2024-03-15T12:00:00Z";

fn send(serving: &mut Serving, method: &str, path: &str, query: &str, key: &str, body: &Value) -> WireResponse {
    let headers = [("authorization", format!("Bearer {key}")), ("content-type", "application/json".to_owned())];
    let request = WireRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        now: NOW.to_owned(),
    };
    serving.send(&request).unwrap()
}

fn set_up(serving: &mut Serving) -> (String, Value) {
    let body = json!({"email": "a@b.c"});
    let made = send(serving, "POST", "/_oriel/setup", "", "admin", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    (made["key"].as_str().unwrap().to_owned(), made)
}

/// Returns the answer to a request, and how often SQL was asked and what it wrote meanwhile.
fn cost(serving: &mut Serving, request: &WireRequest) -> (Value, (u32, u32)) {
    serving.platform.sql_calls.set(0);
    serving.platform.sql_writes.set(0);
    let answer = serving.send(request).unwrap();
    assert_eq!(answer.status, 200, "{} {}", request.path, answer.body);
    let cost = (serving.platform.sql_calls.get(), serving.platform.sql_writes.get());
    (serde_json::from_str(&answer.body).unwrap_or_default(), cost)
}

/// Counts every statement of the whole request: who asks, where, whether they may, the insight, notes of the use of
/// the key and of the view, and the work that is left behind.
#[test]
fn a_cached_insight_costs_one_question_to_sql_and_no_write() {
    let mut serving = Serving::default();
    let (key, made) = set_up(&mut serving);
    let session = send(&mut serving, "POST", "/api/session", "", &key, &json!({}));
    let cookie = session.headers.iter().find(|(name, _)| name == "set-cookie").unwrap().1.clone();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let bearer = ("authorization".to_owned(), format!("Bearer {key}"));
    let insight = &made["insights"][0];
    let (project, id, short_id) = (&made["project"], &insight["id"], insight["short_id"].as_str().unwrap());
    let link = made["shared_link_token"].as_str().unwrap();
    let asked = |path: String, query: String, header: Option<(String, String)>| WireRequest {
        method: "GET".to_owned(),
        path,
        query,
        headers: header.into_iter().collect(),
        body: Vec::new(),
        now: NOW.to_owned(),
    };
    let by_key = |path: String| asked(path, String::new(), Some(bearer.clone()));
    let readings = [
        by_key(format!("/api/projects/{project}/insights/{id}/")),
        by_key(format!("/api/environments/{project}/insights/{short_id}/")),
        by_key(format!("/api/projects/@current/insights/{id}/")),
        by_key(format!("/api/environments/@current/insights/{id}/")),
        asked(format!("/api/projects/{project}/insights/{id}/"), "refresh=blocking".to_owned(), Some(bearer.clone())),
        asked(format!("/api/projects/{project}/insights/{id}/"), "refresh=async".to_owned(), Some(bearer.clone())),
        asked(format!("/api/projects/{project}/insights/{id}/"), format!("personal_api_key={key}"), None),
        asked(format!("/api/projects/@current/insights/{id}/"), String::new(), Some(("cookie".to_owned(), cookie))),
        asked(format!("/api/projects/{project}/insights/{id}/"), format!("sharing_access_token={link}"), None),
        asked(format!("/shared/{link}.json"), String::new(), None),
    ];
    for request in &readings {
        let first = WireRequest { query: format!("{}&refresh=blocking", request.query), ..request.clone() };
        cost(&mut serving, &first);
        let (shown, cost) = cost(&mut serving, request);
        let is_cached = shown.get("insight").unwrap_or(&shown)["is_cached"].clone();
        assert_eq!(is_cached, json!(true), "{} {}", request.path, request.query);
        assert_eq!(cost, (1, 0), "{} {}", request.path, request.query);
    }
}

#[test]
fn the_answers_of_a_list_and_of_a_dashboard_are_read_at_once() {
    let mut serving = Serving::default();
    let (key, made) = set_up(&mut serving);
    let project = format!("/api/projects/{}", made["project"]);
    let dashboard = send(&mut serving, "POST", &format!("{project}/dashboards/"), "", &key, &json!({"name": "board"}));
    let dashboard: Value = serde_json::from_str(&dashboard.body).unwrap();
    for event in ["one", "two", "three"] {
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": event}]});
        let insight = json!({"name": event, "query": query, "dashboards": [dashboard["id"]]});
        let insight = send(&mut serving, "POST", &format!("{project}/insights/"), "", &key, &insight);
        assert_eq!(insight.status, 201, "{}", insight.body);
    }
    let shown = format!("{project}/dashboards/{}/", dashboard["id"]);
    send(&mut serving, "GET", &shown, "refresh=blocking", &key, &Value::Null);
    for (path, rows) in [(shown, "tiles"), (format!("{project}/insights/"), "results")] {
        for fails in [false, true] {
            serving.platform.failing.set(fails.then_some(Part::ManyKept));
            serving.platform.keep_reads.set(0);
            let body = send(&mut serving, "GET", &path, "order=-id", &key, &Value::Null).body;
            let body: Value = serde_json::from_str(&body).unwrap();
            let rows = body[rows].as_array().unwrap();
            for row in &rows[..3] {
                assert_eq!(row.get("insight").unwrap_or(row)["is_cached"], true, "{path}: {row}");
            }
            let one_by_one = if fails { rows.len() as u32 } else { 0 };
            assert_eq!(serving.platform.keep_reads.get(), 1 + one_by_one, "{path}");
        }
    }
}

#[test]
fn a_link_that_many_open_notes_a_view_once_a_minute() {
    let mut serving = Serving::default();
    let (_, made) = set_up(&mut serving);
    let path = format!("/shared/{}.json", made["shared_link_token"].as_str().unwrap());
    for (now, writes) in [("12:00:00", 1), ("12:00:59", 0), ("12:01:00", 1)] {
        let (method, now) = ("GET".to_owned(), format!("2024-03-15T{now}Z"));
        let (query, headers, body) = (String::new(), Vec::new(), Vec::new());
        let request = WireRequest { method, path: path.clone(), query, headers, body, now: now.clone() };
        assert_eq!(cost(&mut serving, &request).1.1, writes, "{now}");
    }
}

#[test]
fn that_a_key_was_used_is_written_once_an_hour() {
    let mut serving = Serving::default();
    let (key, made) = set_up(&mut serving);
    let path = format!("/api/projects/{}/insights/", made["project"]);
    for (now, writes) in [("12:00:00", 1), ("12:59:59", 0), ("13:00:00", 1)] {
        serving.platform.sql_writes.set(0);
        let request = WireRequest {
            method: "GET".to_owned(),
            path: path.clone(),
            query: String::new(),
            headers: vec![("authorization".to_owned(), format!("Bearer {key}"))],
            body: Vec::new(),
            now: format!("2024-03-15T{now}Z"),
        };
        assert_eq!(serving.send(&request).unwrap().status, 200);
        assert_eq!(serving.platform.sql_writes.get(), writes, "{now}");
    }
}

#[test]
fn the_set_up_project_shows_its_shared_insight_to_everybody() {
    let mut serving = Serving::default();
    let (_, made) = set_up(&mut serving);
    let token = made["shared_link_token"].as_str().unwrap();
    for (suffix, content_type) in
        [("", "text/html"), (".json", "application/json"), (".svg", "image/svg+xml"), (".csv", "text/csv")]
    {
        let shown = send(&mut serving, "GET", &format!("/shared/{token}{suffix}"), "", "", &Value::Null);
        assert_eq!(shown.status, 200, "{suffix}: {}", shown.body);
        let header = |name: &str| shown.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        assert!(header("content-type").unwrap().starts_with(content_type), "{suffix}");
        assert_eq!(header("cache-control"), Some("public, no-cache"), "{suffix}");
        assert!(header("x-frame-options").is_none());
    }
}

#[test]
fn set_up_answers_nobody_without_the_secret() {
    let mut serving = Serving::default();
    for key in ["", "wrong"] {
        assert_eq!(send(&mut serving, "POST", "/_oriel/setup", "", key, &json!({})).status, 404);
    }
    let platform = tests::platform::Memory::new().with_settings(|settings| settings.admin_secret = None);
    let mut closed = Serving::over(platform);
    assert_eq!(send(&mut closed, "POST", "/_oriel/setup", "", "", &json!({})).status, 404);
}

#[test]
fn test_hooks_exist_only_where_they_are_on() {
    let platform =
        tests::platform::Memory::new().with_settings(|settings| settings.test_hooks = oriel::platform::TestHooks::Off);
    let mut deployed = Serving::over(platform);
    assert_eq!(send(&mut deployed, "POST", "/_oriel/test/setup", "", "", &json!({"reset": true})).status, 404);
}

#[test]
fn a_store_that_fails_is_told_as_busy_and_not_in_its_own_words() {
    let mut serving = Serving::default();
    let (key, made) = set_up(&mut serving);
    serving.platform.broken.set(true);
    let request = WireRequest {
        method: "GET".to_owned(),
        path: format!("/api/projects/{}/insights/", made["project"]),
        query: String::new(),
        headers: vec![("authorization".to_owned(), format!("Bearer {key}"))],
        body: Vec::new(),
        now: NOW.to_owned(),
    };
    // The wire tells what was logged; the client would only see 503.
    assert_eq!(serving.send(&request).unwrap_err(), "503 told to fail");
}

#[test]
fn a_key_that_asks_too_often_is_told_when_to_come_back() {
    let platform =
        tests::platform::Memory::new().with_settings(|settings| settings.throttling = oriel::platform::Throttling::On);
    let mut serving = Serving::over(platform);
    let (key, made) = set_up(&mut serving);
    let path = format!("/api/projects/{}/insights/{}/", made["project"], made["insights"][0]["id"]);
    let mut ask = |now: &str, path: &str| {
        let headers = vec![("authorization".to_owned(), format!("Bearer {key}"))];
        let (method, path, now) = ("GET".to_owned(), path.to_owned(), format!("2024-03-15T{now}Z"));
        serving.send(&WireRequest { method, path, query: String::new(), headers, body: Vec::new(), now }).unwrap()
    };
    for _ in 0..240 {
        assert_eq!(ask("12:00:00", &path).status, 200);
    }
    let refused = ask("12:00:17.5", &path);
    assert_eq!(refused.status, 429, "{}", refused.body);
    let told = json!({
        "type": "throttled_error",
        "code": "throttled",
        "detail": "Request was throttled. Expected available in 43 seconds.",
        "attr": null,
    });
    assert_eq!(serde_json::from_str::<Value>(&refused.body).unwrap(), told);
    assert!(refused.headers.contains(&("retry-after".to_owned(), "43".to_owned())), "{:?}", refused.headers);
    assert!(ask("12:00:59", &path).body.contains("Expected available in 1 second."));
    assert_eq!(ask("12:00:59", &format!("/api/projects/{}/", made["project"])).status, 200, "others are counted apart");
    assert_eq!(ask("12:01:00", &path).status, 200);
}
