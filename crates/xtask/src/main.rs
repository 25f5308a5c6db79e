//! The project's own commands: a file per command.

mod conformance;
mod eval;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Oriel's own commands.
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
}

fn main() -> ExitCode {
    run(Arguments::parse().command).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> io::Result<ExitCode> {
    match command {
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
    }
}
