//! What a request cost: counted, and told in a header, where test hooks are on and nowhere else.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use worker::D1Result;

/// The name of the header.
pub(crate) const HEADER: &str = "x-oriel-cost";

/// Counts what one request asks of the stores.
#[derive(Default)]
pub(crate) struct Cost {
    questions: Cell<usize>,
    rows_written: Cell<usize>,
    calculations: Cell<usize>,
    /// Bytes of segments: those that were read, and those that there are.
    segments: Cell<(u64, u64)>,
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

    /// Counts the bytes of segments that a calculation reads, of so many that are stored.
    pub(super) fn count_segments(&self, read: u64, stored: u64) {
        self.segments.set((self.segments.get().0 + read, stored));
    }

    /// Returns the counts as the header tells them, and the memory of the isolate's module.
    pub(crate) fn told(&self) -> String {
        let (questions, rows) = (self.questions.get(), self.rows_written.get());
        let (calculations, (read, stored)) = (self.calculations.get(), self.segments.get());
        let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>().buffer();
        let memory = memory.unchecked_into::<js_sys::ArrayBuffer>().byte_length();
        format!(
            "database={questions} rows-written={rows} calculations={calculations} read={read} stored={stored} memory={memory}"
        )
    }
}
