//! The variables that a project defines for SQL insights.

use super::place::{PROJECT, Place};
use crate::insight::overrides::Variable;
use crate::platform::{Failure, Row, Statement};

/// Returns the statement that reads the variables of the project that an environment belongs to.
pub(crate) fn of_place(environment: i64) -> Statement {
    of(Place::Environment(environment))
}

/// Returns the statement that reads the variables of a project.
pub(crate) fn of(place: Place<'_>) -> Statement {
    place.begin(format!("SELECT id, code_name FROM insight_variables WHERE project_id = {PROJECT} ORDER BY id"))
}

/// Reads a row of [`of`].
pub(crate) fn read(row: Row) -> Result<Variable, Failure> {
    let mut fields = row.fields();
    Ok(Variable { id: fields.text()?, code_name: fields.text()? })
}
