//! What the Worker acknowledges it keeps: the runtime is killed while events come in, and asked again afterwards.

use std::{collections::BTreeMap, fs, thread, time::Duration};

use serde_json::{Value, json};

use super::stage::Outcome;
use crate::{
    builds::Builder,
    dev::server::{Options, Server, free_port},
    error::Error,
    http,
    step::Progress,
    workspace,
};

const EVENTS_PER_BATCH: u64 = 50;
/// So many batches at most; the runtime is killed long before.
const MOST_BATCHES: u64 = 5000;
/// How long events come in before the runtime is killed.
const UNTIL_KILLED: Duration = Duration::from_millis(1500);

/// Kills the runtime amid an import, starts it on the same stores, and counts what is there.
///
/// # Errors
/// If the Worker does not start.
pub(super) fn run(builder: &Builder) -> Result<Outcome, Error> {
    let data = workspace::file(".wrangler/durability");
    workspace::clear(&data)?;
    let options = Options { port: free_port()?, data: data.clone(), variables: &[("ORIEL_TEST", "1")] };
    let server = Server::start(&builder.node, &options)?;
    let project = Project::made_on(server.url())?;
    let mut progress = Progress::start("killing the runtime while events come in");
    let acknowledged = killed_amid(&server, &project)?;
    drop(server);

    let server = Server::start(&builder.node, &options)?;
    let found = project.batches(server.url())?;
    // Batches that were cut off are sent again by their senders; those that were not must not count twice.
    for batch in 0..acknowledged {
        project.send(server.url(), batch)?;
    }
    let found_again = project.batches(server.url())?;
    drop(server);
    fs::remove_dir_all(&data).map_err(Error::file(&data))?;

    let whole =
        |found: &BTreeMap<u64, u64>| (0..acknowledged).all(|batch| found.get(&batch) == Some(&EVENTS_PER_BATCH));
    let is_good = acknowledged > 0 && whole(&found) && whole(&found_again);
    progress.show(&format!("{acknowledged} batches acknowledged, {} found", found.len()));
    progress.end(is_good);
    eprintln!("  {acknowledged} batches of {EVENTS_PER_BATCH} events acknowledged, {} there after it", found.len());
    Ok(Outcome { passed: usize::from(is_good), failed: usize::from(!is_good) })
}

/// Sends batches until the runtime is killed; returns how many were acknowledged.
fn killed_amid(server: &Server, project: &Project) -> Result<u64, Error> {
    thread::scope(|scope| {
        let sender =
            scope.spawn(|| (0..MOST_BATCHES).take_while(|batch| project.send(server.url(), *batch).is_ok()).count());
        thread::sleep(UNTIL_KILLED);
        server.kill_runtime()?;
        let acknowledged = sender.join().map_err(|_| Error::Worker(String::from("the sender of events panicked")))?;
        Ok(acknowledged as u64)
    })
}

/// A project, and what is needed to send it events and to ask about them.
struct Project {
    id: Value,
    token: Value,
    key: String,
}

impl Project {
    fn made_on(url: &str) -> Result<Self, Error> {
        // A key, not a session: sessions end with the isolate where no signing key is configured.
        let state = json!({"keys": [{"ref": "key", "user": "user1", "scopes": ["query:read"]}]});
        let made = post(url, "/_oriel/test/setup", None, &json!({"reset": true, "state": state}))?;
        let key = made.pointer("/key/key").and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = made.pointer("/project/main").cloned().unwrap_or_default();
        Ok(Self { id, token: made.get("token").cloned().unwrap_or_default(), key })
    }

    /// Sends a batch; it has the same uuids every time.
    fn send(&self, url: &str, batch: u64) -> Result<(), Error> {
        let event = |number: u64| {
            let uuid = format!("018f0000-0000-7000-8000-{batch:06x}{number:06x}");
            json!({"uuid": uuid, "event": "sent", "distinct_id": "sender", "properties": {"batch": batch}})
        };
        let events: Vec<Value> = (0..EVENTS_PER_BATCH).map(event).collect();
        let body = json!({"api_key": self.token, "batch": events});
        post(url, "/batch/", None, &body).map(drop)
    }

    /// Returns how many events of each batch are there.
    fn batches(&self, url: &str) -> Result<BTreeMap<u64, u64>, Error> {
        let breakdown = json!({"breakdown": "batch", "breakdown_type": "event", "breakdown_limit": MOST_BATCHES});
        let query = json!({
            "kind": "TrendsQuery",
            "series": [{"kind": "EventsNode", "event": "sent"}],
            "breakdownFilter": breakdown,
        });
        let path = format!("/api/projects/{}/query/", self.id);
        let answer = post(url, &path, Some(&self.key), &json!({"query": query, "refresh": "force_blocking"}))?;
        let series = answer.get("results").and_then(Value::as_array).cloned().unwrap_or_default();
        let count = |series: &Value| {
            let batch = series.get("breakdown_value")?;
            let batch = batch.as_str().map_or_else(|| batch.to_string(), str::to_owned).parse().ok()?;
            Some((batch, series.get("count")?.as_f64()? as u64))
        };
        Ok(series.iter().filter_map(count).collect())
    }
}

fn post(url: &str, path: &str, key: Option<&str>, body: &Value) -> Result<Value, Error> {
    let request = ureq::post([url, path].concat());
    let request = match key {
        Some(key) => request.header("authorization", format!("Bearer {key}")),
        None => request,
    };
    http::json(request.content_type("application/json").send(body.to_string()))
}
