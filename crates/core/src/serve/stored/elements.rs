//! Elements that clients stored by hand.

use serde_json::{Map, Value};

use super::parsed;
use crate::platform::{Failure, Row, Statement};

/// Holds a stored element (spec/api 6.1).
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) id: i64,
    pub(crate) text: Option<String>,
    pub(crate) tag_name: Option<String>,
    pub(crate) classes: Option<Vec<String>>,
    pub(crate) href: Option<String>,
    pub(crate) attr_id: Option<String>,
    pub(crate) nth_child: Option<i64>,
    pub(crate) nth_of_type: Option<i64>,
    pub(crate) attributes: Map<String, Value>,
    pub(crate) order: Option<i64>,
}

const COLUMNS: &str = "id, text, tag_name, attr_class, href, attr_id, nth_child, nth_of_type, attributes, list_order";

/// Returns the statement that counts a project's elements.
pub(crate) fn count(project: i64) -> Statement {
    Statement::new("SELECT count(*) AS total FROM elements WHERE project_id = ?1").bind(project)
}

/// Returns the statement that reads a part of a project's elements.
pub(crate) fn page(project: i64, limit: i64, offset: i64) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM elements WHERE project_id = ?1 ORDER BY id LIMIT ?2 OFFSET ?3"))
        .bind(project)
        .bind(limit)
        .bind(offset)
}

/// Returns the statement that reads one element of a project.
pub(crate) fn by_id(project: i64, id: i64) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM elements WHERE project_id = ?1 AND id = ?2")).bind(project).bind(id)
}

/// Reads a row of [`page`] or [`by_id`].
pub(crate) fn read(row: Row) -> Result<Element, Failure> {
    let mut fields = row.fields();
    Ok(Element {
        id: fields.integer()?,
        text: fields.optional_text()?,
        tag_name: fields.optional_text()?,
        classes: fields.optional_text()?.map(|text| parsed(&text)).transpose()?,
        href: fields.optional_text()?,
        attr_id: fields.optional_text()?,
        nth_child: fields.optional_integer()?,
        nth_of_type: fields.optional_integer()?,
        attributes: parsed(&fields.text()?)?,
        order: fields.optional_integer()?,
    })
}

/// Returns the statement that stores an element and returns its id.
pub(crate) fn insert(project: i64, element: &Element) -> Statement {
    let statement = Statement::new(
        "INSERT INTO elements (project_id, text, tag_name, attr_class, href, attr_id, nth_child, nth_of_type,
                               attributes, list_order)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
    );
    with_values(statement.bind(project), element)
}

/// Returns the statement that writes a stored element.
pub(crate) fn update(element: &Element) -> Statement {
    let statement = Statement::new(
        "UPDATE elements SET text = ?2, tag_name = ?3, attr_class = ?4, href = ?5, attr_id = ?6, nth_child = ?7,
                nth_of_type = ?8, attributes = ?9, list_order = ?10 WHERE id = ?1",
    );
    with_values(statement.bind(element.id), element)
}

fn with_values(statement: Statement, element: &Element) -> Statement {
    statement
        .bind(element.text.as_deref())
        .bind(element.tag_name.as_deref())
        .bind(element.classes.as_ref().map(|classes| Value::from(classes.as_slice()).to_string()))
        .bind(element.href.as_deref())
        .bind(element.attr_id.as_deref())
        .bind(element.nth_child)
        .bind(element.nth_of_type)
        .bind(Value::Object(element.attributes.clone()).to_string())
        .bind(element.order)
}

/// Returns the statement that removes an element.
pub(crate) fn delete(id: i64) -> Statement {
    Statement::new("DELETE FROM elements WHERE id = ?1").bind(id)
}
