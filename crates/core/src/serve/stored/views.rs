//! Who looked at which insight, and when.

use serde_json::Value;

use super::insights::{COLUMNS, TABLES, read_fields};
use super::listing::Conditions;
use super::parsed;
use crate::insight::record::Insight;
use crate::platform::{Failure, Row, Statement};
use crate::serve::auth::user_json;
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
    .bind(Value::from(insights).to_string())
    .bind(user)
    .bind(at.micros())
}

/// Returns the statement that reads those of the insights that a user saw last.
pub(crate) fn last_of_user(mut insights: Conditions, user: i64) -> Statement {
    const MOST: i64 = 5;
    let user = insights.bind(user);
    let seen =
        format!("(SELECT w.last_viewed_at FROM insight_views w WHERE w.insight_id = i.id AND w.user_id = {user})");
    insights.require(format!("{seen} IS NOT NULL"));
    insights.page(&format!("{seen} DESC, i.id DESC"), MOST, 0)
}

/// Holds an insight that many look at.
pub(crate) struct Trending {
    pub(crate) viewers: i64,
    /// At most three of them, as the API shows users.
    pub(crate) some_viewers: Value,
    pub(crate) insight: Insight,
}

/// Returns the statement that reads those of the insights that most users saw since then.
pub(crate) fn trending(mut insights: Conditions, since: Timestamp, limit: i64) -> Statement {
    let user = user_json!("viewer");
    let (since, limit) = (insights.bind(since.micros()), insights.bind(limit));
    let seen = format!("w.insight_id = i.id AND w.user_id <> {NOBODY} AND w.last_viewed_at >= {since}");
    insights.require(format!("EXISTS (SELECT 1 FROM insight_views w WHERE {seen})"));
    let text = format!(
        "SELECT (SELECT count(*) FROM insight_views w WHERE {seen}) AS viewers,
                (SELECT json_group_array(json(one)) FROM (
                   SELECT {user} AS one FROM insight_views w JOIN users viewer ON viewer.id = w.user_id
                    WHERE {seen} ORDER BY w.last_viewed_at DESC LIMIT 3)) AS some_viewers,
                {COLUMNS} FROM {TABLES} WHERE {}
          ORDER BY viewers DESC, i.last_modified_at DESC, i.id DESC LIMIT {limit}",
        insights.text()
    );
    insights.statement(text)
}

/// Reads a row of [`trending`].
pub(crate) fn read_trending(row: Row) -> Result<Trending, Failure> {
    let mut fields = row.fields();
    Ok(Trending {
        viewers: fields.integer()?,
        some_viewers: parsed(&fields.text()?)?,
        insight: read_fields(&mut fields)?,
    })
}
