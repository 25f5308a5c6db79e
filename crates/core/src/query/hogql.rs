//! HogQLQuery: a SELECT over events, written as a text.

use serde_json::Value;

use super::date_range::read_date_range;
use super::expression::{BinaryOperator, Expression, PLACEHOLDER};
use super::filter::Filter;
use super::reader::{Fields, Node};
use super::select::Select;
use super::trends::TestAccounts;
use crate::error::Error;
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
        let variables = Variables::read(fields)?;
        let mut condition = select.condition.take();
        let placed = take_filters(&mut condition);
        select.condition = condition;
        for part in select.parts_mut() {
            let whole = std::mem::replace(part, Expression::Null);
            *part = whole.replaced(&mut |part| variables.value(part)).map_err(|error| query.refuse(error.detail()))?;
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

/// The values of variables, by the names by which texts call them.
struct Variables(Vec<(String, Expression)>);

impl Variables {
    fn read(fields: &Fields<'_>) -> Result<Variables, Error> {
        let Some(node) = fields.get("variables") else { return Ok(Variables(Vec::new())) };
        let declared = node.fields()?.map().values();
        let values = declared.filter_map(|variable| {
            let name = variable.get("code_name")?.as_str()?.to_owned();
            Some((name, constant(variable.get("value").unwrap_or(&Value::Null))))
        });
        Ok(Variables(values.collect()))
    }

    /// Returns what stands for a placeholder.
    fn value(&self, part: &Expression) -> Result<Option<Expression>, Error> {
        let Expression::Field(names) = part else { return Ok(None) };
        match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [PLACEHOLDER, "variables", name] => match self.0.iter().find(|(known, _)| known == name) {
                Some((_, value)) => Ok(Some(value.clone())),
                None => Err(Error::invalid(format!("there is no variable `{name}`; declare it in `variables`."))),
            },
            [PLACEHOLDER, "filters"] => {
                Err(Error::invalid("`{filters}` stands alone after WHERE, or joined to other conditions by AND."))
            }
            [PLACEHOLDER, ..] => Err(Error::invalid("braces hold `filters`, or `variables.` and a name.")),
            _ => Ok(None),
        }
    }
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
