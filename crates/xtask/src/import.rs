//! `cargo xtask import FILE`: loads NDJSON events through the ingestion endpoint, in batches.

mod progress;

use std::{
    env,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use flate2::{Compression, read::MultiGzDecoder};

use self::progress::Position;
use crate::{dev::State, error::Error, http, size, step::Progress};

/// A batch is full when it has this many events, or this many bytes.
const BATCH_EVENTS: usize = 5_000;
const BATCH_BYTES: usize = 2_000_000;
/// So many batches are ready before they are wanted.
const BATCHES_AHEAD: usize = 2;
/// With the pauses between them, long enough for a Worker that was killed to come back.
const ATTEMPTS: u32 = 30;
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Events as capture clients send them, one JSON object a line, plain or gzip.
    file: PathBuf,
    /// Where Oriel listens.
    #[arg(long, default_value = "http://127.0.0.1:8787")]
    url: String,
    /// The project to load into, read with the key in ORIEL_API_KEY; else the one of ORIEL_PROJECT_TOKEN or of `dev`.
    #[arg(long)]
    project: Option<u64>,
}

/// Loads the file's events and says how fast that went.
///
/// # Errors
/// If the file can't be read, no project is known, or a batch is refused.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let url = arguments.url.trim_end_matches('/');
    let token = project_token(arguments, url)?;
    load(Source::open(&arguments.file)?, url, &token)?;
    Ok(ExitCode::SUCCESS)
}

/// Sends all events of `source`, a batch after the other; returns how many came in a second. One that was interrupted goes on
/// where it was.
///
/// # Errors
/// If a batch is refused, or not taken after some attempts.
pub(crate) fn load(mut source: Source, url: &str, token: &str) -> Result<f64, Error> {
    let mut progress = Progress::start(&format!("loading {}", source.name));
    let (source_bytes, mut events) = (source.bytes, 0);
    let mut position = Position::of(&source.identity, token, url);
    if position.lines() > 0 {
        progress.show(&format!("going on after {} lines", position.lines()));
        source.skip(position.lines())?;
    }
    let (sender, batches) = mpsc::sync_channel(BATCHES_AHEAD);
    let consumed = Arc::clone(&source.consumed);
    let percent = || 100.0 * consumed.load(Ordering::Relaxed) as f64 / source_bytes.max(1) as f64;
    thread::scope(|scope| {
        // While a batch is with the Worker the next ones are read and packed.
        scope.spawn(move || {
            while let Some(batch) = source.batch(token).transpose() {
                // Nobody listens any more once a batch was refused.
                if sender.send(batch).is_err() {
                    break;
                }
            }
        });
        for batch in batches {
            let batch = batch?;
            send(&batch.body, url)?;
            position.advance(batch.lines)?;
            events += batch.events;
            let rate = events as f64 / progress.elapsed().as_secs_f64();
            progress.show(&format!("{events} events, {:.0} %, {rate:.0} events/s", percent()));
        }
        Ok::<(), Error>(())
    })?;
    position.end()?;
    let rate = events as f64 / progress.elapsed().as_secs_f64();
    progress.end(true);
    writeln!(io::stderr(), "  {events} events, {rate:.0} events/s")?;
    Ok(rate)
}

