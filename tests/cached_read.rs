//! What reading a cached insight costs.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::{Value, json};
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

#[test]
fn a_cached_insight_costs_one_question_to_sql_and_no_write() {
    let mut serving = Serving::default();
    let (key, made) = set_up(&mut serving);
    let path = format!("/api/projects/{}/insights/{}/", made["project"], made["insights"][0]["id"]);
    let first = send(&mut serving, "GET", &path, "refresh=blocking", &key, &Value::Null);
    assert_eq!(first.status, 200, "{}", first.body);
    serving.platform.sql_calls.set(0);
    serving.platform.sql_writes.set(0);
    let cached = send(&mut serving, "GET", &path, "", &key, &Value::Null);
    let cached: Value = serde_json::from_str(&cached.body).unwrap();
    assert_eq!(cached["is_cached"], json!(true));
    assert_eq!((serving.platform.sql_calls.get(), serving.platform.sql_writes.get()), (1, 0));
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
