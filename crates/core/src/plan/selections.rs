//! What selections of events read.

use super::{Column, EventNames, Reads};
use crate::query::action::ActionStep;
use crate::query::filter::Filter;
use crate::query::series::{Currency, EventSelection, Math, MathName, Series};
use crate::query::trends::TestAccounts;

impl Reads<'_> {
    /// Reads the events of a series, and what its math takes of them.
    pub(super) fn series(&mut self, series: &Series) {
        self.selection(&series.events);
        self.filter(&series.filter);
        self.math(&series.math);
    }

    /// Reads the events that a selection names.
    pub(super) fn selection(&mut self, events: &EventSelection) {
        match events {
            EventSelection::All => self.plan.events = EventNames::All,
            EventSelection::Named(name) => self.event(name),
            EventSelection::Any(members) => {
                for (events, filter) in members {
                    self.selection(events);
                    self.filter(filter);
                }
            }
            EventSelection::Action(id) => match self.context.actions.get(id) {
                Some(action) if !action.steps.is_empty() => action.steps.iter().for_each(|step| self.step(step)),
                Some(_) => self.plan.events = EventNames::All,
                None => {}
            },
            EventSelection::Warehouse(_) => {}
        }
    }

    fn step(&mut self, step: &ActionStep) {
        match &step.event {
            Some(name) => self.event(name),
            None => self.plan.events = EventNames::All,
        }
        if step.url.is_some() {
            self.property("$current_url");
        }
        if step.selector.is_some() || step.tag_name.is_some() || step.href.is_some() || step.text.is_some() {
            self.elements();
        }
        self.filter(&step.filter);
    }

    /// Reads what says which elements an event was about.
    pub(super) fn elements(&mut self) {
        self.property("$elements_chain");
        self.property("elements_chain");
    }

    fn math(&mut self, math: &Math) {
        if let Some(property) = &math.property {
            self.value(property.source, &property.name);
            if let Some(Currency::Property(name)) = &property.currency {
                self.property(name);
            }
        }
        match math.name {
            None | Some(MathName::Total | MathName::Average | MathName::Sum | MathName::Minimum) => {}
            Some(MathName::Maximum | MathName::Median) => {}
            Some(MathName::P75 | MathName::P90 | MathName::P95 | MathName::P99) => {}
            Some(MathName::UniqueSession) => self.property("$session_id"),
            Some(MathName::Hogql) => self.expression(math.expression.as_deref().unwrap_or_default()),
            _ if looks_for_the_first(math) => self.actor(None),
            Some(_) => self.actor(math.group_type),
        }
    }

    /// Reads who is counted: persons, or groups of a type.
    pub(super) fn actor(&mut self, group_type: Option<u8>) {
        match group_type {
            Some(group_type) => self.group_key(group_type),
            None => self.column(Column::DistinctId),
        }
    }

    /// Reads the conditions of a whole query, and whose events a sample takes.
    pub(super) fn common(&mut self, filter: &Filter, test_accounts: TestAccounts, sampling_factor: Option<f64>) {
        self.filter(filter);
        if test_accounts == TestAccounts::FilteredOut {
            self.filter(&self.context.test_account_filter);
        }
        if sampling_factor.is_some() {
            self.column(Column::DistinctId);
        }
    }
}

/// Returns whether only what an actor did first counts, which can have been before any range.
pub(super) fn looks_for_the_first(math: &Math) -> bool {
    use MathName::{FirstMatchingEventForUser, FirstTimeForUser, FirstTimeForUserWithFilters};
    matches!(math.name, Some(FirstTimeForUser | FirstMatchingEventForUser | FirstTimeForUserWithFilters))
}
