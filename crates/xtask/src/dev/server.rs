//! A local Worker: wrangler and the workerd that it runs.

use std::{
    fs,
    io::{self, BufRead, BufReader, PipeReader},
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    error::Error,
    step::{Progress, Step},
    tools::{node::Node, stamp},
    workspace,
};

const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
/// A running Worker is asked for its health this often, has so long to answer, and after so many checks without an
/// answer is started again: a long computation answers nothing meanwhile.
const POLLS_PER_CHECK: u32 = 30;
const CHECK_LIMIT: Duration = Duration::from_secs(3);
const UNANSWERED_CHECKS: u32 = 5;

/// How a server is started.
pub(crate) struct Options<'a> {
    pub(crate) port: u16,
    /// Where D1, KV, R2 and the Durable Objects keep their data.
    pub(crate) data: PathBuf,
    /// Variables for the Worker besides those of wrangler.toml.
    pub(crate) variables: &'a [(&'a str, &'a str)],
    /// The configuration of another Worker than the project's own.
    pub(crate) configuration: Option<PathBuf>,
}

/// Every wrangler that this process started, for its one handler of Ctrl-C.
static STARTED: Mutex<Vec<Arc<Mutex<Child>>>> = Mutex::new(Vec::new());

/// A running server; dropped, it ends.
pub(crate) struct Server {
    url: String,
    wrangler: Arc<Mutex<Child>>,
    log: Arc<Log>,
}

/// Returns an error that says what to do if the port is taken.
pub(crate) fn check_port(port: u16) -> Result<(), Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|_| Error::Missing {
        what: format!("port {port} is taken"),
        advice: format!("stop what listens there, or choose another: --port {}", port.saturating_add(1)),
    })
}

/// Returns a port that nobody listens on.
pub(crate) fn free_port() -> Result<u16, Error> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

impl Server {
    /// Brings the database up to date, starts the Worker and waits until it answers.
    ///
    /// # Errors
    /// If a migration fails, or the Worker ends or does not answer within a minute.
    pub(crate) fn start(node: &Node, options: &Options<'_>) -> Result<Self, Error> {
        let mut wrangler = node.package("wrangler");
        match &options.configuration {
            Some(configuration) => drop(wrangler.arg("--config").arg(configuration)),
            None => migrate(node, options)?,
        }
        wrangler.args(["dev", "--local", "--ip", "127.0.0.1", "--inspector-port", "0"]);
        // The first is the one that answers, the second one paints for it.
        wrangler.args(["--config", "wrangler.toml", "--config", "crates/painter/wrangler.toml"]);
        wrangler.args(["--show-interactive-dev-session", "false", "--log-level", "info"]);
        wrangler.args(["--port", &options.port.to_string(), "--persist-to"]).arg(&options.data);
        for (name, value) in options.variables {
            wrangler.args(["--var", &format!("{name}:{value}")]);
        }
        let (reader, writer) = io::pipe()?;
        wrangler.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let child = wrangler.spawn()?;
        drop(wrangler);
        let server = Self {
            url: format!("http://127.0.0.1:{}", options.port),
            wrangler: Arc::new(Mutex::new(child)),
            log: Log::of(reader),
        };
        server.end_on_interrupt()?;
        server.await_health()?;
        Ok(server)
    }

    /// Returns the address, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Shows the Worker's log from now on, and waits until it no longer answers.
    ///
    /// A runtime that was killed can leave wrangler alive but deaf: then nothing but a new start helps.
    ///
    /// # Errors
    /// If the Worker ends by itself.
    pub(crate) fn wait(&self) -> Result<(), Error> {
        self.log.show();
        let (mut polls, mut unanswered) = (0, 0);
        while is_running(&self.wrangler) {
            thread::sleep(POLL);
            polls += 1;
            if polls % POLLS_PER_CHECK != 0 {
                continue;
            }
            unanswered = if self.is_healthy() { 0 } else { unanswered + 1 };
            if unanswered == UNANSWERED_CHECKS {
                return Ok(());
            }
        }
        // On Ctrl-C the terminal tells wrangler too; then our own handler is about to end this process.
        thread::sleep(Duration::from_secs(1));
        Err(Error::Worker(String::from("the Worker ended by itself; its log is above")))
    }

    fn is_healthy(&self) -> bool {
        let request = ureq::get(format!("{}/healthz", self.url)).config().timeout_global(Some(CHECK_LIMIT)).build();
        request.call().is_ok()
    }

    /// Returns what is needed to watch the runtime from another thread.
    pub(crate) fn watched(&self) -> Watched {
        Watched(Arc::clone(&self.wrangler))
    }

    /// Kills the runtime under the Worker, as a crash or a power cut would; wrangler ends by itself or when dropped.
    ///
    /// # Errors
    /// If the processes can't be listed.
    pub(crate) fn kill_runtime(&self) -> Result<(), Error> {
        let wrangler = self.wrangler.lock().map(|wrangler| wrangler.id()).unwrap_or_default();
        for process in descendants(wrangler)?.iter().filter(|process| process.name.contains("workerd")) {
            // One that has ended by itself needs no killing.
            let _ = Command::new("kill").args(["-KILL", &process.id.to_string()]).stderr(Stdio::null()).status();
        }
        Ok(())
    }

