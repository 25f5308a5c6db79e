//! Stamps: what was installed, remembered as a file that holds its version.

use std::{fs, path::PathBuf};

use crate::{error::Error, workspace};

/// Returns whether `name` was installed as `version`.
pub(crate) fn matches(name: &str, version: &str) -> bool {
    fs::read_to_string(path(name)).is_ok_and(|stamped| stamped == version)
}

/// Remembers that `name` is installed as `version`.
pub(crate) fn set(name: &str, version: &str) -> Result<(), Error> {
    workspace::write(&path(name), version)
}

fn path(name: &str) -> PathBuf {
    workspace::file(".tools/stamps").join(name)
}
