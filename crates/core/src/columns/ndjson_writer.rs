//! Writes events in capture format, as [`Dataset::append_ndjson`] reads them.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::Dataset;
use super::column::Column;
use super::ndjson::uuid_text;
use super::told::{PROFILE, is_mention};
use super::value::Value;
use crate::number::number_text;
use crate::time::Timestamp;

impl Dataset {
    /// Returns the events in capture format, a JSON object a line, in order of time.
    ///
    /// A person's properties ride as `$set` on its last event that may change it, after all that unset some. All events of
    /// a person carry the distinct id of the first one, for a line cannot say that two ids are one person's; unique counts
    /// stay what they were. Persons without events, groups, and when persons were created are not written.
    pub fn to_ndjson(&self) -> String {
        let (ids, rides) = (vec![None; self.persons().len()], rows_of_properties(self));
        let mut writer = Writer { out: String::new(), dataset: self, ids, rides };
        for row in 0..self.events().len() {
            writer.line(row);
        }
        writer.out
    }
}

/// Returns the row with which the properties of each person are written.
fn rows_of_properties(dataset: &Dataset) -> Vec<Option<usize>> {
    let events = dataset.events();
    let profiles = events.property(PROFILE).map_or_else(Cow::default, Column::coded);
    // Mentions make a person, and change none that is there.
    let (mut rows, mut mentions) = (vec![None; dataset.persons().len()], vec![None; dataset.persons().len()]);
    for (row, person) in dataset.person_of_rows().iter().enumerate() {
        if profiles.get(row) == Value::Json("false") {
            continue;
        }
        if is_mention(events.names().get(row).text().unwrap_or_default()) {
            mentions[*person as usize].get_or_insert(row);
        } else {
            rows[*person as usize] = Some(row);
        }
    }
    rows.into_iter().zip(mentions).map(|(row, mention)| row.or(mention)).collect()
}

struct Writer<'a> {
    out: String,
    dataset: &'a Dataset,
    /// The distinct id that each person was first written with.
    ids: Vec<Option<Cow<'a, str>>>,
    /// The row with which the properties of each person are written.
    rides: Vec<Option<usize>>,
}

impl<'a> Writer<'a> {
    fn line(&mut self, row: usize) {
        let dataset = self.dataset;
        let events = dataset.events();
        let own_id = Cow::Borrowed(events.distinct_ids().get(row).text().unwrap_or_default());
        let person = dataset.person_of_rows()[row];
        let distinct_id = self.id_of(person, own_id);
        self.out.push_str("{\"event\":");
        self.text(events.names().get(row).text().unwrap_or_default());
        self.out.push_str(",\"distinct_id\":");
        self.text(&distinct_id);
        self.out.push_str(",\"timestamp\":\"");
        self.out.push_str(&Timestamp::from_micros(events.times()[row]).to_string());
        self.out.push('"');
        if let Some(uuid) = events.uuid(row) {
            self.out.push_str(",\"uuid\":\"");
            self.out.push_str(&uuid_text(uuid));
            self.out.push('"');
        }
        self.out.push_str(",\"properties\":{");
        self.properties(row, self.set(person, row));
        self.out.push_str("}}\n");
    }

    /// Returns the id to write for a person.
    fn id_of(&mut self, person: u32, own_id: Cow<'a, str>) -> Cow<'a, str> {
        match self.ids.get_mut(person as usize) {
            Some(known) => known.get_or_insert(own_id).clone(),
            None => own_id,
        }
    }

    /// Returns the properties of a person if they are written with this row.
    fn set(&self, person: u32, row: usize) -> Option<&'a Map<String, Json>> {
        self.rides.get(person as usize).filter(|ride| **ride == Some(row))?;
        let properties = self.dataset.persons().get(person).map(|person| &person.properties);
        properties.filter(|properties| !properties.is_empty())
    }

    fn properties(&mut self, row: usize, set: Option<&Map<String, Json>>) {
        let start = self.out.len();
        for (name, column) in self.dataset.events().properties().iter() {
            match column {
                Column::Coded(coded) => self.property(start, name, coded.get(row)),
                Column::Numbers(numbers) => {
                    if let Some(number) = numbers.get(row).filter(|number| number.is_finite()) {
                        self.property(start, name, Value::Json(&number_text(*number)));
                    }
                }
            }
        }
        if let Some(set) = set {
            self.property(start, "$set", Value::Json(&Json::Object(set.clone()).to_string()));
        }
    }

    fn property(&mut self, start: usize, name: &str, value: Value<'_>) {
        if value == Value::Absent {
            return;
        }
        if self.out.len() > start {
            self.out.push(',');
        }
        self.text(name);
        self.out.push(':');
        match value {
            Value::Text(text) => self.text(text),
            Value::Json(json) => self.out.push_str(json),
            Value::Absent => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(&Json::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn dataset(lines: &str) -> Dataset {
        let mut dataset = Dataset::new();
        dataset.append_ndjson(lines.as_bytes()).unwrap();
        dataset
    }

    #[test]
    fn events_are_written_as_they_were_read() {
        let lines = concat!(
            r#"{"event":"a \"b\"","distinct_id":"one","timestamp":"2024-01-01T00:00:00Z","#,
            r#""uuid":"44cd0242-94c4-4715-8211-d2df22c9037c","properties":{"n":1.5,"t":"1.5","l":[1,{"x":null}]}}"#,
            "\n",
            r#"{"event":"c","distinct_id":"two","timestamp":"2024-01-01T00:00:00.000001Z","properties":{"t":"\n"}}"#,
            "\n",
            r#"{"event":"c","distinct_id":"one","timestamp":"2024-01-02T00:00:00Z","properties":{"n":true,"#,
            r#""$set":{"plan":"pro","seats":3}}}"#,
            "\n",
        );
        assert_eq!(dataset(lines).to_ndjson(), lines);
        assert_eq!(Dataset::new().to_ndjson(), "");
    }

    #[test]
    fn what_a_person_was_given_stays_whatever_its_events_unset_or_leave() {
        let event = |second: u8, rest: &str| {
            let head = r#"{"event":"a","distinct_id":"one","timestamp":"2024-01-01T00:00:0"#;
            format!("{head}{second}Z\",\"properties\":{{{rest}}}}}\n")
        };
        let lines = [
            event(0, r#""$process_person_profile":false"#),
            event(1, r#""$set":{"k":0,"l":2}"#),
            event(2, r#""$unset":["k"]"#),
            event(3, r#""$set":{"k":1}"#),
            event(4, r#""$process_person_profile":false"#),
        ];
        let read = dataset(&lines.concat());
        let again = dataset(&read.to_ndjson());
        assert_eq!(read.persons().get(0).unwrap().properties.len(), 2);
        assert_eq!(again.persons().get(0).unwrap().properties, read.persons().get(0).unwrap().properties);
        assert_eq!(again.to_ndjson(), read.to_ndjson());
    }

    #[test]
    fn a_person_of_two_ids_stays_one() {
        let mut both = Dataset::new();
        let event =
            |id: &str| serde_json::json!({"event": "a", "distinct_id": id, "timestamp": "2024-01-01T00:00:00Z"});
        let persons = serde_json::json!([{"distinct_ids": ["one", "two"]}]);
        both.define(&serde_json::json!({"persons": persons, "events": [event("two"), event("one")]})).unwrap();
        let written = dataset(&both.to_ndjson());
        assert_eq!(written.person_of_rows(), [0, 0]);
    }
}
