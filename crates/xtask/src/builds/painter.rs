//! The Worker that paints: `dist/painter/`.

use super::{module::Module, worker::Worker};

pub(super) const WORKER: Worker = Worker {
    module: Module {
        library: "oriel_painter.wasm",
        bindgen: &["--target", "module", "--no-typescript", "--experimental-reset-state-function"],
        folder: "painter",
    },
    entry: "crates/painter/entry.js",
    output: "dist/painter",
};
