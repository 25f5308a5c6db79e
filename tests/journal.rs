//! The journal of an environment over SQLite in memory, as a Durable Object has it.

use oriel::columns::Dataset;
use oriel::error::Error;
use oriel::journal::{self, Database};
use oriel::platform::{Failure, Row, Statement};
use rusqlite::Connection;

use crate::platform::rows;

/// A journal with its tables.
pub struct Journal(Connection);

impl Default for Journal {
    fn default() -> Self {
        let journal = Self(Connection::open_in_memory().expect("SQLite opens in memory"));
        journal::migrate(&journal).expect("the tables of a journal are SQL");
        journal
    }
}

impl Database for Journal {
    fn run(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        rows(&self.0, &statement)
    }
}

impl Journal {
    /// Runs statements as one transaction, which a failure undoes.
    ///
    /// # Errors
    /// Fails as `run` does.
    pub fn transaction<T>(&self, run: impl FnOnce(&Self) -> Result<T, Failure>) -> Result<T, Failure> {
        self.run(Statement::new("BEGIN"))?;
        let outcome = run(self);
        self.run(Statement::new(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }))?;
        outcome
    }

    /// Returns everything that the journal has, as columns.
    ///
    /// # Errors
    /// Fails when what was appended is no event, person or group.
    pub fn dataset(&self) -> Result<Dataset, Failure> {
        let malformed = |error: Error| Failure::malformed(error.to_string());
        let (mut dataset, mut since) = (Dataset::new(), 0);
        loop {
            let changes = journal::changes(self, since)?;
            since = changes.revision;
            dataset.append_journal(&changes.events).map_err(malformed)?;
            let definitions = serde_json::from_str(&changes.definitions);
            let definitions = definitions.map_err(|error| Failure::malformed(error.to_string()))?;
            dataset.revise(&definitions).map_err(malformed)?;
            if changes.is_complete {
                return Ok(dataset);
            }
        }
    }
}
