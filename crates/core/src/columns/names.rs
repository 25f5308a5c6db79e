//! What events and properties there are: what an editor offers.

use serde::Serialize;

use super::Dataset;
use super::column::Column;
use super::properties::Properties;
use super::value::Value;
use crate::query::context::PropertyType;
use crate::query::reader::Choice;
use crate::sort;

/// The most values of a property that are told.
const MOST_VALUES: usize = 100;

/// The names of events, and of the properties of events, persons and groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Names {
    /// The events by number, the most frequent first.
    pub events: Vec<EventName>,
    /// The properties of events in the order in which they first appeared.
    pub properties: Vec<PropertyName>,
    /// The properties of persons, likewise.
    pub person_properties: Vec<PropertyName>,
    /// The types of groups that have members, by number.
    pub group_types: Vec<GroupTypeName>,
}

/// An event's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventName {
    /// Its name.
    pub name: String,
    /// How many there are.
    pub count: usize,
}

/// A property of events, persons or groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PropertyName {
    /// Its name.
    pub name: String,
    /// What its first value says it holds (`String`, `Numeric`, `Boolean`, `DateTime`).
    pub property_type: Option<&'static str>,
    /// How many different values it has; `None` for a column of numbers.
    pub different_values: Option<usize>,
    /// Some of its values, in the order in which they first appeared.
    pub values: Vec<String>,
}

/// A type of groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupTypeName {
    /// Its number.
    pub index: u8,
    /// The properties of its groups.
    pub properties: Vec<PropertyName>,
}

impl Dataset {
    /// Returns what events, properties and types of groups there are.
    pub fn names(&self) -> Names {
        Names {
            events: self.event_names(),
            properties: property_names(self.events().properties()),
            person_properties: property_names(self.persons().properties()),
            group_types: self.group_type_names(),
        }
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

    fn group_type_names(&self) -> Vec<GroupTypeName> {
        let types = (0..).map_while(|index| Some((index, self.groups(index)?)));
        types
            .filter(|(_, groups)| !groups.is_empty())
            .map(|(index, groups)| GroupTypeName { index, properties: property_names(groups.properties()) })
            .collect()
    }
}

fn property_names(properties: &Properties) -> Vec<PropertyName> {
    let property = |(name, column): (&str, &Column)| match column {
        Column::Numbers(_) => PropertyName {
            name: name.to_owned(),
            property_type: Some(PropertyType::Numeric.name()),
            different_values: None,
            values: Vec::new(),
        },
        Column::Coded(coded) => {
            let dictionary = coded.dictionary();
            let kind = dictionary.values().find_map(|value| PropertyType::of_value(name, &json_of(value)));
            let values = dictionary.values().filter_map(Value::text).take(MOST_VALUES);
            PropertyName {
                name: name.to_owned(),
                property_type: kind.map(PropertyType::name),
                different_values: Some(dictionary.len() - 1),
                values: values.map(str::to_owned).collect(),
            }
        }
    };
    properties.iter().map(property).collect()
}

fn json_of(value: Value<'_>) -> serde_json::Value {
    match value {
        Value::Absent => serde_json::Value::Null,
        Value::Text(text) => text.into(),
        Value::Json(text) => serde_json::from_str(text).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_persons_and_groups_are_told_with_what_they_hold() {
        let events = br#"{"event":"seen","distinct_id":"ada","timestamp":"2026-03-02","properties":{"size":3,"when":"2026-01-02","$set":{"plan":"free"}}}
{"event":"$groupidentify","distinct_id":"ada","timestamp":"2026-03-02","properties":{"$group_type":"0"}}"#;
        let mut dataset = Dataset::new();
        assert!(dataset.append_ndjson(events).is_ok());
        let group =
            serde_json::json!({"groups": [{"group_type_index": 2, "group_key": "a", "properties": {"paid": true}}]});
        assert!(dataset.define(&group).is_ok());
        let names = dataset.names();
        let types = |properties: &[PropertyName]| -> Vec<(String, Option<&'static str>)> {
            properties.iter().map(|property| (property.name.clone(), property.property_type)).collect()
        };
        let events = types(&names.properties);
        assert!(events.contains(&("size".to_owned(), Some("Numeric"))));
        assert!(events.contains(&("when".to_owned(), Some("DateTime"))));
        assert_eq!(types(&names.person_properties), [("plan".to_owned(), Some("String"))]);
        assert_eq!(names.group_types.len(), 1);
        assert_eq!(names.group_types[0].index, 2);
        assert_eq!(types(&names.group_types[0].properties), [("paid".to_owned(), Some("Boolean"))]);
    }
}