/// Sends a batch; tries again when the Worker can't be reached or stumbles. Events carry their uuid, so that a
/// batch whose answer was lost counts once.
fn send(body: &[u8], url: &str) -> Result<(), Error> {
    let mut pause = Duration::from_millis(500);
    for attempt in 1.. {
        let request = ureq::post(format!("{url}/batch/")).header("Content-Encoding", "gzip");
        let request = request.config().timeout_global(Some(ANSWER_LIMIT)).build();
        let error = match request.content_type("application/json").send(body) {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        let is_refused =
            matches!(error, ureq::Error::StatusCode(status) if (400..500).contains(&status) && status != 429);
        if is_refused || attempt == ATTEMPTS {
            return Err(Error::Worker(format!("{url}/batch/ did not take the events: {error}")));
        }
        thread::sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
    Ok(())
}

fn project_token(arguments: &Arguments, url: &str) -> Result<String, Error> {
    let Some(project) = arguments.project else {
        let kept = || State::kept().map(|state| state.project_token);
        return env::var("ORIEL_PROJECT_TOKEN").ok().or_else(kept).ok_or_else(|| Error::Missing {
            what: String::from("into which project?"),
            advice: String::from("start `cargo xtask dev`, or set ORIEL_PROJECT_TOKEN, or name a --project"),
        });
    };
    let kept = || State::kept().map(|state| state.key);
    let key = env::var("ORIEL_API_KEY").ok().or_else(kept).ok_or_else(|| Error::Missing {
        what: String::from("--project needs a personal API key"),
        advice: String::from("set ORIEL_API_KEY"),
    })?;
    let request = ureq::get(format!("{url}/api/projects/{project}/"));
    let answer = http::json(request.header("Authorization", format!("Bearer {key}")).call())?;
    let token = answer.get("api_token").and_then(|token| token.as_str()).map(str::to_owned);
    token.ok_or_else(|| Error::Worker(format!("project {project} has no api_token")))
}

/// A file of events, read a batch at a time.
pub(crate) struct Source {
    name: String,
    /// Which file it is, and as of when.
    identity: String,
    /// The number of lines that were read.
    line: u64,
    bytes: u64,
    consumed: Arc<AtomicU64>,
    lines: Box<dyn BufRead + Send>,
}

/// Events as they are sent.
struct Batch {
    events: usize,
    lines: u64,
    body: Vec<u8>,
}

impl Source {
    /// Opens a file of events, plain or gzip.
    ///
    /// # Errors
    /// If it can't be read.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::file(path))?;
        let metadata = fs::metadata(path).map_err(Error::file(path))?;
        let bytes = metadata.len();
        let absolute = path.canonicalize().map_err(Error::file(path))?;
        let identity = format!("{} {bytes} {:?}", absolute.display(), metadata.modified()?);
        let consumed = Arc::default();
        let mut counted = BufReader::new(Counted { file, consumed: Arc::clone(&consumed) });
        let is_gzip = counted.fill_buf().map_err(Error::file(path))?.starts_with(&[0x1f, 0x8b]);
        let lines: Box<dyn BufRead + Send> =
            if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(counted))) } else { Box::new(counted) };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, identity, line: 0, bytes, consumed, lines })
    }

    /// Leaves out lines that were sent before.
    fn skip(&mut self, lines: u64) -> Result<(), Error> {
        let mut line = Vec::new();
        while self.line < lines && self.lines.read_until(b'\n', &mut line)? > 0 {
            self.line += 1;
            line.clear();
        }
        Ok(())
    }

    /// Returns the next events, compressed, or `None` at the end.
    fn batch(&mut self, token: &str) -> Result<Option<Batch>, Error> {
        let (mut events, first) = (0, self.line);
        let mut body = format!("{{\"api_key\":{},\"batch\":[", serde_json::Value::from(token)).into_bytes();
        let mut line = Vec::new();
        while events < BATCH_EVENTS && body.len() < BATCH_BYTES {
            line.clear();
            if self.lines.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            self.line += 1;
            let event = line.trim_ascii();
            if event.is_empty() {
                continue;
            }
            if events > 0 {
                body.push(b',');
            }
            add_event(&mut body, event, self.line);
            events += 1;
        }
        body.extend_from_slice(b"]}");
        let body = size::compress(&body, Compression::fast())?;
        Ok((events > 0).then_some(Batch { events, lines: self.line - first, body }))
    }
}

/// Adds an event; one without a uuid gets one that is the same in every attempt, so that it counts once.
fn add_event(body: &mut Vec<u8>, event: &[u8], line: u64) {
    let has_uuid = event.windows(6).any(|part| part == b"\"uuid\"");
    match event.strip_prefix(b"{").filter(|_| !has_uuid) {
        Some(rest) => {
            body.extend_from_slice(format!("{{\"uuid\":\"{:032x}\",", uuid(event, line)).as_bytes());
            body.extend_from_slice(rest);
        }
        None => body.extend_from_slice(event),
    }
}

/// Returns the uuid of a line: ascending with the lines, as those of clients are with time, so that a store which orders
/// events by it writes at one place only; of version 8, which says that it means nothing else.
fn uuid(event: &[u8], line: u64) -> u128 {
    const MEANING: u128 = !((0xf << 76) | (0b11 << 62));
    ((u128::from(line) << 80) | (hash(event) >> 48)) & MEANING | (8 << 76) | (0b10 << 62)
}

/// Returns a number that is the same for the same bytes: FNV-1a of 128 bits.
fn hash(bytes: &[u8]) -> u128 {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    bytes.iter().fold(BASIS, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

/// A file that tells how much of it was read.
struct Counted {
    file: File,
    consumed: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.consumed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, add_event};

    #[test]
    fn an_event_without_a_uuid_gets_the_same_one_in_every_attempt() {
        let sent = |event: &str, line: u64| {
            let mut body = Vec::new();
            add_event(&mut body, event.as_bytes(), line);
            String::from_utf8(body).unwrap_or_default()
        };
        let event = r#"{"event":"a"}"#;
        assert_eq!(sent(event, 1), sent(event, 1));
        assert_ne!(sent(event, 1), sent(event, 2));
        assert!(sent(event, 1).ends_with(r#"","event":"a"}"#));
        assert_eq!(sent(r#"{"uuid":"x"}"#, 1), r#"{"uuid":"x"}"#);
    }

    #[test]
    fn an_import_goes_on_after_what_was_acknowledged() -> Result<(), crate::error::Error> {
        let position = || Position::of("a test", "token", "http://localhost");
        position().advance(7)?;
        position().advance(5)?;
        assert_eq!(position().lines(), 12);
        position().end()?;
        assert_eq!(position().lines(), 0);
        Ok(())
    }
}
