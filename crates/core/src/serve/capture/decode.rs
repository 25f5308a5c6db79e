//! From what a client sent to JSON text: forms, compression, base64 (spec/api 11.1).

mod lz_string;

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::Refused;
use crate::platform::{Method, Platform};
use crate::serve::exchange::Exchange;
use crate::serve::parameters::Parameters;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A body has no more bytes when it is unpacked, wherever it comes in: the most that any may have that is not packed
/// (spec/api 11.1). A packed byte may stand for a thousand.
const MOST_UNPACKED: usize = 20 << 20;
/// A text of lz-string has no more code units: three bytes each, and entries of a dictionary while it is unpacked. Only
/// clients that are too old for anything else send it, an event or a few.
const MOST_UNITS: usize = 4 << 20;

/// Returns the JSON text of a request's events.
pub(super) fn payload<'a, P: Platform>(
    exchange: &'a Exchange<'_, P>,
    most_bytes: usize,
) -> Result<Cow<'a, [u8]>, Refused> {
    let (bytes, compression) = sent(exchange);
    if bytes.len() > most_bytes {
        return Err(Refused::too_big());
    }
    let is_gzip = bytes.starts_with(&[0x1f, 0x8b]);
    let bytes = match compression.as_deref() {
        _ if is_gzip => gunzipped(&bytes, MOST_UNPACKED)?.into(),
        Some("gzip" | "gzip-js") => return Err(undecodable("it is not gzip")),
        Some("lz64" | "lz-string") => {
            let text = lz_string::unpacked(&bytes, MOST_UNITS);
            text.ok_or_else(|| undecodable("it is not lz-string"))?.into_bytes().into()
        }
        _ => bytes,
    };
    let is_said = matches!(compression.as_deref(), Some("base64" | "b64"));
    let bytes = if is_said { without_breaks(bytes) } else { bytes };
    let bytes = if is_base64(&bytes) { unpacked(&bytes)?.into() } else { bytes };
    // Old clients pack twice.
    Ok(if is_base64(&bytes) { unpacked(&bytes)?.into() } else { bytes })
}

/// Returns base64 without the line breaks that some encoders put into it.
fn without_breaks(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let digits: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if digits.len() < bytes.len() && is_base64(&digits) { digits.into() } else { bytes }
}

fn undecodable(reason: &str) -> Refused {
    Refused::bad(format!("failed to decode request: {reason}"))
}

/// Returns the bytes that hold the events, and the name of their compression in lower case.
fn sent<'a, P: Platform>(exchange: &'a Exchange<'_, P>) -> (Cow<'a, [u8]>, Option<String>) {
    let request = exchange.request;
    let compression = |form: &Parameters| {
        form.get("compression").or_else(|| exchange.parameters.get("compression")).map(str::to_lowercase)
    };
    if request.method != Method::Post || request.body.is_empty() {
        let data = exchange.parameters.get("data").unwrap_or_default();
        return (with_plus_signs(data).into_bytes().into(), compression(&exchange.parameters));
    }
    let content_type = request.header("content-type").unwrap_or_default();
    let is_form = content_type.starts_with("application/x-www-form-urlencoded");
    match std::str::from_utf8(&request.body) {
        Ok(text) if is_form && (text.starts_with("data=") || text.contains("&data=")) => {
            let form = Parameters::parse(text);
            let data = form.get("data").unwrap_or_default();
            (with_plus_signs(data).into_bytes().into(), compression(&form))
        }
        _ => (request.body.as_slice().into(), compression(&Parameters::default())),
    }
}

/// Returns data with the plus signs of base64 that a form has made blanks; those of JSON are its own.
fn with_plus_signs(data: &str) -> String {
    if data.trim_start().starts_with(['{', '[']) { data.to_owned() } else { data.replace(' ', "+") }
}

fn is_base64(bytes: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    bytes.len() > 4 && bytes.iter().all(is_digit)
}

/// Undoes base64, and gzip inside it.
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let bytes = BASE64.decode(bytes).map_err(|_| undecodable("it is not base64"))?;
    if bytes.starts_with(&[0x1f, 0x8b]) { gunzipped(&bytes, MOST_UNPACKED) } else { Ok(bytes) }
}

/// Undoes gzip (RFC 1952), to at most `limit` bytes.
fn gunzipped(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Refused> {
    let start = header_length(bytes).ok_or_else(|| undecodable("the gzip header is cut off"))?;
    decompress_to_vec_with_limit(&bytes[start..], limit).map_err(|error| match error.status {
        miniz_oxide::inflate::TINFLStatus::HasMoreOutput => Refused::too_big(),
        _ => undecodable("the gzip data is broken"),
    })
}

fn header_length(bytes: &[u8]) -> Option<usize> {
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const CHECKSUM: u8 = 2;
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & EXTRA != 0 {
        at += 2 + usize::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & CHECKSUM != 0 {
        at += 2;
    }
    (at <= bytes.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_headers_may_carry_names() {
        let plain = br#"{"event":"a"}"#;
        let deflated = miniz_oxide::deflate::compress_to_vec(plain, 6);
        let mut bytes = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        bytes.extend(b"events.json\0");
        bytes.extend(&deflated);
        assert_eq!(gunzipped(&bytes, 100).ok().as_deref(), Some(plain.as_slice()));
        assert_eq!(gunzipped(&bytes, 5).err().map(|refused| refused.status), Some(413));
        assert_eq!(gunzipped(&bytes[..5], 100).err().map(|refused| refused.status), Some(400));
    }

    #[test]
    fn json_is_not_taken_for_base64() {
        assert!(!is_base64(br#"{"event":"a"}"#));
        assert!(is_base64(b"eyJldmVudCI6ImEifQ=="));
    }
}
