//! The wasm-bindgen program and its test runner, of the very version of the crate.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{answer, on_path};
use crate::{error::Error, step::Step, workspace};

/// Where the two programs are.
pub(crate) struct WasmBindgen {
    pub(crate) program: PathBuf,
    pub(crate) test_runner: PathBuf,
}

/// Returns the programs: those on PATH if their version is right, else our own.
///
/// # Errors
/// If they can't be built.
pub(crate) fn ensure() -> Result<WasmBindgen, Error> {
    let version = workspace::locked_version("wasm-bindgen")?;
    let own = workspace::file(".tools/bin").join(format!("wasm-bindgen{}", env::consts::EXE_SUFFIX));
    let found = [Some(own.clone()), on_path("wasm-bindgen")].into_iter().flatten();
    if let Some(found) = found.into_iter().find_map(|program| of_version(&program, &version)) {
        return Ok(found);
    }
    install(&version)?;
    of_version(&own, &version).ok_or_else(|| Error::Missing {
        what: format!("{} is not wasm-bindgen {version}", own.display()),
        advice: String::from("remove .tools/bin and run this again"),
    })
}

fn of_version(program: &Path, version: &str) -> Option<WasmBindgen> {
    if answer(program, &["--version"])? != format!("wasm-bindgen {version}") {
        return None;
    }
    let test_runner = program.with_file_name(format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX));
    test_runner.is_file().then(|| WasmBindgen { program: program.to_owned(), test_runner })
}

fn install(version: &str) -> Result<(), Error> {
    let built = workspace::file(".tools/build");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // From the root of the disk: our own flags and profiles are not for tools.
    cargo.current_dir(built.ancestors().last().unwrap_or(&built));
    cargo.args(["install", "wasm-bindgen-cli", "--version", version, "--force", "--root"]);
    cargo.arg(workspace::file(".tools"));
    // A lightly optimised build takes half the time of the release profile, and is fast enough to run.
    cargo.args(["--profile", "dev"]).env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env("CARGO_PROFILE_DEV_DEBUG", "false");
    // Kept if it breaks off, so that the next run goes on from there.
    cargo.env("CARGO_TARGET_DIR", &built);
    Step::new(format!("building wasm-bindgen {version} into .tools/ (about two minutes, once)"), cargo)
        .advice("see that crates.io can be reached, then run this again: it goes on where it stopped")
        .run()?;
    fs::remove_dir_all(&built).map_err(Error::file(&built))
}
