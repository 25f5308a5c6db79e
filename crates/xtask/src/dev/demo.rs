//! The demo events: the commits of a public repository, two and a half years of them.

use super::{server::Server, state::State};
use crate::{
    error::Error,
    import::{self, Source},
    workspace,
};

/// Loads the demo events through the ingestion endpoint, unless an earlier start has.
///
/// A start that breaks off loads them again: events carry their uuid, so none counts twice.
///
/// # Errors
/// If the Worker refuses them.
pub(super) fn load_once(server: &Server, state: State) -> Result<(), Error> {
    if state.is_demo_loaded {
        return Ok(());
    }
    let source = Source::open(&workspace::file("demo/git-history.ndjson.gz"))?;
    import::load(source, server.url(), &state.project_token)?;
    State { is_demo_loaded: true, ..state }.keep()
}
