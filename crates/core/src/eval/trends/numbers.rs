//! The number that a property math reads of each event (spec/trends 6.3).

use std::borrow::Cow;
use std::ops::Range;

use oriel_kernels::numbers::of_table;

use crate::columns::column::{Coded, Column};
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::number::number_of;
use crate::query::filter::Source;
use crate::query::series::{Currency, MathProperty};

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

impl Frame<'_> {
    /// Returns the number of each row of a stretch, multiplied; NaN where there is none.
    ///
    /// # Errors
    /// Refuses amounts of money in a currency that is not the team's: there are no rates to convert them by.
    pub(in crate::eval) fn numbers(
        &self,
        property: &MathProperty,
        rows: &Range<usize>,
    ) -> Result<Cow<'_, [f64]>, Error> {
        let events = self.dataset.events();
        if let Some(currency) = &property.currency {
            self.check_currency(currency, rows)?;
        }
        let mut numbers = match property.source {
            _ if property.name == "$time" => {
                events.times()[rows.clone()].iter().map(|time| time.div_euclid(SECOND) as f64).collect()
            }
            Source::Person => {
                let persons = self.dataset.persons();
                let of_persons = column_numbers(persons.properties().get(&property.name), &(0..persons.len()));
                self.dataset.person_of_rows()[rows.clone()].iter().map(|person| of_persons[*person as usize]).collect()
            }
            Source::Session => Cow::Owned(coded_numbers(&self.session_values(&property.name), rows)),
            _ => column_numbers(events.property(&property.name), rows),
        };
        if property.multiplier != 1.0 {
            for number in numbers.to_mut() {
                *number *= property.multiplier;
            }
        }
        Ok(numbers)
    }

    /// Refuses currencies other than the team's; events that name none are in the team's.
    fn check_currency(&self, currency: &Currency, rows: &Range<usize>) -> Result<(), Error> {
        let base = self.context.base_currency.as_str();
        let is_other = |code: &str| !code.is_empty() && !code.eq_ignore_ascii_case(base);
        let other = match currency {
            Currency::Static(code) => Some(code.clone()).filter(|code| is_other(code)),
            Currency::Property(name) => self.dataset.events().property(name).and_then(|column| {
                let column = column.coded();
                let mut codes = rows.clone().map(|row| column.codes().get(row));
                let is_other_code: Vec<bool> =
                    column.dictionary().values().map(|value| value.text().is_some_and(is_other)).collect();
                let found = codes.find(|code| is_other_code[*code as usize])?;
                column.dictionary().text(found).map(str::to_owned)
            }),
        };
        match other {
            None => Ok(()),
            Some(code) => Err(Error::invalid(format!(
                "Amounts in {code} cannot be converted to {base}: only amounts in {base} are aggregated."
            ))
            .at("math_property_revenue_currency")
            .within("series")),
        }
    }
}

/// Returns the numbers of some rows of a column, read once for each different value.
fn column_numbers<'c>(column: Option<&'c Column>, rows: &Range<usize>) -> Cow<'c, [f64]> {
    match column {
        None => Cow::Owned(vec![f64::NAN; rows.len()]),
        Some(Column::Numbers(numbers)) => Cow::Borrowed(&numbers[rows.clone()]),
        Some(Column::Coded(coded)) => Cow::Owned(coded_numbers(coded, rows)),
    }
}

fn coded_numbers(coded: &Coded, rows: &Range<usize>) -> Vec<f64> {
    let table: Vec<f64> =
        coded.dictionary().values().map(|value| value.text().and_then(number_of).unwrap_or(f64::NAN)).collect();
    of_table(coded.codes(), rows.clone(), &table)
}
