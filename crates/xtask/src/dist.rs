//! `dist`: the release artefacts and their sizes.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    builds::Builder,
    error::Error,
    size::{self, Size},
    workspace,
};

/// Builds `dist/browser` (the npm package) `dist/edge` and `dist/painter` (what wrangler deploys), and prints what they weigh.
pub(crate) fn run() -> Result<ExitCode, Error> {
    Builder::ready()?.all()?;
    let mut out = io::stdout().lock();
    writeln!(out, "{:<36} {:>12} {:>12}", "file", "bytes", "gzip")?;
    for folder in ["dist/browser", "dist/edge", "dist/painter"] {
        let mut files = Vec::new();
        list(&workspace::file(folder), &mut files)?;
        files.sort();
        for file in files {
            let size = Size::of(&file)?;
            let name = file.strip_prefix(workspace::root()).unwrap_or(&file);
            writeln!(out, "{:<36} {:>12} {:>12}", name.display(), size.raw, size.gzip)?;
        }
    }
    writeln!(out)?;
    size::print_budgets(&mut out)?;
    Ok(ExitCode::SUCCESS)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::file(folder))?.flatten() {
        if entry.path().is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
