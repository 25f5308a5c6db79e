//! Stamps: what was installed, remembered as a file that holds its version.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{error::Error, workspace};

/// Returns whether `name` was installed as `version`.
pub(crate) fn matches(name: &str, version: &str) -> bool {
    holds(&path(name), version)
}

/// Returns whether the file `stamp` holds `content`.
pub(crate) fn holds(stamp: &Path, content: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|stamped| stamped == content)
}

/// Remembers that `name` is installed as `version`.
pub(crate) fn set(name: &str, version: &str) -> Result<(), Error> {
    workspace::write(&path(name), version)
}

fn path(name: &str) -> PathBuf {
    workspace::file(".tools/stamps").join(name)
}
