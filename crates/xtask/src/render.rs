//! `cargo xtask render [FILE] [--width W] [--height H] [--theme light|dark]`: one query case in, its drawing out.
//!
//! `--sheet FILE` draws every picture of `tests/charts/` on one page instead.

mod sheet;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use oriel::chart::options::{Options, Theme};
use oriel::query::reader::Choice;
use tests::native;

use crate::eval::read_case;

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file that holds the case; standard input by default.
    file: Option<PathBuf>,
    /// The width in CSS pixels.
    #[arg(long, default_value_t = 800)]
    width: u32,
    /// The height in CSS pixels.
    #[arg(long, default_value_t = 400)]
    height: u32,
    /// The colours: auto, light or dark.
    #[arg(long, default_value = "auto", value_parser = theme)]
    theme: Theme,
    /// Draws all pictures of the tests on a page, written to this file.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    sheet: Option<PathBuf>,
}

/// Draws the answer to the case and writes the SVG; succeeds unless the query is refused.
pub(crate) fn run(arguments: &Arguments) -> io::Result<ExitCode> {
    if let Some(sheet) = &arguments.sheet {
        sheet::write(sheet)?;
        return Ok(ExitCode::SUCCESS);
    }
    let case = read_case(arguments.file.as_deref())?;
    let options = Options { theme: arguments.theme, ..Options::sized(arguments.width, arguments.height) };
    match native::drawing(&case, &options) {
        Ok(drawing) => {
            writeln!(io::stdout(), "{drawing}")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            writeln!(io::stderr(), "error: {error}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn theme(name: &str) -> Result<Theme, String> {
    Theme::from_name(name).ok_or_else(|| "auto, light or dark".to_owned())
}
