//! The elements chain: its selectors, what filters read of it, and what must hold for any chain.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use oriel::columns::elements::{self, Element, Selector};
use oriel::insight::elements_chain::{DataAttributes, element_to_json};
use proptest::prelude::{any, prop};
use proptest::{prop_assert_eq, prop_compose, proptest};
use serde_json::json;

const CHAIN: &str = r#"svg.icon:nth-child="1"nth-of-type="1";button.big.hover:bg-blue-500:attr__data-x="a\"b"attr_id="go"nth-child="2"nth-of-type="1"text="Say \"hi\"";div.w-1/2.2xl:flex:nth-child="3"nth-of-type="2"text="all of it"href="/a";main:nth-child="1"nth-of-type="1"href="/b""#;

#[test]
fn selectors_find_any_element_of_the_chain() {
    let selected = [
        "button",
        ".big",
        "button.big",
        "#go",
        "[id=go]",
        "*",
        "div",
        ".hover\\:bg-blue-500",
        ".w-1\\/2",
        ".\\32 xl\\:flex",
        "[data-x]",
        "[data-x='a\"b']",
        r#"[data-x="a\"b"]"#,
        "button:nth-child(2)",
        "div:nth-of-type(2)",
        "main svg",
        "main > div > button > svg.icon",
        "div button",
        " div>svg button ",
        "button>svg",
        "[href=\"/a\"]",
    ];
    let chain = elements::read(CHAIN);
    for text in selected {
        let expected = text != " div>svg button ";
        assert_eq!(Selector::parse(text).unwrap().matches(&chain), expected, "{text}");
    }
    for text in ["a", "svg button", "main > button", "#stop", ".bi", "[data-x=b]", "div:nth-child(2)"] {
        assert!(!Selector::parse(text).unwrap().matches(&chain), "{text}");
    }
}

#[test]
fn selectors_that_are_not_understood_are_none() {
    let refused = [
        "",
        "  ",
        "[invalid",
        ".",
        "#",
        "a >",
        "> a",
        "a > > b",
        "a, b",
        "a:hover",
        "a:nth-child(n)",
        "[a=\"b]",
        "a{}",
        "\\",
        "a + b",
        "[=b]",
    ];
    for text in refused {
        assert_eq!(Selector::parse(text), None, "{text}");
    }
}

#[test]
fn a_filter_reads_tags_texts_and_the_innermost_address() {
    let chain = elements::read(CHAIN);
    assert!(elements::has_tag(&chain, "main") && !elements::has_tag(&chain, "mai"));
    assert_eq!(elements::href(&chain).as_deref(), Some("/a"));
    assert_eq!(elements::texts(&chain).collect::<Vec<_>>(), ["Say \"hi\"", "all of it"]);
}

#[test]
fn fifty_data_attributes_count() {
    let chain = elements::read("a:attr__x=\"1\"attr__y=\"2\"");
    let mut entries = vec!["no"; 49];
    entries.extend([" ", " x ", "y"]);
    let shown = element_to_json(&chain[0], 0, &DataAttributes::new(entries));
    assert_eq!(shown["attributes"], json!({"attr__x": "1"}));
}

#[test]
fn a_last_escaped_quote_closes_what_nothing_else_closes() {
    assert_eq!(elements::read("a:text=\"x\\\" y\"z").len(), 1);
    assert_eq!(elements::read("a:text=\"x\\\" y").len(), 2);
    assert_eq!(elements::read("a b\" c;;\"").len(), 2);
}

prop_compose! {
    fn element()(
        tag in prop::option::of("[a-z]{1,4}"),
        classes in prop::option::of(prop::collection::btree_set("[a-z][a-z:/\\[-]{0,4}", 1..4)),
        fields in prop::array::uniform3(prop::option::of("[a-zé;: =.\\t]{1,6}")),
        nth in any::<(u8, u8)>(),
        attributes in prop::collection::btree_map("attr__[a-z-]{1,5}", "[a-z0-9é;=.]{1,5}", 0..4),
    ) -> Element<'static> {
        let [text, href, id] = fields.map(|field| field.map(Into::into));
        Element {
            tag_name: tag.map(Into::into),
            classes: classes.map(|classes| classes.into_iter().map(Into::into).collect()),
            text, href, id,
            nth_child: Some(nth.0.into()),
            nth_of_type: Some(nth.1.into()),
            attributes: attributes.into_iter().map(|(k, v)| (k.into(), v.into())).collect(),
        }
    }
}

proptest! {
    #[test]
    fn a_written_chain_is_read_as_it_was(chain in prop::collection::vec(element(), 0..5)) {
        let written = elements::write(&chain);
        prop_assert_eq!(elements::read(&written), chain);
    }

    #[test]
    fn quotes_survive_writing(text in "[a-z\" ]{0,8}[a-z]") {
        let written = elements::write(&[Element { text: Some(text.as_str().into()), ..Element::default() }]);
        let read = elements::read(&written);
        prop_assert_eq!(elements::texts(&read).collect::<Vec<_>>(), [text]);
    }

    #[test]
    fn any_text_has_a_reading(text in "([a.:=\";\\\\ \\n]|\\PC){0,40}") {
        let chain = elements::read(&text);
        proptest::prop_assert!(chain.len() <= text.len());
        if let Some(selector) = Selector::parse(&text) {
            let innermost = chain.get(..1).unwrap_or_default();
            proptest::prop_assert!(selector.matches(&chain) || !selector.matches(innermost));
        }
    }
}
