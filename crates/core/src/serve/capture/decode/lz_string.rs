//! Undoes lz-string, which old clients compress with: LZ78 over UTF-16 code units, six bits a character of base64.

/// Returns the text behind a base64 of lz-string's, unless it is broken or longer than `limit` code units.
pub(super) fn unpacked(base64: &[u8], limit: usize) -> Option<String> {
    let mut bits = Bits { base64, position: 0 };
    let mut width = Width { bits: 3, codes_left: 4 };
    let mut units = match bits.take(2)? {
        0 => vec![bits.take(8)? as u16],
        1 => vec![bits.take(16)? as u16],
        _ => return Some(String::new()),
    };
    // Entries are stretches of what was written; the first three numbers are commands.
    let mut dictionary: Vec<(usize, usize)> = vec![(0, 0), (0, 0), (0, 0), (0, 1)];
    let mut last: (usize, usize) = (0, 1);
    loop {
        let start = units.len();
        let length = match bits.take(width.bits)? {
            2 => return String::from_utf16(&units).ok(),
            code @ (0 | 1) => {
                units.push(bits.take(8 + 8 * code)? as u16);
                dictionary.push((start, 1));
                width.next();
                1
            }
            code => {
                // One past the last entry is the one that is about to be added.
                let next = (last.0, last.1 + 1);
                let code = code as usize;
                let (from, length) = if code == dictionary.len() { next } else { *dictionary.get(code)? };
                for index in from..from + length {
                    units.push(*units.get(index)?);
                }
                length
            }
        };
        if units.len() > limit {
            return None;
        }
        // The last stretch ends where this one starts: together with its first unit it is an entry.
        dictionary.push((last.0, last.1 + 1));
        width.next();
        last = (start, length);
    }
}

/// How many bits a code has, which grows with the dictionary.
struct Width {
    bits: u32,
    codes_left: usize,
}

impl Width {
    fn next(&mut self) {
        self.codes_left -= 1;
        if self.codes_left == 0 {
            self.codes_left = 1 << self.bits;
            self.bits += 1;
        }
    }
}

/// Reads numbers, their lowest bit first, from characters whose highest bit comes first.
struct Bits<'a> {
    base64: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, width: u32) -> Option<u32> {
        (0..width).try_fold(0, |number, power| Some(number | (self.bit()? << power)))
    }

    fn bit(&mut self) -> Option<u32> {
        let digit = match self.base64.get(self.position / 6)? {
            upper @ b'A'..=b'Z' => upper - b'A',
            lower @ b'a'..=b'z' => lower - b'a' + 26,
            number @ b'0'..=b'9' => number - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        let bit = (digit >> (5 - self.position % 6)) & 1;
        self.position += 1;
        Some(u32::from(bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_wrote_is_read() {
        for (packed, text) in [
            ("N4IgpgbmB2AuIC4QEMQF8g==", r#"{"event":"a"}"#),
            (
                "N4IgpgbmB2AuIC4QAsCXAbdB7ABIHg3BI/ZwHcA3gJ3QBMSLrbKqQAaEdASwGd4EBtARmaDhQ0cIC6AXyA==",
                r#"{"event":"héllo 🎉 wörld wörld wörld","list":[1,1,1,1,1,1,1,1]}"#,
            ),
            ("IY18ZpA=", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("Q===", ""),
        ] {
            assert_eq!(unpacked(packed.as_bytes(), 100).as_deref(), Some(text));
        }
        assert_eq!(unpacked(b"IY18ZpA=", 30), None);
        assert_eq!(unpacked(b"IY18", 100), None);
        assert_eq!(unpacked(b"{}", 100), None);
    }
}
