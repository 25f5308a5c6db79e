//! Elements → text.

use super::Element;
use crate::sort;

/// Returns a chain as the text that events carry (spec/api 6.2, Writing).
///
/// Quotes in classes are dropped, in keys and values escaped; empty attributes are left out.
#[must_use]
pub fn write(chain: &[Element<'_>]) -> String {
    let mut text = String::new();
    for (index, element) in chain.iter().enumerate() {
        if index > 0 {
            text.push(';');
        }
        write_element(&mut text, element);
    }
    text
}

fn write_element(text: &mut String, element: &Element<'_>) {
    text.push_str(element.tag_name.as_deref().unwrap_or_default());
    let mut classes: Vec<&str> = element.classes.iter().flatten().map(AsRef::as_ref).collect();
    sort::sort(&mut classes);
    for class in classes {
        text.push('.');
        text.extend(class.chars().filter(|&c| c != '"'));
    }
    text.push(':');
    let nth_child = element.nth_child.unwrap_or_default().to_string();
    let nth_of_type = element.nth_of_type.unwrap_or_default().to_string();
    let own = [
        ("attr_id", element.id.as_deref()),
        ("href", element.href.as_deref()),
        ("nth-child", Some(nth_child.as_str())),
        ("nth-of-type", Some(nth_of_type.as_str())),
        ("text", element.text.as_deref()),
    ];
    let mut attributes: Vec<(&str, &str)> = own
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .chain(element.attributes.iter().map(|(key, value)| (key.as_ref(), value.as_ref())))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    sort::sort_by(&mut attributes, |one, other| one.0.cmp(other.0));
    for (key, value) in attributes {
        push_escaped(text, key);
        text.push_str("=\"");
        push_escaped(text, value);
        text.push('"');
    }
}

fn push_escaped(text: &mut String, value: &str) {
    for character in value.chars() {
        if character == '"' {
            text.push('\\');
        }
        text.push(character);
    }
}
