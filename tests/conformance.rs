//! Runs the cases of a suite, each where it belongs.
//!
//! Query cases go to an [`Engine`] (the core natively, or the browser module), HTTP scenarios to a [`Server`] (the
//! Worker), units straight to the function they are about.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::matching::difference;
use crate::suite::{CaseFile, Shape, Suite};
use crate::unit;
use crate::verdict::Verdict;

/// Answers the queries of cases.
pub trait Engine {
    /// Returns the response to a case's query over its data: `{"results": …}` or `{"error": {…}}`.
    fn answer(&mut self, case: &Value) -> Value;
}

/// Plays HTTP scenarios.
pub trait Server {
    /// Sets a scenario's state up, sends its requests and compares what comes back.
    fn play(&mut self, scenario: &Value) -> Verdict;
}

/// Stands in for a server where none is there: every scenario fails.
#[derive(Clone, Copy, Debug)]
pub struct NoServer;

impl Server for NoServer {
    fn play(&mut self, _scenario: &Value) -> Verdict {
        Verdict::Failed("no server plays HTTP scenarios yet".to_owned())
    }
}

/// What a file's cases gave.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file, `query/trends_basic`.
    pub name: String,
    /// The cases by name, in the order of the file.
    pub verdicts: Vec<(String, Verdict)>,
}

impl Report {
    /// Returns how many verdicts there are of a kind.
    pub fn count(&self, is: impl Fn(&Verdict) -> bool) -> usize {
        self.verdicts.iter().filter(|(_, verdict)| is(verdict)).count()
    }
}

/// Runs the cases of one file, except those that the suite disputes.
pub fn run(suite: &Suite, file: &CaseFile, engine: &mut dyn Engine, server: &mut dyn Server) -> Report {
    let verdicts = file.cases.iter().enumerate().map(|(index, case)| {
        let name = case["name"].as_str().map_or_else(|| format!("case {index}"), str::to_owned);
        let verdict = match suite.disputed.get(&name) {
            Some(reason) => Verdict::Skipped(format!("disputed: {reason}")),
            None => verdict_of(file.shape, case, engine, server),
        };
        (name, verdict)
    });
    Report { name: file.name.clone(), verdicts: verdicts.collect() }
}

/// Runs one case; a panic is a failure like any other.
fn verdict_of(shape: Shape, case: &Value, engine: &mut dyn Engine, server: &mut dyn Server) -> Verdict {
    let verdict = catch_unwind(AssertUnwindSafe(|| match shape {
        Shape::Query => compare_response(&case["expect"], &engine.answer(case)),
        Shape::Scenario => server.play(case),
        Shape::DateRange => unit::date_range::run(case),
        Shape::Label => unit::label::run(case),
        Shape::Formula => unit::formula::run(case),
        Shape::LegacyFilter => unit::filter_to_query::run(case),
        Shape::Csv if case["input"]["query"].is_null() => unit::csv_format::run(case),
        Shape::Csv => unit::csv_format::of_response(case, &engine.answer(&case["input"])),
        Shape::ElementsChain => unit::elements_chain::run(case),
    }));
    verdict.unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Verdict::Failed(format!("panicked: {message}"))
    })
}

/// Compares a response with what a query case expects of it.
pub fn compare_response(expected: &Value, response: &Value) -> Verdict {
    let error = &response["error"];
    match expected.get("error") {
        Some(reason) => compare_refusal(reason, error),
        None if !error.is_null() => Verdict::Failed(format!("refused: {error}")),
        None => ["results", "hasMore", "boxplot_data", "columns", "types", "total_median_conversion_time"]
            .into_iter()
            .filter_map(|field| Some((field, expected.get(field)?)))
            .find_map(|(field, expected)| {
                difference(expected, response.get(field)).map(|difference| format!("{field}: {difference}"))
            })
            .map_or(Verdict::Passed, Verdict::Failed),
    }
}

/// Compares a refusal with the reason a case gives, by meaning: most of its longer words must occur.
fn compare_refusal(reason: &Value, error: &Value) -> Verdict {
    let detail = error["detail"].as_str().unwrap_or_default().to_lowercase();
    let reason = reason.as_str().unwrap_or_default().to_lowercase();
    if error["type"] != "validation_error" || detail.is_empty() {
        return Verdict::Failed(format!("expected the refusal “{reason}”, got {error}"));
    }
    let words = || reason.split(|character: char| !character.is_alphanumeric()).filter(|word| word.len() > 3);
    let shared = words().filter(|word| detail.contains(word)).count();
    if reason == "validation" || shared * 2 > words().count() {
        Verdict::Passed
    } else {
        Verdict::Failed(format!("expected the refusal “{reason}”, got “{detail}”"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passes(expected: &Value, response: &Value) -> bool {
        compare_response(expected, response) == Verdict::Passed
    }

    #[test]
    fn a_response_is_compared_by_results_and_more() {
        let response = json!({"results": [{"count": 1, "label": "a"}], "hasMore": true});
        assert!(passes(&json!({"results": [{"count": 1}]}), &response));
        assert!(passes(&json!({"results": {"$unordered": [{"label": "a"}]}}), &response));
        assert!(!passes(&json!({"results": [], "hasMore": true}), &response));
        assert!(!passes(&json!({"results": [{"count": 1}], "hasMore": false}), &response));
        assert!(!passes(&json!({"results": []}), &json!({"error": {"type": "validation_error"}})));
    }

    #[test]
    fn a_refusal_is_compared_by_its_meaning() {
        let refusal = |detail: &str| json!({"error": {"type": "validation_error", "detail": detail}});
        let steps = json!({"error": "Funnels require at least two steps."});
        assert!(passes(&steps, &refusal("A funnel needs at least two steps, but funnels may require more.")));
        assert!(!passes(&steps, &refusal("Unknown field.")));
        assert!(!passes(&steps, &json!({"results": []})));
        assert!(passes(&json!({"error": "validation"}), &refusal("Unknown field.")));
        assert!(!passes(
            &json!({"error": "validation"}),
            &json!({"error": {"type": "server_error", "detail": "A defect."}})
        ));
    }
}
