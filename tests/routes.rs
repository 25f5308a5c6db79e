//! Plays the HTTP scenarios natively.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail, and says how far the rest is")]

use std::path::Path;

use tests::conformance::run;
use tests::native::Native;
use tests::scenario::Player;
use tests::serving::Serving;
use tests::suite::{Half, Shape, Suite};
use tests::verdict::Verdict;

/// The scenario files all of whose cases pass.
const COMPLETE: [&str; 10] = [
    "api/account",
    "api/capture",
    "api/crud",
    "api/errors",
    "api/list_filters",
    "api/places",
    "api/query_status",
    "api/reference_query",
    "api/sharing",
    "api/viewed",
];

#[test]
fn scenarios_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let suite = Suite::read(&folder, &[Half::Api]).unwrap();
    let mut broken = Vec::new();
    for file in suite.files.iter().filter(|file| file.shape == Shape::Scenario) {
        let report = run(&suite, file, &mut Native, &mut Player(Serving::default()));
        let passed = report.count(|verdict| *verdict == Verdict::Passed);
        println!("{}: {passed}/{}", report.name, report.verdicts.len());
        for (name, verdict) in report.verdicts {
            if let Verdict::Failed(reason) = verdict {
                println!("  {name}: {reason}");
                if COMPLETE.contains(&report.name.as_str()) {
                    broken.push(format!("{}: {name}: {reason}", report.name));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
