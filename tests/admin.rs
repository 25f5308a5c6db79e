//! What an operator may do under `/_oriel/`, and that nobody else may.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use oriel::platform::{Sql as _, Statement};
use serde_json::{Value, json};
use tests::platform::Memory;
use tests::polling::finished;
use tests::scenario::{Wire, WireRequest, WireResponse};
use tests::serving::Serving;

const SECRET: &str = "admin";
const ROWS: [(&str, &str); 10] = [
    ("POST", "setup"),
    ("GET", "keys"),
    ("POST", "keys"),
    ("DELETE", "keys/x"),
    ("GET", "users"),
    ("POST", "users"),
    ("DELETE", "users/1"),
    ("GET", "projects"),
    ("POST", "projects"),
    ("DELETE", "projects/1"),
];

fn ask(serving: &mut Serving, method: &str, path: &str, key: &str, body: &Value) -> WireResponse {
    let headers = [("authorization", format!("Bearer {key}")), ("content-type", "application/json".to_owned())];
    let request = WireRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: String::new(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        now: "2024-03-15T12:00:00Z".to_owned(),
    };
    serving.send(&request).unwrap()
}

/// An operator's requests, answered as JSON.
struct Operator(Serving);

impl Operator {
    fn try_to(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let answer = ask(&mut self.0, method, &format!("/_oriel/{path}"), SECRET, body);
        (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    fn make(&mut self, path: &str, body: &Value) -> Value {
        let (status, made) = self.try_to("POST", path, body);
        assert_eq!(status, 201, "{path} {body}: {made}");
        made
    }

    fn list(&mut self, path: &str) -> Vec<Value> {
        self.try_to("GET", path, &Value::Null).1["results"].as_array().unwrap().clone()
    }

    /// Returns the status of a list of insights for a key.
    fn read(&mut self, project: &Value, key: &Value) -> u16 {
        let path = format!("/api/projects/{project}/insights/");
        ask(&mut self.0, "GET", &path, key.as_str().unwrap(), &Value::Null).status
    }

    fn write(&mut self, project: &Value, key: &Value) -> u16 {
        let path = format!("/api/projects/{project}/insights/");
        ask(&mut self.0, "POST", &path, key.as_str().unwrap(), &json!({"name": "n"})).status
    }
}

fn operator() -> Operator {
    let mut operator = Operator(Serving::default());
    operator.make("projects", &json!({"name": "Shop", "organization": "Acme", "timezone": "Europe/Berlin"}));
    operator.make("users", &json!({"email": "ann@acme.test", "level": "owner"}));
    operator
}

#[test]
fn a_session_ends_with_the_key_that_opened_it() {
    let mut operator = operator();
    let key = operator.make("keys", &json!({"user": "ann@acme.test", "scopes": ["*"]}));
    let opened = ask(&mut operator.0, "POST", "/api/session/", key["key"].as_str().unwrap(), &Value::Null);
    let cookie = opened.headers.iter().find(|(name, _)| name == "set-cookie").unwrap().1.clone();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let signed_in = |operator: &mut Operator| {
        let request = WireRequest {
            method: "GET".to_owned(),
            path: "/api/session/".to_owned(),
            query: String::new(),
            headers: vec![("cookie".to_owned(), cookie.clone())],
            body: Vec::new(),
            now: "2024-03-15T12:00:00Z".to_owned(),
        };
        operator.0.send(&request).unwrap().status
    };
    assert_eq!(signed_in(&mut operator), 200);
    let id = key["id"].as_str().unwrap();
    assert_eq!(operator.try_to("DELETE", &format!("keys/{id}"), &Value::Null).0, 204);
    assert_eq!(signed_in(&mut operator), 401);
}

#[test]
fn nothing_is_there_for_who_does_not_know_the_secret() {
    let mut open = Serving::default();
    let mut closed = Serving::over(Memory::new().with_settings(|settings| settings.admin_secret = None));
    let mut empty = Serving::over(Memory::new().with_settings(|settings| settings.admin_secret = Some(String::new())));
    for (method, path) in ROWS {
        let path = format!("/_oriel/{path}");
        for (serving, key) in [(&mut open, "wrong"), (&mut closed, SECRET), (&mut empty, "")] {
            let answer = ask(serving, method, &path, key, &json!({}));
            assert_eq!(answer.status, 404, "{method} {path}");
            assert!(answer.body.contains("Not found."), "{method} {path}: {}", answer.body);
        }
    }
}

#[test]
fn a_key_does_what_its_scopes_and_projects_allow_until_it_is_revoked() {
    let mut operator = operator();
    let shop = operator.list("projects")[0]["id"].clone();
    let other = operator.make("projects", &json!({"name": "Blog"}))["id"].clone();
    let key = operator.make(
        "keys",
        &json!({"user": "ann@acme.test", "label": "Reader", "scopes": ["insight:read"], "projects": [shop]}),
    );
    assert_eq!(operator.read(&shop, &key["key"]), 200);
    assert_eq!(operator.write(&shop, &key["key"]), 403);
    assert_eq!(operator.read(&other, &key["key"]), 403);

    let listed = operator.list("keys");
    assert_eq!(listed.len(), 1);
    for (name, value) in [
        ("id", key["id"].clone()),
        ("label", json!("Reader")),
        ("user", json!("ann@acme.test")),
        ("scopes", json!(["insight:read"])),
        ("projects", json!([shop])),
        ("created_at", json!("2024-03-15T12:00:00Z")),
    ] {
        assert_eq!(listed[0][name], value, "{name}");
    }
    assert!(!listed[0].to_string().contains(key["key"].as_str().unwrap()));

    let path = format!("keys/{}", key["id"].as_str().unwrap());
    assert_eq!(operator.try_to("DELETE", &path, &Value::Null).0, 204);
    assert_eq!(operator.try_to("DELETE", &path, &Value::Null).0, 404);
    assert_eq!(operator.read(&shop, &key["key"]), 401);
}

#[test]
fn a_user_who_is_revoked_is_out_and_comes_back_without_keys() {
    let mut operator = operator();
    let shop = operator.list("projects")[0]["id"].clone();
    let key = operator.make("keys", &json!({"user": "ann@acme.test"}))["key"].clone();
    assert_eq!(operator.write(&shop, &key), 201);
    assert_eq!(operator.try_to("DELETE", "users/ann%40acme.test", &Value::Null).0, 204);
    assert_eq!(operator.read(&shop, &key), 401);
    assert_eq!(operator.try_to("POST", "keys", &json!({"user": "ann@acme.test"})).1["attr"], "user");
    assert_eq!(operator.list("users")[0]["is_active"], false);

    operator.make("users", &json!({"email": "ann@acme.test", "level": "member"}));
    assert_eq!(operator.list("users")[0]["organizations"][0]["level"], "member");
    assert_eq!(operator.read(&shop, &key), 401);
    let key = operator.make("keys", &json!({"user": "ann@acme.test"}))["key"].clone();
    assert_eq!(operator.read(&shop, &key), 200);
}

#[test]
fn the_organization_of_an_operator_may_guard_links_with_passwords() {
    let mut operator = Operator(Serving::default());
    let made = operator.make("setup", &json!({"email": "ann@acme.test"}));
    let key = made["key"].as_str().unwrap();
    let path = format!("/api/projects/{}/insights/{}/sharing/", made["project"], made["insights"][0]["id"]);
    let guarded = ask(&mut operator.0, "PATCH", &path, key, &json!({"enabled": true, "password_required": true}));
    assert_eq!(guarded.status, 200, "{}", guarded.body);
}

#[test]
fn a_project_has_environments_and_its_token_can_be_replaced() {
    let mut operator = operator();
    let shop = operator.list("projects")[0].clone();
    assert_eq!((&shop["name"], &shop["organization"]), (&json!("Shop"), &json!("Acme")));
    assert_eq!(shop["timezone"], "Europe/Berlin");
    let staging = operator.make("projects", &json!({"name": "Staging", "project": shop["id"]}));
    assert_eq!(staging["project"], shop["id"]);
    assert_ne!(staging["id"], shop["id"]);

    let (status, replaced) = operator.try_to("DELETE", &format!("projects/{}", shop["id"]), &Value::Null);
    assert_eq!(status, 200);
    let mut capture = |token: &Value| {
        let event = json!({"api_key": token, "event": "seen", "distinct_id": "d"});
        ask(&mut operator.0, "POST", "/e/", "", &event).status
    };
    assert_eq!(capture(&shop["api_token"]), 401);
    assert_eq!(capture(&replaced["api_token"]), 200);
}

#[test]
fn a_key_that_was_stored_by_pbkdf2_works_and_is_stored_as_others_are() {
    // What Python's hashlib makes of `phx_of_old`.
    const STORED: &str = "pbkdf2_sha256$2000$posthog_personal_api_key$rDUX0NG+X+spW04TzsQzoYOCADO4C2BqzcN56COPjm4=";
    let mut operator = operator();
    let shop = operator.list("projects")[0]["id"].clone();
    let made = operator.make("keys", &json!({"user": "ann@acme.test"}));
    let age = Statement::new("UPDATE personal_api_keys SET secure_value = ?1").bind(STORED);
    finished(operator.0.platform.execute(age)).unwrap();
    assert_eq!(operator.read(&shop, &made["key"]), 401);
    assert_eq!(operator.read(&shop, &json!("phx_of_old")), 200);
    let stored = Statement::new("SELECT secure_value FROM personal_api_keys");
    let row = finished(operator.0.platform.query(stored)).unwrap().remove(0);
    assert!(row.fields().text().unwrap().starts_with("sha256$"));
    assert_eq!(operator.read(&shop, &json!("phx_of_old")), 200);
}

#[test]
fn what_is_wrong_is_named() {
    let mut operator = operator();
    for (path, body, attribute) in [
        ("projects", json!({}), "name"),
        ("projects", json!({"name": "x", "timezone": "Mars/Base"}), "timezone"),
        ("projects", json!({"name": "x", "project": 99}), "project"),
        ("users", json!({"email": "nobody"}), "email"),
        ("users", json!({"email": "a@b.c", "level": "king"}), "level"),
        ("users", json!({"email": "a@b.c", "organization": "Nowhere"}), "organization"),
        ("keys", json!({}), "user"),
        ("keys", json!({"user": "nobody@acme.test"}), "user"),
        ("keys", json!({"user": "ann@acme.test", "scopes": ["insight:own"]}), "scopes"),
        ("keys", json!({"user": "ann@acme.test", "scopes": []}), "scopes"),
        ("keys", json!({"user": "ann@acme.test", "projects": [99]}), "projects"),
        ("keys", json!({"user": "ann@acme.test", "organizations": "Acme"}), "organizations"),
    ] {
        let (status, refusal) = operator.try_to("POST", path, &body);
        assert_eq!((status, refusal["attr"].as_str()), (400, Some(attribute)), "{path} {body}: {refusal}");
    }
    operator.make("projects", &json!({"name": "Theirs", "organization": "Else"}));
    assert_eq!(operator.try_to("POST", "projects", &json!({"name": "Whose?"})).0, 409);
    assert_eq!(operator.try_to("DELETE", "projects/x", &Value::Null).0, 404);
    assert_eq!(operator.try_to("PATCH", "keys", &Value::Null).0, 405);
}
