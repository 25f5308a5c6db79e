//! Cryptography, in this process.

use hmac::{Hmac, KeyInit as _, Mac as _};
use oriel::platform::{DerivedKey, Failure, Secrets};
use sha2::Sha256;

use super::{Memory, Part};

impl Secrets for Memory {
    async fn derive(&self, password: &[u8], salt: &[u8], iterations: u32) -> Result<DerivedKey, Failure> {
        self.check(Part::Secrets)?;
        let mac = |data: &[&[u8]]| -> DerivedKey {
            let mut mac = Hmac::<Sha256>::new_from_slice(password).expect("HMAC takes every key");
            data.iter().for_each(|data| mac.update(data));
            mac.finalize().into_bytes().into()
        };
        // RFC 8018 section 5.2, first block.
        let mut last = mac(&[salt, &1_u32.to_be_bytes()]);
        let mut key = last;
        for _ in 1..iterations {
            last = mac(&[&last]);
            key.iter_mut().zip(last).for_each(|(key, byte)| *key ^= byte);
        }
        Ok(key)
    }
}
