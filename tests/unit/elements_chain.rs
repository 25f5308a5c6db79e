//! `api/elements_chain.json`: an elements chain ↔ elements, and the text of attributes → pairs.

use oriel::columns::elements;
use oriel::insight::elements_chain::{DataAttributes, element_from_json, element_to_json};
use serde_json::{Value, json};

use crate::verdict::Verdict;

/// Runs one case.
pub fn run(case: &Value) -> Verdict {
    if let Some(text) = case["attributes_text"].as_str() {
        let pairs = elements::attribute_pairs(text).map(|(key, value)| json!([key, value]));
        return Verdict::of(&case["expect_pairs"], &pairs.collect());
    }
    let given = case["elements"].as_array();
    let written = given.map(|given| elements::write(&given.iter().map(element_from_json).collect::<Vec<_>>()));
    match case.get("expect_chain") {
        Some(expected) => Verdict::of(expected, &written.into()),
        None => Verdict::of(&case["expect_elements"], &read(case, written.as_deref())),
    }
}

/// Returns the elements of the chain that a case gives, or of the one that was written.
fn read(case: &Value, written: Option<&str>) -> Value {
    let shown = case["data_attributes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let shown = DataAttributes::new(shown);
    let chain = written.or(case["chain"].as_str()).unwrap_or_default();
    let elements = elements::read(chain);
    elements.iter().enumerate().map(|(order, element)| element_to_json(element, order, &shown)).collect()
}
