//! `api/filter_to_query.json`: legacy filters → a query node.

use oriel::insight::legacy::{TemplateVariables, query_from_filters};
use serde_json::Value;

use crate::verdict::Verdict;

/// Runs one case.
pub fn run(case: &Value) -> Verdict {
    let variables = match case["allow_variables"] {
        Value::Bool(true) => TemplateVariables::Kept,
        _ => TemplateVariables::Dropped,
    };
    match query_from_filters(&case["filters"], variables) {
        Ok(query) => Verdict::of(&case["expect_query"], &query),
        Err(error) => Verdict::Failed(error.to_string()),
    }
}
