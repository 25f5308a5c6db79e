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

    /// Returns the pattern that is found in an item.
    ///
    /// Of several it is the one that is found first as the item is read: whose match ends first, then the first of the query.
    pub(super) fn of(&self, item: &str) -> Option<&'a str> {
        let found = self.patterns.iter().filter_map(|pattern| Some((pattern.end_in(item)?, pattern.text)));
        found.min_by_key(|(end, _)| *end).map(|(_, text)| text)
    }
}

impl Pattern<'_> {
    /// Returns where the pieces, one after the other, have occurred at the earliest; the first place of each leaves most to
    /// the next.
    fn end_in(&self, item: &str) -> Option<usize> {
        self.pieces.iter().try_fold(0, |end, piece| Some(end + item[end..].find(piece)? + piece.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::Groupings;

    #[test]
    fn a_pattern_is_found_anywhere() {
        let patterns = ["/bar/*/foo".to_owned(), "*/x".to_owned(), "a.c".to_owned()];
        let groupings = Groupings::new(&patterns);
        for (item, group) in [
            ("/2/bar/1/foo/3", Some("/bar/*/foo")),
            ("/bar//foo", Some("/bar/*/foo")),
            ("/bar/foo", None),
            ("é/x", Some("*/x")),
            ("abc", None),
            ("xa.cx", Some("a.c")),
        ] {
            assert_eq!(groupings.of(item), group, "{item}");
        }
    }

    #[test]
    fn the_match_that_ends_first_decides() {
        let patterns = ["/3?q=1".to_owned(), "/3*".to_owned(), "/3".to_owned(), "q".to_owned()];
        let groupings = Groupings::new(&patterns);
        for (item, group) in [("/3?q=1", Some("/3*")), ("/3", Some("/3*")), ("q/3", Some("q"))] {
            assert_eq!(groupings.of(item), group, "{item}");
        }
    }
}
