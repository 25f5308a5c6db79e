//! What the Worker acknowledges it keeps, and what it was told to delete stays deleted: the runtime is killed while events
//! come in, are deleted, become segments and small segments become large ones, and asked again afterwards.

use std::{
    collections::BTreeMap,
    env, fs,
    hash::{BuildHasher, RandomState},
    thread,
    time::Duration,
};

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
/// The events of one batch in so many are deleted as soon as they were acknowledged.
const BATCHES_PER_DELETION: u64 = 10;
/// So many batches a round at most; the runtime is killed long before.
const MOST_BATCHES: u64 = 2000;
/// How often the runtime is killed, unless `ORIEL_ROUNDS` says otherwise.
const ROUNDS: u32 = 3;
/// The runtime is killed at a moment between these: events become segments two seconds after they came in.
const EARLIEST: Duration = Duration::from_millis(500);
const LATEST: Duration = Duration::from_millis(6000);
/// Segments of so few bytes of events are written every time, and become larger ones often.
const TAIL_BYTES: &str = "20000";

/// Kills the runtime amid an import, starts it on the same stores, and counts what is there; and again.
///
/// # Errors
/// If the Worker does not start.
pub(super) fn run(builder: &Builder) -> Result<Outcome, Error> {
    let data = workspace::file(".wrangler/durability");
    workspace::clear(&data)?;
    let variables = [("ORIEL_TEST", "1"), ("ORIEL_TAIL_BYTES", TAIL_BYTES)];
    let options = Options { port: free_port()?, data: data.clone(), variables: &variables, configuration: None };
    let mut progress = Progress::start("killing the runtime while events come in");
    let rounds = env::var("ORIEL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let server = Server::start(&builder.node, &options)?;
    let project = Project::made_on(server.url())?;
    let mut running = Some(server);
    let (mut acknowledged, mut is_good) = (0, true);
    for round in 1..=rounds {
        let server = running.take().map_or_else(|| Server::start(&builder.node, &options), Ok)?;
        acknowledged += killed_amid(&server, &project, acknowledged)?;
        drop(server);
        let server = Server::start(&builder.node, &options)?;
        is_good &= project.has_exactly(server.url(), acknowledged)?;
        progress.show(&format!("round {round} of {rounds}: {acknowledged} batches acknowledged"));
        running = Some(server);
    }
    drop(running);
    is_good &= acknowledged > 0;
    fs::remove_dir_all(&data).map_err(Error::file(&data))?;
    progress.end(is_good);
    eprintln!("  {acknowledged} batches of {EVENTS_PER_BATCH} events acknowledged in {rounds} rounds");
    Ok(Outcome { passed: usize::from(is_good), failed: usize::from(!is_good) })
}

/// Sends batches until the runtime is killed; returns how many were acknowledged.
///
/// The first is the one whose answer was cut off the last time: it may be there already, and must not count twice.
fn killed_amid(server: &Server, project: &Project, first: u64) -> Result<u64, Error> {
    thread::scope(|scope| {
        let batches = first..first + MOST_BATCHES;
        let sender = scope.spawn(|| batches.take_while(|batch| project.send(server.url(), *batch).is_ok()).count());
        thread::sleep(EARLIEST + random(LATEST.saturating_sub(EARLIEST)));
        server.kill_runtime()?;
        let acknowledged = sender.join().map_err(|_| Error::Worker(String::from("the sender of events panicked")))?;
        Ok(acknowledged as u64)
    })
}

/// Returns a duration below `most` that nobody can foresee.
fn random(most: Duration) -> Duration {
    // Every hasher of the standard library has another random key.
    let number = RandomState::new().hash_one(()) % 1000;
    most.mul_f64(number as f64 / 1000.0)
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
        let state = json!({"keys": [{"ref": "key", "user": "user1", "scopes": ["query:read", "event:write"]}]});
        let made = post(url, "/_oriel/test/setup", None, &json!({"reset": true, "state": state}))?;
        let key = made.pointer("/key/key").and_then(Value::as_str).unwrap_or_default().to_owned();
        let id = made.pointer("/project/main").cloned().unwrap_or_default();
        Ok(Self { id, token: made.get("token").cloned().unwrap_or_default(), key })
    }

    /// Sends a batch; it has the same uuids every time. One that is deleted is sent once more, and must not come back.
    fn send(&self, url: &str, batch: u64) -> Result<(), Error> {
        self.send_events(url, batch)?;
        if !is_deleted(batch) {
            return Ok(());
        }
        let path = format!("{url}/api/environments/{}/events/?distinct_id=sender-{batch}", self.id);
        ureq::delete(path)
            .header("authorization", format!("Bearer {}", self.key))
            .call()
            .map_err(|error| Error::Worker(error.to_string()))?;
        self.send_events(url, batch)
    }

    fn send_events(&self, url: &str, batch: u64) -> Result<(), Error> {
        let event = |number: u64| {
            let uuid = format!("018f0000-0000-7000-8000-{batch:06x}{number:06x}");
            let distinct_id = format!("sender-{batch}");
            json!({"uuid": uuid, "event": "sent", "distinct_id": distinct_id, "properties": {"batch": batch}})
        };
        let events: Vec<Value> = (0..EVENTS_PER_BATCH).map(event).collect();
        let body = json!({"api_key": self.token, "batch": events});
        // What is refused, for one event without an id, must not be there.
        let refused = json!({"event": "refused", "distinct_id": "sender"});
        let refused = json!({"api_key": self.token, "batch": [refused, {"event": "refused"}]});
        if batch.is_multiple_of(20) && post(url, "/batch/", None, &refused).is_ok() {
            return Err(Error::Worker(String::from("a batch with a bad event was taken")));
        }
        post(url, "/batch/", None, &body).map(drop)
    }

    /// Returns whether every acknowledged batch is there once, or not at all where it was deleted, and nothing but those and the
    /// one that was cut off.
    fn has_exactly(&self, url: &str, acknowledged: u64) -> Result<bool, Error> {
        let found = self.batches(url, "sent")?;
        let is_whole = |batch| found.get(&batch).is_some_and(|count| *count == EVENTS_PER_BATCH);
        let is_right = |batch| if is_deleted(batch) { !found.contains_key(&batch) } else { is_whole(batch) };
        let others = found.iter().filter(|(batch, _)| **batch >= acknowledged);
        let are_others_good = others.clone().count() <= 1 && others.clone().all(|(batch, _)| is_whole(*batch));
        let is_good = (0..acknowledged).all(is_right) && are_others_good && self.batches(url, "refused")?.is_empty();
        if !is_good {
            let wrong: Vec<u64> = (0..acknowledged).filter(|batch| !is_right(*batch)).collect();
            eprintln!("  of {acknowledged} batches these are not as they should be: {wrong:?}");
        }
        Ok(is_good)
    }

    /// Returns how many events of each batch are there.
    fn batches(&self, url: &str, event: &str) -> Result<BTreeMap<u64, u64>, Error> {
        let breakdown = json!({"breakdown": "batch", "breakdown_type": "event", "breakdown_limit": 100_000});
        let query = json!({
            "kind": "TrendsQuery",
            "series": [{"kind": "EventsNode", "event": event}],
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

/// Returns whether a batch is deleted as soon as it was sent.
fn is_deleted(batch: u64) -> bool {
    batch % BATCHES_PER_DELETION == BATCHES_PER_DELETION - 1
}

fn post(url: &str, path: &str, key: Option<&str>, body: &Value) -> Result<Value, Error> {
    let request = ureq::post([url, path].concat());
    let request = match key {
        Some(key) => request.header("authorization", format!("Bearer {key}")),
        None => request,
    };
    http::json(request.content_type("application/json").send(body.to_string()))
}
