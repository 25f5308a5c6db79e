//! Every endpoint × who may not: the answer, and that it does not tell whether the object exists.

use oriel::serve::endpoints;
use serde_json::{Value, json};
use tests::scenario::WireResponse;
use tests::serving::{Sender, Stage};

/// Methods, path below a project, and the scope that a key needs (none: no key will do).
const ROWS: [(&str, &str, Option<&str>); 68] = [
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
    ("GET", "/segments/changes", Some("query:read")),
    ("GET", "/segments/{id}", Some("query:read")),
    ("GET", "/feature_flags", Some("feature_flag:read")),
    ("POST", "/feature_flags", Some("feature_flag:write")),
    ("POST", "/query", Some("query:read")),
    ("GET", "/query/{id}", Some("query:read")),
    ("DELETE", "/query/{id}", Some("query:read")),
];

fn stage() -> Stage {
    Stage::new(&json!({
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
    }))
}

fn send(stage: &Stage, method: &str, path: &str, sender: Sender<'_>) -> WireResponse {
    stage.send(&stage.request(method, path, sender, "{}"))
}

/// Returns the path of a row, with ids that exist.
fn there(stage: &Stage, path: &str) -> String {
    let id = match path {
        path if path.starts_with("/insights") => &stage.references["insight"]["a"]["id"],
        _ => &stage.references["dashboard"]["d"],
    };
    stage.path(&path.replace("{id}", &id.to_string()).replace("{second}", "1"))
}

fn with_key(stage: &Stage, (method, path): (&str, &str), key: &str) -> WireResponse {
    send(stage, method, &there(stage, path), Sender::Key(key))
}

fn detail(response: &WireResponse) -> String {
    let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
    body["detail"].as_str().unwrap_or_default().to_owned()
}

/// Asks the router for every method of every path: what it does not refuse as a method must have a row.
#[test]
fn every_method_of_every_endpoint_has_a_row() {
    let stage = stage();
    let mut wrong = Vec::new();
    for path in endpoints() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let response = send(&stage, method, &there(&stage, path), Sender::User("user1"));
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
    let stage = stage();
    for (method, path, _) in ROWS {
        let response = send(&stage, method, &there(&stage, path), Sender::Nobody);
        assert!(matches!(response.status, 401 | 403), "{method} {path}: {}", response.status);
        assert_eq!(detail(&response), "Authentication credentials were not provided.", "{method} {path}");
    }
}

#[test]
fn a_wrong_key_is_401_everywhere() {
    let stage = stage();
    for (method, path, _) in ROWS {
        let response = with_key(&stage, (method, path), "phx_wrong");
        assert_eq!(response.status, 401, "{method} {path}: {}", response.body);
    }
}

