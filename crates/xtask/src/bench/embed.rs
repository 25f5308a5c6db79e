//! `cargo xtask bench embed`: the frame of a chart of twelve series beside the same chart by Chart.js and by uPlot.

use std::{
    fs,
    io::{self, Write},
    process::ExitCode,
};

use crate::{
    builds::Builder,
    dev::server::{Options, Server, free_port},
    error::Error,
    step::Step,
    tools::chromium,
    workspace,
};

/// Starts a Worker with the chart, lets `tests/bench/embed.mjs` open the pages, and prints its table.
///
/// # Errors
/// If something can't be built or installed, or a page fails.
pub(crate) fn run() -> Result<ExitCode, Error> {
    let builder = Builder::ready()?;
    builder.all()?;
    builder.node.ensure_packages("tests/bench")?;
    let data = workspace::file(".wrangler/bench");
    workspace::clear(&data)?;
    let options =
        Options { port: free_port()?, data: data.clone(), variables: &[("ORIEL_TEST", "1")], configuration: None };
    let server = Server::start(&builder.node, &options)?;
    let mut node = builder.node.node();
    node.arg("tests/bench/embed.mjs");
    node.env("ORIEL_URL", server.url()).env("CHROME_PATH", chromium::ensure()?.browser);
    let lines = Step::new("opening the pages", node).advice("see what the page says above").run()?;
    drop(server);
    fs::remove_dir_all(&data).map_err(Error::file(&data))?;
    writeln!(io::stdout(), "{}", lines.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}
