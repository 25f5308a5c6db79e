//! The values of one dimension of a breakdown, decided once for each dictionary value (spec/trends 6.6.1).

use std::borrow::Cow;
use std::ops::Range;

use super::frame::Frame;
use super::path_cleaning::PathCleaner;
use super::reading::typed_text;
use crate::columns::codes::Codes;
use crate::columns::column::{Coded, Column};
use crate::columns::dictionary::{ABSENT, Dictionary};
use crate::columns::value::Value;
use crate::error::Error;
use crate::number::{number_of, number_text};
use crate::query::breakdown::{Dimension, PathCleaning, ValueForm};
use crate::query::context::{PropertyOwner, PropertyType};
use crate::query::filter::Source;
use crate::time::Calendar;

/// The values of a dimension. Rows have numbers; number 0 is the null value, which stands for missing and empty ones.
pub struct DimensionValues<'a> {
    column: Option<Cow<'a, Coded>>,
    number_of_code: Vec<u32>,
    values: Dictionary,
}

impl DimensionValues<'_> {
    /// Returns the text of each number; `None` for number 0, the null value.
    pub fn values(&self) -> &Dictionary {
        &self.values
    }

    /// Returns the number of each row of a stretch.
    pub fn of_rows(&self, rows: &Range<usize>) -> Vec<u32> {
        match &self.column {
            Some(column) => column.codes().looked_up(rows.clone(), &self.number_of_code),
            None => vec![0; rows.len()],
        }
    }

    /// Returns the codes of the column that has the values, where there is one.
    pub fn codes(&self) -> Option<&Codes> {
        self.column.as_ref().map(|column| column.codes())
    }

    /// Returns the numbers of rows as codes, and the place of the stretch's first row among them: where values have the
    /// numbers of their codes, these are the column's.
    pub fn codes_of_rows(&self, rows: &Range<usize>) -> (Cow<'_, Codes>, usize) {
        match &self.column {
            Some(column) if self.number_of_code.iter().zip(0..).all(|(number, code)| *number == code) => {
                (Cow::Borrowed(column.codes()), rows.start)
            }
            Some(column) => {
                let codes = column.codes().translated(rows.clone(), &self.number_of_code, self.values.len());
                (Cow::Owned(codes), 0)
            }
            None => (Cow::Owned(Codes::Narrow(vec![0; rows.len()])), 0),
        }
    }
}

/// How a raw value becomes the value that is shown.
struct Reading<'a> {
    kind: PropertyType,
    form: ValueForm,
    calendar: &'a Calendar,
    cleaner: PathCleaner,
}

impl Reading<'_> {
    /// Returns the value that is shown; `None` is null.
    fn shown<'v>(&self, value: Value<'v>) -> Option<Cow<'v, str>> {
        let text = match (self.kind, value) {
            // Only these forms of a number have a shorter one.
            (PropertyType::Text, Value::Json(text)) if text.contains(['.', 'e', 'E']) => {
                number_of(text).map_or(Cow::Borrowed(text), |number| Cow::Owned(number_text(number)))
            }
            (kind, value) => typed_text(value.text()?, kind, self.calendar)?,
        };
        let text = if self.form == ValueForm::NormalizedUrl { normalized(text) } else { text };
        let text = match text {
            Cow::Borrowed(text) => self.cleaner.clean(text),
            Cow::Owned(text) => Cow::Owned(self.cleaner.clean(&text).into_owned()),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// Returns the number of every code of a dictionary, and the values of the numbers.
    fn numbers(&self, dictionary: &Dictionary) -> (Vec<u32>, Dictionary) {
        let mut values = Dictionary::default();
        let mut number = |value| self.shown(value).map_or(ABSENT, |text| values.intern(Value::Text(&text)));
        (dictionary.values().map(&mut number).collect(), values)
    }
}

