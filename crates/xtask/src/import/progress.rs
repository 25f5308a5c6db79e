//! How far an import has come: remembered in a file, so that one that was interrupted goes on.

use std::{fs, path::PathBuf};

use super::hash;
use crate::{error::Error, workspace};

/// The lines of one file that one project has acknowledged.
pub(super) struct Position {
    file: PathBuf,
    lines: u64,
}

impl Position {
    /// Returns how far the import of a source into a project has come.
    pub(super) fn of(source: &str, token: &str, url: &str) -> Self {
        let name = format!("{:032x}", hash([source, token, url].join("\n").as_bytes()));
        let file = workspace::file(".wrangler/imports").join(name);
        let lines = fs::read_to_string(&file).ok().and_then(|lines| lines.trim().parse().ok()).unwrap_or(0);
        Self { file, lines }
    }

    /// Returns the number of lines that are acknowledged.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Remembers that so many lines more are acknowledged.
    ///
    /// # Errors
    /// If it can't be written.
    pub(super) fn advance(&mut self, lines: u64) -> Result<(), Error> {
        self.lines += lines;
        workspace::write(&self.file, self.lines.to_string())
    }

    /// Forgets the import: it has come to its end.
    ///
    /// # Errors
    /// If the file can't be deleted.
    pub(super) fn end(self) -> Result<(), Error> {
        if self.file.exists() { fs::remove_file(&self.file).map_err(Error::file(&self.file)) } else { Ok(()) }
    }
}
