//! The elements chain of an autocapture event: what was clicked and its ancestors.
//!
//! Events carry the chain as one text, the clicked element first (spec/api 6.2). [`read`] borrows
//! from that text; [`write()`] makes it. Values stay as they are stored, with `\"` for a quote:
//! [`plain`] undoes that where a value is compared with what a person typed.

pub mod json;
mod read;
mod selector;
mod write;

pub use read::{attribute_pairs, read};
pub use selector::Selector;
pub use write::write;

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The property in which an event carries its chain.
pub const CHAIN: &str = "$elements_chain";

/// Holds one element of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element<'a> {
    /// The name of the tag, such as `button`.
    pub tag_name: Option<Cow<'a, str>>,
    /// The classes, or `None` if the element has no class attribute.
    pub classes: Option<Vec<Cow<'a, str>>>,
    /// The text inside the element.
    pub text: Option<Cow<'a, str>>,
    /// The address that the element links to.
    pub href: Option<Cow<'a, str>>,
    /// The element's `id`.
    pub id: Option<Cow<'a, str>>,
    /// The position among all children of the parent, from 1.
    pub nth_child: Option<i64>,
    /// The position among the parent's children with the same tag, from 1.
    pub nth_of_type: Option<i64>,
    /// Every other attribute under its full name, such as `attr__data-id`.
    pub attributes: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

/// Returns whether any element of the chain has the tag `name`.
#[must_use]
pub fn has_tag(chain: &[Element<'_>], name: &str) -> bool {
    chain.iter().any(|element| element.tag_name.as_deref() == Some(name))
}

/// Returns the address of the innermost element that has one.
#[must_use]
pub fn href<'a>(chain: &'a [Element<'_>]) -> Option<Cow<'a, str>> {
    chain.iter().find_map(|element| element.href.as_deref()).map(plain)
}

/// Returns the texts of all elements, innermost first.
///
/// A filter on the text holds if it holds for any of them; a negative one if its positive form
/// holds for none.
pub fn texts<'a>(chain: &'a [Element<'_>]) -> impl Iterator<Item = Cow<'a, str>> {
    chain.iter().filter_map(|element| element.text.as_deref()).map(plain)
}

/// Returns a stored value as it was before it was written: `\"` becomes `"`.
#[must_use]
pub fn plain(stored: &str) -> Cow<'_, str> {
    if stored.contains("\\\"") { Cow::Owned(stored.replace("\\\"", "\"")) } else { Cow::Borrowed(stored) }
}
