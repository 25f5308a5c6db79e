//! Every endpoint × who may not: the answer, and that it does not tell whether the object exists.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use oriel::serve::endpoints;
use serde_json::{Value, json};
use tests::scenario::{Wire, WireRequest, WireResponse};
use tests::serving::{ORIGIN, Serving};

/// Methods, path below a project, and the scope that a key needs (none: no key will do).
const ROWS: [(&str, &str, Option<&str>); 67] = [
    ("GET", "/", Some("project:read")),
    ("GET", "/insights", Some("insight:read")),
    ("POST", "/insights", Some("insight:write")),
    ("GET", "/insights/{id}", Some("insight:read")),
    ("PATCH", "/insights/{id}", Some("insight:write")),
    ("PUT", "/insights/{id}", Some("insight:write")),
    ("DELETE", "/insights/{id}", Some("insight:write")),
    ("GET", "/insights/{id}/access_controls", Some("access_control:read")),
    ("PUT", "/insights/{id}/access_controls", Some("access_control:write")),
    ("GET", "/insights/{id}/users_with_access", Some("access_control:read")),
    ("GET", "/insights/{id}/activity", Some("activity_log:read")),
    ("GET", "/insights/{id}/analyze", None),
    ("GET", "/insights/{id}/suggestions", None),
    ("POST", "/insights/{id}/suggestions", None),
    ("GET", "/insights/activity", Some("activity_log:read")),
    ("POST", "/insights/{id}/viewed", Some("insight:read")),
    ("POST", "/insights/viewed", Some("insight:read")),
    ("GET", "/insights/my_last_viewed", None),
    ("GET", "/insights/trending", None),
    ("POST", "/insights/cancel", None),
    ("POST", "/insights/timing", None),
    ("POST", "/insights/bulk_delete", Some("insight:write")),
    ("POST", "/insights/bulk_restore", Some("insight:write")),
    ("GET", "/insights/trend", Some("insight:read")),
    ("POST", "/insights/trend", Some("insight:read")),
    ("GET", "/insights/funnel", Some("insight:read")),
    ("POST", "/insights/funnel", Some("insight:read")),
    ("GET", "/insights/funnel/correlation", None),
    ("POST", "/insights/funnel/correlation", None),
    ("GET", "/insights/path", Some("insight:read")),
    ("POST", "/insights/path", Some("insight:read")),
    ("GET", "/insights/retention", Some("insight:read")),
    ("POST", "/insights/retention", Some("insight:read")),
    ("GET", "/insights/{id}/sharing", Some("sharing_configuration:read")),
    ("PATCH", "/insights/{id}/sharing", Some("sharing_configuration:write")),
    ("POST", "/insights/{id}/sharing/refresh", Some("sharing_configuration:write")),
    ("POST", "/insights/{id}/sharing/passwords", Some("sharing_configuration:write")),
    ("DELETE", "/insights/{id}/sharing/passwords/{second}", Some("sharing_configuration:write")),
    ("GET", "/dashboards", Some("dashboard:read")),
    ("POST", "/dashboards", Some("dashboard:write")),
    ("GET", "/dashboards/{id}", Some("dashboard:read")),
    ("PATCH", "/dashboards/{id}", Some("dashboard:write")),
    ("PUT", "/dashboards/{id}", Some("dashboard:write")),
    ("GET", "/dashboards/{id}/sharing", Some("sharing_configuration:read")),
    ("PATCH", "/dashboards/{id}/sharing", Some("sharing_configuration:write")),
    ("POST", "/dashboards/{id}/sharing/refresh", Some("sharing_configuration:write")),
    ("POST", "/dashboards/{id}/sharing/passwords", Some("sharing_configuration:write")),
    ("DELETE", "/dashboards/{id}/sharing/passwords/{second}", Some("sharing_configuration:write")),
    ("GET", "/elements", Some("element:read")),
    ("POST", "/elements", Some("element:write")),
    ("GET", "/elements/stats", Some("element:read")),
    ("GET", "/elements/values", Some("element:read")),
    ("GET", "/elements/{id}", Some("element:read")),
    ("PATCH", "/elements/{id}", Some("element:write")),
    ("PUT", "/elements/{id}", Some("element:write")),
    ("DELETE", "/elements/{id}", Some("element:write")),
    ("DELETE", "/events", Some("event:write")),
    ("GET", "/events/export", Some("query:read")),
    ("DELETE", "/persons/{id}", Some("person:write")),
    ("POST", "/persons/bulk_delete", Some("person:write")),
    ("GET", "/segments", Some("query:read")),
    ("GET", "/segments/{id}", Some("query:read")),
    ("GET", "/feature_flags", Some("feature_flag:read")),
    ("POST", "/feature_flags", Some("feature_flag:write")),
    ("POST", "/query", Some("query:read")),
    ("GET", "/query/{id}", Some("query:read")),
    ("DELETE", "/query/{id}", Some("query:read")),
];

