//! What the fields of expressions stand for.

use super::Expression;
use crate::error::Error;

/// What there is, for refusals.
const FIELDS: &str = "event, distinct_id, person_id, timestamp, uuid, $session_id, $group_0 to $group_4, \
     elements_chain, properties, properties.…, person.properties, person.properties.…, person.created_at, group_0.properties.… to \
     group_4.properties.… and session.…";

/// What a field of an expression stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The name of the event.
    Event,
    /// Whose the event is, as it was sent.
    DistinctId,
    /// The number of its person.
    PersonId,
    /// When it happened.
    Timestamp,
    /// Its id.
    Uuid,
    /// A column that is kept among the properties and always a text: the session, the key of a group, the elements.
    Column(&'static str),
    /// All properties of the event, as JSON.
    Properties,
    /// All properties of its person, as JSON.
    PersonProperties,
    /// A property of the event.
    EventProperty(String),
    /// A property of its person.
    PersonProperty(String),
    /// When its person was created.
    PersonCreated,
    /// A property of its group of that type.
    GroupProperty(u8, String),
    /// An attribute of its session.
    SessionAttribute(String),
}

impl Field {
    /// Returns what the names of a field stand for, and the names after it, which look into JSON.
    ///
    /// # Errors
    /// Refuses names that are not known, saying which are.
    pub fn named(names: &[String]) -> Result<(Field, &[String]), Error> {
        let names = match names {
            [alias, rest @ ..] if !rest.is_empty() && matches!(alias.as_str(), "e" | "events") => rest,
            names => names,
        };
        let length = match names.iter().position(|name| name == "properties") {
            Some(properties) => names.len().min(properties + 2),
            None => names.len(),
        };
        let (names, inside) = names.split_at(length);
        match Self::of(&names.iter().map(String::as_str).collect::<Vec<_>>()) {
            Some(field) => Ok((field, inside)),
            None => Err(Error::invalid(format!("there is no field `{}`; there are {FIELDS}.", names.join(".")))),
        }
    }

    fn of(names: &[&str]) -> Option<Field> {
        Some(match names {
            ["event"] => Field::Event,
            ["distinct_id"] => Field::DistinctId,
            ["person_id"] | ["person", "id"] => Field::PersonId,
            ["timestamp"] => Field::Timestamp,
            ["uuid"] => Field::Uuid,
            ["$session_id"] => Field::Column("$session_id"),
            ["elements_chain"] => Field::Column("$elements_chain"),
            ["properties"] => Field::Properties,
            ["properties", name] => Field::EventProperty((*name).to_owned()),
            ["person" | "poe", "properties"] => Field::PersonProperties,
            ["person" | "poe", "properties", name] => Field::PersonProperty((*name).to_owned()),
            ["person" | "poe", "created_at"] => Field::PersonCreated,
            ["session", name] => Field::SessionAttribute((*name).to_owned()),
            [key] => Field::Column(GROUP_KEYS.into_iter().find(|known| known == key)?),
            [group, "properties", name] => match group.strip_prefix("group_")?.parse() {
                Ok(index @ 0..=4) => Field::GroupProperty(index, (*name).to_owned()),
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// The columns of the keys of groups, by type.
pub const GROUP_KEYS: [&str; 5] = ["$group_0", "$group_1", "$group_2", "$group_3", "$group_4"];

/// Returns whether a column of the event has a text in every row, an empty one where nothing was sent (spec/trends 2).
pub fn is_key_column(name: &str) -> bool {
    name == "$session_id" || GROUP_KEYS.contains(&name)
}

impl Expression {
    /// Passes every part of the expression to `visit`, the whole first.
    pub fn visit(&self, visit: &mut dyn FnMut(&Expression)) {
        visit(self);
        match self {
            Expression::List(items) => items.iter().for_each(|item| item.visit(visit)),
            Expression::Call(call) => call.arguments.iter().for_each(|argument| argument.visit(visit)),
            Expression::Unary(_, operand) => operand.visit(visit),
            Expression::Binary(_, left, right) => {
                left.visit(visit);
                right.visit(visit);
            }
            Expression::Null | Expression::Flag(_) | Expression::Number(_) | Expression::Text(_) => {}
            Expression::Field(_) => {}
        }
    }

    /// Returns the expression with those parts replaced for which `replace` gives something else, which is not looked
    /// into again.
    ///
    /// # Errors
    /// The refusal of `replace`.
    pub fn replaced(
        self,
        replace: &mut dyn FnMut(&Expression) -> Result<Option<Expression>, Error>,
    ) -> Result<Expression, Error> {
        if let Some(other) = replace(&self)? {
            return Ok(other);
        }
        Ok(match self {
            Expression::List(items) => Expression::List(replaced_all(items, replace)?),
            Expression::Call(mut call) => {
                call.arguments = replaced_all(call.arguments, replace)?;
                Expression::Call(call)
            }
            Expression::Unary(operator, operand) => Expression::Unary(operator, Box::new(operand.replaced(replace)?)),
            Expression::Binary(operator, left, right) => {
                Expression::Binary(operator, Box::new(left.replaced(replace)?), Box::new(right.replaced(replace)?))
            }
            plain => plain,
        })
    }
}

fn replaced_all(
    items: Vec<Expression>,
    replace: &mut dyn FnMut(&Expression) -> Result<Option<Expression>, Error>,
) -> Result<Vec<Expression>, Error> {
    items.into_iter().map(|item| item.replaced(replace)).collect()
}