/// Returns a URL without trailing `/`, `?` and `#`; what is nothing else becomes `/` (spec/trends 6.6.2).
fn normalized(text: Cow<'_, str>) -> Cow<'_, str> {
    let kept = text.trim_end_matches(['/', '?', '#']).len();
    match text {
        _ if kept == 0 => Cow::Borrowed("/"),
        Cow::Borrowed(text) => Cow::Borrowed(&text[..kept]),
        Cow::Owned(mut text) => {
            text.truncate(kept);
            Cow::Owned(text)
        }
    }
}

impl Frame<'_> {
    /// Returns the values of a dimension.
    ///
    /// # Errors
    /// Refuses dimensions that cannot be read, such as an unknown column.
    pub fn dimension_values(&self, dimension: &Dimension) -> Result<DimensionValues<'_>, Error> {
        self.cleaned_dimension_values(dimension, PathCleaning::Off)
    }

    /// Returns the values of a dimension, cleaned by the team's rules where that is asked.
    ///
    /// # Errors
    /// As [`Frame::dimension_values`], and refuses rules that do not compile.
    pub fn cleaned_dimension_values(
        &self,
        dimension: &Dimension,
        cleaning: PathCleaning,
    ) -> Result<DimensionValues<'_>, Error> {
        let events = self.dataset.events();
        let name = dimension.property.as_str();
        let owner = match dimension.source {
            Source::Event => Some(PropertyOwner::Event),
            Source::Person => Some(PropertyOwner::Person),
            Source::Group(group_type) => Some(PropertyOwner::Group(group_type)),
            _ => None,
        };
        let rules = if cleaning == PathCleaning::On { self.context.path_cleaning.as_slice() } else { &[] };
        let reading = Reading {
            kind: owner.map_or(PropertyType::Text, |owner| self.context.property_types.get(owner, name)),
            form: dimension.form,
            calendar: &self.context.calendar,
            cleaner: PathCleaner::new(rules)?,
        };
        match dimension.source {
            Source::Event => Ok(of_column(events.property(name), &reading)),
            Source::Person => Ok(self.person_dimension(name, &reading)),
            Source::Group(group_type) => Ok(self.group_dimension(group_type, name, &reading)),
            Source::Session => Ok(of_coded(Cow::Owned(self.session_values(name)), &reading)),
            Source::EventMetadata => self.metadata_dimension(name, &reading),
            Source::Hogql => {
                let texts = self.expression_texts(name, &(0..events.len()));
                Ok(of_coded(Cow::Owned(texts.map_err(|error| error.at("breakdownFilter"))?), &reading))
            }
            Source::Cohort | Source::Element => {
                Err(Error::invalid("A breakdown of this type is not answered.").at("breakdownFilter"))
            }
        }
    }

    fn person_dimension(&self, name: &str, reading: &Reading<'_>) -> DimensionValues<'_> {
        let persons = self.dataset.persons();
        let Some(column) = persons.properties().get(name) else { return nothing() };
        let column = column.coded();
        let (numbers, values) = reading.numbers(column.dictionary());
        let of_person = |person: &u32| numbers[column.codes().get(*person as usize) as usize];
        DimensionValues {
            column: Some(Cow::Borrowed(self.dataset.events().distinct_ids())),
            number_of_code: persons.of_distinct_ids().iter().map(of_person).collect(),
            values,
        }
    }

    fn group_dimension(&self, group_type: u8, name: &str, reading: &Reading<'_>) -> DimensionValues<'_> {
        let (Some(groups), Some(keys)) =
            (self.dataset.groups(group_type), self.dataset.events().group_keys(group_type))
        else {
            return nothing();
        };
        let Some(column) = groups.properties().get(name) else { return nothing() };
        let (column, keys) = (column.coded(), keys.coded());
        let (numbers, values) = reading.numbers(column.dictionary());
        let of_key = |key: Value<'_>| {
            let group = key.text().and_then(|key| groups.of_key(key));
            group.map_or(ABSENT, |group| numbers[column.codes().get(group) as usize])
        };
        DimensionValues { number_of_code: keys.dictionary().values().map(of_key).collect(), column: Some(keys), values }
    }

    fn metadata_dimension(&self, name: &str, reading: &Reading<'_>) -> Result<DimensionValues<'_>, Error> {
        let events = self.dataset.events();
        match name {
            "event" => Ok(of_coded(Cow::Borrowed(events.names()), reading)),
            "distinct_id" => Ok(of_coded(Cow::Borrowed(events.distinct_ids()), reading)),
            "$session_id" | "$group_0" | "$group_1" | "$group_2" | "$group_3" | "$group_4" => {
                Ok(of_column(events.property(name), reading))
            }
            "timestamp" | "uuid" | "person_id" => {
                Ok(of_coded(Cow::Owned(self.expression_texts(name, &(0..events.len()))?), reading))
            }
            _ => Err(Error::invalid(
                "Events can be broken down by the columns event, distinct_id, person_id, timestamp, uuid, $session_id \
                 and $group_0 to $group_4.",
            )
            .at("breakdownFilter")),
        }
    }
}

fn nothing<'a>() -> DimensionValues<'a> {
    DimensionValues { column: None, number_of_code: Vec::new(), values: Dictionary::default() }
}

fn of_column<'a>(column: Option<&'a Column>, reading: &Reading<'_>) -> DimensionValues<'a> {
    column.map_or_else(nothing, |column| of_coded(column.coded(), reading))
}

fn of_coded<'a>(column: Cow<'a, Coded>, reading: &Reading<'_>) -> DimensionValues<'a> {
    let (number_of_code, values) = reading.numbers(column.dictionary());
    DimensionValues { column: Some(column), number_of_code, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_lose_what_trails() {
        for (url, shown) in [("https://a.b/?#/", "https://a.b"), ("/", "/"), ("/x?y=1", "/x?y=1"), ("", "/")] {
            assert_eq!(normalized(Cow::Borrowed(url)), shown);
            assert_eq!(normalized(Cow::Owned(url.to_owned())), shown);
        }
    }

    #[test]
    fn values_are_shown_by_type() {
        let shown = |kind, value| {
            let (form, calendar, cleaner) = (ValueForm::Plain, &Calendar::UTC, PathCleaner::default());
            Reading { kind, form, calendar, cleaner }.shown(value).map(Cow::into_owned)
        };
        assert_eq!(shown(PropertyType::Text, Value::Json("10.0")).as_deref(), Some("10"));
        assert_eq!(shown(PropertyType::Text, Value::Text("10.0")).as_deref(), Some("10.0"));
        assert_eq!(shown(PropertyType::Numeric, Value::Text("10.0")).as_deref(), Some("10"));
        assert_eq!(shown(PropertyType::Numeric, Value::Text("ten")), None);
        assert_eq!(shown(PropertyType::Boolean, Value::Json("true")).as_deref(), Some("true"));
        assert_eq!(shown(PropertyType::Boolean, Value::Text("yes")), None);
        assert_eq!(shown(PropertyType::Text, Value::Text("")), None);
    }
}
