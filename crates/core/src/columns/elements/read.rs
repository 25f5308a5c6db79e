//! Text → elements.

use super::Element;
use std::borrow::Cow;

/// Returns the elements of a chain, the clicked one first.
///
/// Every text has a reading: what is not an attribute is passed over, and an empty text is an empty
/// chain (spec/api 6.2, Reading).
#[must_use]
pub fn read(chain: &str) -> Vec<Element<'_>> {
    let mut rest = chain;
    std::iter::from_fn(|| {
        let (piece, after) = next_piece(rest)?;
        rest = after;
        Some(element(piece))
    })
    .collect()
}

/// Returns the attributes in a run of `key="value"`, glued together without separators.
///
/// A value has at least one character and ends at a quote that no backslash precedes, so an empty
/// one runs on into the next pair.
pub fn attribute_pairs(run: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let (key, after) = rest.split_once("=\"")?;
        let end = value_end(after)?;
        rest = &after[end + 1..];
        Some((key, &after[..end]))
    })
}

/// Returns the first piece of a chain and what follows it.
fn next_piece(chain: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    loop {
        let length = piece_length(&chain[start..]);
        if length > 0 {
            return Some(chain[start..].split_at(length));
        }
        start += chain[start..].chars().next()?.len_utf8();
    }
}

/// Returns how many bytes of the piece that starts here belong to it, 0 at a separator.
fn piece_length(chain: &str) -> usize {
    let mut length = 0;
    while let Some(character) = chain[length..].chars().next() {
        length += match character {
            '"' => match quoted_length(&chain[length..]) {
                Some(quoted) => quoted,
                None => break,
            },
            ';' => break,
            white if white.is_whitespace() => break,
            other => other.len_utf8(),
        };
    }
    length
}

/// Returns how many bytes the quoted stretch has that opens here.
///
/// If every further quote is escaped, the last one closes.
fn quoted_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return Some(at + 1),
            // A backslash escapes any character but a line break.
            b'\\' if bytes.get(at + 1).is_some_and(|&next| next != b'\n') => at += 2,
            _ => at += 1,
        }
    }
    text.rfind('"').filter(|&last| last > 0).map(|last| last + 1)
}

/// Returns where a value ends: at its closing quote.
fn value_end(text: &str) -> Option<usize> {
    text.bytes()
        .zip(text.bytes().skip(1))
        .position(|(before, quote)| quote == b'"' && before != b'\\')
        .map(|before| before + 1)
}

/// Reads one piece of a chain. It ends with its first line.
fn element(piece: &str) -> Element<'_> {
    let line = piece.split('\n').next().unwrap_or_default();
    let (name, attributes) = match name_end(line) {
        Some(colon) => (&line[..colon], &line[colon + 1..]),
        None => (line, ""),
    };
    let (tag, classes) = match name.split_once('.') {
        Some((tag, classes)) => (tag, Some(classes)),
        None => (name, None),
    };
    let mut element = Element {
        tag_name: Some(tag).filter(|tag| !tag.is_empty()).map(Cow::Borrowed),
        classes: classes
            .map(|classes| classes.split('.').filter(|class| !class.is_empty()).map(Cow::Borrowed).collect()),
        ..Element::default()
    };
    for (key, value) in attribute_pairs(attributes) {
        set(&mut element, key, value);
    }
    element
}

/// Returns where tag and classes end: at the first colon that an attribute's name follows.
fn name_end(line: &str) -> Option<usize> {
    line.match_indices(':').map(|(colon, _)| colon).find(|colon| {
        let after = &line[colon + 1..];
        after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-').starts_with('=')
    })
}

fn set<'a>(element: &mut Element<'a>, key: &'a str, value: &'a str) {
    match key {
        "text" => element.text = Some(Cow::Borrowed(value)),
        "href" => element.href = Some(Cow::Borrowed(value)),
        "attr_id" => element.id = Some(Cow::Borrowed(value)),
        "nth-child" => element.nth_child = value.parse().ok(),
        "nth-of-type" => element.nth_of_type = value.parse().ok(),
        "" => {}
        _ => {
            element.attributes.insert(Cow::Borrowed(key), Cow::Borrowed(value));
        }
    }
}
