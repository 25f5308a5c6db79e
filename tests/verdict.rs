//! What a run of one case says.

use serde_json::Value;

use crate::matching::difference;

/// What a run of one case says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as expected.
    Passed,
    /// Something differs; holds the first difference.
    Failed(String),
    /// The case was not run; holds the reason.
    Skipped(String),
}

impl Verdict {
    /// Compares what is expected with what there is.
    pub fn of(expected: &Value, actual: &Value) -> Self {
        match difference(expected, Some(actual)) {
            None => Self::Passed,
            Some(difference) => Self::Failed(difference),
        }
    }
}

/// A case that is not what its folder's README says fails with the reason.
impl From<Result<Self, String>> for Verdict {
    fn from(result: Result<Self, String>) -> Self {
        result.unwrap_or_else(Self::Failed)
    }
}
