//! Oriel for JavaScript. Glue only: no decisions are made here.

use wasm_bindgen::prelude::wasm_bindgen;

/// Returns the version of Oriel.
#[wasm_bindgen]
pub fn version() -> String {
    String::from(env!("CARGO_PKG_VERSION"))
}
