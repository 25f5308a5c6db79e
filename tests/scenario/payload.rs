//! The bodies of requests, in the forms in which capture clients send them (`cases/api/README.md`, `encode`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{WireRequest, plain};

/// So many spaces are more than a single event may have.
const PADDING: usize = 3 << 20;

/// Puts a body into a request, through each form in turn.
///
/// # Errors
/// Names a form that there is not.
pub(super) fn put(body: &Value, forms: &[&str], request: &mut WireRequest) -> Result<(), String> {
    if body.is_null() {
        return Ok(());
    }
    let mut content_type = if forms.is_empty() { "application/json" } else { "text/plain" };
    let mut bytes = body.to_string().into_bytes();
    for form in forms {
        match *form {
            "text" => bytes = plain(body).into_bytes(),
            "pad" => bytes.resize(bytes.len() + PADDING, b' '),
            "gzip" => bytes = gzip(&bytes),
            "base64" => bytes = STANDARD.encode(&bytes).into_bytes(),
            "form" => {
                content_type = "application/x-www-form-urlencoded";
                bytes = data(&bytes)?.into_bytes();
            }
            "query" => {
                request.query = data(&bytes)?;
                return Ok(());
            }
            other => return Err(format!("there is no form {other}")),
        }
    }
    request.headers.push(("content-type".to_owned(), content_type.to_owned()));
    request.body = bytes;
    Ok(())
}

/// Returns the parameter `data` with these bytes.
fn data(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "bytes that are no text go through base64 first".to_owned())?;
    Ok(form_urlencoded::Serializer::new(String::new()).append_pair("data", text).finish())
}

/// Returns bytes as gzip (RFC 1952). Nobody checks the sums at its end.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    [header.as_slice(), &miniz_oxide::deflate::compress_to_vec(bytes, 6), &[0; 8]].concat()
}
