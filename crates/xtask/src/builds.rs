//! What is built for wasm: the browser module, the Worker and the pages, all under `dist/`.

mod app;
mod browser;
mod edge;
mod module;
mod painter;
mod worker;

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

    /// Builds everything: `dist/browser`, `dist/app`, `dist/edge` and `dist/painter`.
    pub(crate) fn all(&self) -> Result<(), Error> {
        self.browser()?;
        self.workers()
    }

    /// Builds the browser module and what is made of it: `dist/browser` and `dist/app`.
    pub(crate) fn browser(&self) -> Result<(), Error> {
        // Not in one call with the Worker: cargo would give both the time zone database that only the Worker wants.
        self.cargo_build("compiling the browser module", "oriel-browser")?;
        self.bind_browser()?;
        self.assemble_app()
    }

    /// Builds the two Workers alone: `dist/edge` and `dist/painter`.
    pub(crate) fn workers(&self) -> Result<(), Error> {
        // Wrangler wants the folder of the pages, with or without pages in it.
        let pages = workspace::file("dist/app");
        fs::create_dir_all(&pages).map_err(Error::file(&pages))?;
        self.cargo_build("compiling the painter", "oriel-painter")?;
        self.assemble(&painter::WORKER)?;
        self.cargo_build("compiling the Worker", "oriel-edge")?;
        self.assemble(&edge::WORKER)
    }

    fn cargo_build(&self, title: &str, package: &str) -> Result<(), Error> {
        let mut cargo = self.cargo.command();
        // Asked for alone: beside a library that others use, cargo does not optimise a module as a whole.
        cargo.args(["rustc", "--lib", "--crate-type", "cdylib"]);
        cargo.args(["--profile", "wasm", "--target", TARGET, "--package", package]);
        // Where the module is looked for, whatever CARGO_TARGET_DIR says: an old one would be bound otherwise.
        cargo.arg("--target-dir").arg(workspace::file("target"));
        run_quietly(title, cargo)
    }
}

/// Runs a build step whose failure is explained by its own output.
fn run_quietly(title: &str, command: Command) -> Result<(), Error> {
    Step::new(title, command).advice("mend what the compiler names above, then run this again").run().map(drop)
}
