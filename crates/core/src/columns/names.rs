//! What events and properties there are: what an editor offers.

use serde::Serialize;

use super::Dataset;
use super::column::Column;
use crate::sort;

/// The most values of a property that are told.
const MOST_VALUES: usize = 20;

/// The names of events and of their properties.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Names {
    /// The events by number, the most frequent first.
    pub events: Vec<EventName>,
    /// The properties in the order in which they first appeared.
    pub properties: Vec<PropertyName>,
}

/// An event's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventName {
    /// Its name.
    pub name: String,
    /// How many there are.
    pub count: usize,
}

/// A property of events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PropertyName {
    /// Its name.
    pub name: String,
    /// How many different values it has; `None` for a column of numbers.
    pub different_values: Option<usize>,
    /// Some of its values, in the order in which they first appeared.
    pub values: Vec<String>,
}

impl Dataset {
    /// Returns what events and properties there are.
    pub fn names(&self) -> Names {
        Names { events: self.event_names(), properties: self.property_names() }
    }

    fn event_names(&self) -> Vec<EventName> {
        let names = self.events().names();
        let mut counts = vec![0; names.dictionary().len()];
        for row in 0..names.codes().len() {
            counts[names.codes().get(row) as usize] += 1;
        }
        let known = names.dictionary().values().zip(counts).filter_map(|(name, count)| Some((name.text()?, count)));
        let mut events: Vec<EventName> =
            known.map(|(name, count)| EventName { name: name.to_owned(), count }).collect();
        sort::sort_by(&mut events, |one, other| other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)));
        events
    }

    fn property_names(&self) -> Vec<PropertyName> {
        let properties = self.events().properties().iter();
        properties
            .map(|(name, column)| match column {
                Column::Numbers(_) => {
                    PropertyName { name: name.to_owned(), different_values: None, values: Vec::new() }
                }
                Column::Coded(coded) => {
                    let values = coded.dictionary().values().filter_map(|value| value.text()).take(MOST_VALUES);
                    let different_values = Some(coded.dictionary().len() - 1);
                    PropertyName {
                        name: name.to_owned(),
                        different_values,
                        values: values.map(str::to_owned).collect(),
                    }
                }
            })
            .collect()
    }
}
