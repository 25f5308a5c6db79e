//! Cryptography that a host does better than wasm: slow on purpose, and in native code.

use super::Failure;

/// Derives keys from passwords.
pub trait Secrets {
    /// Returns PBKDF2-HMAC-SHA-256 of `password` with `salt` after `iterations` rounds.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the host refuses.
    async fn derive(&self, password: &[u8], salt: &[u8], iterations: u32) -> Result<DerivedKey, Failure>;
}

/// Holds the 32 bytes that [`Secrets::derive`] gives.
pub type DerivedKey = [u8; 32];
