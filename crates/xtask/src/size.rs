//! How big a file is, as it lies and as it travels.

use std::{fs, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};

use crate::error::Error;

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

/// Returns `bytes` as a gzip file.
pub(crate) fn compress(bytes: &[u8], level: Compression) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
