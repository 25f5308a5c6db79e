//! The conformance suite, answered natively: HTTP scenarios by the core's `serve` over a platform in memory.

use std::path::Path;
use std::sync::LazyLock;

use tests::conformance::{Report, run};
use tests::native::Native;
use tests::scenario::Player;
use tests::serving::Serving;
use tests::suite::{Half, Suite};
use tests::verdict::Verdict;

static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let suite = Suite::read(&folder, &[Half::Query, Half::Api]).unwrap_or_else(|error| panic!("{error}"));
    let mut server = Player(Serving::default());
    suite.files.iter().map(|file| run(&suite, file, &mut Native, &mut server)).collect()
});

fn failures(report: &Report) -> impl Iterator<Item = String> + '_ {
    report.verdicts.iter().filter_map(|(name, verdict)| match verdict {
        Verdict::Failed(difference) => Some(format!("{} {name}: {difference}", report.name)),
        _ => None,
    })
}

#[test]
fn every_case_passes() {
    let failures: Vec<String> = REPORTS.iter().flat_map(failures).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
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
