//! The activity log.

use serde_json::{Value, json};

use super::listing::Conditions;
use super::parsed;
use crate::platform::{Failure, Row, Statement};
use crate::serve::auth::user_json;
use crate::time::Timestamp;

/// Holds one thing that was done to an insight.
pub(crate) struct Entry<'a> {
    pub(crate) id: String,
    pub(crate) project: i64,
    /// `None` for who came through a shared link.
    pub(crate) user: Option<i64>,
    pub(crate) activity: &'a str,
    pub(crate) scope: &'static str,
    pub(crate) item: Item<'a>,
    pub(crate) detail: Value,
    pub(crate) at: Timestamp,
}

/// Names what an entry is about.
pub(crate) enum Item<'a> {
    /// By primary key.
    Id(i64),
    /// An insight that an earlier statement of the same batch makes.
    ShortId { environment: i64, short_id: &'a str },
}

/// Returns the statement that logs an entry.
pub(crate) fn insert(entry: Entry<'_>) -> Statement {
    let (item, environment, id) = match entry.item {
        Item::Id(id) => ("CAST(CAST(?7 AS INTEGER) AS TEXT)", None, crate::platform::Value::Integer(id)),
        Item::ShortId { environment, short_id } => (
            "(SELECT CAST(id AS TEXT) FROM insights WHERE short_id = ?7 AND environment_id = ?9)",
            Some(environment),
            short_id.into(),
        ),
    };
    let text = format!(
        "INSERT INTO activity (id, project_id, user_id, activity, scope, detail, item_id, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, {item}, ?8)"
    );
    let statement = Statement::new(text)
        .bind(entry.id)
        .bind(entry.project)
        .bind(entry.user)
        .bind(entry.activity)
        .bind(entry.scope)
        .bind(entry.detail.to_string())
        .bind(id)
        .bind(entry.at.micros());
    match environment {
        Some(environment) => statement.bind(environment),
        None => statement,
    }
}

/// Returns the statements that count what was done to a project's insights, or to one of them, where they are
/// `visible`, and that read one page of it, newest first.
pub(crate) fn page(
    mut visible: Conditions,
    project: i64,
    item: Option<i64>,
    limit: i64,
    offset: i64,
) -> [Statement; 2] {
    let (is_visible, project) = (visible.text(), visible.bind(project));
    let mut clause = format!(
        "a.project_id = {project} AND a.scope = 'Insight' AND EXISTS (
           SELECT 1 FROM insights i WHERE i.id = CAST(a.item_id AS INTEGER) AND {is_visible})"
    );
    if let Some(item) = item {
        let item = visible.bind(item);
        clause.push_str(&format!(" AND a.item_id = CAST(CAST({item} AS INTEGER) AS TEXT)"));
    }
    let count = visible.clone().statement(format!("SELECT count(*) AS total FROM activity a WHERE {clause}"));
    let (user, limit, offset) = (user_json!("u"), visible.bind(limit), visible.bind(offset));
    let text = format!(
        "SELECT a.id AS id, {user} AS user_json, a.activity AS activity, a.scope AS scope, a.item_id AS item_id,
                a.detail AS detail, a.created_at AS created_at
           FROM activity a LEFT JOIN users u ON u.id = a.user_id
          WHERE {clause} ORDER BY a.created_at DESC, a.rowid DESC LIMIT {limit} OFFSET {offset}"
    );
    [count, visible.statement(text)]
}

/// Reads a row of a [`page`]: the entry as it is shown.
pub(crate) fn read(row: Row) -> Result<Value, Failure> {
    let mut fields = row.fields();
    let id = fields.text()?;
    let user: Value = fields.optional_text()?.map_or(Ok(Value::Null), |text| parsed(&text))?;
    let user = match user {
        Value::Null => Value::Null,
        user => json!({"first_name": user["first_name"], "email": user["email"]}),
    };
    Ok(json!({
        "id": id,
        "user": user,
        "activity": fields.text()?,
        "scope": fields.text()?,
        "item_id": fields.text()?,
        "detail": parsed::<Value>(&fields.text()?)?,
        "created_at": Timestamp::from_micros(fields.integer()?).to_string(),
    }))
}
