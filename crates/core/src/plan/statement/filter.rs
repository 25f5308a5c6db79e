//! Conditions as text.

use super::{Writer, all, either, name, quoted};
use crate::number::number_text;
use crate::query::action::{ActionStep, Matching, TextMatch};
use crate::query::filter::{Filter, Operator, PropertyFilter, Scalar, Source};
use crate::query::reader::Choice;
use crate::query::series::{EventSelection, Series};

impl Writer<'_> {
    /// Returns the condition that a filter states; nothing where it always holds.
    pub(super) fn filter(&self, filter: &Filter) -> String {
        match filter {
            Filter::Property(filter) => property(filter),
            Filter::All(members) => all(&members.iter().map(|member| self.filter(member)).collect::<Vec<_>>()),
            Filter::Any(members) => {
                let members: Vec<String> = members.iter().map(|member| self.filter(member)).collect();
                // What always holds decides an alternative.
                if members.contains(&String::new()) { String::new() } else { either(members) }
            }
        }
    }

    /// Returns the condition on the events of a series.
    pub(super) fn series(&self, series: &Series) -> String {
        all(&[self.selection(&series.events), self.filter(&series.filter)])
    }

    /// Returns the condition on the events of a selection.
    pub(super) fn selection(&self, events: &EventSelection) -> String {
        match events {
            EventSelection::All => String::new(),
            EventSelection::Named(event) => ["event = ", &quoted(event)].concat(),
            EventSelection::Warehouse(table) => ["table = ", &quoted(table)].concat(),
            EventSelection::Any(members) => either(
                members.iter().map(|(events, filter)| all(&[self.selection(events), self.filter(filter)])).collect(),
            ),
            EventSelection::Action(id) => match self.context.actions.get(id) {
                Some(action) => either(action.steps.iter().map(|step| self.step(step)).collect()),
                None => String::new(),
            },
        }
    }

    fn step(&self, step: &ActionStep) -> String {
        let text = |field: &str, condition: &Option<TextMatch>| match condition {
            None => String::new(),
            Some(TextMatch { matching, pattern }) => match matching {
                Matching::Contains => [field, " LIKE ", &quoted(&["%", pattern, "%"].concat())].concat(),
                Matching::Exact => [field, " = ", &quoted(pattern)].concat(),
                Matching::Regex => ["match(", field, ", ", &quoted(pattern), ")"].concat(),
            },
        };
        let given = |field: &str, value: &Option<String>| {
            value.as_ref().map_or_else(String::new, |value| [field, " = ", &quoted(value)].concat())
        };
        all(&[
            given("event", &step.event),
            text("properties.$current_url", &step.url),
            given("element.selector", &step.selector),
            given("element.tag_name", &step.tag_name),
            text("element.href", &step.href),
            text("element.text", &step.text),
            self.filter(&step.filter),
        ])
    }
}

/// Returns the field that a value is read from.
pub(super) fn field(source: Source, key: &str) -> String {
    match source {
        Source::Event => ["properties.", &name(key)].concat(),
        Source::Person => ["person.properties.", &name(key)].concat(),
        Source::Group(group_type) => ["group_", &group_type.to_string(), ".properties.", &name(key)].concat(),
        Source::Session => ["session.", &name(key)].concat(),
        Source::EventMetadata => name(key),
        Source::Element => ["element.", &name(key)].concat(),
        Source::Cohort => "person_id".to_owned(),
        Source::Hogql => key.to_owned(),
    }
}

fn property(filter: &PropertyFilter) -> String {
    let field = field(filter.source, &filter.key);
    let is_key = filter.is_of_key_column();
    let values: Vec<String> = filter.value.values().iter().map(value).collect();
    let listed = |word: &str| [&field, " ", word, " (", &values.join(", "), ")"].concat();
    let compared = |symbol: &str| {
        let one = |value: &String| [&field, " ", symbol, " ", value].concat();
        values.iter().map(one).collect::<Vec<_>>()
    };
    let containing = |word: &str| {
        let texts = filter.value.values().iter().map(|value| quoted(&["%", &value.text(), "%"].concat()));
        texts.map(|text| [&field, " ", word, " ", &text].concat()).collect::<Vec<_>>()
    };
    let or_missing = |condition: String| either(vec![[&field, " IS NULL"].concat(), condition]);
    let is_list = values.len() != 1;
    match filter.operator {
        _ if filter.source == Source::Hogql => ["(", &field, ")"].concat(),
        Operator::NotIn | Operator::IsNot if filter.source == Source::Cohort => listed("NOT IN COHORT"),
        _ if filter.source == Source::Cohort => listed("IN COHORT"),
        Operator::Exact | Operator::In if is_list => listed("IN"),
        Operator::IsNot | Operator::NotIn if is_list => listed("NOT IN"),
        Operator::Exact | Operator::In | Operator::IsDateExact => either(compared("=")),
        Operator::IsNot | Operator::NotIn => all(&compared("!=")),
        Operator::IContains => either(containing("ILIKE")),
        Operator::NotIContains => or_missing(all(&containing("NOT ILIKE"))),
        Operator::Regex => either(compared("=~")),
        Operator::NotRegex => or_missing(all(&compared("!~"))),
        Operator::GreaterThan | Operator::IsDateAfter => either(compared(">")),
        Operator::AtLeast => either(compared(">=")),
        Operator::LessThan | Operator::IsDateBefore => either(compared("<")),
        Operator::AtMost => either(compared("<=")),
        Operator::Between => [&field, " BETWEEN ", &values.join(" AND ")].concat(),
        Operator::NotBetween => [&field, " NOT BETWEEN ", &values.join(" AND ")].concat(),
        Operator::IsSet if is_key => [&field, " != ''"].concat(),
        Operator::IsNotSet if is_key => [&field, " = ''"].concat(),
        Operator::IsSet => [&field, " IS NOT NULL"].concat(),
        Operator::IsNotSet => [&field, " IS NULL"].concat(),
        other => [other.name(), "(", &field, ", ", &values.join(", "), ")"].concat(),
    }
}

fn value(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => quoted(text),
        Scalar::Number(number) => number_text(*number),
        Scalar::Flag(flag) => flag.to_string(),
    }
}
