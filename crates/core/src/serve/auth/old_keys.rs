//! Keys that were stored by PBKDF2, as older installations did: at its first use each is stored as the others are
//! (spec/api 7.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::hashed_key;
use crate::error::Error;
use crate::platform::{Platform, Sql, Statement};
use crate::serve::exchange::Exchange;

/// The most rounds that anybody stored keys with; more would only cost time.
const MOST_ITERATIONS: u32 = 1_000_000;

/// So many of these keys are looked at.
const MOST: i64 = 100;

/// Looks for a key among those that are stored the old way, and stores it the new way; returns whether it was there.
///
/// A host's cryptography may refuse that many rounds, so they are done here: once for each salt that is in use, and
/// installations that keep no such keys never do any.
///
/// # Errors
///
/// Fails when the store does.
pub(super) async fn upgrade<P: Platform>(exchange: &Exchange<'_, P>, key: &str) -> Result<bool, Error> {
    let sql = exchange.platform.sql();
    let select = "SELECT id, secure_value FROM personal_api_keys WHERE secure_value LIKE 'pbkdf2$_sha256$$%' ESCAPE '$' \
                  LIMIT ?1";
    let mut derived: Vec<(u32, String, [u8; 32])> = Vec::new();
    for row in sql.query(Statement::new(select).bind(MOST)).await? {
        let mut fields = row.fields();
        let (id, stored) = (fields.text()?, fields.text()?);
        let Some((iterations, salt, hash)) = parts(&stored) else { continue };
        let known = derived.iter().position(|(rounds, other, _)| *rounds == iterations && other == salt);
        let at = known.unwrap_or_else(|| {
            derived.push((iterations, salt.to_owned(), pbkdf2(key.as_bytes(), salt.as_bytes(), iterations)));
            derived.len() - 1
        });
        if bool::from(derived[at].2.ct_eq(&hash)) {
            let update = Statement::new("UPDATE personal_api_keys SET secure_value = ?2 WHERE id = ?1");
            sql.execute(update.bind(id).bind(hashed_key(key))).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the rounds, the salt and the hash of `pbkdf2_sha256$ROUNDS$SALT$HASH`.
fn parts(stored: &str) -> Option<(u32, &str, [u8; 32])> {
    let mut parts = stored.split('$').skip(1);
    let iterations = parts.next()?.parse().ok().filter(|rounds| (1..=MOST_ITERATIONS).contains(rounds))?;
    let salt = parts.next()?;
    Some((iterations, salt, STANDARD.decode(parts.next()?).ok()?.try_into().ok()?))
}

/// Returns the first block of PBKDF2 with HMAC and SHA-256 (RFC 8018, section 5.2).
fn pbkdf2(key: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    // HMAC takes keys of every length.
    let keyed = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&[0; 64].into()));
    let hashed = |parts: &[&[u8]]| -> [u8; 32] {
        let mut mac = keyed.clone();
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    };
    let mut last = hashed(&[salt, &1_u32.to_be_bytes()]);
    let mut block = last;
    for _ in 1..iterations {
        last = hashed(&[&last]);
        block.iter_mut().zip(last).for_each(|(byte, other)| *byte ^= other);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_key_is_made_of_rounds_salt_and_hash() {
        // RFC 7914, section 11.
        let hash = pbkdf2(b"Password", b"NaCl", 80_000);
        assert_eq!(hash[..4], [0x4d, 0xdc, 0xd8, 0xf6]);
        let stored = format!("pbkdf2_sha256$80000$NaCl${}", STANDARD.encode(hash));
        assert_eq!(parts(&stored), Some((80_000, "NaCl", hash)));
        assert_eq!(parts("pbkdf2_sha256$99999999$NaCl$AA=="), None);
    }
}
