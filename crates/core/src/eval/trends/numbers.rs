//! The number that a property math reads of each event (spec/trends 6.3).

use std::ops::Range;

use crate::columns::column::Column;
use crate::columns::dictionary::Dictionary;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::number::number_of;
use crate::query::filter::Source;
use crate::query::series::MathProperty;

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

impl Frame<'_> {
    /// Returns the number of each row of a stretch, multiplied; NaN where there is none.
    ///
    /// # Errors
    /// Refuses session attributes other than `$session_duration`, which is aggregated by session, and amounts of
    /// money in a currency that is not the team's.
    pub(in crate::eval) fn numbers(&self, property: &MathProperty, rows: &Range<usize>) -> Result<Vec<f64>, Error> {
        let events = self.dataset.events();
        let mut numbers = match property.source {
            _ if property.name == "$time" => {
                events.times()[rows.clone()].iter().map(|time| time.div_euclid(SECOND) as f64).collect()
            }
            Source::Person => {
                let persons = self.dataset.persons();
                let of_persons = column_numbers(persons.properties().get(&property.name), &(0..persons.len()));
                self.dataset.person_of_rows()[rows.clone()].iter().map(|person| of_persons[*person as usize]).collect()
            }
            Source::Session => {
                return Err(Error::invalid(
                    "The only property of a session that can be aggregated is $session_duration.",
                )
                .at("math_property")
                .within("series"));
            }
            _ => column_numbers(events.property(&property.name), rows),
        };
        if property.multiplier != 1.0 {
            for number in &mut numbers {
                *number *= property.multiplier;
            }
        }
        Ok(numbers)
    }
}

/// Returns the numbers of some rows of a column, read once for each different value.
fn column_numbers(column: Option<&Column>, rows: &Range<usize>) -> Vec<f64> {
    match column {
        None => vec![f64::NAN; rows.len()],
        Some(Column::Numbers(numbers)) => numbers[rows.clone()].to_vec(),
        Some(Column::Coded(coded)) => {
            let table = dictionary_numbers(coded.dictionary());
            crate::with_codes!(coded.codes(), codes => codes[rows.clone()].iter().map(|code| table[*code as usize]).collect())
        }
    }
}

fn dictionary_numbers(dictionary: &Dictionary) -> Vec<f64> {
    dictionary.values().map(|value| value.text().and_then(number_of).unwrap_or(f64::NAN)).collect()
}
