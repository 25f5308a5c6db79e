//! The npm package (`dist/browser/`) and the web app (`dist/app/`): assembled by `www/build.mjs`.

use super::{Builder, run_quietly};
use crate::error::Error;

impl Builder {
    /// Assembles both from `www/` and the browser module.
    pub(super) fn assemble_app(&self) -> Result<(), Error> {
        let mut node = self.node.node();
        node.args(["www/build.mjs", "target/browser", "dist/browser", "dist/app"]);
        run_quietly("assembling dist/browser and dist/app", node)
    }
}
