//! What each kind of query reads.

use super::range::Reach;
use super::selections::looks_for_the_first;
use super::{Column, EventNames, Reads, TimeRange};
use crate::query::Query;
use crate::query::calendar_heatmap::{CalendarHeatmapQuery, HeatmapCount};
use crate::query::correlation::{ActorProperties, CorrelationSubject, FunnelCorrelationQuery};
use crate::query::date_range::Comparison;
use crate::query::events::EventsQuery;
use crate::query::funnels::{FunnelActor, FunnelOrder, FunnelsQuery};
use crate::query::hogql::HogqlQuery;
use crate::query::lifecycle::LifecycleQuery;
use crate::query::paths::{PathEventType, PathsQuery};
use crate::query::retention::{RetentionQuery, Starts};
use crate::query::select::{Rows, Select, Shown};
use crate::query::series::MathName;
use crate::query::stickiness::StickinessQuery;
use crate::query::trends::TrendsQuery;
use crate::time::{Interval, Weekdays, WrittenDate};

impl Reads<'_> {
    /// Reads what a query reads.
    ///
    /// Ranges come first: what widens them to all of time comes after.
    pub(super) fn query(&mut self, query: &Query) {
        match query {
            Query::Trends(query) => self.trends(query),
            Query::Stickiness(query) => self.stickiness(query),
            Query::Lifecycle(query) => self.lifecycle(query),
            Query::Funnels(query) => self.funnels(query),
            Query::FunnelCorrelation(query) => self.correlation(query),
            Query::Retention(query) => self.retention(query),
            Query::Paths(query) => self.paths(query),
            Query::CalendarHeatmap(query) => self.calendar_heatmap(query),
            Query::Events(query) => self.events(query),
            Query::Hogql(query) => self.hogql(query),
        }
    }

    fn trends(&mut self, query: &TrendsQuery) {
        let days_before = query.series.iter().map(|series| match series.math.name {
            Some(MathName::WeeklyActive) => 7,
            Some(MathName::MonthlyActive) => 30,
            _ => 0,
        });
        let reach = Reach { days_before: days_before.max().unwrap_or(0), ..Reach::default() };
        self.range(&query.date_range, query.interval, query.comparison, reach);
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        self.breakdown(&query.breakdown);
        for series in &query.series {
            self.series(series);
            if looks_for_the_first(&series.math) {
                self.everything_before();
            }
        }
    }

    fn stickiness(&mut self, query: &StickinessQuery) {
        // Intervals of several units are counted back from the end.
        let reach = Reach { intervals_before: query.interval_count, ..Reach::default() };
        self.range(&query.date_range, query.interval, query.comparison, reach);
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        for series in &query.series {
            self.actor(None);
            self.series(series);
        }
    }

    fn lifecycle(&mut self, query: &LifecycleQuery) {
        // Where weekdays are left out, the day before the first may lie a week back.
        let days_before = if query.date_range.weekdays == Weekdays::ALL { 0 } else { 7 };
        let reach = Reach { days_before, intervals_before: 1, intervals_after: 1 };
        self.range(&query.date_range, query.interval, Comparison::None, reach);
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        self.property("$process_person_profile");
        self.actor(query.group_type);
        for series in &query.series {
            self.series(series);
        }
    }

    fn funnels(&mut self, query: &FunnelsQuery) {
        self.range(&query.date_range, query.interval, query.comparison, Reach::default());
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        self.breakdown(&query.breakdown);
        match &query.actor {
            FunnelActor::Person => self.actor(None),
            FunnelActor::Group(group_type) => self.actor(Some(*group_type)),
            FunnelActor::Expression(text) => self.expression(text),
        }
        let exclusions = query.exclusions.iter().map(|exclusion| &exclusion.events);
        for step in query.steps.iter().chain(exclusions) {
            self.series(step);
            if looks_for_the_first(&step.math) {
                self.everything_before();
            }
        }
        if query.order == FunnelOrder::Strict {
            // Whatever happens between two steps comes between them.
            self.plan.events = EventNames::All;
        }
    }

    fn correlation(&mut self, query: &FunnelCorrelationQuery) {
        self.funnels(&query.funnel);
        match &query.subject {
            CorrelationSubject::Events { .. } => {
                self.column(Column::Name);
                self.plan.events = EventNames::All;
            }
            CorrelationSubject::EventProperties { events, .. } => {
                self.column(Column::AllProperties);
                events.iter().for_each(|name| self.event(name));
            }
            CorrelationSubject::ActorProperties { properties, .. } => {
                let group_type = match query.funnel.actor {
                    FunnelActor::Group(group_type) => Some(group_type),
                    _ => None,
                };
                let column = |name: &String| match group_type {
                    Some(group_type) => Column::GroupProperty(group_type, name.clone()),
                    None => Column::PersonProperty(name.clone()),
                };
                match properties {
                    ActorProperties::Named(names) => self.plan.columns.extend(names.iter().map(column)),
                    ActorProperties::All => {
                        self.column(group_type.map_or(Column::AllPersonProperties, Column::AllGroupProperties));
                    }
                }
            }
        }
    }

    fn retention(&mut self, query: &RetentionQuery) {
        // Without a start the range begins as many intervals before its end.
        let intervals_before = query.date_range.from.map_or(query.total_intervals as i64, |_| 0);
        let reach = Reach { intervals_before, intervals_after: 1, ..Reach::default() };
        self.range(&query.date_range, query.period.interval(), Comparison::None, reach);
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        self.breakdown(&query.breakdown);
        self.actor(query.group_type);
        for entity in [&query.start, &query.returning] {
            self.selection(&entity.events);
            self.filter(&entity.filter);
        }
        if let Some(aggregation) = &query.aggregation {
            self.value(aggregation.property.source, &aggregation.property.name);
        }
        if query.starts != Starts::Recurring {
            self.everything_before();
        }
    }

    fn paths(&mut self, query: &PathsQuery) {
        if let Some(paths) = &query.funnel {
            self.funnels(&paths.funnel);
        }
        self.range(&query.date_range, Interval::Day, Comparison::None, Reach::default());
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        self.actor(query.group_type);
        self.column(Column::Name);
        let is_taken = |kind| query.event_types.is_empty() || query.event_types.contains(&kind);
        let named = [
            (PathEventType::Pageview, "$pageview", "$current_url"),
            (PathEventType::Screen, "$screen", "$screen_name"),
        ];
        for (_, name, property) in named.into_iter().filter(|(kind, ..)| is_taken(*kind)) {
            self.event(name);
            self.property(property);
        }
        let restricting = |kind: &PathEventType| matches!(kind, PathEventType::Pageview | PathEventType::Screen);
        if is_taken(PathEventType::Custom) || !query.event_types.iter().any(restricting) {
            self.plan.events = EventNames::All;
        }
        if let Some(expression) = query.expression.as_ref().filter(|_| is_taken(PathEventType::Expression)) {
            self.expression(expression);
        }
    }

    fn calendar_heatmap(&mut self, query: &CalendarHeatmapQuery) {
        self.range(&query.date_range, Interval::Day, Comparison::None, Reach::default());
        self.common(&query.filter, query.test_accounts, query.sampling_factor);
        self.series(&query.series);
        if query.counted == HeatmapCount::SessionStarters {
            self.property("$session_id");
        }
    }

    fn events(&mut self, query: &EventsQuery) {
        let moment = |date: WrittenDate| date.resolve(&self.context.calendar, self.context.now);
        self.plan.range = TimeRange { from: query.after.map(moment), to: query.before.map(moment) };
        self.selection(&query.events);
        self.common(&query.filter, query.test_accounts, None);
        if query.person.is_some() {
            self.column(Column::DistinctId);
        }
        self.select(&query.select);
    }

    fn hogql(&mut self, query: &HogqlQuery) {
        if query.select.rows == Rows::One {
            return;
        }
        match &query.filters.date_range {
            Some(range) => self.range(range, Interval::Day, Comparison::None, Reach::default()),
            None => self.plan.range = TimeRange::ALL,
        }
        self.plan.events = EventNames::All;
        self.common(&query.filters.filter, query.filters.test_accounts, None);
        self.select(&query.select);
    }

    fn select(&mut self, select: &Select) {
        let order = select.order.iter().map(|order| &order.expression);
        let conditions = select.condition.iter().chain(&select.groups).chain(&select.group_condition);
        for expression in select.expressions().chain(conditions).chain(order) {
            self.fields(expression);
        }
        for column in &select.columns {
            match column.shows {
                Shown::Expression(_) => {}
                Shown::Event => {
                    let all = [Column::Name, Column::DistinctId, Column::Uuid, Column::AllProperties];
                    self.plan.columns.extend(all);
                }
                Shown::Person => self.whole_person(),
            }
        }
    }
}
