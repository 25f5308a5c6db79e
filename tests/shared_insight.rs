//! A server in this process with one shared insight, for tests of what its link shows.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use oriel::platform::Response;
use serde_json::{Value, json};

use crate::scenario::WireRequest;
use crate::serving::Serving;

/// The moment of every request.
const NOW: &str = "2024-03-15T12:00:00Z";

/// A server with a shared insight, called `Seen`, of fourteen days of an event.
pub struct Stage {
    /// The server.
    pub serving: Serving,
    /// The path of the insight.
    pub insight: String,
    /// The token of its link.
    pub token: String,
    key: String,
}

impl Stage {
    /// Returns a server whose insight is shared with everybody.
    ///
    /// # Panics
    /// When it cannot be set up.
    pub fn new() -> Self {
        let serving = Serving::default();
        let mut stage = Self { serving, insight: String::new(), token: String::new(), key: String::new() };
        let state = json!({
            "organization": {"features": ["advanced_permissions"]},
            "keys": [{"ref": "key", "user": "user1", "scopes": ["*"]}],
        });
        let made = stage.done("POST", "/_oriel/test/setup", &json!({"reset": true, "state": state}));
        made["key"]["key"].as_str().unwrap().clone_into(&mut stage.key);
        let seen =
            |day| json!({"event": "seen", "distinct_id": "a", "timestamp": format!("2024-03-{day:02}T10:00:00Z")});
        let events: Vec<Value> = (1..15).map(seen).collect();
        stage.done("POST", "/batch/", &json!({"api_key": made["token"], "batch": events}));
        let insights = format!("/api/projects/{}/insights", made["project"]["main"]);
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "seen"}]});
        let insight = stage.done("POST", &insights, &json!({"name": "Seen", "query": query}));
        stage.insight = format!("{insights}/{}", insight["id"]);
        stage.token = stage.share(&json!({"enabled": true}))["access_token"].as_str().unwrap().to_owned();
        stage
    }

    /// Changes the sharing of the insight and returns how it is then.
    ///
    /// # Panics
    /// When the change is refused.
    pub fn share(&self, change: &Value) -> Value {
        self.done("PATCH", &format!("{}/sharing", self.insight), change)
    }

    /// Does what a member may do, and returns the answer.
    ///
    /// # Panics
    /// When it is refused.
    pub fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let headers =
            [("authorization", format!("Bearer {}", self.key)), ("content-type", "application/json".to_owned())];
        let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let response = self.send(method, path, headers, body.to_string().into_bytes());
        assert!(response.status < 300, "{path}: {}", String::from_utf8_lossy(&response.body));
        json_of(&response)
    }

    /// Returns what somebody with the link gets who adds this to it, and sends these headers.
    pub fn get(&self, suffix: &str, headers: &[(&str, &str)]) -> Response {
        self.visit(&format!("/shared/{}{suffix}", self.token), headers)
    }

    /// Returns what anybody gets at a path.
    pub fn visit(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.send("GET", path, headers, Vec::new())
    }

    fn send(&self, method: &str, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Response {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let [method, path, query, now] = [method, path, query, NOW].map(str::to_owned);
        self.serving.respond(&WireRequest { method, path, query, headers, body, now }).unwrap()
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns the body of a response as JSON.
///
/// # Panics
/// When it is none.
pub fn json_of(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

/// Returns the value of a response's header, empty without one.
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}
