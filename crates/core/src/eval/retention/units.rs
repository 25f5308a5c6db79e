//! What is counted: actors, or actors once for each value of a breakdown (spec/funnels 7.4).

use std::borrow::Cow;

use super::super::actor::Actors;
use super::super::mask::Mask;
use crate::columns::order::PersonOrder;

/// What is counted in a table: an actor, or an actor together with a value.
pub(super) struct Units<'a> {
    /// The unit of each row.
    pub(super) of_rows: Cow<'a, [u32]>,
    /// The value of each unit.
    pub(super) values: Vec<u32>,
}

impl<'a> Units<'a> {
    /// Returns the actors themselves, all with value 0.
    pub(super) fn actors(actors: &'a Actors<'_>) -> Units<'a> {
        Units { of_rows: Cow::Borrowed(&actors.of_rows), values: vec![0; actors.count] }
    }

    /// Returns the actors, each with the value that the selected rows of it have; the last one holds.
    pub(super) fn actors_by(actors: &'a Actors<'_>, value_of_rows: &[u32], mask: &Mask<'_>) -> Units<'a> {
        let mut values = vec![0; actors.count];
        for row in mask.rows(0, 0..value_of_rows.len()) {
            values[actors.of_rows[row as usize] as usize] = value_of_rows[row as usize];
        }
        Units { of_rows: Cow::Borrowed(&actors.of_rows), values }
    }

    /// Returns a unit for each value of each actor; values are below `value_count`.
    pub(super) fn pairs(actors: &Actors<'_>, value_of_rows: &[u32], value_count: usize) -> Units<'a> {
        let order = PersonOrder::new(&actors.of_rows, actors.count);
        let mut values = Vec::new();
        let mut of_rows = vec![0; value_of_rows.len()];
        // The unit that a value had last; it is one of the present actor if it came after that actor began.
        let mut unit_of_value = vec![u32::MAX; value_count];
        for actor in 0..actors.count as u32 {
            let first = values.len() as u32;
            for row in order.rows_of(actor) {
                let value = value_of_rows[*row as usize];
                let unit = &mut unit_of_value[value as usize];
                if *unit == u32::MAX || *unit < first {
                    *unit = values.len() as u32;
                    values.push(value);
                }
                of_rows[*row as usize] = *unit;
            }
        }
        Units { of_rows: Cow::Owned(of_rows), values }
    }

    /// Returns how many units there are.
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }
}
