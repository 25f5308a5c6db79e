//! The project's own commands: a file per command.
//!
//! A command asks [`tools`] for what it needs, [`builds`] for the wasm, and runs what takes long as a [`step`].

mod builds;
mod conformance;
mod dist;
mod error;
mod eval;
mod size;
mod step;
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
    /// Runs a suite of conformance cases.
    Conformance(conformance::Arguments),
    /// Answers one query case as JSON.
    Eval(eval::Arguments),
    /// Builds the release artefacts, dist/browser and dist/edge, and prints their sizes.
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
        Command::Conformance(arguments) => Ok(conformance::run(&arguments)?),
        Command::Eval(arguments) => Ok(eval::run(&arguments)?),
        Command::Dist => dist::run(),
    }
}
