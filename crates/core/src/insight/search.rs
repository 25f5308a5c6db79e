//! Searching insights by name, description and tags (spec/api 1.2, search).

use super::record::Insight;
use crate::error::Error;
use crate::sort;

/// How many characters a search may have.
const LONGEST: usize = 200;

/// How similar a name must be.
const NAME_THRESHOLD: f64 = 0.3;

/// How similar a description must be.
const DESCRIPTION_THRESHOLD: f64 = 0.4;

/// Holds what is searched for.
#[derive(Clone, Debug)]
pub struct Search {
    text: String,
    words: Vec<Vec<Trigram>>,
}

/// Says how an insight matches; exact matches come first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum MatchType {
    /// The text stands in it as it is.
    Exact,
    /// Something like the text stands in it.
    Similar,
}

impl MatchType {
    /// Returns the name that the API shows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Similar => "similar",
        }
    }
}

/// Holds what of an insight is searched.
#[derive(Clone, Debug)]
pub struct Texts<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// Its derived name.
    pub derived_name: Option<&'a str>,
    /// Its description.
    pub description: Option<&'a str>,
    /// Its tags.
    pub tags: &'a [String],
}

impl<'a> From<&'a Insight> for Texts<'a> {
    fn from(insight: &'a Insight) -> Self {
        Self {
            name: insight.name.as_deref(),
            derived_name: insight.derived_name.as_deref(),
            description: insight.description.as_deref(),
            tags: &insight.tags,
        }
    }
}

type Trigram = [char; 3];

impl Search {
    /// Returns what a client's text searches for; `None` for a blank text, which filters nothing.
    ///
    /// # Errors
    ///
    /// Refuses texts of more than 200 characters.
    pub fn parse(text: &str) -> Result<Option<Self>, Error> {
        if text.chars().count() > LONGEST {
            let detail = format!("Search must be {LONGEST} characters or fewer.");
            return Err(Error::invalid(detail).at("search"));
        }
        let text = text.replace('\0', "").trim().to_lowercase();
        if text.is_empty() {
            return Ok(None);
        }
        let words = words(&text).map(trigrams).collect();
        Ok(Some(Self { text, words }))
    }

    /// Returns how well an insight matches (more is better), or `None` if it does not.
    pub fn matched(&self, texts: &Texts<'_>) -> Option<(MatchType, f64)> {
        let names = [texts.name, texts.derived_name].into_iter().flatten();
        let (mut name, mut whole) = (0.0_f64, 0.0_f64);
        for text in names.clone() {
            name = name.max(self.similarity(text));
            whole = whole.max(self.whole_similarity(text));
        }
        let description = texts.description.map_or(0.0, |text| self.similarity(text));
        let score = name + description / 2.0 + whole;
        let contains = |text: &str| text.to_lowercase().contains(&self.text);
        let mut exact = names.chain(texts.description).chain(texts.tags.iter().map(String::as_str));
        if exact.any(contains) {
            return Some((MatchType::Exact, score));
        }
        let similar = name > NAME_THRESHOLD || description > DESCRIPTION_THRESHOLD;
        similar.then_some((MatchType::Similar, score))
    }

    /// Returns the share of the search's windows that the best extent of the text has, from 0 to 1.
    fn similarity(&self, text: &str) -> f64 {
        let text = text.to_lowercase();
        let windows: Vec<Trigram> = words(&text).flat_map(trigrams).collect();
        let total: usize = self.words.iter().map(Vec::len).sum();
        if total == 0 {
            return 0.0;
        }
        let found: usize = self.words.iter().map(|word| best_extent(word, &windows)).sum();
        found as f64 / total as f64
    }

    /// Returns the share of windows that search and text have in common, out of those of either.
    fn whole_similarity(&self, text: &str) -> f64 {
        let text = text.to_lowercase();
        let distinct = |windows: Vec<Trigram>| {
            let mut windows = windows;
            sort::sort(&mut windows);
            windows.dedup();
            windows
        };
        let theirs = distinct(words(&text).flat_map(trigrams).collect());
        let ours = distinct(self.words.iter().flatten().copied().collect());
        let common = ours.iter().filter(|window| theirs.binary_search(window).is_ok()).count();
        match ours.len() + theirs.len() - common {
            0 => 0.0,
            either => common as f64 / either as f64,
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Returns the windows of a word, padded by two blanks before and one after.
fn trigrams(word: &str) -> Vec<Trigram> {
    let padded: Vec<char> = "  ".chars().chain(word.chars()).chain([' ']).collect();
    padded.windows(3).map(|window| [window[0], window[1], window[2]]).collect()
}

/// Returns the most windows of `word` that an extent of the text's windows has, where an extent longer than
/// the word counts for less in proportion.
fn best_extent(word: &[Trigram], windows: &[Trigram]) -> usize {
    let hits: Vec<usize> =
        windows.iter().enumerate().filter(|(_, window)| word.contains(window)).map(|(at, _)| at).collect();
    let mut best = 0;
    for (index, start) in hits.iter().enumerate() {
        let mut seen: Vec<Trigram> = Vec::new();
        for end in &hits[index..] {
            if end - start >= word.len() {
                break;
            }
            if !seen.contains(&windows[*end]) {
                seen.push(windows[*end]);
            }
        }
        best = best.max(seen.len());
    }
    best
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn matched(search: &str, name: &str) -> Option<(MatchType, f64)> {
        let texts = Texts { name: Some(name), derived_name: None, description: None, tags: &[] };
        Search::parse(search).unwrap().unwrap().matched(&texts)
    }

    #[test]
    fn a_part_of_the_name_is_exact_however_short() {
        assert_eq!(matched("MENT", "experimentation overview").unwrap().0, MatchType::Exact);
        assert_eq!(matched("e", "Email").unwrap().0, MatchType::Exact);
    }

    #[test]
    fn swapped_letters_are_similar() {
        assert_eq!(matched("dahsboard", "Dashboard overview").unwrap().0, MatchType::Similar);
        assert_eq!(matched("dashboard", "dahsboard metrics").unwrap().0, MatchType::Similar);
        assert_eq!(matched("dashboard", "Engineering metrics"), None);
    }

    #[test]
    fn the_whole_name_scores_best() {
        let scores = ["Sales", "Ad Sales", "Weekly Sales"].map(|name| matched("sales", name).unwrap().1);
        assert!(scores[0] > scores[1] && scores[1] > scores[2], "{scores:?}");
    }

    #[test]
    fn blank_searches_filter_nothing_and_long_ones_are_refused() {
        assert!(Search::parse(" \0 ").unwrap().is_none());
        assert_eq!(Search::parse(&"x".repeat(201)).unwrap_err().attribute(), Some("search"));
        assert!(
            Search::parse("'; --")
                .unwrap()
                .unwrap()
                .matched(&Texts { name: Some("a"), derived_name: None, description: None, tags: &[] })
                .is_none()
        );
    }
}
