//! What a request cost: counted, and told in a header, where test hooks are on and nowhere else.

use std::cell::Cell;

use worker::D1Result;

/// The name of the header.
pub(crate) const HEADER: &str = "x-oriel-cost";

/// Counts what one request asks of the stores.
#[derive(Default)]
pub(crate) struct Cost {
    questions: Cell<usize>,
    rows_written: Cell<usize>,
    calculations: Cell<usize>,
}

impl Cost {
    /// Counts one question to the database, and the rows that it wrote by the database's own account.
    pub(super) fn count_question(&self, results: &[D1Result]) {
        self.questions.set(self.questions.get() + 1);
        let metas = results.iter().filter_map(|result| result.meta().ok().flatten());
        let written = metas.filter_map(|meta| meta.rows_written).sum::<usize>();
        self.rows_written.set(self.rows_written.get() + written);
    }

    /// Counts one reading of the columns of events: every calculation does it once.
    pub(super) fn count_calculation(&self) {
        self.calculations.set(self.calculations.get() + 1);
    }

    /// Returns the counts as the header tells them.
    pub(crate) fn told(&self) -> String {
        let (questions, rows) = (self.questions.get(), self.rows_written.get());
        format!("database={questions} rows-written={rows} calculations={}", self.calculations.get())
    }
}
