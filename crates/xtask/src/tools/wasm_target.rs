//! The standard library for wasm32-unknown-unknown, and the cargo that builds with it.
//!
//! Three ways, in this order: it is there; rustup can download it; Debian has its source.

use std::{env, ffi::OsString, fs, path::PathBuf, process::Command, time::Duration};

use super::{answer, debian_target};
use crate::{
    error::Error,
    step::{Ended, Step},
    workspace,
};

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DOWNLOAD_LIMIT: Duration = Duration::from_secs(180);

/// A cargo that can build for wasm, and the variables that it needs for it.
pub(crate) struct WasmCargo {
    pub(crate) program: PathBuf,
    pub(crate) variables: Vec<(&'static str, OsString)>,
}

impl WasmCargo {
    /// Returns a call of this cargo from the repository's root.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(workspace::root()).envs(self.variables.iter().cloned());
        // wasm-bindgen's macros read it: `worker` wants its futures from js-sys.
        command.env("WASM_BINDGEN_USE_JS_SYS", "1");
        // `cargo run` points it at its own toolchain, which need not be this one.
        command.env_remove("LD_LIBRARY_PATH");
        command
    }
}

/// Returns a cargo that builds for wasm; brings the target first if it is missing.
///
/// # Errors
/// If none of the three ways works.
pub(crate) fn ensure() -> Result<WasmCargo, Error> {
    if is_installed() {
        return Ok(ordinary_cargo());
    }
    if let Some(cargo) = debian_target::installed() {
        return Ok(cargo);
    }
    let Some(refusal) = download() else { return Ok(ordinary_cargo()) };
    debian_target::ensure(&refusal)
}

fn is_installed() -> bool {
    let folder = answer("rustc", &["--print", "target-libdir", "--target", TARGET]);
    let mut files = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    files.any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

/// Asks rustup for the target; returns why it could not, if so.
fn download() -> Option<String> {
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    let title = format!("rustup target add {TARGET} (into rustup's toolchain)");
    match Step::new(title, rustup).limit(DOWNLOAD_LIMIT).end() {
        Ok(Ended { status, .. }) if status.success() && is_installed() => None,
        Ok(Ended { lines, .. }) => Some(lines.join("\n")),
        Err(error) => Some(error.to_string()),
    }
}

fn ordinary_cargo() -> WasmCargo {
    let program = env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    WasmCargo { program, variables: Vec::new() }
}