struct Stage {
    serving: Serving,
    references: Value,
}

impl Stage {
    fn new() -> Self {
        let mut stage = Self { serving: Serving::default(), references: Value::Null };
        let state = json!({
            "users": [{"ref": "user1"}, {"ref": "stranger"}, {"ref": "outsider"}],
            "organizations": [{"ref": "elsewhere"}],
            "projects": [{"ref": "foreign", "organization": "elsewhere"}],
            "keys": [
                {"ref": "none", "user": "user1", "scopes": ["feature_flag_nothing:read"]},
                {"ref": "all", "user": "user1", "scopes": ["*"]},
                {"ref": "limited", "user": "user1", "scopes": ["*"], "scoped_teams": ["foreign"]},
                {"ref": "outsider", "user": "outsider", "scopes": ["*"]},
            ],
            "insights": [{"ref": "a", "name": "a", "query": null, "filters": {"insight": "TRENDS"}}],
            "dashboards": [{"ref": "d", "name": "d"}],
            "organization": {"features": ["access_control"], "ai_approved": true},
            "memberships": [
                {"user": "stranger", "level": "member"},
                {"user": "outsider", "level": null},
            ],
            "access_controls": [{"insight": "a", "access_level": "viewer"}],
            "sharing": [
                {"insight": "a", "enabled": true, "access_token": "opens"},
                {"dashboard": "d", "enabled": true, "access_token": "locked", "password_required": true},
            ],
        });
        let body = json!({"state": state, "reset": true});
        let made = stage.send("POST", "/_oriel/test/setup", &[], &body);
        assert_eq!(made.status, 200, "{}", made.body);
        stage.references = serde_json::from_str(&made.body).unwrap();
        stage
    }

    fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> WireResponse {
        let mut headers: Vec<_> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        let request = WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers,
            body: body.to_string().into_bytes(),
            now: "2024-03-15T12:00:00Z".to_owned(),
        };
        self.serving.send(&request).unwrap()
    }

    /// Sends a request without credentials of its own.
    fn ask(&mut self, method: &str, path: &str, query: &str) -> WireResponse {
        let request = WireRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: b"{}".to_vec(),
            now: "2024-03-15T12:00:00Z".to_owned(),
        };
        self.serving.send(&request).unwrap()
    }

    /// Returns the path of a row, with ids that exist.
    fn path(&self, path: &str) -> String {
        let id = match path {
            path if path.starts_with("/insights") => &self.references["insight"]["a"]["id"],
            _ => &self.references["dashboard"]["d"],
        };
        let path = path.replace("{id}", &id.to_string()).replace("{second}", "1");
        format!("/api/projects/{}{path}", self.references["project"]["main"])
    }

    fn with_key(&mut self, row: (&str, &str), key: &str) -> WireResponse {
        let key = self.references["key"][key].as_str().unwrap_or(key).to_owned();
        let path = self.path(row.1);
        self.send(row.0, &path, &[("authorization", &format!("Bearer {key}"))], &json!({}))
    }
}

