//! Lists of insights: conditions that combine with AND, an order, a page.

use super::insights::{COLUMNS, TABLES};
use crate::platform::{Statement, Value};

/// Holds the conditions of a list and the values bound in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Returns the conditions that every list has: live insights of the project.
    pub(crate) fn of_project(project: i64) -> Self {
        let mut conditions = Self::default();
        let project = conditions.bind(project);
        conditions.require(format!("i.project_id = {project} AND i.deleted = 0"));
        conditions
    }

    /// Binds a value and returns the parameter that stands for it.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Requires one more condition.
    pub(crate) fn require(&mut self, clause: impl Into<String>) {
        self.clauses.push(clause.into());
    }

    /// Returns all conditions as one; true without any.
    pub(crate) fn text(&self) -> String {
        let clauses: Vec<_> = self.clauses.iter().map(|clause| format!("({clause})")).collect();
        if clauses.is_empty() { "1".to_owned() } else { clauses.join(" AND ") }
    }

    /// Returns a statement that these conditions' values are bound in.
    pub(crate) fn statement(self, text: String) -> Statement {
        Statement { text: text.into(), values: self.values }
    }

    /// Returns the statement that counts the list.
    pub(crate) fn count(&self) -> Statement {
        let text = format!("SELECT count(*) AS total FROM insights i WHERE {}", self.text());
        self.clone().statement(text)
    }

    /// Returns the statement that reads a part of the list.
    pub(crate) fn page(&self, order: &str, limit: i64, offset: i64) -> Statement {
        let mut conditions = self.clone();
        let (limit, offset) = (conditions.bind(limit), conditions.bind(offset));
        let text = format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
            conditions.text()
        );
        conditions.statement(text)
    }
}

/// The newest view of an insight by anybody.
pub(crate) const LAST_VIEWED: &str = "(SELECT max(w.last_viewed_at) FROM insight_views w WHERE w.insight_id = i.id)";

/// Returns the SQL order that `order` names; what is no field is the default order.
pub(crate) fn order(order: Option<&str>) -> String {
    let (name, descending) = match order.map(|name| (name.strip_prefix('-'), name)) {
        Some((Some(name), _)) => (name, true),
        Some((None, name)) => (name, false),
        None => ("order", false),
    };
    let column = match name {
        "last_viewed_at" => LAST_VIEWED,
        "id" => "i.id",
        "short_id" => "i.short_id",
        "name" => "i.name",
        "derived_name" => "i.derived_name",
        "description" => "i.description",
        "favorited" => "i.favorited",
        "saved" => "i.saved",
        "created_at" => "i.created_at",
        "created_by" => "i.created_by",
        "updated_at" => "i.updated_at",
        "last_modified_at" => "i.last_modified_at",
        "last_modified_by" => "i.last_modified_by",
        _ => "i.list_order",
    };
    // What was never viewed counts as viewed longest ago; of other fields, what is missing counts as greatest.
    let missing_first = (name == "last_viewed_at") != descending;
    let nulls = if missing_first { "FIRST" } else { "LAST" };
    let direction = if descending { "DESC" } else { "ASC" };
    format!("{column} {direction} NULLS {nulls}, i.id {direction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_viewed_insights_come_first_ascending_and_last_descending() {
        assert!(order(Some("last_viewed_at")).contains("ASC NULLS FIRST"));
        assert!(order(Some("-last_viewed_at")).contains("DESC NULLS LAST"));
    }

    #[test]
    fn only_known_fields_reach_the_statement() {
        assert_eq!(order(Some("-name")), "i.name DESC NULLS FIRST, i.id DESC");
        assert_eq!(order(Some("name; DROP TABLE insights")), order(None));
    }
}
