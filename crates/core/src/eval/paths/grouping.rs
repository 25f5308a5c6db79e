//! Path groupings: patterns with `*` that take the place of the items in which they are found (spec/funnels 8.2, 4).

/// The groupings of a query, in their order.
pub(super) struct Groupings<'a> {
    patterns: Vec<Pattern<'a>>,
}

struct Pattern<'a> {
    text: &'a str,
    pieces: Vec<&'a str>,
}

impl<'a> Groupings<'a> {
    /// Returns the groupings of these patterns.
    pub(super) fn new(patterns: &'a [String]) -> Groupings<'a> {
        let pattern = |text: &'a String| Pattern { text, pieces: text.split('*').collect() };
        Groupings { patterns: patterns.iter().map(pattern).collect() }
    }

    /// Returns the first pattern that is found in an item.
    pub(super) fn of(&self, item: &str) -> Option<&'a str> {
        self.patterns.iter().find(|pattern| pattern.is_in(item)).map(|pattern| pattern.text)
    }
}

impl Pattern<'_> {
    /// Says whether the pieces occur one after the other; the first place of each leaves most to the next.
    fn is_in(&self, item: &str) -> bool {
        self.pieces.iter().try_fold(item, |rest, piece| rest.split_once(piece).map(|(_, rest)| rest)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Groupings;

    #[test]
    fn a_pattern_is_found_anywhere() {
        let patterns = ["/bar/*/foo".to_owned(), "/bar*".to_owned(), "a.c".to_owned()];
        let groupings = Groupings::new(&patterns);
        for (item, group) in [
            ("/2/bar/1/foo/3", Some("/bar/*/foo")),
            ("/bar//foo", Some("/bar/*/foo")),
            ("/bar/foo", Some("/bar*")),
            ("abc", None),
            ("xa.cx", Some("a.c")),
        ] {
            assert_eq!(groupings.of(item), group, "{item}");
        }
    }
}
