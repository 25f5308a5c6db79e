//! The types of a table's columns, in the words of the database that clients know.

use super::Cell;
use crate::answer::ColumnType;
use crate::eval::expression::Datum;
use crate::eval::session::session_attribute_type;
use crate::query::context::{Context, PropertyOwner, PropertyType};
use crate::query::expression::{Aggregate, Expression, Field};
use crate::query::select::{Column, Select, Shown};

/// Returns the name and the type of each column.
///
/// What a field is, is known; of other expressions the values tell.
pub(super) fn of(select: &Select, context: &Context, rows: &[Vec<Cell<'_>>]) -> Vec<ColumnType> {
    let named = |(index, column): (usize, &Column)| {
        let known = match &column.shows {
            Shown::Expression(expression) => of_expression(expression, context),
            Shown::Event | Shown::Person => Some("Tuple".to_owned()),
        };
        let type_name = known.unwrap_or_else(|| of_values(rows.iter().filter_map(|row| row.get(index)), context));
        ColumnType::Named(column.name.clone(), type_name)
    };
    select.columns.iter().enumerate().map(named).collect()
}

/// Returns the types alone.
pub(super) fn without_names(types: Vec<ColumnType>) -> Vec<ColumnType> {
    let plain = |column| match column {
        ColumnType::Named(_, name) | ColumnType::Plain(name) => ColumnType::Plain(name),
    };
    types.into_iter().map(plain).collect()
}

fn of_expression(expression: &Expression, context: &Context) -> Option<String> {
    match expression {
        Expression::Field(names) => match Field::named(names) {
            Ok((field, [])) => Some(of_field(&field, context)),
            _ => Some(nullable("String")),
        },
        Expression::Call(call) => match Aggregate::called(&call.name)?.0 {
            Aggregate::Count | Aggregate::Different => Some("UInt64".to_owned()),
            _ => None,
        },
        _ => None,
    }
}

fn of_field(field: &Field, context: &Context) -> String {
    let of_kind = |kind| match kind {
        PropertyType::Text => nullable("String"),
        PropertyType::Numeric => nullable("Float64"),
        PropertyType::Boolean => nullable("Bool"),
        PropertyType::DateTime => nullable(&moment(context)),
    };
    let typed = |owner, name: &str| of_kind(context.property_types.get(owner, name));
    match field {
        Field::Uuid => "UUID".to_owned(),
        Field::Timestamp => moment(context),
        Field::PersonCreated => nullable(&moment(context)),
        Field::PersonId => "Int64".to_owned(),
        Field::EventProperty(name) => typed(PropertyOwner::Event, name),
        Field::PersonProperty(name) => typed(PropertyOwner::Person, name),
        Field::GroupProperty(index, name) => typed(PropertyOwner::Group(*index), name),
        Field::Event | Field::DistinctId | Field::Properties => "String".to_owned(),
        Field::SessionAttribute(name) => of_kind(session_attribute_type(name)),
        Field::Column(_) | Field::PersonProperties => nullable("String"),
    }
}

fn of_values<'c>(cells: impl Iterator<Item = &'c Cell<'c>>, context: &Context) -> String {
    let (mut name, mut has_null) = (None, false);
    for cell in cells {
        let Cell::Datum(datum) = cell else { continue };
        let own = match datum {
            Datum::Null => {
                has_null = true;
                continue;
            }
            Datum::Flag(_) => "Bool".to_owned(),
            Datum::Number(number) if number.fract() == 0.0 && name.as_deref() != Some("Float64") => "Int64".to_owned(),
            Datum::Number(_) => "Float64".to_owned(),
            Datum::Moment(_) => moment(context),
            Datum::Date(_) => "Date".to_owned(),
            Datum::List(_) => "Array(String)".to_owned(),
            Datum::Text(_) | Datum::Distance(..) => "String".to_owned(),
        };
        name = Some(own);
    }
    match name {
        None => nullable("Nothing"),
        Some(name) if has_null => nullable(&name),
        Some(name) => name,
    }
}

fn moment(context: &Context) -> String {
    ["DateTime64(6, '", context.calendar.zone.name(), "')"].concat()
}

fn nullable(name: &str) -> String {
    ["Nullable(", name, ")"].concat()
}
