//! Randomness as a value: a request brings a seed, and draws from it in order.

use std::cell::Cell;

use sha2::{Digest, Sha256};

/// Yields unpredictable bytes from a seed that the shell drew from its host.
///
/// The bytes are SHA-256 of the seed and a counter, so the same seed gives the same tokens
/// (a test can name them) and a seed from a good source gives tokens nobody can guess.
#[derive(Debug)]
pub struct Entropy {
    seed: [u8; 32],
    drawn: Cell<u64>,
}

impl Entropy {
    /// Returns the bytes that follow from `seed`; a shell passes 32 fresh random bytes per request.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed, drawn: Cell::new(0) }
    }

    /// Returns the next `N` bytes; no two calls share any.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(32) {
            chunk.copy_from_slice(&self.block()[..chunk.len()]);
        }
        bytes
    }

    /// Returns `length` letters and digits, each equally likely.
    pub fn alphanumeric(&self, length: usize) -> String {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        // 248 is the largest multiple of 62 in a byte: what lies above would favour some letters.
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let fair = self.block().into_iter().filter(|byte| *byte < 248);
            let letters = fair.map(|byte| char::from(ALPHABET[usize::from(byte % 62)]));
            text.extend(letters.take(length - text.len()));
        }
        text
    }

    fn block(&self) -> [u8; 32] {
        let count = self.drawn.get();
        self.drawn.set(count.wrapping_add(1));
        Sha256::new().chain_update(self.seed).chain_update(count.to_le_bytes()).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_distinct_and_repeatable() {
        let entropy = Entropy::from_seed([7; 32]);
        let (first, second) = (entropy.bytes::<40>(), entropy.bytes::<40>());
        assert_ne!(first, second);
        assert_eq!(first, Entropy::from_seed([7; 32]).bytes::<40>());
    }

    #[test]
    fn alphanumeric_text_has_the_asked_length_and_alphabet() {
        let text = Entropy::from_seed([1; 32]).alphanumeric(200);
        assert_eq!(text.len(), 200);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
