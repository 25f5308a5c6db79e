//! Oriel and its peers outside this process: the scripts of `tests/bench/` fill and ask them.

use std::{io, path::Path};

use serde_json::{Value, json};

use super::question::Question;
use crate::{builds::Builder, error::Error, step::Step, tools::chromium, workspace};

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engines {
    /// Oriel, DuckDB-WASM and native DuckDB.
    All,
    /// Those that run in the browser.
    InBrowser,
}

impl Engines {
    fn names(self) -> &'static [&'static str] {
        match self {
            Engines::All => &["oriel", "wasm", "native"],
            Engines::InBrowser => &["oriel", "wasm"],
        }
    }
}

/// What is needed to measure.
pub(crate) struct Peers {
    builder: Builder,
    chromium: chromium::Chromium,
}

impl Peers {
    /// Builds the browser module, and brings the browser and the peers.
    ///
    /// # Errors
    /// If something can't be built or installed.
    pub(crate) fn ready() -> Result<Self, Error> {
        let builder = Builder::ready()?;
        builder.browser()?;
        builder.node.ensure_packages("tests/bench")?;
        Ok(Self { builder, chromium: chromium::ensure()? })
    }

    /// Returns what each engine that is asked was and took, by `oriel`, `wasm` and `native`.
    ///
    /// # Errors
    /// If an engine fails, or gives other numbers than Oriel.
    pub(crate) fn measure(
        &self,
        engines: Engines,
        data: &Path,
        questions: &[Question],
        now: &str,
    ) -> Result<Value, Error> {
        let job = json!({"data": data, "engines": engines.names()});
        self.run("asking Oriel and its peers", "run.mjs", job, questions, now)
    }

    /// Returns how Oriel's times grow from the small to the large data, which are asked in turns.
    ///
    /// # Errors
    /// If Oriel fails.
    pub(crate) fn measure_growth(
        &self,
        small: &Path,
        large: &Path,
        questions: &[Question],
        now: &str,
    ) -> Result<Value, Error> {
        let job = json!({"small": small, "large": large});
        self.run("asking Oriel of few and of many events", "growth.mjs", job, questions, now)
    }

    /// Runs a script of `tests/bench/` with a job, to which it adds what every job has.
    fn run(
        &self,
        title: &str,
        script: &str,
        mut job: Value,
        questions: &[Question],
        now: &str,
    ) -> Result<Value, Error> {
        let asked = questions
            .iter()
            .map(|question| json!({"name": question.name, "query": question.query, "sql": question.sql}));
        job["package"] = json!(workspace::file("dist/browser"));
        job["chromium"] = json!(self.chromium.browser);
        job["now"] = json!(now);
        job["questions"] = asked.collect();
        let file = workspace::file("target/bench/job.json");
        workspace::write(&file, job.to_string())?;
        let mut node = self.builder.node.node();
        node.arg(format!("tests/bench/{script}")).arg(&file);
        let advice = "where numbers differ, one of the engines or of the questions in tests/bench is wrong";
        let lines = Step::new(title, node).advice(advice).run()?;
        let result = lines.last().map(String::as_str).unwrap_or_default();
        Ok(serde_json::from_str(result).map_err(io::Error::from)?)
    }
}
