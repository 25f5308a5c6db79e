//! Property filters and their groups (spec/trends 3.4 and 5).

use serde_json::Value;

use super::expression::is_key_column;
use super::reader::{Choice, Fields, Node, choices};
use crate::error::Error;
use crate::regex::compile;

/// How deep groups may nest.
const DEEPEST_GROUP: usize = 32;

/// The magnitude below which every whole number is a float of its own; from it on a number is kept as it was written.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A condition on an event, its person, its groups or its session.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// True when all hold; with none, always true.
    All(Vec<Filter>),
    /// True when any holds; the reader never makes an empty one.
    Any(Vec<Filter>),
    /// A single condition.
    Property(PropertyFilter),
}

impl Default for Filter {
    fn default() -> Self {
        Filter::All(Vec::new())
    }
}

/// A condition on one property.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyFilter {
    /// Where the value is read.
    pub source: Source,
    /// The name of the property, column, element part, or the text of an expression.
    pub key: String,
    /// How the value is compared.
    pub operator: Operator,
    /// What it is compared with.
    pub value: Operand,
}

/// Where the value of a filter, a breakdown or a math property is read (spec/trends 5.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Source {
    /// A property of the event.
    Event,
    /// A property of the event's person, as it is now.
    Person,
    /// A property of the event's group of that type (0–4).
    Group(u8),
    /// An attribute of the event's session.
    Session,
    /// A column of the event: `event`, `distinct_id`, `timestamp`, `uuid`, `person_id`, `$group_0` ….
    EventMetadata,
    /// A part of the autocapture element chain.
    Element,
    /// Membership of a cohort; the operand is its id.
    Cohort,
    /// A HogQL expression; the key is its text.
    Hogql,
}

/// The right-hand side of a property filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// None given; only `is_set` and `is_not_set` do without.
    Absent,
    /// One value.
    One(Scalar),
    /// Several values, nulls left out.
    Many(Vec<Scalar>),
}

/// One value on the right-hand side of a property filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
}

choices! {
    /// How a property is compared (spec/trends 3.8 and 5.3).
    pub enum Operator {
        /// Equal to the value, or to one of several.
        Exact = "exact",
        /// Equal to none.
        IsNot = "is_not",
        /// Contains the text, ignoring case.
        IContains = "icontains" | "icontains_multi",
        /// Does not contain the text, ignoring case.
        NotIContains = "not_icontains" | "not_icontains_multi",
        /// Matched by the regular expression anywhere.
        Regex = "regex",
        /// Not matched by the regular expression.
        NotRegex = "not_regex",
        /// Greater.
        GreaterThan = "gt",
        /// Greater or equal.
        AtLeast = "gte" | "min",
        /// Less.
        LessThan = "lt",
        /// Less or equal.
        AtMost = "lte" | "max",
        /// Within two numbers, both included.
        Between = "between",
        /// Outside two numbers.
        NotBetween = "not_between",
        /// There, whatever the value.
        IsSet = "is_set",
        /// Missing or null.
        IsNotSet = "is_not_set",
        /// The same moment.
        IsDateExact = "is_date_exact",
        /// An earlier moment.
        IsDateBefore = "is_date_before",
        /// A later moment.
        IsDateAfter = "is_date_after",
        /// In the list, or in the cohort.
        In = "in",
        /// Not in the list, or not in the cohort.
        NotIn = "not_in",
        /// Equal after the team's path cleaning.
        IsCleanedPathExact = "is_cleaned_path_exact",
        /// A feature flag gives that value; outside of what is answered here.
        FlagEvaluatesTo = "flag_evaluates_to",
        /// The same version.
        SemverEqual = "semver_eq",
        /// Another version.
        SemverNotEqual = "semver_neq",
        /// A later version.
        SemverGreaterThan = "semver_gt",
        /// The same or a later version.
        SemverAtLeast = "semver_gte",
        /// An earlier version.
        SemverLessThan = "semver_lt",
        /// The same or an earlier version.
        SemverAtMost = "semver_lte",
        /// At least this patch of the same minor version.
        SemverTilde = "semver_tilde",
        /// At least this version with the same left-most non-zero part.
        SemverCaret = "semver_caret",
        /// The same leading parts.
        SemverWildcard = "semver_wildcard",
    }
}

