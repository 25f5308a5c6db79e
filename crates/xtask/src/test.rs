//! `cargo xtask test`: all checks and tests. What CI runs.

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

/// Runs every stage, and says at the end how many tests passed and failed. A check that fails counts as a failed test.
///
/// # Errors
/// If a tool can't be brought or a build fails.
pub(crate) fn run() -> Result<ExitCode, Error> {
    let mut outcome = Outcome::default();
    outcome += check("formatting", cargo(&["fmt", "--all", "--check"]))?;
    outcome += check("clippy", cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    outcome += tests("native tests", cargo(&["test", "--no-fail-fast"]))?;
    let builder = Builder::ready()?;
    builder.all()?;
    outcome += check_types(&builder)?;
    outcome += in_browser(&builder)?;
    outcome += worker::run(&builder)?;
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
