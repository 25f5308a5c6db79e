//! `cargo xtask eval [FILE]`: one query case in, the response as JSON out.

use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use tests::native;

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file that holds the case; standard input by default.
    file: Option<PathBuf>,
}

/// Answers the case and writes the response as a line of JSON; succeeds unless the query is refused.
pub(crate) fn run(arguments: &Arguments) -> io::Result<ExitCode> {
    let mut case = String::new();
    match &arguments.file {
        Some(file) => {
            let named = |error| io::Error::other(format!("{}: {error}", file.display()));
            case = fs::read_to_string(file).map_err(named)?;
        }
        None => {
            io::stdin().read_to_string(&mut case)?;
        }
    }
    let response = native::response(&serde_json::from_str(&case)?);
    writeln!(io::stdout(), "{response}")?;
    Ok(if response.starts_with("{\"error\"") { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
