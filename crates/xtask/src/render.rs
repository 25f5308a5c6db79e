//! `cargo xtask render [FILE] [--width W] [--height H] [--theme light|dark]`: one query case in, its drawing out.
//!
//! `--png FILE` writes its picture, of two pixels for each of the drawing's.
//! `--sheet FILE` draws every picture of `tests/charts/` on one page instead.

mod sheet;

use std::fs;
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
    /// Writes the drawing as a PNG into this file instead, twice as many pixels wide and high.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Draws all pictures of the tests on a page, written to this file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "png"])]
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
            match &arguments.png {
                None => writeln!(io::stdout(), "{drawing}")?,
                Some(file) => fs::write(file, picture(&drawing, &options)?)?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            writeln!(io::stderr(), "error: {error}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn picture(drawing: &str, options: &Options) -> io::Result<Vec<u8>> {
    oriel_painter::paint(drawing, 2 * options.width, 2 * options.height).map_err(io::Error::other)
}

fn theme(name: &str) -> Result<Theme, String> {
    Theme::from_name(name).ok_or_else(|| "auto, light or dark".to_owned())
}
