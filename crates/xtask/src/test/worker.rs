//! The tests of the running Worker: `tests/worker/*.mjs`, against workerd, with stores of their own.

use std::fs;

use super::stage::{Outcome, tests};
use crate::{
    builds::Builder,
    dev::server::{Options, Server, free_port},
    error::Error,
    tools::{chromium, python},
    workspace,
};

/// Hooks, and segments that are written of few events, so that the tests meet some.
const VARIABLES: [(&str, &str); 2] = [("ORIEL_TEST", "1"), ("ORIEL_TAIL_BYTES", "20000")];

/// Starts the Worker with its test hooks, and runs the tests against it. They find its address in `ORIEL_URL`, a
/// browser in `CHROME_PATH` and a Python that can send events in `ORIEL_PYTHON`.
pub(super) fn run(builder: &Builder) -> Result<Outcome, Error> {
    let data = workspace::file(".wrangler/test");
    workspace::clear(&data)?;
    let options = Options { port: free_port()?, data: data.clone(), variables: &VARIABLES, configuration: None };
    let server = Server::start(&builder.node, &options)?;
    let mut node = builder.node.node();
    // One after the other: each begins by writing the stores that they share.
    node.args(["--test", "--test-concurrency=1", "--test-reporter=tap", "tests/worker/*.mjs"]);
    node.env("ORIEL_URL", server.url()).env("CHROME_PATH", chromium::ensure()?.browser);
    if let Some(python) = python::ensure()? {
        node.env("ORIEL_PYTHON", python);
    }
    let outcome = tests("the Worker on workerd", node)?;
    drop(server);
    fs::remove_dir_all(&data).map_err(Error::file(&data))?;
    Ok(outcome)
}
