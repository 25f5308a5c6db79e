//! What queries may name: a project's actions and cohorts.

use serde_json::{Value, json};

use super::parsed;
use crate::platform::{Failure, Row, Statement};

/// Returns the statement that reads a project's actions.
pub(crate) fn actions(project: i64) -> Statement {
    Statement::new(
        "SELECT id, name, json_object('steps', json(steps)) AS definition FROM actions WHERE project_id = ?1 ORDER BY id",
    )
    .bind(project)
}

/// Returns the statement that reads a project's cohorts.
pub(crate) fn cohorts(project: i64) -> Statement {
    Statement::new("SELECT id, name, definition FROM cohorts WHERE project_id = ?1 ORDER BY id").bind(project)
}

/// Reads a row of [`actions`] or [`cohorts`] as the engine takes it.
pub(crate) fn read(row: Row) -> Result<Value, Failure> {
    let mut fields = row.fields();
    let (id, name, definition) = (fields.integer()?, fields.text()?, fields.text()?);
    let mut definition: Value = parsed(&definition)?;
    if let Some(object) = definition.as_object_mut() {
        object.insert("id".to_owned(), json!(id));
        object.insert("name".to_owned(), json!(name));
    }
    Ok(definition)
}
