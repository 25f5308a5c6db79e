//! Every endpoint, parameter and field of the API's reference is answered: `cases/reference.txt`, a line an endpoint.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::{Value, json};
use tests::scenario::WireResponse;
use tests::serving::{Sender, Stage};

const TABLE: &str = include_str!("cases/reference.txt");

/// A line of the table.
struct Documented {
    method: &'static str,
    path: &'static str,
    status: u16,
    parameters: Vec<(&'static str, &'static str)>,
    body: String,
    fields: Vec<String>,
}

fn given(cell: &'static str) -> &'static str {
    if cell == "-" { "" } else { cell }
}

fn table() -> Vec<Documented> {
    let lines = TABLE.lines().filter(|line| !line.starts_with(['#', '@']));
    lines.map(|line| documented(&line.split('\t').collect::<Vec<_>>())).collect()
}

fn documented(cells: &[&'static str]) -> Documented {
    let [method, path, status, parameters, body, fields] = cells else { panic!("six cells: {cells:?}") };
    Documented {
        method,
        path,
        status: status.parse().unwrap(),
        parameters: given(parameters).split_whitespace().map(|pair| pair.split_once('=').unwrap()).collect(),
        body: body_of(given(body)),
        fields: given(fields).split_whitespace().flat_map(expanded).collect(),
    }
}

/// Returns the body that a cell means: as it stands, or the one that its first word names with more entries.
fn body_of(cell: &str) -> String {
    let Some((name, more)) = cell.strip_prefix('@').map(|cell| cell.split_once(' ').unwrap_or((cell, ""))) else {
        return cell.to_owned();
    };
    let begins = TABLE.lines().find_map(|line| line.strip_prefix('@')?.strip_prefix(name)?.strip_prefix('\t')).unwrap();
    match more.strip_prefix('{') {
        Some(more) => format!("{},{more}", begins.strip_suffix('}').unwrap()),
        None => begins.to_owned(),
    }
}

/// Returns the paths that a field of the table means: one, or those of the list that its last word names.
fn expanded(field: &str) -> Vec<String> {
    let Some((before, name)) = field.split_once('@') else { return vec![field.to_owned()] };
    let list = TABLE.lines().find_map(|line| line.strip_prefix('@')?.strip_prefix(name)?.strip_prefix('\t'));
    list.unwrap().split_whitespace().map(|word| format!("{before}{word}")).collect()
}

/// A project with something in it.
struct Project {
    stage: Stage,
    element: Value,
}

impl Project {
    fn new() -> Self {
        let query = json!({"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "seen"}]});
        let at = "2024-03-14T12:00:00Z";
        let event = |name: &str| json!({"event": name, "distinct_id": "p", "timestamp": at, "properties": {"k": "v"}});
        let stage = Stage::new(&json!({
            "organization": {"ai_approved": true},
            "insights": [{"ref": "a", "name": "a", "query": query}],
            "dashboards": [{"ref": "d", "name": "d"}],
            "tiles": [{"insight": "a", "dashboard": "d"}],
            "actions": [{"ref": "step", "name": "step", "steps": [{"event": "seen"}]}],
            "events": [event("seen"), event("bought")],
        }));
        let made = stage.request("POST", &stage.path("/elements"), Sender::User("user1"), r#"{"text": "t"}"#);
        let element = serde_json::from_str::<Value>(&stage.send(&made).body).unwrap()["id"].clone();
        Self { stage, element }
    }

    /// Returns a text with what its templates stand for.
    fn filled(&self, text: &str) -> String {
        let references = &self.stage.references;
        let insight = &references["insight"]["a"];
        text.replace("{insight}", &insight["id"].to_string())
            .replace("{short_id}", insight["short_id"].as_str().unwrap())
            .replace("{action}", &references["action"]["step"].to_string())
            .replace("{dashboard}", &references["dashboard"]["d"].to_string())
            .replace("{user}", &references["user"]["user1"]["id"].to_string())
            .replace("{element}", &self.element.to_string())
    }

    fn ask(&self, place: &str, documented: &Documented, query: &[(&str, &str)]) -> WireResponse {
        let always = documented.parameters.iter().filter_map(|(name, value)| Some((name.strip_suffix('!')?, *value)));
        let mut written = form_urlencoded::Serializer::new(String::new());
        for (name, value) in always.chain(query.iter().copied()) {
            written.append_pair(name, &self.filled(value));
        }
        let project = &self.stage.references["project"]["main"];
        let path = format!("/api/{place}/{project}{}/?{}", self.filled(documented.path), written.finish());
        let body = self.filled(&documented.body);
        self.stage.send(&self.stage.request(documented.method, &path, Sender::User("user1"), &body))
    }
}

fn is_there(answer: &Value, path: &str) -> bool {
    answer.pointer(&format!("/{}", path.replace('.', "/"))).is_some()
}

#[test]
fn every_endpoint_answers_with_the_fields_of_the_reference() {
    let mut missing = Vec::new();
    for documented in table() {
        for place in ["projects", "environments"] {
            let answer = Project::new().ask(place, &documented, &[]);
            let Documented { method, path, status, .. } = documented;
            if answer.status != status {
                missing.push(format!("{method} {place} {path}: {} {}", answer.status, answer.body));
                continue;
            }
            let answer: Value = serde_json::from_str(&answer.body).unwrap_or_default();
            let absent: Vec<_> = documented.fields.iter().filter(|field| !is_there(&answer, field)).collect();
            if !absent.is_empty() {
                missing.push(format!("{method} {place} {path}: no {absent:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_parameter_of_the_reference_is_taken_with_each_of_its_values() {
    let mut refused = Vec::new();
    for documented in table() {
        for (name, values) in documented.parameters.iter().filter(|(name, _)| !name.ends_with('!')) {
            for value in values.split('|') {
                let answer = Project::new().ask("projects", &documented, &[(name, value)]);
                if answer.status != documented.status {
                    let (method, path) = (documented.method, documented.path);
                    refused.push(format!("{method} {path}?{name}={value}: {} {}", answer.status, answer.body));
                }
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
