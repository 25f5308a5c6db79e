//! Sessions of the web application: a signed cookie, good only from the application's own pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::denied;
use crate::error::Error;
use crate::platform::{Platform, Request};
use crate::serve::exchange::Exchange;
use crate::time::Timestamp;

/// The name of the session cookie.
pub(crate) const COOKIE: &str = "oriel_session";

/// Returns `payload` with an expiry and a signature, in letters that a cookie or header may hold.
///
/// `purpose` keeps tokens of one kind from passing as another.
pub(crate) fn sealed(key: &[u8], purpose: &str, payload: &str, expires: Timestamp) -> String {
    let content = URL_SAFE_NO_PAD.encode(format!("{}.{payload}", expires.seconds()));
    let tag = URL_SAFE_NO_PAD.encode(mac(key, purpose, &content).finalize().into_bytes());
    format!("{content}.{tag}")
}

/// Returns the payload of a text that [`sealed`] made for `purpose` and that has not expired.
pub(crate) fn unsealed(key: &[u8], purpose: &str, text: &str, now: Timestamp) -> Option<String> {
    let (content, tag) = text.split_once('.')?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    // `verify_slice` takes the same time wherever the first difference is.
    mac(key, purpose, content).verify_slice(&tag).ok()?;
    let content = String::from_utf8(URL_SAFE_NO_PAD.decode(content).ok()?).ok()?;
    let (expires, payload) = content.split_once('.')?;
    let expires = expires.parse::<i64>().ok()?;
    (now.seconds() < expires).then(|| payload.to_owned())
}

fn mac(key: &[u8], purpose: &str, content: &str) -> Hmac<Sha256> {
    // HMAC takes keys of every length; an empty one would be a defect of the configuration.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&[0; 64].into()));
    mac.update(purpose.as_bytes());
    mac.update(b"\0");
    mac.update(content.as_bytes());
    mac
}

/// Returns the id of the personal API key with which the session of the request's cookie was opened, if it has a valid one.
pub(super) fn key<P: Platform>(exchange: &Exchange<'_, P>) -> Option<String> {
    let cookie = cookie(exchange.request, COOKIE)?;
    unsealed(&exchange.platform.settings().signing_key, COOKIE, cookie, exchange.now())
}

/// Returns the value of the cookie of a session that a personal API key opens.
pub(crate) fn session<P: Platform>(exchange: &Exchange<'_, P>, key: &str, expires: Timestamp) -> String {
    sealed(&exchange.platform.settings().signing_key, COOKIE, key, expires)
}

/// Returns the value of a cookie.
pub(crate) fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let cookies = request.header("cookie")?.split(';');
    cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Refuses a write that comes with a session but not from a page of this origin.
pub(super) fn check_same_origin(request: &Request) -> Result<(), Error> {
    let same = match request.header("origin") {
        Some(origin) => origin == request.origin,
        None => request.header("sec-fetch-site") == Some("same-origin"),
    };
    if same { Ok(()) } else { Err(denied("CSRF Failed: the request comes from another site.")) }
}

/// Refuses to sign in who comes from a page of another site: that would be signed in as somebody else, unasked.
pub(crate) fn check_not_cross_site(request: &Request) -> Result<(), Error> {
    match (request.header("origin"), request.header("sec-fetch-site")) {
        // No browser sent it.
        (None, None) => Ok(()),
        _ => check_same_origin(request),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_for_its_purpose_and_time_only() {
        let (key, at) = (b"0123456789abcdef", Timestamp::from_seconds(1000));
        let text = sealed(key, "session", "17.x", at);
        let open = |key: &[u8], purpose, text: &str, now| unsealed(key, purpose, text, Timestamp::from_seconds(now));
        assert_eq!(open(key, "session", &text, 999).as_deref(), Some("17.x"));
        assert_eq!(open(key, "session", &text, 1000), None);
        assert_eq!(open(key, "unlock", &text, 999), None);
        assert_eq!(open(b"another", "session", &text, 999), None);
        assert_eq!(open(key, "session", &text.replacen('M', "N", 1), 999), None);
    }
}
