//! `cargo xtask bench query`: twelve questions, asked of Oriel's browser module, of DuckDB-WASM in the same Chromium, and of
//! native DuckDB on all cores.

use std::process::ExitCode;

use super::{
    native,
    peers::{Engines, Peers},
    question, store, table,
    workload::Workload,
};
use crate::error::Error;

/// The moment at which the questions are asked: the end of the last day of events.
const NOW: &str = "2026-05-03T23:59:59Z";

/// How many events there are when nothing is said.
const USUAL_EVENTS: usize = 1_000_000;

/// How many times as many the large number of events is.
const LARGE: usize = 10;

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Ask these questions only; may be given several times.
    #[arg(long = "query", value_name = "NAME")]
    names: Vec<String>,
    /// How many events there are.
    #[arg(long, default_value_t = USUAL_EVENTS)]
    events: usize,
    /// Ask Oriel of the events and of ten times as many in turns, too, and print how its times grow.
    #[arg(long)]
    large: bool,
    /// Leave native DuckDB out.
    #[arg(long)]
    skip_native: bool,
    /// Time the core in this process, and nothing else: quick, in the profile in which this command is compiled.
    #[arg(long)]
    native_only: bool,
}

/// Measures, and prints the tables.
///
/// # Errors
/// If a peer can't be installed or run, or gives other numbers than Oriel.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let questions = question::read(&arguments.names)?;
    if arguments.native_only {
        native::run(&questions, Workload::generate(arguments.events), NOW)?;
        return Ok(ExitCode::SUCCESS);
    }
    let peers = Peers::ready()?;
    let engines = if arguments.skip_native { Engines::InBrowser } else { Engines::All };
    let mut out = std::io::stdout().lock();
    let small = store::ensure(arguments.events)?;
    table::print(&peers.measure(engines, &small, &questions, NOW)?, &questions, &mut out)?;
    if arguments.large {
        let large = store::ensure(arguments.events * LARGE)?;
        table::print_growth(&peers.measure_growth(&small, &large, &questions, NOW)?, &questions, &mut out)?;
    }
    Ok(ExitCode::SUCCESS)
}
