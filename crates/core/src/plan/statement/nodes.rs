//! Each kind of query as text.

use super::expression::written;
use super::filter::field;
use super::{Parts, Writer, all, either, quoted};
use crate::query::Query;
use crate::query::breakdown::{Breakdown, BreakdownBy, CohortChoice};
use crate::query::context::ActorIdentity;
use crate::query::events::EventsQuery;
use crate::query::expression::GROUP_KEYS;
use crate::query::funnels::{FunnelActor, FunnelOrder, FunnelsQuery};
use crate::query::hogql::HogqlQuery;
use crate::query::paths::PathsQuery;
use crate::query::reader::Choice;
use crate::query::retention::{Entity, RetentionQuery};
use crate::query::select::{Column, Direction, Shown};
use crate::query::series::{Math, MathName};
use crate::query::stickiness::StickinessQuery;
use crate::query::trends::TrendsQuery;
use crate::time::{Interval, WrittenDate};

/// The person of an event.
const PERSON: &str = "person_id";

impl Writer<'_> {
    pub(super) fn query(&self, query: &Query) -> String {
        match query {
            Query::Trends(query) => self.trends(query),
            Query::Stickiness(query) => self.stickiness(query),
            Query::Lifecycle(query) => {
                let actor = actor(query.group_type);
                let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
                conditions.extend(query.series.iter().map(|series| self.series(series)));
                let status = ["lifecycle(", &actor, ", ", &bucket(query.interval), ") AS status"].concat();
                self.counted([&bucket(query.interval), &status], &["uniq(", &actor, ")"].concat(), conditions)
            }
            Query::CalendarHeatmap(query) => {
                let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
                conditions.push(self.series(&query.series));
                let places = ["toDayOfWeek(timestamp) AS row", "toHour(timestamp) AS column"];
                self.counted(places, &self.math(&query.series.math), conditions)
            }
            Query::Funnels(query) => self.funnel(query),
            Query::FunnelCorrelation(query) => {
                let inner = self.funnel(&query.funnel);
                format!("SELECT event, countIf(finished), countIf(NOT finished) FROM ({inner}) GROUP BY event")
            }
            Query::Retention(query) => self.retention(query),
            Query::Paths(query) => self.paths(query),
            Query::Events(query) => self.events(query),
            Query::Hogql(query) => self.hogql(query),
        }
    }

    /// Returns a SELECT of a figure for each of two values.
    fn counted(&self, by: [&str; 2], figure: &str, conditions: Vec<String>) -> String {
        let groups: Vec<String> = by.iter().map(|by| by.rsplit(" AS ").next().unwrap_or_default().to_owned()).collect();
        let columns = by.iter().copied().chain([figure]).map(str::to_owned).collect();
        Parts { columns, conditions, order: groups.clone(), groups, ..Parts::default() }.text()
    }

    fn trends(&self, query: &TrendsQuery) -> String {
        let buckets = (!query.display.is_total_value()).then(|| bucket(query.interval));
        let breakdown = breakdown(query.breakdown.as_ref());
        let series = query.series.iter().map(|series| {
            let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
            conditions.push(self.series(series));
            let groups: Vec<String> = buckets.iter().chain(&breakdown).cloned().collect();
            let columns = groups.iter().cloned().chain([self.math(&series.math)]).collect();
            Parts { columns, conditions, order: groups.clone(), groups, ..Parts::default() }.text()
        });
        let selects = series.collect::<Vec<_>>().join(" UNION ALL ");
        if query.formulas.is_empty() {
            return selects;
        }
        let formulas: Vec<&str> = query.formulas.iter().map(|formula| formula.text.as_str()).collect();
        ["SELECT ", &formulas.join(", "), " FROM (", &selects, ")"].concat()
    }

    fn stickiness(&self, query: &StickinessQuery) -> String {
        let series = query.series.iter().map(|series| {
            let actor = match series.math.name {
                Some(MathName::Hogql) => series.math.expression.clone().unwrap_or_default(),
                _ => actor(series.math.group_type),
            };
            let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
            conditions.push(self.series(series));
            let intervals = ["uniq(", &bucket(query.interval), ") AS intervals"].concat();
            let inner = Parts { columns: vec![intervals], conditions, groups: vec![actor], ..Parts::default() };
            steps_of("intervals", inner.text())
        });
        series.collect::<Vec<_>>().join(" UNION ALL ")
    }

    fn funnel(&self, query: &FunnelsQuery) -> String {
        let steps: Vec<String> = query.steps.iter().map(|step| or_true(self.series(step))).collect();
        let mode = match query.order {
            FunnelOrder::Ordered => String::new(),
            order => [", ", &quoted(order.name())].concat(),
        };
        let window = (query.window / 1_000_000).to_string();
        let furthest = ["windowFunnel(", &window, &mode, ")(timestamp, ", &steps.join(", "), ") AS step"].concat();
        let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
        if query.order != FunnelOrder::Strict {
            conditions.push(either(steps));
        }
        let actor = match &query.actor {
            FunnelActor::Person => actor(None),
            FunnelActor::Group(group_type) => actor(Some(*group_type)),
            FunnelActor::Expression(text) => text.clone(),
        };
        let mut groups = vec![actor];
        groups.extend(breakdown(query.breakdown.as_ref()));
        steps_of("step", Parts { columns: vec![furthest], conditions, groups, ..Parts::default() }.text())
    }

    fn retention(&self, query: &RetentionQuery) -> String {
        let entity = |entity: &Entity| or_true(all(&[self.selection(&entity.events), self.filter(&entity.filter)]));
        let (start, returning) = (entity(&query.start), entity(&query.returning));
        let interval = bucket(query.period.interval());
        let columns = vec![
            ["groupUniqArrayIf(", &interval, ", ", &start, ") AS starts"].concat(),
            ["groupUniqArrayIf(", &interval, ", ", &returning, ") AS returns"].concat(),
        ];
        let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
        conditions.push(either(vec![start, returning]));
        let mut groups = vec![actor(query.group_type)];
        groups.extend(breakdown(query.breakdown.as_ref()));
        let inner = Parts { columns, conditions, groups, ..Parts::default() }.text();
        let columns = format!("start, dateDiff('{}', start, return) AS interval", query.period.interval().name());
        format!(
            "SELECT {columns}, count() FROM ({inner}) ARRAY JOIN starts AS start, returns AS return \
             GROUP BY start, interval ORDER BY start, interval"
        )
    }

    fn paths(&self, query: &PathsQuery) -> String {
        let types: Vec<String> = query.event_types.iter().map(|kind| quoted(kind.name())).collect();
        let mut conditions = self.common(&query.filter, query.test_accounts, query.sampling_factor);
        if !types.is_empty() {
            conditions.push(["pathType(event) IN (", &types.join(", "), ")"].concat());
        }
        let edges = format!("arrayJoin(paths({})(timestamp, pathItem(event))) AS edge", query.step_limit);
        let groups = vec![actor(query.group_type)];
        let inner = Parts { columns: vec![edges], conditions, groups, ..Parts::default() }.text();
        let limit = query.edges.limit;
        format!(
            "SELECT edge.source, edge.target, count() AS value FROM ({inner}) \
             GROUP BY edge.source, edge.target ORDER BY value DESC LIMIT {limit}"
        )
    }

    fn events(&self, query: &EventsQuery) -> String {
        let moment = |date: WrittenDate| quoted(&date.resolve(&self.context.calendar, self.context.now).to_string());
        let select = &query.select;
        let column = |column: &Column| match &column.shows {
            Shown::Expression(expression) => written(expression),
            Shown::Event => "*".to_owned(),
            Shown::Person => "person".to_owned(),
        };
        let mut conditions = self.common(&query.filter, query.test_accounts, None);
        conditions.push(self.selection(&query.events));
        conditions.extend(query.after.map(|date| ["timestamp > ", &moment(date)].concat()));
        conditions.extend(query.before.map(|date| ["timestamp < ", &moment(date)].concat()));
        conditions.extend(query.person.as_ref().map(|person| ["person_id = ", &quoted(person)].concat()));
        conditions.extend(select.condition.as_ref().map(written));
        let order = select.order.iter().map(|by| {
            [written(&by.expression), if by.direction == Direction::Descending { " DESC" } else { "" }.to_owned()]
                .concat()
        });
        Parts {
            columns: select.columns.iter().map(column).collect(),
            conditions,
            groups: select.groups.iter().map(written).collect(),
            order: order.collect(),
            ..Parts::default()
        }
        .text()
    }

    fn hogql(&self, query: &HogqlQuery) -> String {
        let filters = all(&self.common(&query.filters.filter, query.filters.test_accounts, None));
        query.text.trim().trim_end_matches(';').replace("{filters}", &or_true(filters))
    }

    /// Returns what a math computes.
    fn math(&self, math: &Math) -> String {
        // Only what trends count is the team's to say (spec/trends 6.3).
        let usual = match self.context.actor_identity {
            ActorIdentity::Person => PERSON,
            ActorIdentity::DistinctId => "distinct_id",
        };
        let actor = || actor_or(math.group_type, usual);
        let value = math.property.as_ref().map(|property| field(property.source, &property.name));
        let of_value = |function: &str| match &value {
            Some(value) => [function, "(", value, ")"].concat(),
            None => "count()".to_owned(),
        };
        let per_actor =
            |name: &str| [name.trim_end_matches("_count_per_actor"), "(count() OF ", &actor(), ")"].concat();
        match math.name {
            None | Some(MathName::Total | MathName::FirstTimeForUserWithFilters) => "count()".to_owned(),
            Some(MathName::DailyActive | MathName::UniqueGroup) => ["uniq(", &actor(), ")"].concat(),
            Some(MathName::WeeklyActive) => ["uniq(", &actor(), ") OVER (7 DAY PRECEDING)"].concat(),
            Some(MathName::MonthlyActive) => ["uniq(", &actor(), ") OVER (30 DAY PRECEDING)"].concat(),
            Some(MathName::UniqueSession) => "uniq($session_id)".to_owned(),
            Some(name @ (MathName::FirstTimeForUser | MathName::FirstMatchingEventForUser)) => {
                [name.name(), "(", &actor(), ", timestamp)"].concat()
            }
            Some(MathName::Hogql) => math.expression.clone().unwrap_or_default(),
            Some(MathName::P75) => of_value("quantile(0.75)"),
            Some(MathName::P90) => of_value("quantile(0.9)"),
            Some(MathName::P95) => of_value("quantile(0.95)"),
            Some(MathName::P99) => of_value("quantile(0.99)"),
            Some(name) if name.name().ends_with("_count_per_actor") => per_actor(name.name()),
            Some(name) => of_value(name.name()),
        }
    }
}

