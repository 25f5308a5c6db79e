//! What a personal API key may be used for (spec/api 7.2).

use super::denied;
use crate::error::Error;

/// Names what an action needs a key to allow; sessions may do everything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scope {
    /// `object:read`, which `object:write` includes.
    Read(&'static str),
    /// `object:write`.
    Write(&'static str),
    /// No scope is declared: no key will do.
    SessionOnly,
    /// Nothing will be done, so every key will do.
    Any,
}

/// What keys can be allowed to read or write.
const OBJECTS: [&str; 13] = [
    "access_control",
    "activity_log",
    "dashboard",
    "element",
    "event",
    "feature_flag",
    "insight",
    "organization",
    "person",
    "project",
    "query",
    "sharing_configuration",
    "user",
];

impl Scope {
    /// Refuses names of scopes that no action asks for.
    pub(crate) fn check_names(scopes: &[String]) -> Result<(), Error> {
        let known = |scope: &String| match scope.split_once(':') {
            Some((object, "read" | "write")) => OBJECTS.contains(&object),
            _ => scope == "*",
        };
        if !scopes.is_empty() && scopes.iter().all(known) {
            return Ok(());
        }
        let objects = OBJECTS.join(", ");
        let detail = format!("A scope is * or one of {objects} with :read or :write; there must be one at least.");
        Err(Error::invalid(detail).at("scopes"))
    }

    /// Refuses when none of the key's scopes covers this one.
    pub(super) fn check(self, scopes: &[String]) -> Result<(), Error> {
        let (object, action) = match self {
            Self::Read(object) => (object, "read"),
            Self::Write(object) => (object, "write"),
            Self::Any => return Ok(()),
            Self::SessionOnly => {
                return Err(denied("This action does not support personal API key access"));
            }
        };
        let covers = |scope: &String| match scope.split_once(':') {
            Some((name, "write")) => name == object,
            Some((name, "read")) => name == object && action == "read",
            _ => scope == "*",
        };
        if scopes.iter().any(covers) {
            return Ok(());
        }
        Err(denied(format!("API key missing required scope '{object}:{action}'")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(scope: Scope, scopes: &[&str]) -> bool {
        scope.check(&scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>()).is_ok()
    }

    #[test]
    fn write_includes_read_and_a_star_includes_all_that_is_declared() {
        assert!(allows(Scope::Read("insight"), &["insight:write"]));
        assert!(allows(Scope::Write("insight"), &["*"]));
        assert!(!allows(Scope::Write("insight"), &["insight:read"]));
        assert!(!allows(Scope::Read("insight"), &["query:read"]));
        assert!(!allows(Scope::Read("insight"), &[]));
        assert!(!allows(Scope::SessionOnly, &["*"]));
    }
}
