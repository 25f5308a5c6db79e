//! Python with the SDK that tests send events by, in an environment of its own.

use std::{path::PathBuf, process::Command};

use super::{on_path, stamp};
use crate::{error::Error, step::Step, workspace};

/// The packages that are installed.
const PACKAGES: &str = "posthog==7.91.1";

/// Returns the interpreter; installs the packages if they are missing. Where Python has no `venv` there is `None`, and
/// why is said: nothing but that one test needs it.
///
/// # Errors
/// If pip can't install.
pub(crate) fn ensure() -> Result<Option<PathBuf>, Error> {
    let folder = workspace::file(".tools/python");
    let interpreter = folder.join("bin/python");
    if interpreter.exists() && stamp::matches("python", PACKAGES) {
        return Ok(Some(interpreter));
    }
    let mut environment = Command::new("python3");
    environment.args(["-m", "venv", "--clear"]).arg(&folder);
    if on_path("python3").is_none() || !environment.output()?.status.success() {
        eprintln!("  python3 has no venv here: the test of the SDK for Python is left out");
        return Ok(None);
    }
    let mut pip = Command::new(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGES]);
    Step::new("installing the SDK for Python", pip).advice("check the network, then run this again").run()?;
    stamp::set("python", PACKAGES)?;
    Ok(Some(interpreter))
}
