//! Who looked at which insight, and when.

use crate::platform::Statement;
use crate::time::Timestamp;

/// The user of views through shared links: nobody in particular.
pub(crate) const NOBODY: i64 = 0;

/// Returns the statement that notes that a user saw the insight that an earlier statement of the same batch
/// makes.
pub(crate) fn insert_made(environment: i64, short_id: &str, user: i64, at: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO insight_views (insight_id, user_id, last_viewed_at)
         SELECT id, ?3, ?4 FROM insights WHERE environment_id = ?1 AND short_id = ?2",
    )
    .bind(environment)
    .bind(short_id)
    .bind(user)
    .bind(at.micros())
}

/// Returns the statement that notes that a user saw these insights; those of other projects and deleted ones
/// are skipped.
pub(crate) fn insert(project: i64, insights: &[i64], user: i64, at: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO insight_views (insight_id, user_id, last_viewed_at)
         SELECT i.id, ?3, ?4 FROM insights i
          WHERE i.project_id = ?1 AND i.deleted = 0 AND i.id IN (SELECT value FROM json_each(?2))
         ON CONFLICT (insight_id, user_id) DO UPDATE SET last_viewed_at = excluded.last_viewed_at",
    )
    .bind(project)
    .bind(serde_json::Value::from(insights).to_string())
    .bind(user)
    .bind(at.micros())
}
