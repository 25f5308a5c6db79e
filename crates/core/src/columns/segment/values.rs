//! The values of a dictionary.

use super::broken;
use super::bytes::Bytes;
use crate::columns::dictionary::Dictionary;
use crate::columns::value::ValueKind;
use crate::error::Error;

/// Returns all values but the absent one as bytes.
pub(super) fn write(dictionary: &Dictionary) -> Vec<u8> {
    let mut out = (dictionary.len() as u32 - 1).to_le_bytes().to_vec();
    let mut texts: Vec<u8> = Vec::new();
    for value in dictionary.values().skip(1) {
        let text = value.text().unwrap_or_default();
        out.push(u8::from(value.kind() == ValueKind::Json));
        out.extend((text.len() as u32).to_le_bytes());
        texts.extend(text.as_bytes());
    }
    out.extend(texts);
    out
}

/// Returns the dictionary that [`write`] wrote.
///
/// # Errors
/// Refuses bytes that are none.
pub(super) fn read(mut bytes: Bytes<'_>) -> Result<Dictionary, Error> {
    let count = bytes.u32()? as usize;
    let mut heads = Bytes(bytes.take(count.checked_mul(5).ok_or_else(|| broken("a dictionary is too long"))?)?);
    let texts = std::str::from_utf8(bytes.0).map_err(|_| broken("a dictionary is not UTF-8"))?;
    let (mut kinds, mut ends, mut end) = (Vec::with_capacity(count), Vec::with_capacity(count), 0_usize);
    for _ in 0..count {
        kinds.push(if heads.u8()? == 0 { ValueKind::Text } else { ValueKind::Json });
        let length = heads.u32()? as usize;
        end = end
            .checked_add(length)
            .filter(|end| texts.is_char_boundary(*end))
            .ok_or_else(|| broken("a dictionary is cut off"))?;
        ends.push(end as u32);
    }
    Ok(Dictionary::from_parts(texts.get(..end).unwrap_or_default().to_owned(), ends, kinds))
}