choices! {
    /// How the members of a group combine.
    pub enum Logic {
        /// All must hold.
        And = "AND",
        /// One must hold.
        Or = "OR",
    }
}

choices! {
    /// The names of filter types (spec/trends 3.8).
    enum FilterType {
        Meta = "meta",
        Event = "event" | "events" | "feature" | "internal_event",
        EventMetadata = "event_metadata",
        Person = "person",
        Element = "element",
        Session = "session",
        Cohort = "cohort" | "precalculated-cohort" | "static-cohort",
        Group = "group",
        Hogql = "hogql",
    }
}

impl Filter {
    /// Returns whether the filter holds for everything.
    pub fn is_empty(&self) -> bool {
        matches!(self, Filter::All(members) if members.iter().all(Filter::is_empty))
    }

    /// Returns the condition that both filters hold.
    #[must_use]
    pub fn and(self, other: Filter) -> Filter {
        match (self.is_empty(), other.is_empty()) {
            (_, true) => self,
            (true, _) => other,
            _ => Filter::All(vec![self, other]),
        }
    }

    /// Returns the filter of a `properties` field: a list (all must hold), a group, or nothing.
    ///
    /// Incomplete and unknown filters are ignored (spec/trends 5.1).
    ///
    /// # Errors
    /// Refuses unknown operators, operands of the wrong kind, and groups nested deeper than 32.
    pub fn read(node: &Node<'_>) -> Result<Filter, Error> {
        Self::read_nested(node, 0)
    }

    /// Returns the filter in an optional field.
    ///
    /// # Errors
    /// As [`Filter::read`].
    pub fn field(fields: &Fields<'_>, name: &'static str) -> Result<Filter, Error> {
        fields.get(name).map_or(Ok(Filter::default()), |node| Self::read(&node))
    }

    fn read_nested(node: &Node<'_>, depth: usize) -> Result<Filter, Error> {
        if depth > DEEPEST_GROUP {
            return Err(node.refuse("filter groups may nest at most 32 deep."));
        }
        if node.value().is_array() {
            return Ok(Filter::All(node.list(|item| Self::read_nested(&item, depth + 1))?));
        }
        let fields = node.fields()?;
        let logic = fields.map().get("type").and_then(Value::as_str).and_then(Logic::from_name);
        match (logic, fields.get("values")) {
            (Some(logic), Some(values)) => {
                let members = values.list(|item| Self::read_nested(&item, depth + 1))?;
                Ok(if logic == Logic::Or && !members.is_empty() { Filter::Any(members) } else { Filter::All(members) })
            }
            (Some(_), None) => Ok(Filter::default()),
            _ => Ok(PropertyFilter::read(&fields)?.map_or_else(Filter::default, Filter::Property)),
        }
    }
}

impl PropertyFilter {
    /// Returns the filter, or `None` where it is to be ignored.
    fn read(fields: &Fields<'_>) -> Result<Option<PropertyFilter>, Error> {
        let Some(source) = read_source(fields)? else { return Ok(None) };
        let mut operator = fields.choice("operator")?.unwrap_or(Operator::Exact);
        let value = match fields.get("value") {
            Some(node) => Operand::read(&node)?,
            None => Operand::Absent,
        };
        if source == Source::Cohort && fields.flag("negation")? {
            operator = Operator::NotIn;
        }
        let key = match fields.get("key") {
            Some(node) if node.value().is_number() => node.value().to_string(),
            Some(node) => node.text()?.to_owned(),
            None if source == Source::Cohort => "id".to_owned(),
            None => return Ok(None),
        };
        let needs_value = !matches!(operator, Operator::IsSet | Operator::IsNotSet) && source != Source::Hogql;
        let filter = PropertyFilter { source, key, operator, value };
        if needs_value && matches!(filter.value, Operand::Absent) {
            return Ok(None);
        }
        filter.check(fields)?;
        Ok(Some(filter))
    }

