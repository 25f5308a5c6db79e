//! HogQLQuery: a SELECT over events, written as a text.

use serde_json::Value;

use super::date_range::read_date_range;
use super::expression::{BinaryOperator, Expression, PLACEHOLDER};
use super::filter::Filter;
use super::reader::{Fields, Node};
use super::select::Select;
use super::trends::TestAccounts;
use crate::error::{Error, ErrorKind, Fault};
use crate::time::DateRange;

/// A SELECT over events, written as a text.
#[derive(Clone, Debug)]
pub struct HogqlQuery {
    /// The text.
    pub text: String,
    /// What it asks, with the values of variables in their place and without `{filters}`.
    pub select: Select,
    /// What `{filters}` stands for; nothing where the text does not have it.
    pub filters: HogqlFilters,
}

/// Conditions that others lay over a SELECT that has a place for them.
#[derive(Clone, Debug, Default)]
pub struct HogqlFilters {
    /// The range of dates.
    pub date_range: Option<DateRange>,
    /// Conditions on events.
    pub filter: Filter,
    /// Whether the team's test accounts are left out.
    pub test_accounts: TestAccounts,
}

impl HogqlQuery {
    /// Returns the query that the fields of a `HogQLQuery` node describe.
    ///
    /// # Errors
    /// Refuses a text that is not a SELECT over events, variables without a value, and fields of the wrong type.
    pub fn read(fields: &Fields<'_>) -> Result<HogqlQuery, Error> {
        let query = fields.required("query")?;
        let text = query.text()?;
        let mut select = Select::parse(text).map_err(|error| query.refuse(error.detail()))?;
        let values = Values::read(fields)?;
        let mut condition = select.condition.take();
        let placed = take_filters(&mut condition);
        select.condition = condition;
        for part in select.parts_mut() {
            let whole = std::mem::replace(part, Expression::Null);
            *part = whole.replaced(&mut |part| values.of(part)).map_err(|error| match error.kind() {
                ErrorKind::Invalid(Fault::Unanswerable) => error,
                _ => query.refuse(error.detail()),
            })?;
        }
        let filters = match placed {
            Placed::There => fields.optional("filters", |node| HogqlFilters::read(&node))?,
            Placed::Nowhere => None,
        };
        Ok(HogqlQuery { text: text.to_owned(), select, filters: filters.unwrap_or_default() })
    }
}

impl HogqlFilters {
    fn read(node: &Node<'_>) -> Result<HogqlFilters, Error> {
        let fields = node.fields()?;
        Ok(HogqlFilters {
            date_range: fields.get("dateRange").map(|_| read_date_range(&fields)).transpose()?,
            filter: Filter::field(&fields, "properties")?,
            test_accounts: TestAccounts::field(&fields)?,
        })
    }
}

/// Whether a text has a place for filters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placed {
    There,
    Nowhere,
}

/// Takes `{filters}` out of the conditions that must all hold.
fn take_filters(condition: &mut Option<Expression>) -> Placed {
    match condition.take() {
        Some(Expression::Field(names)) if names == [PLACEHOLDER, "filters"] => Placed::There,
        Some(Expression::Binary(BinaryOperator::And, left, right)) => {
            let (mut left, mut right) = (Some(*left), Some(*right));
            let placed = [take_filters(&mut left), take_filters(&mut right)];
            *condition = match (left, right) {
                (Some(left), Some(right)) => {
                    Some(Expression::Binary(BinaryOperator::And, Box::new(left), Box::new(right)))
                }
                (left, right) => left.or(right),
            };
            if placed.contains(&Placed::There) { Placed::There } else { Placed::Nowhere }
        }
        other => {
            *condition = other;
            Placed::Nowhere
        }
    }
}

/// What stands for placeholders, by the names by which texts call it.
struct Values {
    variables: Vec<(String, Expression)>,
    values: Vec<(String, Expression)>,
}

impl Values {
    fn read(fields: &Fields<'_>) -> Result<Values, Error> {
        let variables = fields.optional("variables", |node| {
            let declared = node.fields()?.map().values();
            let values = declared.filter_map(|variable| {
                let name = variable.get("code_name")?.as_str()?.to_owned();
                Some((name, constant(variable.get("value").unwrap_or(&Value::Null))))
            });
            Ok(values.collect())
        })?;
        let values = fields.optional("values", |node| {
            Ok(node.fields()?.map().iter().map(|(name, value)| (name.clone(), constant(value))).collect())
        })?;
        Ok(Values { variables: variables.unwrap_or_default(), values: values.unwrap_or_default() })
    }

    /// Returns what stands for a placeholder.
    fn of(&self, part: &Expression) -> Result<Option<Expression>, Error> {
        let Expression::Field(names) = part else { return Ok(None) };
        let found = |values: &[(String, Expression)], name: &str| {
            values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [PLACEHOLDER, "variables", name] => match found(&self.variables, name) {
                Some(value) => Ok(Some(value)),
                None => Err(Error::invalid(format!("there is no variable `{name}`; declare it in `variables`."))),
            },
            [PLACEHOLDER, "filters"] => {
                Err(Error::invalid("`{filters}` stands alone after WHERE, or joined to other conditions by AND."))
            }
            [PLACEHOLDER, name] => found(&self.values, name).map(Some).ok_or_else(|| unresolved(name)),
            [PLACEHOLDER, names @ ..] => Err(unresolved(&names.join("."))),
            _ => Ok(None),
        }
    }
}

fn unresolved(name: &str) -> Error {
    Error::unanswerable(format!("Unresolved placeholder: {{{name}}}"))
}

fn constant(value: &Value) -> Expression {
    match value {
        Value::Bool(flag) => Expression::Flag(*flag),
        Value::Number(number) => number.as_f64().map_or(Expression::Null, Expression::Number),
        Value::String(text) => Expression::Text(text.clone()),
        Value::Array(items) => Expression::List(items.iter().map(constant).collect()),
        Value::Null | Value::Object(_) => Expression::Null,
    }
}
