//! A stage of the tests: a command whose outcome is counted.

use std::{ops::AddAssign, process::Command};

use crate::{
    error::Error,
    step::{Ended, Step},
};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Outcome {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs a check: it passes in silence, and fails as one failed test.
pub(super) fn check(title: &str, command: Command) -> Result<Outcome, Error> {
    let ended = Step::new(title, command).end()?;
    Ok(judge(&ended, Outcome::default()))
}

/// Runs tests and counts them by what their runner says.
pub(super) fn tests(title: &str, command: Command) -> Result<Outcome, Error> {
    let ended = Step::new(title, command).end()?;
    let mut outcome = Outcome::default();
    ended.lines.iter().filter_map(|line| counted(line)).for_each(|part| outcome += part);
    let outcome = judge(&ended, outcome);
    eprintln!("  {} passed, {} failed", outcome.passed, outcome.failed);
    Ok(outcome)
}

/// Shows the output of what failed, and counts a failure that no test accounts for.
fn judge(ended: &Ended, mut outcome: Outcome) -> Outcome {
    if ended.status.success() {
        return outcome;
    }
    eprintln!("{}\nthis command failed: {}\n", ended.lines.join("\n"), ended.command);
    outcome.failed = outcome.failed.max(1);
    outcome
}

/// Reads a line in which a runner counts: cargo's and wasm-bindgen's `test result: ok. 3 passed; 0 failed; …`, and
/// `# pass 3` and `# fail 0` of Node's, `3 passed, 0 failed, 0 skipped` of our own cases.
fn counted(line: &str) -> Option<Outcome> {
    let line = line.trim();
    if let Some(result) = line.strip_prefix("test result: ") {
        let number_before = |word: &str| result.split(word).next()?.trim().rsplit(' ').next()?.parse().ok();
        return Some(Outcome { passed: number_before(" passed")?, failed: number_before(" failed")? });
    }
    if let [passed, "passed,", failed, "failed,", _, "skipped"] = line.split(' ').collect::<Vec<_>>()[..] {
        return Some(Outcome { passed: passed.parse().ok()?, failed: failed.parse().ok()? });
    }
    if let Some(passed) = line.strip_prefix("# pass ") {
        return Some(Outcome { passed: passed.parse().ok()?, failed: 0 });
    }
    line.strip_prefix("# fail ").and_then(|failed| Some(Outcome { passed: 0, failed: failed.parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::{Outcome, counted};

    #[test]
    fn counts_what_each_runner_says() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(counted(line), Some(Outcome { passed: 12, failed: 3 }));
        assert_eq!(counted("573 passed, 1 failed, 0 skipped"), Some(Outcome { passed: 573, failed: 1 }));
        assert_eq!(counted("# pass 7"), Some(Outcome { passed: 7, failed: 0 }));
        assert_eq!(counted("# fail 2"), Some(Outcome { passed: 0, failed: 2 }));
        assert_eq!(counted("test funnels ... ok"), None);
    }
}
