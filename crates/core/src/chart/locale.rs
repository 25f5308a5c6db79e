//! Locales, as far as numbers go: what stands between thousands, and before fractions.

/// The marks between the digits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separators {
    /// Between thousands.
    pub group: &'static str,
    /// Before the fraction.
    pub point: &'static str,
}

impl Default for Separators {
    fn default() -> Self {
        Separators { group: ",", point: "." }
    }
}

/// Languages that write `1.234,5`.
const DOTS: [&str; 12] = ["da", "de", "el", "es", "hr", "id", "is", "it", "nl", "pt", "sl", "tr"];

/// Languages that write `1 234,5`.
const SPACES: [&str; 15] = ["bg", "cs", "et", "fi", "fr", "hu", "lt", "lv", "nb", "no", "pl", "ru", "sk", "sv", "uk"];

impl Separators {
    /// Returns the marks of a locale (BCP 47: `de`, `de-CH`, `pt_BR`); those of English for one that is not known.
    pub fn of(locale: &str) -> Separators {
        let locale = locale.to_ascii_lowercase().replace('_', "-");
        let language = locale.split('-').next().unwrap_or_default();
        match language {
            _ if locale == "de-ch" => Separators { group: "’", point: "." },
            _ if locale == "es-mx" => Separators::default(),
            _ if DOTS.contains(&language) => Separators { group: ".", point: "," },
            // A space at which no line breaks.
            _ if SPACES.contains(&language) => Separators { group: "\u{a0}", point: "," },
            _ => Separators::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_win_over_languages_and_unknown_locales_are_english() {
        assert_eq!(Separators::of("pt_BR").point, ",");
        assert_eq!(Separators::of("de-CH").group, "’");
        assert_eq!(Separators::of("fr-CA").group, "\u{a0}");
        assert_eq!(Separators::of("xx"), Separators::default());
    }
}
