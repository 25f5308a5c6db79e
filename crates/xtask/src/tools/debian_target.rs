//! The wasm target from Debian's packages: a compiler with the source of its standard library, built once.
//!
//! Debian packages a Rust for wasm (`rustc-web`) but not the target's library without an operating system. Its
//! source is packaged with its dependencies, so it builds offline. The library lands in `.tools/sysroot`.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{answer, apt, stamp, wasm_target::TARGET, wasm_target::WasmCargo};
use crate::{error::Error, step::Step, workspace};

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const STAMP: &str = "debian-wasm-target";

/// Returns the cargo for wasm if it has been built here before.
pub(crate) fn installed() -> Option<WasmCargo> {
    let version = answer(RUSTC, &["--version"])?;
    stamp::matches(STAMP, &version).then(wasm_cargo)?
}

/// Installs Debian's compiler and builds the target's library with it.
///
/// # Errors
/// If this isn't Debian, or a step fails. `refusal` is what rustup said before.
pub(crate) fn ensure(refusal: &str) -> Result<WasmCargo, Error> {
    let advice = format!("make `rustup target add {TARGET}` work; it said:\n{refusal}\nThen run this again");
    apt::install(&["rustc-web", "cargo-web", "rust-web-src"], &advice)?;
    let missing = |what: &str| Error::Missing { what: what.to_owned(), advice: advice.clone() };
    let version = answer(RUSTC, &["--version"]).ok_or_else(|| missing("/usr/bin/rustc does not run"))?;
    let source = library_source(&version).ok_or_else(|| missing("no source of the standard library in /usr/src"))?;
    build(&source, &advice)?;
    stamp::set(STAMP, &version)?;
    wasm_cargo().ok_or_else(|| missing("neither rustup's toolchain nor Debian's lld has a wasm linker"))
}

/// Returns where the source of the library of `rustc 1.2.3 (…)` lies.
fn library_source(version: &str) -> Option<PathBuf> {
    let number = version.split(' ').nth(1)?;
    let folder = PathBuf::from(format!("/usr/src/rustc-{number}/library"));
    folder.is_dir().then_some(folder)
}

fn build(source: &Path, advice: &str) -> Result<(), Error> {
    let folder = workspace::file(".tools/debian-std");
    let library = folder.join("library");
    workspace::clear(&folder)?;
    // Cargo writes beside the manifest, so the source can't be built where it lies.
    workspace::copy(source, &library)?;
    let built = folder.join("target");
    let mut cargo = Command::new(CARGO);
    cargo.current_dir(&library).env_remove("LD_LIBRARY_PATH");
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    cargo.env("RUSTFLAGS", "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes -Cstrip=debuginfo");
    cargo.args(["build", "--release", "--package", "sysroot", "--target", TARGET, "--target-dir"]).arg(&built);
    Step::new(format!("building the standard library for {TARGET} (about a minute, once)"), cargo)
        .advice(advice)
        .run()?;
    let sysroot = sysroot().join("lib/rustlib").join(TARGET).join("lib");
    workspace::clear(&sysroot)?;
    let libraries = built.join(TARGET).join("release/deps");
    for entry in fs::read_dir(&libraries).map_err(Error::file(&libraries))?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "rlib") {
            let target = sysroot.join(entry.file_name());
            fs::copy(entry.path(), &target).map_err(Error::file(&target))?;
        }
    }
    fs::remove_dir_all(&folder).map_err(Error::file(&folder))
}

fn sysroot() -> PathBuf {
    workspace::file(".tools/sysroot")
}

fn wasm_cargo() -> Option<WasmCargo> {
    let mut flags = OsString::from("--sysroot=");
    flags.push(sysroot());
    let variables = vec![
        ("RUSTC", OsString::from(RUSTC)),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?.into_os_string()),
    ];
    Some(WasmCargo { program: PathBuf::from(CARGO), variables })
}

/// Returns a linker for wasm: Debian's compiler comes without one, rustup's toolchains have it.
fn linker() -> Option<PathBuf> {
    let host = answer("rustc", &["--print", "target-libdir"]).map(PathBuf::from);
    let rustup = host.as_deref().and_then(Path::parent).map(|folder| folder.join("bin/rust-lld"));
    rustup.filter(|path| path.is_file()).or_else(|| super::on_path("wasm-ld"))
}
