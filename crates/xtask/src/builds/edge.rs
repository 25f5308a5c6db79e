//! The Worker: `dist/edge/index.js` and its wasm, which wrangler deploys as they are.
//!
//! A build of our own instead of the `worker-build` tool: that takes minutes to compile, and what it does is little.
//! wasm-bindgen makes the glue, `crates/edge/entry.js` exports it to Cloudflare, esbuild bundles the two.

use std::fs;

use super::{Builder, module::Module, run_quietly};
use crate::{error::Error, workspace};

// The last two let a new instance replace one in which Rust panicked.
const MODULE: Module = Module {
    library: "oriel_edge.wasm",
    bindgen: &[
        "--target",
        "module",
        "--no-typescript",
        "--experimental-reset-state-function",
        "--force-enable-abort-handler",
    ],
    folder: "edge",
};

impl Builder {
    /// Makes the Worker from what cargo compiled.
    pub(super) fn assemble_edge(&self) -> Result<(), Error> {
        let folder = self.bind(&MODULE)?;
        let glue = folder.join("oriel.js");
        // Neither wrangler nor esbuild knows source phase imports; there, importing wasm gives the same module.
        let text = workspace::read(&glue)?.replace("import source ", "import ");
        workspace::write(&glue, text)?;
        let entry = folder.join("entry.js");
        fs::copy(workspace::file("crates/edge/entry.js"), &entry).map_err(Error::file(&entry))?;
        let output = workspace::file("dist/edge");
        workspace::clear(&output)?;
        let mut esbuild = self.node.package("esbuild");
        esbuild.args(["--bundle", "--minify", "--format=esm", "--log-level=warning"]);
        esbuild.args(["--external:cloudflare:*", "--external:./oriel_bg.wasm"]);
        esbuild.arg(&entry).arg(format!("--outfile={}", output.join("index.js").display()));
        run_quietly("bundling dist/edge", esbuild)?;
        let wasm = output.join("oriel_bg.wasm");
        fs::copy(folder.join("oriel_bg.wasm"), &wasm).map_err(Error::file(&wasm)).map(drop)
    }
}
