//! What an answer depends on besides the query and the events: the moment, the team and its definitions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::action::Action;
use super::cohort::Cohort;
use super::filter::{Filter, read_group_type};
use super::reader::{Fields, Node, choices};
use crate::error::Error;
use crate::time::{Calendar, Periods, Timestamp, WeekStart, Zone};

/// What an answer depends on besides the query and the events (spec/trends 2).
#[derive(Clone, Debug)]
pub struct Context {
    /// The moment of the request.
    pub now: Timestamp,
    /// The team's time zone and weeks.
    pub calendar: Calendar,
    /// What a month, a quarter and a year are in `compare_to`.
    pub comparison_periods: Periods,
    /// The condition that `filterTestAccounts` adds.
    pub test_account_filter: Filter,
    /// Who counts as an actor.
    pub actor_identity: ActorIdentity,
    /// The currency in which the team's money is shown, as its code.
    pub base_currency: String,
    /// The team's path cleaning, in order.
    pub path_cleaning: Vec<PathCleaningRule>,
    /// Actions by id.
    pub actions: BTreeMap<i64, Action>,
    /// Cohorts by id.
    pub cohorts: BTreeMap<i64, Cohort>,
    /// The types of properties; one that is not listed is a `String`.
    pub property_types: PropertyTypes,
    /// What the answer is for.
    pub purpose: Purpose,
    /// How many rows a table has that does not say; `None` leaves it to the purpose.
    pub most_rows: Option<usize>,
}

/// Who counts as an actor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ActorIdentity {
    /// The person, with all distinct ids that belong to it.
    #[default]
    Person,
    /// Each distinct id (`aggregate_users_by_distinct_id`).
    DistinctId,
}

/// What an answer is for, which decides limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Purpose {
    /// It is shown.
    #[default]
    Display,
    /// It is exported (`limit_context: "export"`).
    Export,
}

/// A rule of path cleaning: what the expression finds becomes the alias.
#[derive(Clone, Debug, PartialEq)]
pub struct PathCleaningRule {
    /// A regular expression.
    pub regex: String,
    /// Its replacement; `\1` stands for a group.
    pub alias: String,
}

choices! {
    /// The type of a property by its definition (spec/trends 2).
    pub enum PropertyType {
        /// Text, and every property without a definition.
        Text = "String",
        /// A number.
        Numeric = "Numeric",
        /// True or false.
        Boolean = "Boolean",
        /// A moment.
        DateTime = "DateTime",
    }
}

impl PropertyType {
    /// Returns the type that the first value of a property says; lists, objects and null say none. Campaign parameters
    /// are text, whatever they look like.
    pub fn of_value(name: &str, value: &Value) -> Option<PropertyType> {
        Some(match value {
            Value::String(_) | Value::Number(_) | Value::Bool(_) if name.starts_with("utm_") => PropertyType::Text,
            Value::Bool(_) => PropertyType::Boolean,
            Value::Number(_) => PropertyType::Numeric,
            Value::String(text) if matches!(text.trim(), "true" | "false" | "True" | "False") => PropertyType::Boolean,
            Value::String(text) if text.starts_with(|first: char| first.is_ascii_digit()) && is_date(text) => {
                PropertyType::DateTime
            }
            Value::String(_) => PropertyType::Text,
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        })
    }
}

fn is_date(text: &str) -> bool {
    text.len() >= 10 && text.contains('-') && Timestamp::parse(text).is_ok()
}

/// Whose property a definition is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PropertyOwner {
    /// An event.
    Event,
    /// A person.
    Person,
    /// A group of that type.
    Group(u8),
}

/// The types of properties by owner and name.
#[derive(Clone, Debug, Default)]
pub struct PropertyTypes(BTreeMap<(PropertyOwner, String), PropertyType>);

impl PropertyTypes {
    /// Sets the type of a property.
    pub fn define(&mut self, owner: PropertyOwner, name: &str, kind: PropertyType) {
        self.0.insert((owner, name.to_owned()), kind);
    }

    /// Returns whether no property has a definition.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the type of a property; `Text` without a definition.
    pub fn get(&self, owner: PropertyOwner, name: &str) -> PropertyType {
        self.0.get(&(owner, name.to_owned())).copied().unwrap_or(PropertyType::Text)
    }

    /// Returns the names of an owner's properties of a type, in order.
    pub fn names(&self, owner: PropertyOwner, kind: PropertyType) -> impl Iterator<Item = &str> {
        let found = self.0.iter().filter(move |((whose, _), known)| *whose == owner && **known == kind);
        found.map(|((_, name), _)| name.as_str())
    }

    /// Adds the definitions of a list: `name`, `type` (`event`, `person` or `group` with a `group_type_index`) and
    /// `property_type`.
    ///
    /// # Errors
    /// Refuses fields of the wrong type, naming them.
    pub fn read(&mut self, definitions: &Node<'_>) -> Result<(), Error> {
        definitions.items()?.try_for_each(|definition| self.read_one(&definition))
    }

