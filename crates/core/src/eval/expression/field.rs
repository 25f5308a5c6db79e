//! The fields of expressions, and the columns behind them.

use std::borrow::Cow;
use std::ops::Range;

use super::datum::Datum;
use super::function::function_named;
use super::program::{Node, Place};
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::ABSENT;
use crate::columns::ndjson::uuid_text;
use crate::columns::persons::Persons;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::reading::{flag_of, moment_of};
use crate::eval::record;
use crate::eval::session::session_attribute_type;
use crate::number::number_of;
use crate::query::context::{PropertyOwner, PropertyType};
use crate::query::expression::Field;
use crate::time::Timestamp;

/// A column that an expression reads.
pub(super) enum Input<'f> {
    /// Values by dictionary code, and how they are read.
    Coded { codes: Vec<u32>, values: Cow<'f, Coded>, kind: PropertyType, absent: Absent },
    /// Numbers, NaN where there is none.
    Numbers(Cow<'f, [f64]>),
    /// Microseconds since the epoch.
    Moments(&'f [i64]),
    /// When persons were created, by the person of each row.
    Creations(&'f Persons, &'f [u32]),
    /// Texts that are made when they are asked for, by the row of the dataset.
    Made(Range<usize>, Box<dyn Fn(usize) -> Option<String> + 'f>),
    /// The value of an aggregate.
    Figure(usize),
}

impl Input<'_> {
    /// Returns the value at a place.
    pub(super) fn value<'p>(&'p self, place: &Place<'p, '_>) -> Datum<'p> {
        match self {
            Input::Coded { codes, values, kind, absent } => {
                let code = codes.get(place.row).copied().unwrap_or(ABSENT);
                let text = match (values.dictionary().text(code), absent) {
                    (Some(text), _) => text,
                    (None, Absent::EmptyText) => "",
                    (None, Absent::Null) => return Datum::Null,
                };
                let calendar = &place.scope.context.calendar;
                match kind {
                    PropertyType::Text => Datum::Text(Cow::Borrowed(text)),
                    PropertyType::Numeric => Datum::of_number(number_of(text)),
                    PropertyType::Boolean => flag_of(text).map_or(Datum::Null, Datum::Flag),
                    PropertyType::DateTime => moment_of(text, calendar).map_or(Datum::Null, Datum::Moment),
                }
            }
            Input::Numbers(numbers) => Datum::of_number(numbers.get(place.row).copied()),
            Input::Moments(times) => {
                times.get(place.row).map_or(Datum::Null, |time| Datum::Moment(Timestamp::from_micros(*time)))
            }
            Input::Creations(persons, of_rows) => {
                let created_at = of_rows.get(place.row).and_then(|person| persons.created_at(*person));
                created_at.map_or(Datum::Null, Datum::Moment)
            }
            Input::Made(rows, make) => match rows.start + place.row {
                row if rows.contains(&row) => Datum::of_text(make(row).map(Cow::Owned)),
                _ => Datum::Null,
            },
            Input::Figure(index) => place.figures.get(*index).cloned().unwrap_or(Datum::Null),
        }
    }
}

/// What a row without a value has.
#[derive(Clone, Copy)]
pub(super) enum Absent {
    /// Nothing.
    Null,
    /// A text without characters.
    EmptyText,
}

/// The columns that an expression reads, each once.
pub(super) struct Inputs<'f> {
    frame: &'f Frame<'f>,
    rows: Range<usize>,
    fields: Vec<Field>,
    pub(super) inputs: Vec<Input<'f>>,
}

