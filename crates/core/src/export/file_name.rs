//! The name under which an export is saved.

use crate::time::{Timestamp, Zone};

/// Returns the `Content-Disposition` of an export called `name` over a range (spec/api 9.1).
///
/// The name becomes lower-case ASCII words joined by `-`, so that any is safe in a header.
#[must_use]
pub fn attachment(name: &str, zone: &Zone, from: Option<Timestamp>, to: Timestamp) -> String {
    let slug = slug(name);
    let to = zone.clock(to).date();
    let range = match from {
        Some(from) => format!("{} - {to}", zone.clock(from).date()),
        None => format!("up until {to}"),
    };
    format!("attachment; filename=\"{slug} ({range}) from PostHog.csv\"")
}

/// Returns a name's words in lower case, joined by `-`; `export` if there are none.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            slug.push(character.to_ascii_lowercase());
        } else if (character.is_whitespace() || character == '-') && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    match slug.trim_matches(['-', '_']) {
        "" => "export".to_owned(),
        slug => slug.to_owned(),
    }
}
