//! What RE2 reads otherwise than the library that matches: patterns are written for RE2 (spec/trends 5.3).
//!
//! A brace that begins no repetition is a literal one, as are `\<` and `\>`, and in a class `[`, `&&` and `~~`; `\Q…\E` quotes;
//! and `(?i)` holds for every letter, not for those of ASCII alone.

use std::iter::Peekable;
use std::str::Chars;

/// The longest stretch of a class, in characters, whose letters are added in the other case.
const LONGEST_FOLDED: u32 = 256;

/// Returns the pattern in the library's dialect; what is wrong with it is left for the library to say.
pub(super) fn translated(pattern: &str) -> String {
    let mut translation = Translation {
        rest: pattern.chars().peekable(),
        written: String::with_capacity(pattern.len()),
        groups: vec![Case::Minded],
    };
    translation.run();
    translation.written
}

/// Whether case is minded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Minded,
    Ignored,
}

struct Translation<'p> {
    rest: Peekable<Chars<'p>>,
    written: String,
    /// The case in each group that is open, the innermost last.
    groups: Vec<Case>,
}

impl Translation<'_> {
    fn run(&mut self) {
        while let Some(character) = self.rest.next() {
            match character {
                '\\' => self.escape(),
                '[' => self.class(),
                '(' => self.open_group(),
                ')' => {
                    if self.groups.len() > 1 {
                        self.groups.pop();
                    }
                    self.written.push(')');
                }
                '{' if !begins_repetition(self.rest.clone()) => self.written.push_str(r"\{"),
                other => self.literal(other),
            }
        }
    }

    fn case(&self) -> Case {
        self.groups.last().copied().unwrap_or(Case::Minded)
    }

    /// Writes what follows a backslash outside of a class.
    fn escape(&mut self) {
        match self.rest.next() {
            Some('Q') => self.quoted(),
            other => self.escaped(other),
        }
    }

    /// Writes an escaped character: RE2 takes `\<` and `\>` for themselves, as any punctuation.
    fn escaped(&mut self, character: Option<char>) {
        match character {
            Some(angle @ ('<' | '>')) => self.written.push(angle),
            other => {
                self.written.push('\\');
                self.written.extend(other);
                // The braces of `\x{e9}` are no literal ones.
                if matches!(other, Some('x' | 'p' | 'P')) && self.rest.peek() == Some(&'{') {
                    self.copy_through('}');
                }
            }
        }
    }

    /// Writes everything up to a character, and that, as it is.
    fn copy_through(&mut self, last: char) {
        for character in self.rest.by_ref() {
            self.written.push(character);
            if character == last {
                return;
            }
        }
    }

    /// Writes everything up to `\E`, or the end, as it is.
    fn quoted(&mut self) {
        while let Some(character) = self.rest.next() {
            if character == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            if is_special(character) {
                self.written.push('\\');
                self.written.push(character);
            } else {
                self.literal(character);
            }
        }
    }

    /// Writes a character that stands for itself, or for any of its cases.
    fn literal(&mut self, character: char) {
        let others: String = self.other_cases(character).collect();
        if others.is_empty() {
            self.written.push(character);
        } else {
            self.written.push('[');
            self.written.push(character);
            self.written.push_str(&others);
            self.written.push(']');
        }
    }

    /// Returns a character's other cases that the library does not know of where case is ignored.
    fn other_cases(&self, character: char) -> impl Iterator<Item = char> + use<> {
        let is_folded = self.case() == Case::Ignored && !character.is_ascii();
        let cases = is_folded.then(|| [single(character.to_lowercase()), single(character.to_uppercase())]);
        cases.into_iter().flatten().flatten().filter(move |other| *other != character)
    }

    /// Writes a class after its opening bracket.
    fn class(&mut self) {
        self.written.push('[');
        self.written.extend(self.rest.next_if_eq(&'^'));
        if self.rest.next_if_eq(&']').is_some() {
            self.written.push_str(r"\]");
        }
        let mut last = None;
        while let Some(character) = self.rest.next() {
            let before = last.take();
            match character {
                ']' => {
                    self.written.push(']');
                    return;
                }
                '[' if self.rest.peek() == Some(&':') => {
                    self.written.push('[');
                    self.copy_through(']');
                }
                '[' | '&' | '~' => {
                    self.written.push('\\');
                    self.written.push(character);
                }
                '\\' => {
                    let escaped = self.rest.next();
                    self.escaped(escaped);
                }
                '-' => {
                    self.written.push('-');
                    if let (Some(first), Some(until)) = (before, self.rest.peek().copied()) {
                        self.fold_stretch(first, until);
                    }
                }
                other => {
                    self.written.push(other);
                    last = Some(other);
                    if self.rest.peek() != Some(&'-') {
                        let others = self.other_cases(other);
                        self.written.extend(others);
                    }
                }
            }
        }
    }

    /// Writes the end of a stretch of a class, and after it the other cases of its letters.
    fn fold_stretch(&mut self, first: char, last: char) {
        let is_short = u32::from(last).checked_sub(first.into()).is_some_and(|length| length <= LONGEST_FOLDED);
        if matches!(last, ']' | '[' | '\\') || !is_short {
            return;
        }
        self.rest.next();
        self.written.push(last);
        let others: String = (first..=last).flat_map(|letter| self.other_cases(letter)).collect();
        self.written.push_str(&others);
    }

    /// Writes an opening bracket with its flags, `(?i:` or `(?i)`; the latter hold for the rest of the group around.
    fn open_group(&mut self) {
        self.written.push('(');
        let mut case = self.case();
        let mut flags = self.rest.clone();
        if flags.next_if_eq(&'?').is_some() {
            let mut set = Case::Ignored;
            for flag in flags.by_ref().take_while(|flag| matches!(flag, 'i' | 'm' | 's' | 'U' | '-')) {
                match flag {
                    '-' => set = Case::Minded,
                    'i' => case = set,
                    _ => {}
                }
            }
            let length = self.rest.clone().count() - flags.count();
            let head: String = self.rest.by_ref().take(length).collect();
            self.written.push_str(&head);
            if head.ends_with(')') {
                if let Some(around) = self.groups.last_mut() {
                    *around = case;
                }
                return;
            }
        }
        self.groups.push(case);
    }
}