impl<'f> Inputs<'f> {
    pub(super) fn new(frame: &'f Frame<'f>, rows: &Range<usize>) -> Inputs<'f> {
        Inputs { frame, rows: rows.clone(), fields: Vec::new(), inputs: Vec::new() }
    }

    /// Returns what a field stands for.
    ///
    /// # Errors
    /// Refuses names that are not known, saying which are.
    pub(super) fn resolve(&mut self, names: &[String]) -> Result<Node, Error> {
        let (field, inside) = Field::named(names)?;
        let mut node = Node::Input(match self.fields.iter().position(|known| *known == field) {
            Some(known) => known,
            None => {
                self.inputs.push(self.input(&field));
                self.fields.push(field);
                self.inputs.len() - 1
            }
        });
        for name in inside {
            let key = Node::Constant(Datum::Text(Cow::Owned(name.clone())));
            node = Node::Call(function_named("JSONExtractString")?, vec![node, key]);
        }
        Ok(node)
    }

    fn input(&self, field: &Field) -> Input<'f> {
        let dataset = self.frame.dataset;
        let events = dataset.events();
        let types = &self.frame.context.property_types;
        let made = |make: Box<dyn Fn(usize) -> Option<String> + 'f>| Input::Made(self.rows.clone(), make);
        match field {
            Field::Event => self.coded(Some(Cow::Borrowed(events.names())), PropertyType::Text, Absent::Null),
            Field::DistinctId => {
                self.coded(Some(Cow::Borrowed(events.distinct_ids())), PropertyType::Text, Absent::Null)
            }
            Field::Timestamp => Input::Moments(&events.times()[self.rows.clone()]),
            Field::Uuid => made(Box::new(|row| events.uuid(row).map(uuid_text))),
            Field::PersonId => {
                let persons = &dataset.person_of_rows()[self.rows.clone()];
                Input::Numbers(persons.iter().map(|person| f64::from(*person)).collect())
            }
            Field::PersonCreated => Input::Creations(dataset.persons(), &dataset.person_of_rows()[self.rows.clone()]),
            Field::Column(name) => {
                let values = events.property(name).map(Column::coded);
                self.coded(values, PropertyType::Text, Absent::EmptyText)
            }
            Field::Properties => {
                made(Box::new(|row| serde_json::to_string(&record::event_properties(dataset, row)).ok()))
            }
            Field::PersonProperties => {
                made(Box::new(|row| serde_json::to_string(record::person_properties(dataset, row)?).ok()))
            }
            Field::EventProperty(name) => self.property(events.property(name), types.get(PropertyOwner::Event, name)),
            Field::PersonProperty(name) => self.person_property(name),
            Field::SessionAttribute(name) => {
                let values = Cow::Owned(self.frame.session_values(name));
                self.coded(Some(values), session_attribute_type(name), Absent::Null)
            }
            Field::GroupProperty(index, name) => self.group_property(*index, name),
        }
    }

    fn property(&self, column: Option<&'f Column>, kind: PropertyType) -> Input<'f> {
        match column {
            Some(Column::Numbers(numbers)) => Input::Numbers(Cow::Borrowed(&numbers[self.rows.clone()])),
            column => self.coded(column.map(Column::coded), kind, Absent::Null),
        }
    }

    /// Returns a column of all rows, which may be missing, as an input of the stretch.
    fn coded(&self, values: Option<Cow<'f, Coded>>, kind: PropertyType, absent: Absent) -> Input<'f> {
        let codes = values.as_ref().map(|values| values.codes().wide(&self.rows)).unwrap_or_default();
        Input::Coded { codes, values: values.unwrap_or_default(), kind, absent }
    }

    fn person_property(&self, name: &str) -> Input<'f> {
        let kind = self.frame.context.property_types.get(PropertyOwner::Person, name);
        let Some(column) = self.frame.dataset.persons().properties().get(name) else {
            return self.property(None, kind);
        };
        let values = column.coded();
        let persons = &self.frame.dataset.person_of_rows()[self.rows.clone()];
        Input::Coded {
            codes: persons.iter().map(|person| values.codes().get(*person as usize)).collect(),
            values,
            kind,
            absent: Absent::Null,
        }
    }

    fn group_property(&self, group_type: u8, name: &str) -> Input<'f> {
        let kind = self.frame.context.property_types.get(PropertyOwner::Group(group_type), name);
        let dataset = self.frame.dataset;
        let (Some(groups), Some(keys)) = (dataset.groups(group_type), dataset.events().group_keys(group_type)) else {
            return self.property(None, kind);
        };
        let Some(column) = groups.properties().get(name) else { return self.property(None, kind) };
        let (values, keys) = (column.coded(), keys.coded());
        let group_of = |key: Option<&str>| key.and_then(|key| groups.of_key(key));
        let of_keys: Vec<u32> = (keys.dictionary().values())
            .map(|key| group_of(key.text()).map_or(0, |group| values.codes().get(group)))
            .collect();
        let codes = self.rows.clone().map(|row| of_keys[keys.codes().get(row) as usize]).collect();
        Input::Coded { codes, values, kind, absent: Absent::Null }
    }
}
