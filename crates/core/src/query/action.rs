//! Actions: named selections of events (spec/trends 5.6).

use super::filter::Filter;
use super::reader::{Node, choices};
use crate::error::Error;

/// A named selection of events.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Its id.
    pub id: i64,
    /// Its name, which labels series made of it.
    pub name: String,
    /// An event matches when any step does; without steps everything matches.
    pub steps: Vec<ActionStep>,
}

/// One step of an action: all parts that are given must hold.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ActionStep {
    /// The exact event name.
    pub event: Option<String>,
    /// A condition on `$current_url`.
    pub url: Option<TextMatch>,
    /// A selector over the element chain; only for `$autocapture`.
    pub selector: Option<String>,
    /// The tag of an element; only for `$autocapture`.
    pub tag_name: Option<String>,
    /// A condition on the element's link; only for `$autocapture`.
    pub href: Option<TextMatch>,
    /// A condition on the element's text; only for `$autocapture`.
    pub text: Option<TextMatch>,
    /// Further conditions.
    pub filter: Filter,
}

/// A condition on a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextMatch {
    /// How the text is matched.
    pub matching: Matching,
    /// With what.
    pub pattern: String,
}

choices! {
    /// How a text is matched, case-sensitively.
    pub enum Matching {
        /// It contains the pattern.
        Contains = "contains",
        /// It is the pattern.
        Exact = "exact",
        /// The regular expression finds it.
        Regex = "regex",
    }
}

impl Action {
    /// Returns the action that `{id, name, steps}` describes.
    ///
    /// # Errors
    /// Refuses a missing id and fields of the wrong type.
    pub fn read(node: &Node<'_>) -> Result<Action, Error> {
        let fields = node.fields()?;
        Ok(Action {
            id: fields.required("id")?.integer()?,
            name: fields.text("name")?.unwrap_or_default(),
            steps: fields.list("steps", |step| ActionStep::read(&step))?,
        })
    }
}

impl ActionStep {
    fn read(node: &Node<'_>) -> Result<ActionStep, Error> {
        let fields = node.fields()?;
        let text_match =
            |pattern: &'static str, matching: &'static str, default: Matching| -> Result<Option<TextMatch>, Error> {
                let matching = fields.choice(matching)?.unwrap_or(default);
                Ok(fields.text(pattern)?.filter(|text| !text.is_empty()).map(|pattern| TextMatch { matching, pattern }))
            };
        Ok(ActionStep {
            event: fields.text("event")?.filter(|name| !name.is_empty()),
            url: text_match("url", "url_matching", Matching::Contains)?,
            selector: fields.text("selector")?.filter(|text| !text.is_empty()),
            tag_name: fields.text("tag_name")?.filter(|text| !text.is_empty()),
            href: text_match("href", "href_matching", Matching::Exact)?,
            text: text_match("text", "text_matching", Matching::Exact)?,
            filter: Filter::field(&fields, "properties")?,
        })
    }
}
