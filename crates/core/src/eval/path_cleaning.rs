//! Path cleaning: the team's rules that fold addresses into patterns (`/users/12` → `/users/:id`).

use std::borrow::Cow;

use regex_lite::Regex;

use crate::error::Error;
use crate::query::context::PathCleaningRule;
use crate::regex::{compile, replace_all};

/// The rules of path cleaning, made ready to be applied to many paths.
#[derive(Clone, Debug, Default)]
pub struct PathCleaner {
    rules: Vec<(Regex, String)>,
}

impl PathCleaner {
    /// Returns the cleaner that applies the rules in their order; rules without an expression are passed over.
    ///
    /// # Errors
    /// Refuses expressions that do not compile.
    pub fn new<'a>(rules: impl IntoIterator<Item = &'a PathCleaningRule>) -> Result<PathCleaner, Error> {
        let rules = rules
            .into_iter()
            .filter(|rule| !rule.regex.is_empty())
            .map(|rule| Ok((compile(&rule.regex)?, rule.alias.clone())))
            .collect::<Result<_, Error>>()?;
        Ok(PathCleaner { rules })
    }

    /// Returns the path after all rules, each applied to what the one before left (spec/funnels 8.2, step 3).
    pub fn clean<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.rules.iter().fold(Cow::Borrowed(path), |path, (regex, alias)| match path {
            Cow::Borrowed(path) => replace_all(regex, path, alias),
            Cow::Owned(path) => Cow::Owned(replace_all(regex, &path, alias).into_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn each_rule_sees_what_the_one_before_left() {
        let rule = |regex: &str, alias: &str| PathCleaningRule { regex: regex.to_owned(), alias: alias.to_owned() };
        let rules = [rule(r"\d+", "N"), rule("", "never"), rule(r"/(\w+)/N", r"/\1/:id")];
        let cleaner = PathCleaner::new(&rules).unwrap();
        assert_eq!(cleaner.clean("/users/12"), "/users/:id");
        assert_eq!(cleaner.clean("/about"), "/about");
    }
}
