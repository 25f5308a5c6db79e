//! Elements as the API writes and reads them (spec/api 6.1 and 6.2).

use crate::columns::elements::{self, Element};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The number of `data_attributes` entries that count.
const DATA_ATTRIBUTES: usize = 50;

/// Returns an element as the API shows it. `order` is its place in the chain, from 0.
#[must_use]
pub fn element_to_json(element: &Element<'_>, order: usize, shown: &DataAttributes) -> Value {
    let attributes: Map<String, Value> = element
        .attributes
        .iter()
        .filter(|(key, _)| shown.includes(key))
        .map(|(key, value)| (key.to_string(), Value::from(value.as_ref())))
        .collect();
    let classes = element
        .classes
        .as_ref()
        .map(|classes| classes.iter().map(|class| Value::from(class.as_ref())).collect::<Vec<Value>>());
    let fields = [
        ("text", element.text.as_deref().into()),
        ("tag_name", element.tag_name.as_deref().into()),
        ("attr_class", classes.into()),
        ("href", element.href.as_deref().into()),
        ("attr_id", element.id.as_deref().into()),
        ("nth_child", element.nth_child.into()),
        ("nth_of_type", element.nth_of_type.into()),
        ("attributes", attributes.into()),
        ("order", order.into()),
    ];
    Value::Object(fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect())
}

/// Returns the element that an API object describes. What is missing or of another type is empty.
#[must_use]
pub fn element_from_json(object: &Value) -> Element<'_> {
    let classes = object.get("attr_class").and_then(Value::as_array);
    let attributes = object.get("attributes").and_then(Value::as_object);
    Element {
        tag_name: object.get("tag_name").and_then(text),
        classes: classes.map(|classes| classes.iter().filter_map(text).collect()),
        text: object.get("text").and_then(text),
        href: object.get("href").and_then(text),
        id: object.get("attr_id").and_then(text),
        nth_child: object.get("nth_child").and_then(Value::as_i64),
        nth_of_type: object.get("nth_of_type").and_then(Value::as_i64),
        attributes: attributes
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((Cow::Borrowed(key.as_str()), text(value)?)))
            .collect(),
    }
}

/// Returns the chain of a list of elements as old SDKs send it, in `$elements` (spec/api 6.2); `None` for what is no list,
/// or an empty one.
#[must_use]
pub fn chain_of_list(list: &Value) -> Option<String> {
    let elements: Vec<_> = list.as_array()?.iter().filter_map(Value::as_object).map(element_of_sdk).collect();
    (!elements.is_empty()).then(|| elements::write(&elements))
}

/// Returns the element that a script found in a page: `attr__` stands before what the page says of it.
fn element_of_sdk(object: &Map<String, Value>) -> Element<'_> {
    let get = |name: &str| object.get(name).and_then(text);
    let number = |name: &str| get(name)?.parse().ok();
    let classes = object.get("attr__class").or_else(|| object.get("classes")).and_then(|classes| match classes {
        Value::String(classes) => Some(classes.split_whitespace().map(Cow::Borrowed).collect()),
        Value::Array(classes) => Some(classes.iter().filter_map(text).collect()),
        _ => None,
    });
    let attributes = object.iter().filter(|(name, _)| name.starts_with("attr__"));
    Element {
        tag_name: get("tag_name"),
        classes,
        text: get("$el_text"),
        href: get("attr__href"),
        id: get("attr__id"),
        nth_child: number("nth_child"),
        nth_of_type: number("nth_of_type"),
        attributes: attributes.filter_map(|(name, value)| Some((name.as_str().into(), text(value)?))).collect(),
    }
}

/// Returns a value as an attribute's text; numbers are printed.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(_) | Value::Bool(_) => Some(Cow::Owned(value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Says which attributes of an element are shown: the `data_attributes` of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataAttributes {
    /// Names without their `attr__`, with `*` for any run of characters. Empty: all are shown.
    patterns: Vec<String>,
}

impl DataAttributes {
    /// Returns the filter of these entries. They are trimmed, blank ones dropped, the first 50
    /// count, and none at all shows everything.
    pub fn new<'a>(entries: impl IntoIterator<Item = &'a str>) -> Self {
        let entries = entries.into_iter().map(str::trim).filter(|entry| !entry.is_empty());
        Self { patterns: entries.take(DATA_ATTRIBUTES).map(str::to_owned).collect() }
    }

    fn includes(&self, key: &str) -> bool {
        self.patterns.is_empty()
            || key
                .strip_prefix("attr__")
                .is_some_and(|name| self.patterns.iter().any(|pattern| matches_wildcard(pattern, name)))
    }
}

/// Returns whether `text` is `pattern` with every `*` replaced by some run of characters.
fn matches_wildcard(pattern: &str, text: &str) -> bool {
    let Some((start, pattern)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let (middle, end) = pattern.rsplit_once('*').unwrap_or(("", pattern));
    // The first place is as good as any other: what follows may stand anywhere after it.
    for part in middle.split('*') {
        match text.split_once(part) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    text.ends_with(end)
}