fn detail(response: &WireResponse) -> String {
    let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
    body["detail"].as_str().unwrap_or_default().to_owned()
}

/// Asks the router for every method of every path: what it does not refuse as a method must have a row.
#[test]
fn every_method_of_every_endpoint_has_a_row() {
    let mut stage = Stage::new();
    let cookie = stage.references["user"]["user1"]["cookie"].as_str().unwrap().to_owned();
    let headers = [("cookie", cookie.as_str()), ("origin", ORIGIN)];
    let mut wrong = Vec::new();
    for path in endpoints() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let response = stage.send(method, &stage.path(path), &headers, &json!({}));
            let is_routed = response.status != 405 || detail(&response) != format!("Method \"{method}\" not allowed.");
            let has_row = ROWS.iter().any(|row| (row.0, row.1) == (method, path));
            // Those for which there are no feature flags are refused by a handler of their own.
            if is_routed != has_row && path != "/feature_flags" {
                wrong.push(format!("{method} {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "a row too few or too many: {wrong:?}");
}

#[test]
fn without_credentials_nothing_is_answered() {
    let mut stage = Stage::new();
    for (method, path, _) in ROWS {
        let path = stage.path(path);
        let response = stage.send(method, &path, &[], &json!({}));
        assert!(matches!(response.status, 401 | 403), "{method} {path}: {}", response.status);
        assert_eq!(detail(&response), "Authentication credentials were not provided.", "{method} {path}");
    }
}

#[test]
fn a_wrong_key_is_401_everywhere() {
    let mut stage = Stage::new();
    for (method, path, _) in ROWS {
        let response = stage.with_key((method, path), "phx_wrong");
        assert_eq!(response.status, 401, "{method} {path}: {}", response.body);
    }
}

#[test]
fn a_key_without_the_scope_is_told_which_one() {
    let mut stage = Stage::new();
    for (method, path, scope) in ROWS {
        let response = stage.with_key((method, path), "none");
        assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
        let expected = match scope {
            Some(scope) => format!("API key missing required scope '{scope}'"),
            None => "This action does not support personal API key access".to_owned(),
        };
        assert_eq!(detail(&response), expected, "{method} {path}");
    }
}

#[test]
fn not_even_a_key_for_everything_opens_what_declares_no_scope() {
    let mut stage = Stage::new();
    for (method, path, _) in ROWS.into_iter().filter(|row| row.2.is_none()) {
        assert_eq!(stage.with_key((method, path), "all").status, 403, "{method} {path}");
    }
}

#[test]
fn a_key_of_another_project_is_refused() {
    let mut stage = Stage::new();
    for (method, path, _) in ROWS {
        let response = stage.with_key((method, path), "limited");
        assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
        assert!(detail(&response).starts_with("API key does not have access"), "{method} {path}");
    }
}

#[test]
fn who_is_no_member_is_refused() {
    let mut stage = Stage::new();
    for (method, path, _) in ROWS {
        let response = stage.with_key((method, path), "outsider");
        assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
        assert_eq!(detail(&response), "You don't have access to the project.", "{method} {path}");
    }
}

/// Whoever is refused is told the same whether the object is there or not.
#[test]
fn no_refusal_tells_whether_something_exists() {
    let mut stage = Stage::new();
    for (method, path, scope) in ROWS.into_iter().filter(|row| row.1.contains("{id}")) {
        let absent = path.replace("{id}", "999999");
        let mut keys = vec!["phx_wrong", "none", "limited", "outsider"];
        keys.extend(scope.is_none().then_some("all"));
        for key in keys {
            let there = stage.with_key((method, path), key);
            let not_there = stage.with_key((method, &absent), key);
            assert_eq!((there.status, there.body), (not_there.status, not_there.body), "{method} {path} {key}");
        }
        let (there, not_there) = (stage.path(path), stage.path(&absent));
        for query in ["", "sharing_access_token=unknown"] {
            let there = stage.ask(method, &there, query);
            let not_there = stage.ask(method, &not_there, query);
            assert_eq!((there.status, there.body), (not_there.status, not_there.body), "{method} {path} {query}");
        }
    }
}

#[test]
fn writes_of_a_session_from_another_site_are_refused() {
    let mut stage = Stage::new();
    let cookie = stage.references["user"]["user1"]["cookie"].as_str().unwrap().to_owned();
    for (method, path, _) in ROWS.into_iter().filter(|row| row.0 != "GET") {
        let path = stage.path(path);
        for origin in [None, Some("https://evil.example")] {
            let mut headers = vec![("cookie", cookie.as_str())];
            headers.extend(origin.map(|origin| ("origin", origin)));
            let response = stage.send(method, &path, &headers, &json!({}));
            assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
            assert!(detail(&response).starts_with("CSRF Failed"), "{method} {path}");
        }
    }
    let path = stage.path("/insights/timing");
    let own = [("cookie", cookie.as_str()), ("origin", ORIGIN)];
    assert_eq!(stage.send("POST", &path, &own, &json!({})).status, 201);
}

#[test]
fn a_session_never_reaches_further_than_the_key_that_opened_it() {
    let mut stage = Stage::new();
    for (key, status) in [("all", 200), ("none", 403), ("limited", 403), ("wrong", 401)] {
        let bearer = format!("Bearer {}", stage.references["key"][key].as_str().unwrap_or(key));
        let response = stage.send("POST", "/api/session", &[("authorization", &bearer)], &json!({}));
        assert_eq!(response.status, status, "{key}: {}", response.body);
        let is_signed_in = response.headers.iter().any(|(name, _)| name == "set-cookie");
        assert_eq!(is_signed_in, status == 200, "{key}");
    }
}

#[test]
fn a_viewer_changes_nothing_of_an_insight() {
    let mut stage = Stage::new();
    let cookie = stage.references["user"]["stranger"]["cookie"].as_str().unwrap().to_owned();
    let headers = [("cookie", cookie.as_str()), ("origin", ORIGIN)];
    for (method, path, scope) in ROWS.into_iter().filter(|row| row.1.starts_with("/insights/{id}")) {
        let writes = method != "GET" && scope.is_some_and(|scope| scope.ends_with(":write")) && method != "DELETE";
        let response = stage.send(method, &stage.path(path), &headers, &json!({}));
        assert_eq!(response.status == 403, writes || path.contains("passwords"), "{method} {path}: {}", response.body);
    }
}

#[test]
fn a_share_token_opens_reads_of_insights_and_nothing_else() {
    let mut stage = Stage::new();
    for (method, path, _) in ROWS {
        let opens = method == "GET" && matches!(path, "/insights" | "/insights/{id}");
        let path = stage.path(path);
        let response = stage.ask(method, &path, "sharing_access_token=opens");
        let is_right = if opens { response.status == 200 } else { matches!(response.status, 401 | 403) };
        assert!(is_right, "{method} {path}: {} {}", response.status, response.body);
    }
}

#[test]
fn without_its_password_a_locked_view_tells_nothing() {
    let mut stage = Stage::new();
    for suffix in ["", ".json", ".csv", ".svg", ".png"] {
        let shown = stage.send("GET", &format!("/shared/locked{suffix}"), &[], &Value::Null);
        assert_eq!(shown.status, 200, "{suffix}");
        assert!(shown.body.contains("unlock") && !shown.body.contains("<svg"), "{suffix}: {}", shown.body);
        assert!(!shown.body.contains("\"dashboard\""), "{suffix}: {}", shown.body);
    }
    let wrong = stage.send("POST", "/shared/locked", &[], &json!({"password": "guess"}));
    assert_eq!(wrong.status, 401, "{}", wrong.body);
}
