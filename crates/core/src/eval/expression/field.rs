//! The fields of expressions, and the columns behind them.

use std::borrow::Cow;
use std::ops::Range;

use super::datum::Datum;
use super::function::function_named;
use super::program::{Node, Place};
use crate::columns::column::{Coded, Column};
use crate::columns::ndjson::uuid_text;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::reading::{flag_of, moment_of};
use crate::eval::session::session_attribute_type;
use crate::number::number_of;
use crate::query::context::{PropertyOwner, PropertyType};
use crate::time::Timestamp;

/// What there is, for refusals.
const FIELDS: &str = "event, distinct_id, person_id, timestamp, uuid, $session_id, $group_0 to $group_4, \
     properties.…, person.properties.…, group_0.properties.… to group_4.properties.… and session.…";

/// A column that an expression reads.
pub(super) enum Input<'f> {
    /// Values by dictionary code, and how they are read.
    Coded { codes: Vec<u32>, values: Cow<'f, Coded>, kind: PropertyType },
    /// Numbers, NaN where there is none.
    Numbers(Cow<'f, [f64]>),
    /// Microseconds since the epoch.
    Moments(&'f [i64]),
    /// Ids of events.
    Uuids(Vec<Option<u128>>),
    /// A figure of an aggregate.
    Figure(usize),
}

impl Input<'_> {
    /// Returns the value at a place.
    pub(super) fn value<'p>(&'p self, place: &Place<'p, '_>) -> Datum<'p> {
        match self {
            Input::Coded { codes, values, kind } => {
                let code = codes.get(place.row).copied().unwrap_or(0);
                let Some(text) = values.dictionary().text(code) else { return Datum::Null };
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
            Input::Uuids(uuids) => {
                Datum::of_text(uuids.get(place.row).copied().flatten().map(|uuid| Cow::Owned(uuid_text(uuid))))
            }
            Input::Figure(index) => Datum::of_number(place.figures.get(*index).copied()),
        }
    }
}

/// The columns that an expression reads, each once.
pub(super) struct Inputs<'f> {
    frame: &'f Frame<'f>,
    rows: Range<usize>,
    names: Vec<Vec<String>>,
    pub(super) inputs: Vec<Input<'f>>,
}

impl<'f> Inputs<'f> {
    pub(super) fn new(frame: &'f Frame<'f>, rows: &Range<usize>) -> Inputs<'f> {
        Inputs { frame, rows: rows.clone(), names: Vec::new(), inputs: Vec::new() }
    }

    /// Returns what a field stands for.
    ///
    /// # Errors
    /// Refuses names that are not known, saying which are.
    pub(super) fn resolve(&mut self, names: &[String]) -> Result<Node, Error> {
        let names = match names {
            [alias, rest @ ..] if !rest.is_empty() && matches!(alias.as_str(), "e" | "events") => rest,
            names => names,
        };
        let column_names = match names.iter().position(|name| name == "properties") {
            Some(properties) => names.len().min(properties + 2),
            None => names.len(),
        };
        let (column, path) = names.split_at(column_names);
        let mut node = Node::Input(match self.names.iter().position(|known| known == column) {
            Some(known) => known,
            None => {
                let input = self.input(column)?;
                self.names.push(column.to_owned());
                self.inputs.push(input);
                self.inputs.len() - 1
            }
        });
        for name in path {
            let key = Node::Constant(Datum::Text(Cow::Owned(name.clone())));
            node = Node::Call(function_named("JSONExtractString")?, vec![node, key]);
        }
        Ok(node)
    }

    fn input(&self, names: &[String]) -> Result<Input<'f>, Error> {
        let frame = self.frame;
        let events = frame.dataset.events();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["event"] => Ok(self.coded(Cow::Borrowed(events.names()), PropertyType::Text)),
            ["distinct_id"] => Ok(self.coded(Cow::Borrowed(events.distinct_ids()), PropertyType::Text)),
            ["timestamp"] => Ok(Input::Moments(&events.times()[self.rows.clone()])),
            ["uuid"] => Ok(Input::Uuids(self.rows.clone().map(|row| events.uuid(row)).collect())),
            ["person_id"] | ["person", "id"] => {
                let persons = &frame.dataset.person_of_rows()[self.rows.clone()];
                Ok(Input::Numbers(persons.iter().map(|person| f64::from(*person)).collect()))
            }
            [column @ ("$session_id" | "$group_0" | "$group_1" | "$group_2" | "$group_3" | "$group_4")] => {
                Ok(self.property(events.property(column), PropertyType::Text))
            }
            ["elements_chain"] => Ok(self.property(events.property("$elements_chain"), PropertyType::Text)),
            ["properties", name] => {
                Ok(self.property(events.property(name), frame.context.property_types.get(PropertyOwner::Event, name)))
            }
            ["person" | "poe", "properties", name] => Ok(self.person_property(name)),
            ["session", name] => Ok(self.coded(Cow::Owned(frame.session_values(name)), session_attribute_type(name))),
            [group, "properties", name] => match group.strip_prefix("group_").and_then(|index| index.parse().ok()) {
                Some(index @ 0..=4) => Ok(self.group_property(index, name)),
                _ => Err(unknown(&names)),
            },
            _ => Err(unknown(&names)),
        }
    }

    fn property(&self, column: Option<&'f Column>, kind: PropertyType) -> Input<'f> {
        match column {
            Some(Column::Numbers(numbers)) => Input::Numbers(Cow::Borrowed(&numbers[self.rows.clone()])),
            Some(column) => self.coded(column.coded(), kind),
            None => Input::Coded { codes: Vec::new(), values: Cow::default(), kind },
        }
    }

    /// Returns a column of all rows as an input of the stretch.
    fn coded(&self, values: Cow<'f, Coded>, kind: PropertyType) -> Input<'f> {
        Input::Coded { codes: values.codes().wide(&self.rows), values, kind }
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
        Input::Coded { codes, values, kind }
    }
}

fn unknown(names: &[&str]) -> Error {
    Error::invalid(format!("there is no field `{}`; there are {FIELDS}.", names.join(".")))
}
