//! Node and the npm packages of `www/package-lock.json`: wrangler, workerd, esbuild, wasm-opt, TypeScript, Playwright;
//! and those of other folders where they are asked for.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use super::{answer, on_path, stamp};
use crate::{error::Error, step::Step, workspace};

/// What wrangler asks for.
const OLDEST: (u32, u32) = (22, 0);
/// What is installed where there is no such Node: an npm package.
const INSTALLED: &str = "node@22.23.3";

/// Node and its packages: makes commands that find both.
pub(crate) struct Node {
    path: OsString,
}

impl Node {
    /// Returns a call of a package's program, such as `wrangler`, from the repository's root.
    pub(crate) fn package(&self, program: &str) -> Command {
        self.command(packages().join(".bin").join(program))
    }

    /// Returns a call of Node itself.
    pub(crate) fn node(&self) -> Command {
        self.command(PathBuf::from("node"))
    }

    /// Installs the npm packages that the lock file of a folder names, unless they are there.
    pub(crate) fn ensure_packages(&self, folder: &str) -> Result<(), Error> {
        let folder = workspace::file(folder);
        let locked = workspace::read(&folder.join("package-lock.json"))?;
        let installed = folder.join("node_modules");
        let stamp_file = installed.join(".installed-lock.json");
        if stamp::holds(&stamp_file, &locked) {
            return Ok(());
        }
        let mut npm = npm()?;
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder).env("PATH", &self.path);
        Step::new(format!("installing the npm packages into {}", shown(&installed)), npm)
            .advice("see that the npm registry can be reached (npm ping), then run this again")
            .run()?;
        workspace::write(&stamp_file, locked)
    }

    fn command(&self, program: PathBuf) -> Command {
        let mut command = Command::new(program);
        command.current_dir(workspace::root()).env("PATH", &self.path);
        command.env("WRANGLER_SEND_METRICS", "false");
        command.env("WRANGLER_LOG_PATH", workspace::file(".wrangler/logs"));
        command
    }
}

/// Returns Node with the locked packages; installs what is missing.
///
/// # Errors
/// If neither Node nor npm is there, or npm can't install.
pub(crate) fn ensure() -> Result<Node, Error> {
    let node_folder = ensure_node()?;
    let mut folders: Vec<PathBuf> = node_folder.into_iter().chain([packages().join(".bin")]).collect();
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    let path = env::join_paths(folders).map_err(|error| Error::Missing {
        what: error.to_string(),
        advice: String::from("move the repository to a folder without a colon in its name"),
    })?;
    let node = Node { path };
    node.ensure_packages("www")?;
    Ok(node)
}

fn packages() -> PathBuf {
    workspace::file("www/node_modules")
}

/// Returns the folder of our own Node, or `None` if the system's will do.
fn ensure_node() -> Result<Option<PathBuf>, Error> {
    if is_recent(Path::new("node")) {
        return Ok(None);
    }
    let folder = workspace::file(".tools/node");
    let bin = folder.join("node_modules/.bin");
    if !is_recent(&bin.join("node")) {
        let mut npm = npm()?;
        npm.args(["install", "--no-audit", "--no-fund", "--no-save", INSTALLED, "--prefix"]).arg(&folder);
        Step::new(format!("installing {INSTALLED} into .tools/"), npm)
            .advice(format!("install Node {}.{} or newer, then run this again", OLDEST.0, OLDEST.1))
            .run()?;
    }
    Ok(Some(bin))
}

fn is_recent(node: &Path) -> bool {
    let Some(version) = answer(node, &["--version"]) else { return false };
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|number| number.parse().ok());
    numbers.next().zip(numbers.next()).is_some_and(|version: (u32, u32)| version >= OLDEST)
}

/// Returns a path as it stands under the repository's root.
fn shown(path: &Path) -> String {
    path.strip_prefix(workspace::root()).unwrap_or(path).display().to_string()
}

fn npm() -> Result<Command, Error> {
    on_path("npm").map(Command::new).ok_or_else(|| Error::Missing {
        what: String::from("neither Node nor npm is here"),
        advice: format!("install Node {}.{} or newer (it brings npm), then run this again", OLDEST.0, OLDEST.1),
    })
}
