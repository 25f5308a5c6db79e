//! `cargo xtask conformance [DIR] [--only query|api] [--browser] [--verbose]`: runs a suite of cases
//! (`tests/cases/README.md`).

mod browser;
mod worker;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use tests::conformance::{Engine, NoServer, Report, Server, run as run_file};
use tests::native::Native;
use tests::suite::{Half, Shape, Suite};
use tests::verdict::Verdict;

use crate::error::Error;
use browser::Browser;
use worker::Worker;

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder that holds query/ and api/; the project's own cases by default.
    folder: Option<PathBuf>,
    /// Run one half: query or api.
    #[arg(long, value_parser = half)]
    only: Option<Half>,
    /// Answer queries with the browser module's wasm, in Chromium.
    #[arg(long)]
    browser: bool,
    /// Print the first difference of each case that fails.
    #[arg(long)]
    verbose: bool,
}

/// Runs the cases and prints a line per file; succeeds only if no case failed.
///
/// # Errors
/// If there are no cases, or there are HTTP scenarios and the Worker can't be started.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let own_cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases");
    let folder = arguments.folder.clone().unwrap_or_else(|| own_cases.into());
    let halves = arguments.only.map_or(vec![Half::Query, Half::Api], |half| vec![half]);
    let suite = Suite::read(&folder, &halves)?;
    if suite.files.is_empty() {
        return Err(io::Error::other(format!("no case files under {}", folder.display())).into());
    }
    let mut server: Box<dyn Server> = match suite.files.iter().any(|file| file.shape == Shape::Scenario) {
        true => Box::new(Worker::player()?),
        false => Box::new(NoServer),
    };
    let mut engine: Box<dyn Engine> = if arguments.browser { Box::new(Browser::open()?) } else { Box::new(Native) };
    // The panic of a case is reported as its failure.
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = io::stdout().lock();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for file in &suite.files {
        let report = run_file(&suite, file, engine.as_mut(), server.as_mut());
        passed += report.count(|verdict| *verdict == Verdict::Passed);
        failed += report.count(|verdict| matches!(verdict, Verdict::Failed(_)));
        skipped += report.count(|verdict| matches!(verdict, Verdict::Skipped(_)));
        print(&report, arguments.verbose, &mut out)?;
    }
    writeln!(out, "{passed} passed, {failed} failed, {skipped} skipped")?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn half(name: &str) -> Result<Half, String> {
    let half = [Half::Query, Half::Api].into_iter().find(|half| half.folder() == name);
    half.ok_or_else(|| "query or api".to_owned())
}

fn print(report: &Report, verbose: bool, out: &mut impl Write) -> io::Result<()> {
    let passed = report.count(|verdict| *verdict == Verdict::Passed);
    writeln!(out, "{} {passed}/{}", report.name, report.verdicts.len())?;
    for (name, verdict) in &report.verdicts {
        match verdict {
            Verdict::Passed => {}
            Verdict::Failed(difference) if verbose => {
                writeln!(out, "  failed {name}\n    {difference}")?;
            }
            Verdict::Failed(_) => writeln!(out, "  failed {name}")?,
            Verdict::Skipped(reason) => writeln!(out, "  skipped {name} ({reason})")?,
        }
    }
    Ok(())
}
