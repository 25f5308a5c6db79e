//! The variables that a project defines for SQL insights.

use crate::insight::overrides::Variable;
use crate::platform::{Failure, Row, Statement};

/// Returns the statement that reads the variables of the project that an environment belongs to.
pub(crate) fn of_place(environment: i64) -> Statement {
    Statement::new(
        "SELECT id, code_name FROM insight_variables
          WHERE project_id = (SELECT project_id FROM environments WHERE id = ?1) ORDER BY id",
    )
    .bind(environment)
}

/// Reads a row of [`of_place`].
pub(crate) fn read(row: Row) -> Result<Variable, Failure> {
    let mut fields = row.fields();
    Ok(Variable { id: fields.text()?, code_name: fields.text()? })
}
