//! The conformance suite as far as the core answers it natively: all but the HTTP scenarios.

use std::path::Path;
use std::sync::LazyLock;

use tests::conformance::{NoServer, Report, run};
use tests::native::Native;
use tests::suite::{Half, Shape, Suite};
use tests::verdict::Verdict;

/// The files that hold a case which does not pass yet. A file that is complete leaves the list and must stay so.
const INCOMPLETE: &[&str] = &["api/csv_format"];

static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let suite = Suite::read(&folder, &[Half::Query, Half::Api]).unwrap_or_else(|error| panic!("{error}"));
    let native = suite.files.iter().filter(|file| file.shape != Shape::Scenario);
    native.map(|file| run(&suite, file, &mut Native, &mut NoServer)).collect()
});

fn failures(report: &Report) -> impl Iterator<Item = String> + '_ {
    report.verdicts.iter().filter_map(|(name, verdict)| match verdict {
        Verdict::Failed(difference) => Some(format!("{} {name}: {difference}", report.name)),
        _ => None,
    })
}

#[test]
fn every_case_of_a_complete_file_passes() {
    let complete = REPORTS.iter().filter(|report| !INCOMPLETE.contains(&report.name.as_str()));
    let failures: Vec<String> = complete.flat_map(failures).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_file_that_is_listed_is_incomplete() {
    let is_complete = |name: &&&str| {
        let report = REPORTS.iter().find(|report| report.name == **name);
        report.map_or(0, |report| failures(report).count()) == 0
    };
    let complete: Vec<&&str> = INCOMPLETE.iter().filter(is_complete).collect();
    assert!(complete.is_empty(), "complete now, take them off the list: {complete:?}");
}

#[test]
fn every_case_has_a_name_of_its_own() {
    let mut names: Vec<&String> = REPORTS.iter().flat_map(|report| &report.verdicts).map(|(name, _)| name).collect();
    let count = names.len();
    assert!(count > 500);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}
