//! A step: a program that may take long, run with its progress shown.
//!
//! On a terminal the step is one line that moves; elsewhere it is a line when it starts,
//! one every twenty seconds and one when it ends. Its output is shown only if it fails.

use std::{
    io::{self, BufRead, BufReader, IsTerminal, Write},
    process::{Child, Command, ExitStatus},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::error::Error;

const FRAME: Duration = Duration::from_millis(120);
const REMINDER: Duration = Duration::from_secs(20);
const LINES_SHOWN_ON_FAILURE: usize = 150;

/// A program to run, with a title to show and advice for when it fails.
pub(crate) struct Step {
    title: String,
    command: Command,
    advice: String,
    limit: Option<Duration>,
}

/// What a step printed, and how it ended.
pub(crate) struct Ended {
    pub(crate) lines: Vec<String>,
    pub(crate) status: ExitStatus,
    pub(crate) command: String,
}

impl Step {
    pub(crate) fn new(title: impl Into<String>, command: Command) -> Self {
        let advice = String::from("read the output above, then run the command again");
        Self { title: title.into(), command, advice, limit: None }
    }

    /// Sets what to do if the step fails.
    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Ends the step after `limit`.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs the step and returns the lines that it printed.
    ///
    /// # Errors
    /// If the program can't be started or fails: with its last lines and the advice.
    pub(crate) fn run(self) -> Result<Vec<String>, Error> {
        let advice = self.advice.clone();
        let ended = self.end()?;
        if ended.status.success() {
            return Ok(ended.lines);
        }
        let skipped = ended.lines.len().saturating_sub(LINES_SHOWN_ON_FAILURE);
        let output = ended.lines[skipped..].join("\n");
        Err(Error::Command { command: ended.command, output, advice })
    }

    /// Runs the step to its end, good or bad.
    ///
    /// # Errors
    /// If the program can't be started.
    pub(crate) fn end(mut self) -> Result<Ended, Error> {
        let command = shown(&self.command);
        let unstarted = |source: io::Error| Error::Command {
            command: command.clone(),
            output: source.to_string(),
            advice: self.advice.clone(),
        };
        let (reader, writer) = io::pipe().map_err(unstarted)?;
        self.command.stdin(std::process::Stdio::null());
        self.command.stdout(writer.try_clone().map_err(unstarted)?).stderr(writer);
        let mut child = self.command.spawn().map_err(unstarted)?;
        // The command holds the pipe's other end: while it lives, reading would not end.
        drop(self.command);

        let mut progress = Progress::start(&self.title);
        let lines = follow(&spawn_reader(reader), &mut progress, &mut child, self.limit);
        let status = child.wait().map_err(Error::file(&command))?;
        progress.end(status.success());
        Ok(Ended { lines, status, command })
    }
}

fn spawn_reader(reader: io::PipeReader) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn follow(
    receiver: &Receiver<String>,
    progress: &mut Progress,
    child: &mut Child,
    limit: Option<Duration>,
) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        match receiver.recv_timeout(FRAME) {
            Ok(line) => lines.push(line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return lines,
        }
        progress.show(lines.last().map_or("", String::as_str));
        if limit.is_some_and(|limit| progress.elapsed() > limit) {
            // A failure to kill means that it has ended by itself.
            let _ = child.kill();
            return lines;
        }
    }
}

/// Returns a command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The line that shows how a long task fares.
pub(crate) struct Progress {
    title: String,
    started: Instant,
    reminded: Duration,
}

impl Progress {
    #[expect(clippy::disallowed_methods, reason = "a step is timed by the wall clock")]
    pub(crate) fn start(title: &str) -> Self {
        let progress = Self { title: title.to_owned(), started: Instant::now(), reminded: Duration::ZERO };
        if !io::stderr().is_terminal() {
            eprintln!("  {title} …");
        }
        progress
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Shows the latest news of the task.
    pub(crate) fn show(&mut self, news: &str) {
        let elapsed = self.elapsed();
        if io::stderr().is_terminal() {
            let news: String = news.trim().chars().filter(|c| !c.is_control()).take(60).collect();
            eprint!("\r\x1b[2K  {} … {} s  \x1b[2m{news}\x1b[0m", self.title, elapsed.as_secs());
            // A progress line that is not shown does no harm.
            let _ = io::stderr().flush();
        } else if elapsed - self.reminded >= REMINDER {
            self.reminded = elapsed;
            eprintln!("  {} … {} s  {}", self.title, elapsed.as_secs(), news.trim());
        }
    }

    /// Closes the line.
    pub(crate) fn end(self, good: bool) {
        let clear = if io::stderr().is_terminal() { "\r\x1b[2K" } else { "" };
        let mark = if good { "✓" } else { "✗" };
        eprintln!("{clear}{mark} {} ({:.1} s)", self.title, self.elapsed().as_secs_f64());
    }
}
