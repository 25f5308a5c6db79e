//! The browser module as the engine that answers cases: its wasm in Chromium, steered by `tests/browser/engine.mjs`.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};
use tests::conformance::Engine;

use crate::{builds::Builder, error::Error, tools::chromium, workspace};

/// A running Chromium with the browser module in it; dropped, it ends.
pub(crate) struct Browser {
    process: Child,
    cases: Option<ChildStdin>,
    responses: BufReader<ChildStdout>,
}

impl Browser {
    /// Builds the browser module and opens it in Chromium.
    ///
    /// # Errors
    /// If the build fails, or there is no Chromium and none can be installed.
    pub(crate) fn open() -> Result<Self, Error> {
        let builder = Builder::ready()?;
        builder.browser()?;
        let chromium = chromium::ensure()?;
        let mut node = builder.node.node();
        node.arg("tests/browser/engine.mjs").arg(workspace::file("dist/browser")).arg(&chromium.browser);
        let mut process = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let closed = || io::Error::other("the engine's pipes are closed");
        let cases = Some(process.stdin.take().ok_or_else(closed)?);
        let responses = BufReader::new(process.stdout.take().ok_or_else(closed)?);
        Ok(Self { process, cases, responses })
    }

    fn exchange(&mut self, case: &Value) -> io::Result<Value> {
        let cases = self.cases.as_mut().ok_or_else(|| io::Error::other("the engine is closed"))?;
        writeln!(cases, "{case}")?;
        cases.flush()?;
        let mut response = String::new();
        self.responses.read_line(&mut response)?;
        Ok(serde_json::from_str(&response)?)
    }
}

impl Engine for Browser {
    fn answer(&mut self, case: &Value) -> Value {
        let failed = |error: io::Error| json!({"error": {"type": "defect", "detail": error.to_string()}});
        self.exchange(case).unwrap_or_else(failed)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The end of its input ends the script, which closes the browser.
        self.cases = None;
        let _ = self.process.wait();
    }
}
