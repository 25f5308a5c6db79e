//! A Worker: `index.js` and its wasm, which wrangler deploys as they are.
//!
//! A build of our own instead of the `worker-build` tool: that takes minutes to compile, and what it does is little.
//! wasm-bindgen makes the glue, an entry exports it to Cloudflare, esbuild bundles the two.

use std::fs;

use super::{Builder, module::Module, run_quietly};
use crate::{error::Error, workspace};

/// How a Worker is made.
pub(super) struct Worker {
    pub(super) module: Module,
    /// The JavaScript that Cloudflare calls.
    pub(super) entry: &'static str,
    /// The folder of what is deployed.
    pub(super) output: &'static str,
}

impl Builder {
    /// Makes a Worker from what cargo compiled.
    pub(super) fn assemble(&self, worker: &Worker) -> Result<(), Error> {
        let folder = self.bind(&worker.module)?;
        let glue = folder.join("oriel.js");
        // Neither wrangler nor esbuild knows source phase imports; there, importing wasm gives the same module.
        let text = workspace::read(&glue)?.replace("import source ", "import ");
        workspace::write(&glue, text)?;
        let entry = folder.join("entry.js");
        fs::copy(workspace::file(worker.entry), &entry).map_err(Error::file(&entry))?;
        let output = workspace::file(worker.output);
        workspace::clear(&output)?;
        let mut esbuild = self.node.package("esbuild");
        esbuild.args(["--bundle", "--minify", "--format=esm", "--log-level=warning"]);
        esbuild.args(["--external:cloudflare:*", "--external:./oriel_bg.wasm"]);
        esbuild.arg(&entry).arg(format!("--outfile={}", output.join("index.js").display()));
        run_quietly(&format!("bundling {}", worker.output), esbuild)?;
        let wasm = output.join("oriel_bg.wasm");
        fs::copy(folder.join("oriel_bg.wasm"), &wasm).map_err(Error::file(&wasm)).map(drop)
    }
}
