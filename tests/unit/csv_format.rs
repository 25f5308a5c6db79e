//! `api/csv_format.json`: a response → lines of CSV.

use oriel::export::csv_of_response;
use serde_json::Value;

use crate::verdict::Verdict;

/// Runs one case whose response is given.
pub fn run(case: &Value) -> Verdict {
    let input = &case["input"];
    match input.get("response") {
        Some(response) => of_response(case, response),
        None => Verdict::Skipped("the response is to be computed".to_owned()),
    }
}

/// Compares the lines of a response with those that a case expects.
pub fn of_response(case: &Value, response: &Value) -> Verdict {
    let columns = &case["input"]["columns"];
    let columns: Vec<&str> = columns.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let text = csv_of_response(response, &columns);
    let Some(text) = text.strip_suffix("\r\n") else {
        return Verdict::Failed("the last line has no end".to_owned());
    };
    Verdict::of(&case["expect_lines"], &text.split("\r\n").collect())
}
