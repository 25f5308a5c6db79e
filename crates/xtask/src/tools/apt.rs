//! Debian's packages, for what is nowhere else to be had.

use std::process::Command;

use super::{answer, on_path};
use crate::{error::Error, step::Step};

/// Installs `packages`, and says so: they land outside the repository.
///
/// # Errors
/// If this isn't a Debian where we may install, or apt fails. `otherwise` is the advice.
pub(crate) fn install(packages: &[&str], otherwise: &str) -> Result<(), Error> {
    let Some(apt) = command() else {
        return Err(Error::Missing { what: format!("missing: {}", packages.join(", ")), advice: otherwise.to_owned() });
    };
    let advice = format!("{otherwise}, or install by hand: apt-get install {}", packages.join(" "));
    let mut update = apt();
    update.args(["update", "-qq"]);
    Step::new("apt-get update (system)", update).advice(&advice).run()?;
    let mut install = apt();
    install.args(["install", "-y", "--no-install-recommends"]).args(packages);
    Step::new(format!("apt-get install {} (system)", packages.join(" ")), install).advice(advice).run()?;
    Ok(())
}

/// Returns how apt-get is called here with the right to install, if it can be.
fn command() -> Option<impl Fn() -> Command> {
    let apt = on_path("apt-get")?;
    let is_root = answer("id", &["-u"])? == "0";
    if !is_root {
        answer("sudo", &["-n", "true"])?;
    }
    Some(move || {
        let mut command = if is_root { Command::new(&apt) } else { Command::new("sudo") };
        if !is_root {
            command.arg("-n").arg(&apt);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    })
}
