//! What is built for wasm: the browser module, the Worker and the pages, all under `dist/`.

mod app;
mod browser;
mod edge;
mod module;

pub(crate) use module::NAMED;

use std::{fs, process::Command};

use crate::{
    error::Error,
    step::Step,
    tools::{
        node::{self, Node},
        wasm_bindgen::{self, WasmBindgen},
        wasm_target::{self, TARGET, WasmCargo},
    },
    workspace,
};

/// The tools that builds need.
pub(crate) struct Builder {
    pub(crate) cargo: WasmCargo,
    pub(crate) bindgen: WasmBindgen,
    pub(crate) node: Node,
}

impl Builder {
    /// Brings the tools.
    pub(crate) fn ready() -> Result<Self, Error> {
        Ok(Self { cargo: wasm_target::ensure()?, bindgen: wasm_bindgen::ensure()?, node: node::ensure()? })
    }

    /// Builds everything: `dist/browser`, `dist/app` and `dist/edge`.
    pub(crate) fn all(&self) -> Result<(), Error> {
        self.browser()?;
        self.compile_edge()?;
        self.assemble_edge()
    }

    /// Builds the browser module and what is made of it: `dist/browser` and `dist/app`.
    pub(crate) fn browser(&self) -> Result<(), Error> {
        // Not in one call with the Worker: cargo would give both the time zone database that only the Worker wants.
        self.cargo_build("compiling the browser module", "oriel-browser")?;
        self.bind_browser()?;
        self.assemble_app()
    }

    /// Builds the Worker alone: `dist/edge`.
    pub(crate) fn edge(&self) -> Result<(), Error> {
        self.compile_edge()?;
        // Wrangler wants the folder of the pages, with or without pages in it.
        let pages = workspace::file("dist/app");
        fs::create_dir_all(&pages).map_err(Error::file(&pages))?;
        self.assemble_edge()
    }

    fn compile_edge(&self) -> Result<(), Error> {
        self.cargo_build("compiling the Worker", "oriel-edge")
    }

    fn cargo_build(&self, title: &str, package: &str) -> Result<(), Error> {
        let mut cargo = self.cargo.command();
        cargo.args(["build", "--profile", "wasm", "--target", TARGET, "--package", package]);
        run_quietly(title, cargo)
    }
}

/// Runs a build step whose failure is explained by its own output.
fn run_quietly(title: &str, command: Command) -> Result<(), Error> {
    Step::new(title, command).advice("mend what the compiler names above, then run this again").run().map(drop)
}
