//! The browser module: `target/browser/`, from which the npm package is assembled.

use super::{Builder, module::Module};
use crate::error::Error;

const MODULE: Module = Module { library: "oriel_browser.wasm", bindgen: &["--target", "web"], folder: "browser" };

impl Builder {
    /// Makes the browser module from what cargo compiled.
    pub(super) fn bind_browser(&self) -> Result<(), Error> {
        self.bind(&MODULE).map(drop)
    }
}
