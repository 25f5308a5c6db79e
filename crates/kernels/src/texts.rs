//! Texts, looked through byte by byte.

/// Returns whether a text of ASCII letters contains another, which is in lower case, in whatever case.
#[inline(never)]
pub fn contains_ignoring_case(text: &[u8], lowered: &[u8]) -> bool {
    let Some((first, rest)) = lowered.split_first() else { return true };
    let Some(last) = text.len().checked_sub(lowered.len()) else { return false };
    let upper = first.to_ascii_uppercase();
    text[..=last].iter().enumerate().any(|(place, byte)| {
        let begins = (byte == first) | (*byte == upper);
        begins && text[place + 1..][..rest.len()].eq_ignore_ascii_case(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::contains_ignoring_case;

    #[test]
    fn case_does_not_matter() {
        for (text, part, expected) in [
            ("a/PRODUCTS", "products", true),
            ("ppRo", "pro", true),
            ("pr", "pro", false),
            ("", "", true),
            ("AB", "b", true),
        ] {
            assert_eq!(contains_ignoring_case(text.as_bytes(), part.as_bytes()), expected, "{part} in {text}");
        }
    }
}
