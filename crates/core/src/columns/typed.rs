//! Whole columns handed in, as Arrow, DuckDB or Arquero hold them.

use super::Dataset;
use super::codes::Codes;
use super::column::Coded;
use super::dictionary::Dictionary;
use super::events::EventColumns;
use super::persons::Person;
use super::value::ReadValue;
use crate::error::Error;

impl Coded {
    /// Returns the column whose rows are positions in a list of values.
    ///
    /// Values may repeat; null ones are absent.
    ///
    /// # Errors
    /// Refuses a position past the end of the list.
    pub fn from_positions(positions: &Codes, values: &[ReadValue<'_>]) -> Result<Coded, Error> {
        let mut dictionary = Dictionary::default();
        let table: Vec<u32> = values.iter().map(|value| dictionary.intern(value.as_value())).collect();
        let mut rows = vec![0; positions.len()];
        positions.translate(&table, &mut rows);
        if let Some(position) = positions.greatest().filter(|position| *position as usize >= table.len()) {
            return Err(Error::invalid(format!("code {position} has no value: there are {}.", table.len())));
        }
        Ok(Coded::new(Codes::from_wide(rows, dictionary.len()), dictionary))
    }
}

impl Dataset {
    /// Returns the dataset of whole columns of equal length. Rows may stand in any order of time.
    ///
    /// A person is the one of `person_of_rows`, by number, or one for each distinct id. Where rows of one distinct
    /// id name different persons, the first holds: a distinct id belongs to one person.
    ///
    /// # Errors
    /// Refuses columns of different lengths.
    pub fn from_columns(columns: EventColumns, person_of_rows: Option<&[u32]>) -> Result<Dataset, Error> {
        let len = columns.times.len();
        let refuse = |name: &str, found: usize| {
            Err(Error::invalid(format!("{name} has {found} rows, and timestamp {len}.")).at(name))
        };
        for (name, found) in
            [("event", columns.names.codes().len()), ("distinct_id", columns.distinct_ids.codes().len())]
        {
            if found != len {
                return refuse(name, found);
            }
        }
        if let Some((name, column)) = columns.properties.iter().find(|(_, column)| column.len() != len) {
            return refuse(&format!("properties__{name}"), column.len());
        }
        if let Some(persons) = person_of_rows.filter(|persons| persons.len() != len) {
            return refuse("person", persons.len());
        }
        let assignments =
            person_of_rows.map(|persons| first_persons(&columns.distinct_ids, persons)).unwrap_or_default();
        let mut dataset = Dataset::new();
        dataset.change(|parts| {
            for (code, person) in assignments {
                while parts.persons.len() <= person as usize {
                    parts.persons.add(Person::default());
                }
                parts.persons.assign(code, person);
            }
            parts.events.replace(columns);
        });
        Ok(dataset)
    }
}

/// Returns the first person that rows name for each distinct id, by the code of the id.
///
/// Persons are numbered anew in the order in which they appear, so that a gap in the numbers costs nothing.
fn first_persons(distinct_ids: &Coded, person_of_rows: &[u32]) -> Vec<(u32, u32)> {
    let mut persons: Vec<Option<u32>> = vec![None; distinct_ids.dictionary().len()];
    for (row, person) in person_of_rows.iter().enumerate() {
        persons[distinct_ids.codes().get(row) as usize].get_or_insert(*person);
    }
    let mut numbers = std::collections::BTreeMap::new();
    let pairs = persons.iter().enumerate().filter_map(|(code, person)| person.map(|person| (code as u32, person)));
    pairs
        .map(|(code, person)| {
            let next = numbers.len() as u32;
            (code, *numbers.entry(person).or_insert(next))
        })
        .collect()
}
