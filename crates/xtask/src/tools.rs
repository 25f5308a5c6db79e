//! What the project needs besides `cargo`: brought by itself, kept in `.tools/`, checked in a moment.
//!
//! A tool a file. Each has an `ensure…` function that returns where the tool is, and installs it first if it must.
//! What lands outside the repository is said when it happens: the wasm target goes to rustup's toolchain, and on
//! Debian packages are installed by apt.

pub(crate) mod apt;
pub(crate) mod chromium;
pub(crate) mod debian_target;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod stamp;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_target;

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Returns the path of `program` if it is on PATH.
fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).map(|folder| folder.join(&file)).find(|candidate| candidate.is_file())
}

/// Returns what `program` prints on standard output with `arguments`, or `None` if it fails.
fn answer(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref()).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