#[test]
fn a_key_without_the_scope_is_told_which_one() {
    let stage = stage();
    for (method, path, scope) in ROWS {
        let response = with_key(&stage, (method, path), "none");
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
    let stage = stage();
    for (method, path, _) in ROWS.into_iter().filter(|row| row.2.is_none()) {
        assert_eq!(with_key(&stage, (method, path), "all").status, 403, "{method} {path}");
    }
}

#[test]
fn a_key_of_another_project_is_refused() {
    let stage = stage();
    for (method, path, _) in ROWS {
        let response = with_key(&stage, (method, path), "limited");
        assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
        assert!(detail(&response).starts_with("API key does not have access"), "{method} {path}");
    }
}

#[test]
fn who_is_no_member_is_refused() {
    let stage = stage();
    for (method, path, _) in ROWS {
        let response = with_key(&stage, (method, path), "outsider");
        assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
        assert_eq!(detail(&response), "You don't have access to the project.", "{method} {path}");
    }
}

/// Whoever is refused is told the same whether the object is there or not.
#[test]
fn no_refusal_tells_whether_something_exists() {
    let stage = stage();
    for (method, path, scope) in ROWS.into_iter().filter(|row| row.1.contains("{id}")) {
        let absent = path.replace("{id}", "999999");
        let mut keys = vec!["phx_wrong", "none", "limited", "outsider"];
        keys.extend(scope.is_none().then_some("all"));
        for key in keys {
            let present = with_key(&stage, (method, path), key);
            let missing = with_key(&stage, (method, &absent), key);
            assert_eq!((present.status, present.body), (missing.status, missing.body), "{method} {path} {key}");
        }
        for query in ["", "?sharing_access_token=unknown"] {
            let ask = |path: &str| send(&stage, method, &format!("{}{query}", there(&stage, path)), Sender::Nobody);
            let (present, missing) = (ask(path), ask(&absent));
            assert_eq!((present.status, present.body), (missing.status, missing.body), "{method} {path} {query}");
        }
    }
}

#[test]
fn writes_of_a_session_from_another_site_are_refused() {
    let stage = stage();
    for (method, path, _) in ROWS.into_iter().filter(|row| row.0 != "GET") {
        let path = there(&stage, path);
        for origin in [None, Some("https://evil.example")] {
            let mut request = stage.request(method, &path, Sender::User("user1"), "{}");
            request.headers.retain(|(name, _)| name != "origin");
            request.headers.extend(origin.map(|origin| ("origin".to_owned(), origin.to_owned())));
            let response = stage.send(&request);
            assert_eq!(response.status, 403, "{method} {path}: {}", response.body);
            assert!(detail(&response).starts_with("CSRF Failed"), "{method} {path}");
        }
    }
    assert_eq!(send(&stage, "POST", &stage.path("/insights/timing"), Sender::User("user1")).status, 201);
}

#[test]
fn a_session_never_reaches_further_than_the_key_that_opened_it() {
    let stage = stage();
    for (key, status) in [("all", 200), ("none", 403), ("limited", 403), ("wrong", 401)] {
        let response = send(&stage, "POST", "/api/session", Sender::Key(key));
        assert_eq!(response.status, status, "{key}: {}", response.body);
        let is_signed_in = response.headers.iter().any(|(name, _)| name == "set-cookie");
        assert_eq!(is_signed_in, status == 200, "{key}");
    }
}

#[test]
fn a_viewer_changes_nothing_of_an_insight() {
    let stage = stage();
    for (method, path, scope) in ROWS.into_iter().filter(|row| row.1.starts_with("/insights/{id}")) {
        let writes = method != "GET" && scope.is_some_and(|scope| scope.ends_with(":write")) && method != "DELETE";
        let response = send(&stage, method, &there(&stage, path), Sender::User("stranger"));
        assert_eq!(response.status == 403, writes || path.contains("passwords"), "{method} {path}: {}", response.body);
    }
}

#[test]
fn a_share_token_opens_reads_of_insights_and_nothing_else() {
    let stage = stage();
    for (method, path, _) in ROWS {
        let opens = method == "GET" && matches!(path, "/insights" | "/insights/{id}");
        let path = format!("{}?sharing_access_token=opens", there(&stage, path));
        let response = send(&stage, method, &path, Sender::Nobody);
        let is_right = if opens { response.status == 200 } else { matches!(response.status, 401 | 403) };
        assert!(is_right, "{method} {path}: {} {}", response.status, response.body);
    }
}

#[test]
fn without_its_password_a_locked_view_tells_nothing() {
    let stage = stage();
    for suffix in ["", ".json", ".csv", ".svg", ".png"] {
        let shown = send(&stage, "GET", &format!("/shared/locked{suffix}"), Sender::Nobody);
        assert_eq!(shown.status, 200, "{suffix}");
        assert!(shown.body.contains("unlock") && !shown.body.contains("<svg"), "{suffix}: {}", shown.body);
        assert!(!shown.body.contains("\"dashboard\""), "{suffix}: {}", shown.body);
    }
    let wrong = stage.send(&stage.request("POST", "/shared/locked", Sender::Nobody, r#"{"password": "guess"}"#));
    assert_eq!(wrong.status, 401, "{}", wrong.body);
}
