//! The Worker that answers: `dist/edge/`.

use super::{module::Module, worker::Worker};

pub(super) const WORKER: Worker = Worker {
    // The last two let a new instance replace one in which Rust panicked.
    module: Module {
        library: "oriel_edge.wasm",
        bindgen: &[
            "--target",
            "module",
            "--no-typescript",
            "--experimental-reset-state-function",
            "--force-enable-abort-handler",
        ],
        folder: "edge",
    },
    entry: "crates/edge/entry.js",
    output: "dist/edge",
};
