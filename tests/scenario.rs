//! Plays HTTP scenarios (`cases/api/README.md`) over any wire that carries requests to a server.

mod payload;

use serde_json::{Map, Value, json};

use crate::conformance::Server;
use crate::matching::difference;
use crate::verdict::Verdict;

/// Carries requests to a server whose test hooks are on.
pub trait Wire {
    /// Sends a request and returns what comes back.
    ///
    /// # Errors
    /// Says why nothing came back.
    fn send(&mut self, request: &WireRequest) -> Result<WireResponse, String>;

    /// Returns scheme and authority of the server.
    fn origin(&self) -> String;
}

/// A request as a scenario makes it.
#[derive(Clone, Debug)]
pub struct WireRequest {
    /// The method, in upper case.
    pub method: String,
    /// The path, percent-encoded where needed.
    pub path: String,
    /// The query string without `?`.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The frozen clock, ISO 8601.
    pub now: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct WireResponse {
    /// The status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// Plays scenarios, each on a server that was reset.
#[derive(Debug)]
pub struct Player<W>(pub W);

impl<W: Wire> Server for Player<W> {
    fn play(&mut self, scenario: &Value) -> Verdict {
        let mut play = Play { wire: &mut self.0, references: Value::Null, saved: Map::new(), failure: None };
        match play.all(scenario) {
            Ok(()) => Verdict::Passed,
            Err(difference) => Verdict::Failed(difference),
        }
    }
}

struct Play<'a, W> {
    wire: &'a mut W,
    references: Value,
    saved: Map<String, Value>,
    failure: Option<String>,
}

impl<W: Wire> Play<'_, W> {
    fn all(&mut self, scenario: &Value) -> Result<(), String> {
        let mut now = scenario["now"].as_str().unwrap_or("2024-03-15T12:00:00Z").to_owned();
        self.set_up(&scenario["setup"], &now, true)?;
        for (index, step) in scenario["steps"].as_array().into_iter().flatten().enumerate() {
            if let Some(moment) = step["now"].as_str() {
                moment.clone_into(&mut now);
            }
            self.step(step, &now).map_err(|difference| format!("step {index}: {difference}"))?;
        }
        Ok(())
    }