/// Returns whether what follows an opening brace makes it a repetition: `{2}`, `{2,}` or `{2,3}`.
fn begins_repetition(mut rest: Peekable<Chars<'_>>) -> bool {
    let digits = |rest: &mut Peekable<Chars<'_>>| std::iter::from_fn(|| rest.next_if(char::is_ascii_digit)).count();
    if digits(&mut rest) == 0 {
        return false;
    }
    if rest.next_if_eq(&',').is_some() {
        digits(&mut rest);
    }
    rest.next() == Some('}')
}

/// Returns whether a character has a meaning of its own in a pattern.
fn is_special(character: char) -> bool {
    r"\.+*?()|[]{}^$#&-~".contains(character)
}

/// Returns the character of a sequence of one.
fn single(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next();
    if characters.next().is_some() { None } else { first }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::translated;
    use crate::regex::compile;

    #[test]
    fn finds_what_re2_finds() {
        let found = [
            ("users/{id}", "/users/{id}/a"),
            ("a{2}", "aa"),
            ("a{1,}b{,2}", "aab{,2}"),
            (r"\<b\>", "<b>"),
            ("[[u]", "["),
            ("[^[]", "a"),
            ("[a-z[]{2}", "q["),
            ("[a&&b]", "&"),
            ("[]a]", "]"),
            ("[[:digit:][]+", "1["),
            (r"\Qa.b(\E+c", "a.b((c"),
            (r"\Qa.b", "a.b"),
            ("(?i)école", "ÉCOLE"),
            ("(?i:é)É", "ÉÉ"),
            ("(?i)[а-я]+", "ДА"),
            ("(?i)[^é]", "a"),
            ("(?i)x(?-i)é", "Xé"),
            (r"(?P<name>\w+)-(?:a|b)", "x-b"),
            (r"\{\}\\", r"{}\"),
            (r"^\x{e9}{2}$", "éé"),
            (r"^[\x{e8}-\x{ea}]$", "é"),
        ];
        for (pattern, text) in found {
            assert!(compile(pattern).unwrap().is_match(text), "{pattern} as {}", translated(pattern));
        }
    }

    #[test]
    fn finds_nothing_where_re2_does_not() {
        let missed = [
            (r"\<b\>", "a b c"),
            ("école", "ÉCOLE"),
            ("(?i:é)É", "Éé"),
            ("(?i)x(?-i)é", "XÉ"),
            ("(?i)[^é]", "É"),
            ("((?i)é)é", "ÉÉ"),
            (r"\Qa.b\E", "axb"),
            ("[a&&b]", "c"),
        ];
        for (pattern, text) in missed {
            assert!(!compile(pattern).unwrap().is_match(text), "{pattern} as {}", translated(pattern));
        }
    }

    #[test]
    fn what_is_wrong_stays_wrong() {
        for pattern in ["(", ")", "[", "[a", r"\", "a{2", "(?", "(?i", "*", "[z-a]", r"\Q(\E("] {
            let is_literal = pattern == "a{2";
            assert_eq!(compile(pattern).is_ok(), is_literal, "{pattern} as {}", translated(pattern));
        }
    }
}