    fn end_on_interrupt(&self) -> Result<(), Error> {
        let Ok(mut started) = STARTED.lock() else { return Ok(()) };
        started.push(Arc::clone(&self.wrangler));
        if started.len() > 1 {
            return Ok(());
        }
        let handler = || {
            STARTED.lock().iter().flat_map(|started| started.iter()).for_each(|wrangler| end(wrangler));
            std::process::exit(0);
        };
        ctrlc::set_handler(handler).map_err(|error| Error::Worker(error.to_string()))
    }

    fn await_health(&self) -> Result<(), Error> {
        let mut progress = Progress::start(&format!("starting the Worker on {}", self.url));
        while progress.elapsed() < PATIENCE {
            if self.is_healthy() {
                progress.end(true);
                return Ok(());
            }
            if !is_running(&self.wrangler) {
                break;
            }
            progress.show(&self.log.last());
            thread::sleep(POLL);
        }
        progress.end(false);
        Err(Error::Command {
            command: String::from("wrangler dev"),
            output: self.log.text(),
            advice: String::from("read the log above; `cargo xtask dev --fresh` starts with empty stores"),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&self.wrangler);
    }
}

/// The runtime of a server, to be watched.
pub(crate) struct Watched(Arc<Mutex<Child>>);

impl Watched {
    /// Returns how many bytes of memory the runtime takes; 0 when nobody can tell.
    pub(crate) fn memory(&self) -> u64 {
        let wrangler = self.0.lock().map(|wrangler| wrangler.id()).unwrap_or_default();
        let processes = descendants(wrangler).unwrap_or_default();
        processes.iter().filter(|process| process.name.contains("workerd")).map(|process| process.memory).sum()
    }
}

fn is_running(wrangler: &Mutex<Child>) -> bool {
    wrangler.lock().is_ok_and(|mut child| matches!(child.try_wait(), Ok(None)))
}

/// Asks wrangler to end, which ends workerd; insists after a while. Whatever fails on the way, the kill is the last word.
fn end(wrangler: &Mutex<Child>) {
    let Ok(mut child) = wrangler.lock() else { return };
    if !matches!(child.try_wait(), Ok(None)) {
        return;
    }
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
    for _ in 0..50 {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(POLL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// A process, as the system lists it.
struct Process {
    id: u32,
    parent: u32,
    /// Its resident bytes.
    memory: u64,
    name: String,
}

/// Returns the processes that a process started, and those that they started.
fn descendants(ancestor: u32) -> Result<Vec<Process>, Error> {
    let listed = Command::new("ps").args(["-A", "-o", "pid=,ppid=,rss=,comm="]).output()?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut others: Vec<Process> = listed.lines().filter_map(process).collect();
    let (mut found, mut parents) = (Vec::new(), vec![ancestor]);
    while let Some(parent) = parents.pop() {
        let children = others.extract_if(.., |process| process.parent == parent);
        found.extend(children.inspect(|child| parents.push(child.id)));
    }
    Ok(found)
}

fn process(line: &str) -> Option<Process> {
    let mut words = line.split_whitespace();
    let (id, parent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let kilobytes: u64 = words.next()?.parse().ok()?;
    Some(Process { id, parent, memory: kilobytes * 1024, name: words.collect() })
}

/// Applies the migrations that this database has not seen. Wrangler takes seconds to find out, a stamp does not.
fn migrate(node: &Node, options: &Options<'_>) -> Result<(), Error> {
    let folder = workspace::file("migrations");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .map_err(Error::file(&folder))?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let applied = options.data.join(".migrations");
    let wanted = names.join("\n");
    if stamp::holds(&applied, &wanted) {
        return Ok(());
    }
    let mut wrangler = node.package("wrangler");
    wrangler.args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"]).arg(&options.data);
    Step::new("applying the database's migrations", wrangler)
        .advice("mend the migration named above, or start with `cargo xtask dev --fresh`")
        .run()?;
    workspace::write(&applied, wanted)
}

/// What the Worker says: kept until it is shown, then shown as it comes.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    is_shown: AtomicBool,
}

impl Log {
    fn of(reader: PipeReader) -> Arc<Self> {
        let log = Arc::new(Self::default());
        let writer = Arc::clone(&log);
        thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                writer.add(line);
            }
        });
        log
    }

    fn add(&self, line: String) {
        if self.is_shown.load(Ordering::SeqCst) {
            // The checks of `wait` are nobody's requests.
            if !line.contains("GET /healthz") {
                eprintln!("{line}");
            }
        } else if let Ok(mut lines) = self.lines.lock() {
            lines.push(line);
        }
    }

    fn show(&self) {
        self.is_shown.store(true, Ordering::SeqCst);
    }

    fn last(&self) -> String {
        self.lines.lock().ok().and_then(|lines| lines.last().cloned()).unwrap_or_default()
    }

    fn text(&self) -> String {
        self.lines.lock().map(|lines| lines.join("\n")).unwrap_or_default()
    }
}
