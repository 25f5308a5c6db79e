//! What can stop a command, and what to do about it.

use std::io;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A program could not be run, or said no.
    #[error("this command failed: {command}\n{output}\n\nwhat to do: {advice}")]
    Command { command: String, output: String, advice: String },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File { path: String, source: io::Error },
    /// The terminal or a file failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Something is missing that the project cannot bring by itself.
    #[error("{what}\n\nwhat to do: {advice}")]
    Missing { what: String, advice: String },
    /// The Worker answered otherwise than expected.
    #[error("{0}")]
    Worker(String),
}

impl Error {
    /// Returns a function that turns an I/O error about `path` into this type.
    pub(crate) fn file(path: impl AsRef<std::path::Path>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.as_ref().display().to_string(), source }
    }
}
