//! `cargo xtask test [--only native|browser|worker]`: all checks and tests. What CI runs.

mod durability;
mod stage;
mod worker;

use std::{
    env,
    io::{self, Write},
    process::{Command, ExitCode},
};

use self::stage::{Outcome, check, tests};
use crate::{
    builds::Builder,
    error::Error,
    tools::{chromium, wasm_target::TARGET},
    workspace,
};

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Run the tests of one place.
    #[arg(long)]
    only: Option<Place>,
}

/// Where tests run.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Place {
    /// In this machine's own processes.
    Native,
    /// In Chromium.
    Browser,
    /// On workerd.
    Worker,
}

/// Runs the stages, and says at the end how many tests passed and failed. A check that fails counts as a failed test.
///
/// # Errors
/// If a tool can't be brought or a build fails.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let is_wanted = |place| arguments.only.is_none_or(|only| only == place);
    let mut outcome = Outcome::default();
    if is_wanted(Place::Native) {
        outcome += check("formatting", cargo(&["fmt", "--all", "--check"]))?;
        outcome += check("clippy", cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
        outcome += tests("native tests", cargo(&["test", "--no-fail-fast"]))?;
    }
    if is_wanted(Place::Browser) || is_wanted(Place::Worker) {
        let builder = Builder::ready()?;
        builder.all()?;
        if is_wanted(Place::Browser) {
            outcome += check_types(&builder)?;
            outcome += in_browser(&builder)?;
            outcome += cases("query cases in Chromium", &["--only", "query", "--browser"])?;
            outcome += package(&builder)?;
        }
        if is_wanted(Place::Worker) {
            outcome += worker::run(&builder)?;
            outcome += cases("API cases on workerd", &["--only", "api"])?;
            outcome += durability::run(&builder)?;
        }
    }
    writeln!(io::stdout(), "{} passed, {} failed", outcome.passed, outcome.failed)?;
    Ok(if outcome.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace::root()).args(arguments);
    cargo
}

/// Checks the types of the JavaScript.
fn check_types(builder: &Builder) -> Result<Outcome, Error> {
    let mut tsc = builder.node.package("tsc");
    tsc.args(["--project", "www"]);
    check("types of www/", tsc)
}

/// Runs conformance cases; native tests have run them in this machine's own process.
fn cases(title: &str, which: &[&str]) -> Result<Outcome, Error> {
    let mut conformance = Command::new(env::current_exe().map_err(Error::file("xtask"))?);
    conformance.current_dir(workspace::root()).arg("conformance").args(which);
    tests(title, conformance)
}

/// Uses the npm package in each of the ways in which its users do.
fn package(builder: &Builder) -> Result<Outcome, Error> {
    let mut node = builder.node.node();
    node.args(["--test", "--test-reporter=tap", "tests/package/*.mjs"]);
    node.env("CHROME_PATH", chromium::ensure()?.browser);
    tests("npm package", node)
}

/// Runs the browser crate's tests, compiled to wasm, in Chromium.
fn in_browser(builder: &Builder) -> Result<Outcome, Error> {
    let chromium = chromium::ensure()?;
    let mut cargo = builder.cargo.command();
    // Tests unwind, so nothing of the module's own build could be used again: the quick profile it is.
    cargo.args(["test", "--target", TARGET, "--package", "oriel-browser"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &builder.bindgen.test_runner);
    cargo.env("CHROMEDRIVER", &chromium.driver);
    tests("browser module in Chromium", cargo)
}