    /// Returns whether the value has a text in every event, an empty one where nothing was sent (spec/trends 2).
    pub fn is_of_key_column(&self) -> bool {
        self.source == Source::EventMetadata && is_key_column(&self.key)
    }

    /// Refuses operands that the operator cannot use.
    fn check(&self, fields: &Fields<'_>) -> Result<(), Error> {
        match self.operator {
            Operator::Between | Operator::NotBetween => {
                let bounds: Option<Vec<f64>> = self.value.values().iter().map(Scalar::number).collect();
                match bounds.as_deref() {
                    Some([low, high]) if low <= high => Ok(()),
                    _ => Err(fields
                        .required("value")?
                        .refuse_to_answer("`between` and `not_between` need two numbers, the smaller first.")),
                }
            }
            Operator::Regex | Operator::NotRegex => {
                let node = fields.required("value")?;
                (self.value.values().iter())
                    .try_for_each(|value| compile(&value.text()).map(drop))
                    .map_err(|error| node.refuse_to_answer(error.detail()))
            }
            _ => Ok(()),
        }
    }
}

fn read_source(fields: &Fields<'_>) -> Result<Option<Source>, Error> {
    let kind = match fields.get("type") {
        None => FilterType::Event,
        Some(node) => match FilterType::from_name(node.text()?) {
            Some(kind) => kind,
            None => return Ok(None),
        },
    };
    Ok(match kind {
        FilterType::Meta => None,
        FilterType::Event => Some(Source::Event),
        FilterType::EventMetadata => Some(Source::EventMetadata),
        FilterType::Person => Some(Source::Person),
        FilterType::Element => Some(Source::Element),
        FilterType::Session => Some(Source::Session),
        FilterType::Cohort => Some(Source::Cohort),
        FilterType::Hogql => Some(Source::Hogql),
        FilterType::Group => fields.optional("group_type_index", |node| read_group_type(&node))?.map(Source::Group),
    })
}

/// Returns a group type index.
///
/// # Errors
/// Refuses anything but a whole number from 0 to 4.
pub(crate) fn read_group_type(node: &Node<'_>) -> Result<u8, Error> {
    match node.integer()? {
        index @ 0..=4 => Ok(index as u8),
        _ => Err(node.refuse("a group type index is a whole number from 0 to 4.")),
    }
}

impl Operand {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        if !node.value().is_array() {
            return Scalar::read(node).map(|scalar| scalar.map_or(Operand::Absent, Operand::One));
        }
        let values = node.list(|item| Scalar::read(&item))?;
        Ok(Operand::Many(values.into_iter().flatten().collect()))
    }

    /// Returns the values as a slice; none where absent.
    pub fn values(&self) -> &[Scalar] {
        match self {
            Operand::Absent => &[],
            Operand::One(value) => std::slice::from_ref(value),
            Operand::Many(values) => values,
        }
    }
}

impl Scalar {
    fn read(node: &Node<'_>) -> Result<Option<Self>, Error> {
        Ok(match node.value() {
            Value::Null => None,
            Value::String(text) => Some(Scalar::Text(text.clone())),
            Value::Number(number) => Some(match number.as_f64() {
                Some(exact) if exact.abs() < LARGEST_EXACT => Scalar::Number(exact),
                _ => Scalar::Text(number.to_string()),
            }),
            Value::Bool(flag) => Some(Scalar::Flag(*flag)),
            _ => return Err(node.refuse("must be a string, a number, true or false.")),
        })
    }

    /// Returns the value as a number, where its text is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Scalar::Text(text) => text.trim().parse().ok().filter(|value: &f64| !value.is_nan()),
            Scalar::Number(number) => Some(*number),
            Scalar::Flag(_) => None,
        }
    }

    /// Returns the value as text: numbers in their shortest form, `true` and `false`.
    pub fn text(&self) -> String {
        match self {
            Scalar::Text(text) => text.clone(),
            Scalar::Number(number) => crate::number::number_text(*number),
            Scalar::Flag(flag) => flag.to_string(),
        }
    }
}
