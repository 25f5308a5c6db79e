//! How big a file is, as it lies and as it travels.

use std::{fs, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};

use crate::{error::Error, workspace};

/// What may weigh how many bytes as gzip.
pub(crate) struct Budget {
    pub(crate) file: &'static str,
    pub(crate) gzip: u64,
}

/// The budgets of the modules: the engine with its charts, the Worker that answers, and the one that paints.
pub(crate) const BUDGETS: [Budget; 3] = [
    Budget { file: "dist/browser/oriel_bg.wasm", gzip: 150 * 1024 },
    Budget { file: "dist/edge/oriel_bg.wasm", gzip: 1024 * 1024 },
    Budget { file: "dist/painter/oriel_bg.wasm", gzip: 1024 * 1024 },
];

/// A file's size in bytes.
pub(crate) struct Size {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
}

impl Size {
    /// Measures a file.
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(Error::file(path))?;
        let gzip = compress(&bytes, Compression::best()).map_err(Error::file(path))?;
        Ok(Self { raw: bytes.len() as u64, gzip: gzip.len() as u64 })
    }
}

/// Prints what the modules weigh, beside what they may.
///
/// # Errors
/// If one of them is not there.
pub(crate) fn print_budgets(out: &mut impl Write) -> Result<(), Error> {
    writeln!(out, "{:<36} {:>12} {:>12} {:>12} {:>7}", "module", "bytes", "gzip", "budget", "of it")?;
    for budget in BUDGETS {
        let size = Size::of(&workspace::file(budget.file))?;
        let share = size.gzip as f64 / budget.gzip as f64 * 100.0;
        writeln!(out, "{:<36} {:>12} {:>12} {:>12} {share:>6.0}%", budget.file, size.raw, size.gzip, budget.gzip)?;
    }
    Ok(())
}

/// Returns `bytes` as a gzip file.
pub(crate) fn compress(bytes: &[u8], level: Compression) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
