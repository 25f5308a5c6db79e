//! Regular expressions: one dialect and one bound for filters, actions, path cleaning and expressions.

mod dialect;

use std::borrow::Cow;

use regex_lite::{Captures, Regex, RegexBuilder};

use crate::error::Error;

/// The longest expression, in bytes.
const LONGEST_PATTERN: usize = 2_000;

/// The memory that a compiled expression may take, in bytes: repetitions multiply.
const LARGEST_PROGRAM: usize = 1 << 20;

/// Returns the compiled form of a regular expression.
///
/// It is read as RE2 reads it: it searches anywhere in a text, minds case, and classes such as `\w` are ASCII; `.` matches
/// line breaks too. There are no Unicode classes (`\pL`).
///
/// # Errors
/// Refuses expressions that do not compile or are too large, saying why.
pub fn compile(pattern: &str) -> Result<Regex, Error> {
    if pattern.len() > LONGEST_PATTERN {
        return Err(Error::invalid("a regular expression may be at most 2000 bytes long."));
    }
    RegexBuilder::new(&dialect::translated(pattern))
        .dot_matches_new_line(true)
        .size_limit(LARGEST_PROGRAM)
        .build()
        .map_err(|error| Error::invalid(format!("`{pattern}` is not a regular expression: {error}.")))
}

/// Returns the text with everything that the expression finds replaced; `\0` stands for the match, `\1` … `\9` for
/// its groups.
pub fn replace_all<'t>(regex: &Regex, text: &'t str, replacement: &str) -> Cow<'t, str> {
    regex.replace_all(text, |found: &Captures<'_>| expanded(replacement, found))
}

fn expanded(replacement: &str, found: &Captures<'_>) -> String {
    let mut result = String::with_capacity(replacement.len());
    let mut characters = replacement.chars();
    while let Some(character) = characters.next() {
        match (character, characters.clone().next()) {
            ('\\', Some(digit @ '0'..='9')) => {
                let group = digit as usize - '0' as usize;
                result.push_str(found.get(group).map_or("", |group| group.as_str()));
                characters.next();
            }
            ('\\', Some('\\')) => {
                result.push('\\');
                characters.next();
            }
            _ => result.push(character),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn replaces_matches_and_expands_groups() {
        let regex = compile(r"/(\w+)/\d+").unwrap();
        assert_eq!(replace_all(&regex, "/users/12/posts/34", r"/\1/:id"), "/users/:id/posts/:id");
        assert_eq!(replace_all(&regex, "/about", "x"), "/about");
        assert_eq!(replace_all(&regex, "/a/1", r"\\\0\2"), r"\/a/1");
    }

    #[test]
    fn refuses_what_does_not_compile_or_grows_too_large() {
        assert!(compile("(").unwrap_err().detail().starts_with("`(` is not a regular expression"));
        assert!(compile("((a{1000}){1000}){1000}").is_err());
        assert!(compile(&"a".repeat(3_000)).is_err());
    }

    #[test]
    fn a_dot_matches_line_breaks() {
        assert!(compile("a.b").unwrap().is_match("a\nb"));
    }
}
