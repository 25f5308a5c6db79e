//! Environments as rows.

use crate::platform::Statement;

/// Returns the statement that notes that events of an environment were deleted: older answers are found no more.
pub(crate) fn count_deletion(environment: i64) -> Statement {
    Statement::new("UPDATE environments SET deletions = deletions + 1 WHERE id = ?1").bind(environment)
}
