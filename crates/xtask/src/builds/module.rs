//! From what cargo compiled to a module: wasm-bindgen's glue, then wasm-opt.

use std::{fs, path::PathBuf, time::UNIX_EPOCH};

use super::{Builder, run_quietly};
use crate::{
    error::Error,
    tools::{stamp, wasm_target::TARGET},
    workspace,
};

/// How a module is made from a crate.
pub(super) struct Module {
    /// The crate's library, as cargo names the file.
    pub(super) library: &'static str,
    /// What wasm-bindgen is told.
    pub(super) bindgen: &'static [&'static str],
    /// The folder under `target/` for glue (`oriel.js`) and module (`oriel_bg.wasm`).
    pub(super) folder: &'static str,
}

/// The module with the names of its functions, for `cargo xtask bench size`.
pub(crate) const NAMED: &str = "oriel_named.wasm";

/// The kernels stay functions of their own: one that has a single caller would go into it otherwise, and engines compile
/// the one large function that this makes of an evaluator badly.
const KEPT_APART: &str = "--no-inline=*oriel_kernels*";

/// Functions of more bytes do not go into their single caller: engines compile a function at its first call, and one that
/// holds all kinds of queries keeps the first question waiting twice as long.
const PARTS_APART: &str = "--one-caller-inline-max-function-size=200";

/// Functions that one generic function became follow one another, so that gzip finds what they share: 2 % of a module.
const ALIKE_TOGETHER: &str = "--reorder-functions-by-name";

/// The lowest kilobyte is the far end of the stack, which nothing but an overflow reaches.
const FAR_END_UNUSED: &str = "--low-memory-unused";

/// What the compiler was allowed to use, which wasm-opt must not refuse.
const FEATURES: [&str; 8] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-exception-handling",
];

impl Builder {
    /// Makes the module anew if cargo compiled it anew; returns the folder that holds it.
    pub(super) fn bind(&self, module: &Module) -> Result<PathBuf, Error> {
        let compiled = workspace::file("target").join(TARGET).join("wasm").join(module.library);
        let folder = workspace::file("target").join(module.folder);
        let made_from = folder.join(".made-from");
        let origin = identity(&compiled)?;
        if stamp::holds(&made_from, &origin) {
            return Ok(folder);
        }
        workspace::clear(&folder)?;
        let mut bindgen = std::process::Command::new(&self.bindgen.program);
        bindgen.arg(&compiled).arg("--out-dir").arg(&folder).args(["--out-name", "oriel"]).args(module.bindgen);
        run_quietly(&format!("wasm-bindgen {}", module.library), bindgen)?;
        let (wasm, named) = (folder.join("oriel_bg.wasm"), folder.join(NAMED));
        let mut optimiser = self.node.package("wasm-opt");
        optimiser.args([
            KEPT_APART,
            PARTS_APART,
            FAR_END_UNUSED,
            "-Oz",
            ALIKE_TOGETHER,
            "--debuginfo",
            "--strip-producers",
        ]);
        optimiser.args(FEATURES);
        optimiser.arg(&wasm).arg("-o").arg(&named);
        run_quietly(&format!("wasm-opt {}", module.library), optimiser)?;
        let mut stripper = self.node.package("wasm-opt");
        stripper.args(["--strip-debug", "--strip-target-features"]).args(FEATURES).arg(&named).arg("-o").arg(&wasm);
        run_quietly(&format!("wasm-opt --strip-debug {}", module.library), stripper)?;
        workspace::write(&made_from, origin)?;
        Ok(folder)
    }
}

/// Returns what tells one compilation of a file from the next.
fn identity(path: &PathBuf) -> Result<String, Error> {
    let metadata = fs::metadata(path).map_err(Error::file(path))?;
    let modified = metadata.modified().map_err(Error::file(path))?;
    let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{} bytes, {} ns", metadata.len(), since.as_nanos()))
}
