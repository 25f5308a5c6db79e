//! Writes JSON with numbers as JavaScript writes them, so that every target gives the same bytes.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::number::number_text;

/// Writes compact JSON whose whole numbers have no trailing `.0`.
struct NumbersAsInJavaScript;

impl Formatter for NumbersAsInJavaScript {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(number_text(value).as_bytes())
    }
}

/// Returns a value as compact JSON.
///
/// A value whose map keys are not strings cannot be written and becomes `null`; answers have none.
pub fn to_text(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    match value.serialize(&mut Serializer::with_formatter(&mut bytes, NumbersAsInJavaScript)) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => "null".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(to_text(&vec![1.0, 0.5, -3.0, f64::NAN]), "[1,0.5,-3,null]");
    }
}
