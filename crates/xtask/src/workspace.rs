//! Where the project's files are, and small helpers to write them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::error::Error;

/// Returns the repository's root.
pub(crate) fn root() -> &'static Path {
    const MANIFEST: &str = env!("CARGO_MANIFEST_DIR");
    Path::new(MANIFEST.strip_suffix("/crates/xtask").unwrap_or("."))
}

/// Returns `path` under the repository's root.
pub(crate) fn file(path: &str) -> PathBuf {
    root().join(path)
}

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::file(path))
}

/// Writes a file, and the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::file(parent))?;
    }
    fs::write(path, content).map_err(Error::file(path))
}

/// Empties a folder, or makes it.
pub(crate) fn clear(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Error::file(folder))?;
    }
    fs::create_dir_all(folder).map_err(Error::file(folder))
}

/// Copies a folder and all in it into `to`.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::file(to))?;
    for entry in fs::read_dir(from).map_err(Error::file(from))? {
        let entry = entry.map_err(Error::file(from))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(Error::file(&target))?;
        }
    }
    Ok(())
}

/// Returns the version of `package` that `Cargo.lock` holds.
pub(crate) fn locked_version(package: &str) -> Result<String, Error> {
    let path = file("Cargo.lock");
    let text = read(&path)?;
    let after_name = text.split_once(&format!("name = \"{package}\"\nversion = \"")).map(|(_, rest)| rest);
    let version = after_name.and_then(|rest| rest.split_once('"')).map(|(version, _)| version.to_owned());
    version.ok_or_else(|| Error::Missing {
        what: format!("Cargo.lock does not name {package}"),
        advice: String::from("run cargo check, then try again"),
    })
}