    fn step(&mut self, step: &Value, now: &str) -> Result<(), String> {
        if !step["apply"].is_null() {
            self.set_up(&step["apply"], now, false)?;
        }
        if step["request"].is_null() {
            return Ok(());
        }
        let request = self.request(&step["request"], now)?;
        let response = self.wire.send(&request)?;
        let json: Value = serde_json::from_str(&response.body).unwrap_or(Value::Null);
        self.compare(&step["expect"], &response, &json)?;
        for (name, path) in step["save"].as_object().into_iter().flatten() {
            let pointer = format!("/{}", path.as_str().unwrap_or_default().replace('.', "/"));
            let value = json.pointer(&pointer).ok_or_else(|| format!("the answer has no {path}"))?;
            self.saved.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    fn set_up(&mut self, state: &Value, now: &str, reset: bool) -> Result<(), String> {
        let injected = &state["inject_calculation_error"]["message"];
        if let Some(message) = injected.as_str() {
            self.failure = Some(message.to_owned());
        }
        // What other entries name by template is made before them.
        const FIRST: [&str; 3] = ["insight_variables", "cohorts", "actions"];
        for is_first in [true, false] {
            let entries = state.as_object().into_iter().flatten();
            let entries = entries.filter(|(name, _)| FIRST.contains(&name.as_str()) == is_first);
            let part: Map<_, _> = entries.map(|(name, entry)| (name.clone(), entry.clone())).collect();
            let part = self.filled(&Value::Object(part))?;
            let body = json!({"state": part, "references": self.references, "reset": reset && is_first});
            let request = WireRequest {
                method: "POST".to_owned(),
                path: "/_oriel/test/setup".to_owned(),
                query: String::new(),
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body: body.to_string().into_bytes(),
                now: now.to_owned(),
            };
            let response = self.wire.send(&request)?;
            if response.status != 200 {
                return Err(format!("set-up: {} {}", response.status, response.body));
            }
            self.references = serde_json::from_str(&response.body).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn request(&self, request: &Value, now: &str) -> Result<WireRequest, String> {
        let request = self.filled(request)?;
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let mut headers: Vec<_> = request["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.to_lowercase(), plain(value)))
            .collect();
        let user = request["auth"].as_str().unwrap_or("user1");
        if user != "none" {
            let cookie = &self.references["user"][user]["cookie"];
            headers.push(("cookie".to_owned(), plain(cookie)));
            headers.push(("origin".to_owned(), self.wire.origin()));
        }
        if let Some(failure) = &self.failure {
            headers.push(("x-oriel-test-failure".to_owned(), failure.clone()));
        }
        let (path, query) = address(&text("path"), query(&request["query"]));
        let mut sent =
            WireRequest { method: text("method"), path, query, headers, body: Vec::new(), now: now.to_owned() };
        let forms: Vec<&str> = request["encode"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        payload::put(&request["body"], &forms, &mut sent)?;
        Ok(sent)
    }

    fn compare(&self, expect: &Value, response: &WireResponse, json: &Value) -> Result<(), String> {
        let expect = self.filled(expect)?;
        let shown = || response.body.chars().take(400).collect::<String>();
        if !expect["status"].is_null() && expect["status"] != json!(response.status) {
            return Err(format!("expected status {}, got {}: {}", expect["status"], response.status, shown()));
        }
        let lines: Vec<&str> = response.body.lines().collect();
        let headers = response.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let headers = Value::Object(headers);
        let lowered = expect["headers"].as_object().into_iter().flatten();
        let lowered: Map<_, _> = lowered.map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
        let compared = [
            (expect.get("json").cloned(), json.clone()),
            (expect.get("text").cloned(), json!(response.body)),
            (expect.get("lines").cloned(), json!(lines)),
            (Some(Value::Object(lowered)), headers),
        ];
        for (expected, actual) in compared {
            if let Some(difference) = expected.and_then(|expected| difference(&expected, Some(&actual))) {
                return Err(difference);
            }
        }
        Ok(())
    }

    /// Returns a value with its templates filled, in texts and in keys.
    fn filled(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => self.filled_text(text)?,
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect::<Result<_, _>>()?,
            Value::Object(object) => {
                let mut filled = Map::new();
                for (key, value) in object {
                    filled.insert(plain(&self.filled_text(key)?), self.filled(value)?);
                }
                Value::Object(filled)
            }
            other => other.clone(),
        })
    }

    fn filled_text(&self, text: &str) -> Result<Value, String> {
        let only = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        if let Some(name) = only.filter(|name| !name.contains('{')) {
            return self.meaning(name);
        }
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or_else(|| format!("a template is open in {text}"))?;
            filled.push_str(before);
            filled.push_str(&plain(&self.meaning(name)?));
            rest = after;
        }
        filled.push_str(rest);
        Ok(json!(filled))
    }

    fn meaning(&self, name: &str) -> Result<Value, String> {
        let path: Vec<&str> = name.split('.').collect();
        let of_table = match path.as_slice() {
            ["site_url"] => return Ok(json!(self.wire.origin())),
            ["project" | "env"] => self.references[path[0]].get("main"),
            ["token"] => self.references.get("token"),
            [kind, reference] => self.references[kind].get(reference),
            [kind, reference, field] => self.references[kind][reference].get(field),
            _ => None,
        };
        let value = self.saved.get(name).or(of_table);
        value.cloned().ok_or_else(|| format!("nothing is called {name}"))
    }
}

/// Returns a text as it is, other values as their JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the path and the query string of a request whose path may bring parameters of its own.
fn address(path: &str, query: String) -> (String, String) {
    match path.split_once('?') {
        Some((path, own)) if query.is_empty() => (path.to_owned(), own.to_owned()),
        Some((path, own)) => (path.to_owned(), [own, &query].join("&")),
        None => (path.to_owned(), query),
    }
}

/// Returns a query string; a list repeats its parameter.
fn query(parameters: &Value) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters.as_object().into_iter().flatten() {
        match value {
            Value::Array(values) => {
                values.iter().for_each(|value| {
                    query.append_pair(name, &plain(value));
                });
            }
            value => {
                query.append_pair(name, &plain(value));
            }
        }
    }
    query.finish()
}
