//! `cargo xtask bench`: the performance tables, side by side with the peers.

mod edge;
mod embed;
mod functions;
mod native;
mod peers;
mod query;
mod question;
mod size;
mod store;
mod table;
mod workload;

use std::process::ExitCode;

use clap::Subcommand;

use crate::error::Error;

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Measures twelve questions against DuckDB-WASM in the same Chromium and native DuckDB on all cores.
    Query(query::Arguments),
    /// Opens an embedded chart beside the same one by Chart.js and uPlot: bytes, requests, time to the painted chart.
    Embed,
    /// Measures the Worker on workerd: how fast events come in, what a question reads, how fast a shared link is.
    Edge(edge::Arguments),
    /// Weighs the modules, and says which parts of them weigh most.
    Size(size::Arguments),
}

/// Measures, and prints a table.
///
/// # Errors
/// If a peer can't be installed or run, or gives other numbers than Oriel.
pub(crate) fn run(bench: &Bench) -> Result<ExitCode, Error> {
    match bench {
        Bench::Query(arguments) => query::run(arguments),
        Bench::Embed => embed::run(),
        Bench::Edge(arguments) => edge::run(arguments),
        Bench::Size(arguments) => size::run(arguments),
    }
}
