//! The rows of each person in order of time, by counting sort.

use oriel_kernels::partition;

use super::codes::Codes;

/// What part of all events a question must read to read them by person; of fewer, those that matter are gathered sooner.
pub const LEAST_PART: usize = 2;

/// The names and times of events, those of each person put together, in order of time.
///
/// Where it is kept, a question about the ways of persons reads it from one end to the other, and puts nothing together.
#[derive(Clone, Debug)]
pub struct PersonEvents {
    /// Where the events of each person start; one entry more than there are persons.
    pub starts: Vec<u32>,
    /// The codes of names.
    pub names: Vec<u8>,
    /// Microseconds since the epoch.
    pub times: Vec<i64>,
}

impl PersonEvents {
    /// Returns the events of rows in order of time; `None` where there are more names than a byte tells apart.
    #[cfg(any(test, feature = "reuse"))]
    pub(super) fn new(person_of_rows: &[u32], persons: usize, names: &Codes, times: &[i64]) -> Option<PersonEvents> {
        if !matches!(names, Codes::Narrow(_)) {
            return None;
        }
        let starts = partition::starts_of_all(person_of_rows, persons);
        let Codes::Narrow(names) = partition::codes_together(person_of_rows, &starts, names) else { return None };
        let times = partition::times_together(person_of_rows, &starts, times);
        Some(PersonEvents { starts, names, times })
    }

    /// Returns the codes of rows in the order of these events.
    pub(super) fn in_order(&self, person_of_rows: &[u32], codes: &Codes) -> Codes {
        partition::codes_together(person_of_rows, &self.starts, codes)
    }
}

/// Rows grouped by person, each group in order of time.
#[derive(Clone, Debug, Default)]
pub struct PersonOrder {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl PersonOrder {
    /// Returns the order of rows whose persons are given in order of time.
    pub fn new(person_of_rows: &[u32], persons: usize) -> PersonOrder {
        let mut starts = vec![0_u32; persons + 1];
        for person in person_of_rows {
            starts[*person as usize + 1] += 1;
        }
        for person in 0..persons {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut rows = vec![0_u32; person_of_rows.len()];
        for (row, person) in person_of_rows.iter().enumerate() {
            let place = &mut next[*person as usize];
            rows[*place as usize] = row as u32;
            *place += 1;
        }
        PersonOrder { starts, rows }
    }

    /// Returns the rows of a person, ascending.
    pub fn rows_of(&self, person: u32) -> &[u32] {
        let person = person as usize;
        match (self.starts.get(person), self.starts.get(person + 1)) {
            (Some(start), Some(end)) => &self.rows[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// Returns the number of persons.
    pub fn persons(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }
}
