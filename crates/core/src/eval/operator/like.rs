//! Patterns with wildcards, as SQL's `LIKE` has them.

use oriel_kernels::texts;

/// Whether case counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `A` and `a` differ.
    Sensitive,
    /// `A` and `a` are the same.
    Ignored,
}

/// A pattern: `%` stands for any characters, `_` for one; a backslash makes the next character stand for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LikePattern {
    case: Case,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// No wildcards but `%` at both ends.
    Contains(String),
    Pieces(Vec<Piece>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Exactly(char),
}

impl LikePattern {
    /// Returns the pattern that a text writes.
    pub(crate) fn new(pattern: &str, case: Case) -> LikePattern {
        let pattern = in_case(pattern, case);
        let inner = pattern.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
        if let Some(inner) = inner.filter(|inner| !inner.contains(['%', '_', '\\'])) {
            return LikePattern { case, form: Form::Contains(inner.to_owned()) };
        }
        let mut pieces = Vec::new();
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '%' => Piece::Any,
                '_' => Piece::One,
                '\\' => Piece::Exactly(characters.next().unwrap_or('\\')),
                other => Piece::Exactly(other),
            });
        }
        LikePattern { case, form: Form::Pieces(pieces) }
    }

    /// Returns the pattern of texts that contain a text, in which `%` and `_` stay wildcards.
    pub(crate) fn containing(text: &str) -> LikePattern {
        LikePattern::new(&["%", text, "%"].concat(), Case::Ignored)
    }

    /// Returns the pattern of texts that contain a text as it is, ignoring case.
    pub(crate) fn containing_plainly(text: &str) -> LikePattern {
        LikePattern { case: Case::Ignored, form: Form::Contains(in_case(text, Case::Ignored)) }
    }

    /// Returns whether the whole text fits the pattern.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match (&self.form, self.case) {
            (Form::Contains(inner), Case::Sensitive) => text.contains(inner.as_str()),
            (Form::Contains(inner), Case::Ignored) => contains_ignoring_case(text, inner),
            (Form::Pieces(pieces), case) => matches_pieces(pieces, &in_case(text, case)),
        }
    }
}

fn in_case(text: &str, case: Case) -> String {
    match case {
        Case::Sensitive => text.to_owned(),
        Case::Ignored => text.to_lowercase(),
    }
}

/// Returns whether a text contains another, which is in lower case.
fn contains_ignoring_case(text: &str, lowered: &str) -> bool {
    if text.is_ascii() {
        texts::contains_ignoring_case(text.as_bytes(), lowered.as_bytes())
    } else {
        text.to_lowercase().contains(lowered)
    }
}

/// Returns whether a text fits: on a mismatch the last `%` takes one character more.
fn matches_pieces(pieces: &[Piece], text: &str) -> bool {
    let mut rest = text;
    let mut at = 0;
    let mut retry: Option<(usize, &str)> = None;
    loop {
        let next = rest.chars().next();
        match (pieces.get(at), next) {
            (None, None) => return true,
            (Some(Piece::Any), _) => {
                at += 1;
                retry = Some((at, rest));
                continue;
            }
            (Some(Piece::One), Some(character)) => {
                rest = &rest[character.len_utf8()..];
                at += 1;
                continue;
            }
            (Some(Piece::Exactly(wanted)), Some(character)) if *wanted == character => {
                rest = &rest[character.len_utf8()..];
                at += 1;
                continue;
            }
            _ => {}
        }
        let Some((after_any, from)) = retry else { return false };
        let Some(skipped) = from.chars().next() else { return false };
        rest = &from[skipped.len_utf8()..];
        at = after_any;
        retry = Some((at, rest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_characters() {
        for (pattern, text, fits) in [
            ("a%c", "abbbc", true),
            ("a%c", "abbbcd", false),
            ("a_c", "aéc", true),
            ("a_c", "ac", false),
            ("%ab%ab%", "xababx", true),
            ("%ab%ab%", "xabx", false),
            (r"100\%", "100%", true),
            (r"100\%", "1000", false),
            ("", "", true),
            ("", "a", false),
            ("%", "", true),
        ] {
            assert_eq!(LikePattern::new(pattern, Case::Sensitive).matches(text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn case_is_ignored_beyond_ascii() {
        assert!(LikePattern::containing("STRASSE É").matches("hauptstraSSe é"));
        assert!(LikePattern::containing_plainly("").matches(""));
        assert!(!LikePattern::containing_plainly("50%").matches("50 euros"));
        assert!(LikePattern::containing("5%s").matches("50 euros"));
        assert!(!LikePattern::new("A", Case::Sensitive).matches("a"));
    }
}