/// Returns the group's key, or the person.
fn actor(group_type: Option<u8>) -> String {
    actor_or(group_type, PERSON)
}

fn actor_or(group_type: Option<u8>, usual: &str) -> String {
    let key = group_type.and_then(|index| GROUP_KEYS.get(usize::from(index)).copied());
    key.unwrap_or(usual).to_owned()
}

fn steps_of(value: &str, inner: String) -> String {
    let value = value.to_owned();
    Parts {
        columns: vec![value.clone(), "count()".to_owned()],
        from: inner,
        groups: vec![value.clone()],
        order: vec![value],
        ..Parts::default()
    }
    .text()
}

fn or_true(condition: String) -> String {
    if condition.is_empty() { "true".to_owned() } else { condition }
}

/// Returns the start of the interval of an event: `toStartOfDay(timestamp)`.
fn bucket(interval: Interval) -> String {
    let name = interval.name();
    ["toStartOf", &name[..1].to_uppercase(), &name[1..], "(timestamp)"].concat()
}

fn breakdown(breakdown: Option<&Breakdown>) -> Vec<String> {
    match breakdown.map(|breakdown| &breakdown.by) {
        None => Vec::new(),
        Some(BreakdownBy::Single(dimension)) => vec![field(dimension.source, &dimension.property)],
        Some(BreakdownBy::Multiple(dimensions)) => {
            dimensions.iter().map(|dimension| field(dimension.source, &dimension.property)).collect()
        }
        Some(BreakdownBy::Cohorts(choices)) => {
            let cohort = |choice: &CohortChoice| match choice {
                CohortChoice::Everybody => "true".to_owned(),
                CohortChoice::Cohort(id) => format!("person_id IN COHORT {id}"),
            };
            choices.iter().map(cohort).collect()
        }
    }
}
