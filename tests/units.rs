//! The unit files of the conformance suite that are native and complete.

use std::path::Path;

use serde_json::Value;
use tests::suite::{CaseFile, Half};
use tests::unit;
use tests::verdict::Verdict;

fn every_case_passes(half: Half, file: &str, run: fn(&Value) -> Verdict) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(half.folder()).join(file);
    let file = CaseFile::read(half, &path).unwrap_or_else(|error| panic!("{error}"));
    assert!(!file.cases.is_empty());
    let failed: Vec<String> = (file.cases.iter())
        .filter_map(|case| match run(case) {
            Verdict::Passed => None,
            verdict => Some(format!("{}: {verdict:?}", case["name"])),
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn date_ranges_are_resolved() {
    every_case_passes(Half::Query, "date_ranges.json", unit::date_range::run);
}

#[test]
fn buckets_are_labelled() {
    every_case_passes(Half::Query, "labels.json", unit::label::run);
}

#[test]
fn legacy_filters_become_queries() {
    every_case_passes(Half::Api, "filter_to_query.json", unit::filter_to_query::run);
}

#[test]
fn elements_chains_are_read_and_written() {
    every_case_passes(Half::Api, "elements_chain.json", unit::elements_chain::run);
}
