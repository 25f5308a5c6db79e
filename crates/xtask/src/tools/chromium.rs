//! The browser in which tests run, and the driver that steers it.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::{apt, on_path};
use crate::error::Error;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MACOS: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A browser and its driver, of one version.
pub(crate) struct Chromium {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Returns the browser that is here; on Debian installs one if there is none.
///
/// # Errors
/// If there is none and none can be installed.
pub(crate) fn ensure() -> Result<Chromium, Error> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let advice = "install Chromium or Chrome and the chromedriver of its version, on PATH or named by CHROME_PATH and \
                  CHROMEDRIVER, then run this again";
    apt::install(&["chromium", "chromium-driver", "fonts-dejavu-core"], advice)?;
    find().ok_or_else(|| Error::Missing { what: String::from("no Chromium here"), advice: advice.to_owned() })
}

fn find() -> Option<Chromium> {
    let named = env::var_os("CHROME_PATH").map(PathBuf::from);
    let macos = Some(PathBuf::from(MACOS)).filter(|path| Path::is_file(path));
    let browser = named.or_else(|| NAMES.into_iter().find_map(on_path)).or(macos)?;
    let driver = env::var_os("CHROMEDRIVER").map(PathBuf::from).or_else(|| on_path("chromedriver"))?;
    Some(Chromium { browser, driver })
}
