//! `/api/schema/` describes what the router has, all of it and nothing else, and what is answered keeps to it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::path::Path;

use oriel::serve::{endpoints, endpoints_outside};
use serde_json::json;
use tests::conformance::run;
use tests::description::{Description, Watched};
use tests::native::Native;
use tests::scenario::Player;
use tests::serving::{Sender, Serving, Stage};
use tests::suite::{Half, Shape, Suite};

const METHODS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];

fn stage() -> Stage {
    Stage::new(&json!({
        "insights": [{"ref": "a", "name": "a", "query": null, "filters": {"insight": "TRENDS"}}],
        "sharing": [{"insight": "a", "enabled": true, "access_token": "opens"}],
    }))
}

/// Returns the path that a described one stands for on a stage.
fn path(stage: &Stage, described: &str) -> String {
    let project = stage.references["project"]["main"].to_string();
    let filled = ["{project_id}", "{environment_id}"]
        .iter()
        .fold(described.to_owned(), |path, name| path.replace(name, &project));
    let id = stage.references["insight"]["a"]["id"].to_string();
    filled
        .replace("{access_token}", "opens")
        .replace("{token}", "phc_x")
        .replace("{id}", &id)
        .replace("{password_id}", "1")
}

/// Returns every path of the router as the description writes it.
fn routed() -> BTreeSet<String> {
    let below = |kind: &str, path: &str| {
        let name = if kind == "projects" { "project_id" } else { "environment_id" };
        format!("/api/{kind}/{{{name}}}{}/", path.trim_end_matches('/').replace("{second}", "{password_id}"))
    };
    let places = endpoints().flat_map(|path| [below("projects", path), below("environments", path)]);
    let old = endpoints().filter_map(|path| Some(format!("/api/element{}/", path.strip_prefix("/elements")?)));
    let slash = |path: &str| if path.starts_with("/api/") { format!("{path}/") } else { path.to_owned() };
    places.chain(old).chain(endpoints_outside().map(slash)).collect()
}

#[test]
fn the_described_paths_are_those_of_the_router() {
    let description = Description::of(&mut Serving::default()).unwrap();
    let described: BTreeSet<String> = description.paths().map(str::to_owned).collect();
    let routed = routed();
    let missing: Vec<_> = routed.difference(&described).collect();
    assert!(missing.is_empty(), "not described: {missing:?}");
    let invented: Vec<_> = described.difference(&routed).collect();
    assert!(invented.is_empty(), "not there: {invented:?}");
}

#[test]
fn the_described_methods_are_those_that_are_not_refused() {
    let mut stage = stage();
    let description = Description::of(&mut stage.serving).unwrap();
    for described in description.paths().map(str::to_owned).collect::<Vec<_>>() {
        let offered: Vec<&str> = METHODS
            .into_iter()
            .filter(|method| {
                let answers = &description.operation(&described, method)["responses"];
                answers.as_object().is_some_and(|answers| answers.keys().any(|status| status.starts_with('2')))
            })
            .collect();
        for method in METHODS {
            let operation = description.operation(&described, method);
            let path = path(&stage, &described);
            let sender = if path.starts_with("/_oriel") { Sender::Key("admin") } else { Sender::User("user1") };
            let answer = stage.send(&stage.request(method, &path, sender, "{}"));
            let may_be_refused = operation["responses"]["405"].is_object();
            let is_right = (answer.status == 405) != offered.contains(&method) || may_be_refused;
            assert!(is_right, "{method} {described}: {} {}", answer.status, answer.body);
            if answer.status == 405 {
                let header = answer.headers.iter().find(|(name, _)| name == "allow");
                let mut allowed: Vec<&str> = header.unwrap().1.split(", ").filter(|name| *name != "HEAD").collect();
                allowed.sort_unstable();
                assert_eq!(allowed, offered, "{method} {described}");
            }
        }
    }
}

#[test]
fn what_the_scenarios_are_answered_is_described() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let suite = Suite::read(&folder, &[Half::Api]).unwrap();
    let mut player = Player(Watched::new(Serving::default()).unwrap());
    for file in suite.files.iter().filter(|file| file.shape == Shape::Scenario) {
        run(&suite, file, &mut Native, &mut player);
    }
    assert!(player.0.answers > 300, "{} answers were looked at", player.0.answers);
    let faults = &player.0.contradictions;
    assert!(faults.is_empty(), "{} contradictions:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_browser_gets_a_page_and_a_program_the_document() {
    let stage = stage();
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (accept, media_type) in
        [(browser, "text/html"), ("application/json", "application/json"), ("*/*", "application/json")]
    {
        let mut request = stage.request("GET", "/api/schema/", Sender::Nobody, "");
        request.headers.push(("accept".to_owned(), accept.to_owned()));
        let answer = stage.send(&request);
        let header =
            |wanted: &str| answer.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        assert_eq!(answer.status, 200, "{accept}");
        assert!(header("content-type").unwrap().starts_with(media_type), "{accept}");
        assert_eq!(header("vary").as_deref(), Some("accept"));
    }
}
