//! `cargo xtask bench edge`: the Worker on workerd. How fast events come in and in how much memory, what a question reads of
//! what is stored, and how fast a shared link is beside a bare Worker that hands out the same bytes.

mod link;
mod memory;

use std::{
    fs,
    io::{self, Write},
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use self::memory::Watch;
use super::store;
use crate::{
    builds::Builder,
    dev::{
        admin_secret,
        server::{Options, Server, free_port},
    },
    error::Error,
    http, import,
    step::Progress,
    workspace,
};

/// So many events a second are to come in.
const LEAST_IMPORTED: f64 = 20_000.0;
/// A question is to be answered within so many seconds.
const LONGEST_ANSWER: f64 = 1.0;
/// What an isolate has for everything, in megabytes.
const ISOLATE: f64 = 128.0;
/// Segments are at rest when nothing changed for so long; the alarm waits two seconds.
const REST: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(600);

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many events are loaded.
    #[arg(long, default_value_t = 1_000_000)]
    events: usize,
    /// Leave the shared link out.
    #[arg(long)]
    skip_link: bool,
}

/// Measures, and prints a line a figure with what it is to be.
///
/// # Errors
/// If the Worker can't be built or started, or refuses what is asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let builder = Builder::ready()?;
    builder.workers()?;
    let events = store::ensure_lines(arguments.events)?;
    let data = workspace::file(".wrangler/bench");
    workspace::clear(&data)?;
    // The Worker reads it when it starts.
    let secret = admin_secret()?;
    let hooks = [("ORIEL_TEST", "1")];
    let options = Options { port: free_port()?, data: data.clone(), variables: &hooks, configuration: None };
    let server = Server::start(&builder.node, &options)?;
    let place = Place::made_on(server.url(), &secret)?;
    let mut out = io::stdout().lock();

    let watch = Watch::start(&server);
    let rate = import::load(import::Source::open(&events)?, server.url(), &place.token)?;
    let memory = watch.end();
    line(&mut out, "events come in, a second", rate, rate >= LEAST_IMPORTED)?;
    line(&mut out, "workerd's memory meanwhile, at most, MB", memory, true)?;

    let stored = place.settled(server.url())?;
    writeln!(out, "{:<50} {stored}", "segments")?;
    for title in ["daily count, nothing held", "daily count, columns held"] {
        let asked = place.ask(server.url())?;
        line(&mut out, &format!("{title}, seconds"), asked.seconds, asked.seconds <= LONGEST_ANSWER)?;
        writeln!(out, "{:<50} {}", "  what it cost", asked.cost)?;
        let memory = asked.memory / 1e6;
        line(&mut out, "  the isolate's memory, MB", memory, memory <= ISOLATE)?;
        writeln!(out, "{:<50} {}", "  it says", asked.answer)?;
    }
    drop(server);
    if !arguments.skip_link {
        let variables = [("ORIEL_UNLIMITED", "1")];
        let options = Options { port: free_port()?, data: data.clone(), variables: &variables, configuration: None };
        link::measure(&builder.node, &options, &place.shared, &mut out)?;
    }
    fs::remove_dir_all(&data).map_err(Error::file(&data))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a figure, and whether it is what it is to be.
fn line(out: &mut impl Write, title: &str, figure: f64, is_met: bool) -> io::Result<()> {
    let mark = if is_met { "" } else { "  below target" };
    writeln!(out, "{title:<50} {figure:>12.2}{mark}")
}

/// A project that was set up for this.
struct Place {
    token: String,
    key: String,
    shared: String,
}

/// What a question took.
struct Asked {
    seconds: f64,
    cost: String,
    memory: f64,
    /// How many events it counted, or why it was refused.
    answer: String,
}

impl Place {
    fn made_on(url: &str, secret: &str) -> Result<Self, Error> {
        let request = ureq::post(format!("{url}/_oriel/setup"));
        let made = http::json(request.header("Authorization", format!("Bearer {secret}")).send_empty())?;
        let text = |name: &str| made.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { token: text("project_token"), key: text("key"), shared: text("shared_link_token") })
    }

    /// Waits until no segment is written or compacted any more; returns what there is.
    fn settled(&self, url: &str) -> Result<String, Error> {
        let progress = Progress::start("waiting until the segments are at rest");
        let (mut last, mut since) = (Value::Null, progress.elapsed());
        while progress.elapsed() < PATIENCE && progress.elapsed() - since < REST {
            let request = ureq::get(format!("{url}/api/projects/@current/segments/"));
            let listed = http::json(request.header("Authorization", format!("Bearer {}", self.key)).call())?;
            if listed != last {
                (last, since) = (listed, progress.elapsed());
            }
            thread::sleep(Duration::from_millis(500));
        }
        progress.end(true);
        let segments = last["results"].as_array().cloned().unwrap_or_default();
        let sum = |field: &str| segments.iter().filter_map(|segment| segment[field].as_f64()).sum::<f64>();
        Ok(format!("{} with {} events in {:.1} MB", segments.len(), sum("rows"), sum("bytes") / 1e6))
    }

    /// Asks for a daily count over the whole range, to be calculated anew.
    #[expect(clippy::disallowed_methods, reason = "a question is timed by the wall clock")]
    fn ask(&self, url: &str) -> Result<Asked, Error> {
        let query = json!({
            "kind": "TrendsQuery",
            "series": [{"kind": "EventsNode", "event": "$pageview"}],
            "dateRange": {"date_from": "2026-02-02", "date_to": "2026-05-03"},
        });
        let body = json!({"query": query, "refresh": "force_blocking"}).to_string();
        let started = Instant::now();
        let request = ureq::post(format!("{url}/api/projects/@current/query/"));
        let request = request.header("Authorization", format!("Bearer {}", self.key));
        let request = request.config().http_status_as_error(false).build().content_type("application/json");
        let failed = |error: ureq::Error| Error::Worker(format!("the Worker could not be asked: {error}"));
        let mut answer = request.send(body).map_err(failed)?;
        let cost =
            answer.headers().get("x-oriel-cost").and_then(|cost| cost.to_str().ok()).unwrap_or_default().to_owned();
        let text = answer.body_mut().read_to_string().map_err(failed)?;
        let seconds = started.elapsed().as_secs_f64();
        let parsed: Value = serde_json::from_str(&text).unwrap_or_default();
        let answer = parsed.pointer("/results/0/count").map_or_else(|| text.clone(), |count| format!("{count} events"));
        let memory = cost.split(' ').find_map(|pair| pair.strip_prefix("memory=")?.parse().ok()).unwrap_or_default();
        Ok(Asked { seconds, cost, memory, answer })
    }
}
