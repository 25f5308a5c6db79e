//! Shared views behind a password.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::{Value, json};
use tests::scenario::{Wire, WireRequest, WireResponse};
use tests::serving::{ORIGIN, Serving};

fn send(serving: &mut Serving, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> WireResponse {
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    headers.push(("origin".to_owned(), ORIGIN.to_owned()));
    let request = WireRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: String::new(),
        headers,
        body: body.to_string().into_bytes(),
        now: "2024-03-15T12:00:00Z".to_owned(),
    };
    serving.send(&request).unwrap()
}

fn parsed(response: &WireResponse) -> Value {
    serde_json::from_str(&response.body).unwrap_or_default()
}

#[test]
fn only_who_knows_the_password_sees_the_view() {
    let mut serving = Serving::default();
    let state = json!({
        "organization": {"features": ["advanced_permissions"]},
        "insights": [{"ref": "a", "name": "Secret plans", "filters": {"insight": "TRENDS"}}],
    });
    let made = send(&mut serving, "POST", "/_oriel/test/setup", &[], &json!({"state": state, "reset": true}));
    let made = parsed(&made);
    let cookie = made["user"]["user1"]["cookie"].as_str().unwrap().to_owned();
    let session = [("cookie", cookie.as_str())];
    let sharing = format!("/api/projects/{}/insights/{}/sharing", made["project"]["main"], made["insight"]["a"]["id"]);

    let body = json!({"enabled": true, "password_required": true});
    let shared = parsed(&send(&mut serving, "PATCH", &sharing, &session, &body));
    let short =
        send(&mut serving, "POST", &format!("{sharing}/passwords"), &session, &json!({"raw_password": "short"}));
    assert_eq!(short.status, 400, "{}", short.body);
    let body = json!({"raw_password": "open sesame", "note": "for the board"});
    let password = send(&mut serving, "POST", &format!("{sharing}/passwords"), &session, &body);
    assert_eq!(password.status, 201, "{}", password.body);
    let password = parsed(&password);

    let view = format!("/shared/{}", shared["access_token"].as_str().unwrap());
    for path in [view.clone(), format!("{view}.json")] {
        let locked = send(&mut serving, "GET", &path, &[], &Value::Null);
        assert_eq!(locked.status, 200);
        assert!(locked.body.contains("unlock") && !locked.body.contains("Secret plans"), "{}", locked.body);
    }
    let wrong = send(&mut serving, "POST", &view, &[], &json!({"password": "open barley"}));
    assert_eq!((wrong.status, parsed(&wrong)), (401, json!({"error": "Incorrect password"})));
    let right = send(&mut serving, "POST", &view, &[], &json!({"password": "open sesame"}));
    assert_eq!(right.status, 200, "{}", right.body);
    let bearer = format!("Bearer {}", parsed(&right)["shareToken"].as_str().unwrap());
    let proof = [("authorization", bearer.as_str())];
    let open = send(&mut serving, "GET", &format!("{view}.json"), &proof, &Value::Null);
    assert_eq!(parsed(&open)["insight"]["name"], "Secret plans");
    let caching = open.headers.iter().find(|(name, _)| name == "cache-control").map(|(_, value)| value.as_str());
    assert_eq!(caching, Some("private, no-store"));

    let retired = format!("{sharing}/passwords/{}", password["id"]);
    assert_eq!(send(&mut serving, "DELETE", &retired, &session, &Value::Null).status, 204);
    assert_eq!(send(&mut serving, "DELETE", &retired, &session, &Value::Null).status, 404);
    let closed = send(&mut serving, "GET", &format!("{view}.json"), &proof, &Value::Null);
    assert_eq!(parsed(&closed)["type"], "unlock");
}