    fn read_one(&mut self, node: &Node<'_>) -> Result<(), Error> {
        let fields = node.fields()?;
        let name = fields.required("name")?.text()?;
        let owner = match fields.text("type")?.as_deref() {
            Some("person") => PropertyOwner::Person,
            Some("group") => PropertyOwner::Group(read_group_type(&fields.required("group_type_index")?)?),
            _ => PropertyOwner::Event,
        };
        if let Some(kind) = fields.choice("property_type")? {
            self.define(owner, name, kind);
        }
        Ok(())
    }
}

impl Context {
    /// Returns the context of a team in UTC without definitions.
    pub fn new(now: Timestamp) -> Context {
        Context {
            now,
            calendar: Calendar::UTC,
            comparison_periods: Periods::default(),
            test_account_filter: Filter::default(),
            actor_identity: ActorIdentity::default(),
            base_currency: "USD".to_owned(),
            path_cleaning: Vec::new(),
            actions: BTreeMap::new(),
            cohorts: BTreeMap::new(),
            property_types: PropertyTypes::default(),
            purpose: Purpose::default(),
            most_rows: None,
        }
    }

    /// Returns this context in another time zone.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Context {
        self.calendar.zone = zone;
        self
    }

    /// Returns this context with the definitions of a JSON document: `team` (`week_start_day`,
    /// `human_friendly_comparison_periods`, `test_account_filters`, `aggregate_users_by_distinct_id`, `base_currency`,
    /// `path_cleaning_filters`), `actions`, `cohorts`, `property_definitions`, `limit_context` and `csv_export_limit`. The
    /// zone is set by the caller, who knows where zones come from.
    ///
    /// # Errors
    /// Refuses fields of the wrong type, naming them.
    pub fn with_definitions(mut self, document: &Value) -> Result<Context, Error> {
        let root = Node::root(document);
        let fields = root.fields()?;
        if let Some(team) = fields.get("team") {
            self.read_team(&team.fields()?)?;
        }
        for action in fields.list("actions", |node| Action::read(&node))? {
            self.actions.insert(action.id, action);
        }
        for cohort in fields.list("cohorts", |node| Cohort::read(&node))? {
            self.cohorts.insert(cohort.id, cohort);
        }
        if let Some(definitions) = fields.get("property_definitions") {
            self.property_types.read(&definitions)?;
        }
        if fields.text("limit_context")?.as_deref() == Some("export") {
            self.purpose = Purpose::Export;
        }
        self.most_rows = fields.optional("csv_export_limit", |node| {
            usize::try_from(node.integer()?).map_err(|_| node.refuse("must be a whole number of at least 0."))
        })?;
        Ok(self)
    }

    fn read_team(&mut self, team: &Fields<'_>) -> Result<(), Error> {
        if let Some(day) = team.get("week_start_day") {
            self.calendar.week_start = match day.integer()? {
                0 => WeekStart::Sunday,
                1 => WeekStart::Monday,
                _ => return Err(day.refuse("a week starts on 0 (Sunday) or 1 (Monday).")),
            };
        }
        if team.flag("human_friendly_comparison_periods")? {
            self.comparison_periods = Periods::WholeWeeks;
        }
        self.test_account_filter = Filter::field(team, "test_account_filters")?;
        if team.flag("aggregate_users_by_distinct_id")? {
            self.actor_identity = ActorIdentity::DistinctId;
        }
        if let Some(currency) = team.text("base_currency")? {
            self.base_currency = currency;
        }
        self.path_cleaning = team.list("path_cleaning_filters", |rule| PathCleaningRule::read(&rule))?;
        Ok(())
    }
}

impl PathCleaningRule {
    /// Returns the rule that `{regex, alias}` describes.
    ///
    /// # Errors
    /// Refuses fields of the wrong type.
    pub fn read(node: &Node<'_>) -> Result<PathCleaningRule, Error> {
        let fields = node.fields()?;
        Ok(PathCleaningRule {
            regex: fields.text("regex")?.unwrap_or_default(),
            alias: fields.text("alias")?.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_says_its_type() {
        for (value, kind) in [
            (json!(1), Some(PropertyType::Numeric)),
            (json!("1"), Some(PropertyType::Text)),
            (json!(true), Some(PropertyType::Boolean)),
            (json!("false"), Some(PropertyType::Boolean)),
            (json!("2024-01-02T03:04:05Z"), Some(PropertyType::DateTime)),
            (json!("2024-01-02"), Some(PropertyType::DateTime)),
            (json!("2024-01-x2"), Some(PropertyType::Text)),
            (json!(null), None),
            (json!([1]), None),
        ] {
            assert_eq!(PropertyType::of_value("a", &value), kind, "{value}");
        }
        assert_eq!(PropertyType::of_value("utm_term", &json!(1)), Some(PropertyType::Text));
    }
}
