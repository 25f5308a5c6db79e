//! The project's own commands: a file per command.
//!
//! A command asks [`tools`] for what it needs, [`builds`] for the wasm, and runs what takes long as a [`step`].

mod admin;
mod bench;
mod builds;
mod conformance;
mod dev;
mod dist;
mod error;
mod eval;
mod http;
mod import;
mod render;
mod size;
mod step;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Oriel's own commands. Each installs what it needs and is quick when warm.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds Oriel, starts the Worker locally, and loads the demo events on first start.
    Dev(dev::Arguments),
    /// Runs all checks and tests: native, in Chromium and on workerd.
    Test(test::Arguments),
    /// Runs a suite of conformance cases.
    Conformance(conformance::Arguments),
    /// Answers one query case as JSON.
    Eval(eval::Arguments),
    /// Draws the answer to one query case as SVG.
    Render(render::Arguments),
    /// Loads NDJSON events (plain or .gz, capture format) through the ingestion endpoint.
    Import(import::Arguments),
    /// Makes, lists and revokes personal API keys.
    Key {
        #[command(flatten)]
        target: admin::Target,
        #[command(subcommand)]
        command: admin::Key,
    },
    /// Makes, lists and locks out users.
    User {
        #[command(flatten)]
        target: admin::Target,
        #[command(subcommand)]
        command: admin::User,
    },
    /// Makes and lists projects, and replaces their public tokens.
    Project {
        #[command(flatten)]
        target: admin::Target,
        #[command(subcommand)]
        command: admin::Project,
    },
    /// Measures Oriel against its peers.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Builds the release artefacts, dist/browser, dist/edge and dist/painter, and prints their sizes.
    Dist,
}

fn main() -> ExitCode {
    run(Arguments::parse().command).unwrap_or_else(|error| {
        eprintln!("\nerror: {error}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> Result<ExitCode, Error> {
    match command {
        Command::Dev(arguments) => dev::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Eval(arguments) => Ok(eval::run(&arguments)?),
        Command::Render(arguments) => Ok(render::run(&arguments)?),
        Command::Import(arguments) => import::run(&arguments),
        Command::Key { target, command } => admin::key(&target, command),
        Command::User { target, command } => admin::user(&target, command),
        Command::Project { target, command } => admin::project(&target, command),
        Command::Bench(bench) => bench::run(&bench),
        Command::Dist => dist::run(),
    }
}
