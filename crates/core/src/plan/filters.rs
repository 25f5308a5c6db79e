//! What conditions and breakdowns read.

use super::{Column, Reads};
use crate::query::breakdown::{Breakdown, BreakdownBy, CohortChoice};
use crate::query::cohort::CohortMembers;
use crate::query::expression::{Expression, Field, GROUP_KEYS};
use crate::query::filter::{Filter, PropertyFilter, Scalar, Source};
use crate::query::session::{ARRIVAL_PROPERTIES, SessionAttribute};

impl Reads<'_> {
    /// Reads what a filter looks at.
    pub(super) fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::All(members) | Filter::Any(members) => members.iter().for_each(|member| self.filter(member)),
            Filter::Property(filter) if filter.source == Source::Cohort => self.cohorts_of(filter),
            Filter::Property(filter) => self.value(filter.source, &filter.key),
        }
    }

    /// Reads what a breakdown splits by.
    pub(super) fn breakdown(&mut self, breakdown: &Option<Breakdown>) {
        match breakdown.as_ref().map(|breakdown| &breakdown.by) {
            None => {}
            Some(BreakdownBy::Single(dimension)) => self.value(dimension.source, &dimension.property),
            Some(BreakdownBy::Multiple(dimensions)) => {
                for dimension in dimensions {
                    self.value(dimension.source, &dimension.property);
                }
            }
            Some(BreakdownBy::Cohorts(choices)) => {
                for choice in choices {
                    if let CohortChoice::Cohort(id) = choice {
                        self.cohort(*id);
                    }
                }
            }
        }
    }

    /// Reads one value of each event.
    pub(super) fn value(&mut self, source: Source, key: &str) {
        match source {
            Source::Event if key == "$time" => {}
            Source::Event => self.property(key),
            Source::Person => self.person_property(key),
            Source::Group(group_type) => self.group_property(group_type, key),
            Source::Session => self.session(key),
            Source::EventMetadata => match key {
                "event" => self.column(Column::Name),
                "distinct_id" | "person_id" => self.column(Column::DistinctId),
                "uuid" => self.column(Column::Uuid),
                "timestamp" => {}
                _ => self.property(key),
            },
            Source::Element => self.elements(),
            Source::Cohort => {}
            Source::Hogql => self.expression(key),
        }
    }

    /// Reads the fields of an expression; one that does not parse is refused when it is evaluated.
    pub(super) fn expression(&mut self, text: &str) {
        if let Ok(expression) = Expression::parse(text) {
            self.fields(&expression);
        }
    }

    /// Reads the fields of an expression.
    pub(super) fn fields(&mut self, expression: &Expression) {
        expression.visit(&mut |part| {
            if let Expression::Field(names) = part
                && let Ok((field, _)) = Field::named(names)
            {
                self.field(&field);
            }
        });
    }

    fn field(&mut self, field: &Field) {
        match field {
            Field::Event => self.column(Column::Name),
            Field::DistinctId | Field::PersonId | Field::PersonCreated => self.column(Column::DistinctId),
            Field::Timestamp => {}
            Field::Uuid => self.column(Column::Uuid),
            Field::Column(name) => self.property(name),
            Field::Properties => self.column(Column::AllProperties),
            Field::PersonProperties => self.whole_person(),
            Field::EventProperty(name) => self.property(name),
            Field::PersonProperty(name) => self.person_property(name),
            Field::GroupProperty(group_type, name) => self.group_property(*group_type, name),
            Field::SessionAttribute(name) => self.session(name),
        }
    }

    /// Reads all that is known of the person of an event.
    pub(super) fn whole_person(&mut self) {
        self.column(Column::DistinctId);
        self.column(Column::AllPersonProperties);
    }

    /// Reads of which group of a type an event is.
    pub(super) fn group_key(&mut self, group_type: u8) {
        if let Some(name) = GROUP_KEYS.get(usize::from(group_type)) {
            self.property(name);
        }
    }

    fn person_property(&mut self, name: &str) {
        self.column(Column::DistinctId);
        self.column(Column::PersonProperty(name.to_owned()));
    }

    fn group_property(&mut self, group_type: u8, name: &str) {
        self.group_key(group_type);
        self.column(Column::GroupProperty(group_type, name.to_owned()));
    }

    fn session(&mut self, name: &str) {
        self.everything();
        self.property("$session_id");
        match SessionAttribute::named(name) {
            SessionAttribute::Duration | SessionAttribute::Start | SessionAttribute::End => {}
            SessionAttribute::ChannelType => ARRIVAL_PROPERTIES.into_iter().for_each(|name| self.property(name)),
            SessionAttribute::Count(_) | SessionAttribute::IsBounce => self.column(Column::Name),
            SessionAttribute::First(property) | SessionAttribute::Last(property) => self.property(property),
        }
    }

    fn cohorts_of(&mut self, filter: &PropertyFilter) {
        for id in filter.value.values().iter().filter_map(Scalar::number) {
            self.cohort(id as i64);
        }
    }

    fn cohort(&mut self, id: i64) {
        self.column(Column::DistinctId);
        if self.cohorts.insert(id)
            && let Some(cohort) = self.context.cohorts.get(&id)
            && let CohortMembers::Dynamic(filter) = &cohort.members
        {
            self.criteria(filter);
        }
    }

    /// Reads the criteria of a cohort, which are about persons.
    fn criteria(&mut self, filter: &Filter) {
        match filter {
            Filter::All(members) | Filter::Any(members) => members.iter().for_each(|member| self.criteria(member)),
            Filter::Property(filter) if filter.source == Source::Cohort => self.cohorts_of(filter),
            Filter::Property(filter) => self.person_property(&filter.key),
        }
    }
}
