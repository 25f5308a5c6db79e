//! `cargo xtask eval [FILE]`: one query case in, the response as JSON out.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;
use tests::native;

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file that holds the case; standard input by default.
    file: Option<PathBuf>,
}

/// Answers the case and writes the response as a line of JSON; succeeds unless the query is refused.
pub(crate) fn run(arguments: &Arguments) -> io::Result<ExitCode> {
    let response = native::response(&read_case(arguments.file.as_deref())?);
    writeln!(io::stdout(), "{response}")?;
    Ok(if response.starts_with("{\"error\"") { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Returns the case in a file, or on standard input.
pub(crate) fn read_case(file: Option<&Path>) -> io::Result<Value> {
    let mut case = String::new();
    match file {
        Some(file) => {
            let named = |error| io::Error::other(format!("{}: {error}", file.display()));
            case = fs::read_to_string(file).map_err(named)?;
        }
        None => {
            io::stdin().read_to_string(&mut case)?;
        }
    }
    Ok(serde_json::from_str(&case)?)
}
