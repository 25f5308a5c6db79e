//! Where a request carries its credentials (spec/api 7.1).

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::session;
use crate::error::{Error, ErrorKind};
use crate::platform::{Method, Platform};
use crate::serve::exchange::Exchange;

/// Holds what a request proves itself with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Credentials {
    /// A personal API key, as it is stored, and the place where it was found.
    Key { secure_value: String, place: Place },
    /// A session of the web application, by the id of the key that it was opened with: it lives no longer than that.
    Session { key: String },
}

/// Names the places where a key may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Header,
    Body,
    Query,
}

impl Place {
    /// Returns the refusal of a key that is not known.
    pub(super) fn refusal(self) -> Error {
        let place = match self {
            Self::Header => "Authorization header",
            Self::Body => "body",
            Self::Query => "query string",
        };
        let detail = format!("Personal API key found in request {place} is invalid.");
        Error::new(ErrorKind::AuthenticationFailed, detail)
    }
}

impl Credentials {
    /// Returns the first credentials of the request; the other places are not tried.
    ///
    /// # Errors
    ///
    /// `not_authenticated` without any; 403 for a session that another site may have abused.
    pub(crate) fn of<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Self, Error> {
        if let Some((key, place)) = key(exchange) {
            return Ok(Self::Key { secure_value: hashed_key(&key), place });
        }
        let key = session::key(exchange).ok_or_else(|| {
            let detail = "Authentication credentials were not provided.";
            Error::new(ErrorKind::NotAuthenticated, detail)
        })?;
        if !matches!(exchange.request.method, Method::Get | Method::Head) {
            session::check_same_origin(exchange.request)?;
        }
        Ok(Self::Session { key })
    }
}

/// Returns the first key of the request, and where it is.
pub(super) fn key<P: Platform>(exchange: &Exchange<'_, P>) -> Option<(String, Place)> {
    let header = exchange.request.header("authorization").and_then(bearer);
    if let Some(key) = header {
        return Some((key.to_owned(), Place::Header));
    }
    if let Some(key) = exchange.key_in_body() {
        return Some((key, Place::Body));
    }
    let key = exchange.parameters.filled("personal_api_key")?;
    Some((key.to_owned(), Place::Query))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, key) = header.trim().split_once(char::is_whitespace)?;
    Some(key.trim()).filter(|key| scheme.eq_ignore_ascii_case("bearer") && !key.is_empty())
}

/// Returns the form in which a personal API key is stored: `sha256$` and the hex of its SHA-256.
pub(crate) fn hashed_key(key: &str) -> String {
    let mut stored = String::from("sha256$");
    for byte in Sha256::digest(key.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(stored, "{byte:02x}");
    }
    stored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_key_tolerates_extra_blanks_and_any_case() {
        assert_eq!(bearer("  bearer \t phx_1  "), Some("phx_1"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("Bearer "), None);
    }

    #[test]
    fn a_stored_key_is_its_sha256() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hashed_key("abc"), format!("sha256${hex}"));
    }
}
