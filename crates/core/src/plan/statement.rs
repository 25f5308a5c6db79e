//! The answer's `hogql`: a SELECT that says to a reader what was computed.
//!
//! It is made of the same nodes that are evaluated, in the dialect of `docs/hogql.md` where that has a word for it, and
//! in plain functions (`windowFunnel`, `retention`) where it does not. It is read, never run.

mod expression;
mod filter;
mod nodes;

use crate::answer::ResolvedDateRange;
use crate::number::number_text;
use crate::query::Query;
use crate::query::context::Context;
use crate::query::filter::Filter;
use crate::query::trends::TestAccounts;

/// Returns a SELECT that says what a query computes over the ranges that its answer names.
pub fn statement(query: &Query, context: &Context, ranges: [Option<&ResolvedDateRange>; 2]) -> String {
    let between = ranges.into_iter().flatten().map(|range| {
        format!("timestamp >= {} AND timestamp <= {}", quoted(&range.date_from), quoted(&last_moment(query, range)))
    });
    let range = either(between.collect());
    Writer { context, range }.query(query)
}

struct Writer<'a> {
    context: &'a Context,
    /// The condition on times, empty where there is none.
    range: String,
}

/// A SELECT whose parts are texts.
#[derive(Default)]
struct Parts {
    columns: Vec<String>,
    /// From what; events, where it is empty.
    from: String,
    conditions: Vec<String>,
    groups: Vec<String>,
    order: Vec<String>,
}

impl Parts {
    fn text(&self) -> String {
        let mut text = ["SELECT ", &self.columns.join(", "), " FROM "].concat();
        match self.from.as_str() {
            "" => text.push_str("events"),
            inner => text.extend(["(", inner, ")"]),
        }
        let conditions: Vec<&str> = self.conditions.iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
        for (word, list) in [
            (" WHERE ", conditions.join(" AND ")),
            (" GROUP BY ", self.groups.join(", ")),
            (" ORDER BY ", self.order.join(", ")),
        ] {
            if !list.is_empty() {
                text.extend([word, &list]);
            }
        }
        text
    }
}

impl Writer<'_> {
    /// Returns the conditions of a whole query.
    fn common(&self, filter: &Filter, test_accounts: TestAccounts, sample: Option<f64>) -> Vec<String> {
        let own = self.filter(filter);
        let team = match test_accounts {
            TestAccounts::Included => String::new(),
            TestAccounts::FilteredOut => self.filter(&self.context.test_account_filter),
        };
        let sample = sample.map_or_else(String::new, |share| ["sample(distinct_id) < ", &number_text(share)].concat());
        vec![self.range.clone(), own, team, sample]
    }
}

/// Returns the last moment that counts: some kinds of query look at the end of their range to the second (spec/trends 4.3).
fn last_moment(query: &Query, range: &ResolvedDateRange) -> String {
    match (query, range.date_to.split_once('.')) {
        (Query::Trends(_) | Query::Stickiness(_) | Query::CalendarHeatmap(_), Some((second, _))) => {
            [second, "Z"].concat()
        }
        _ => range.date_to.clone(),
    }
}

/// Returns the condition that one of several holds; none hold always.
fn either(conditions: Vec<String>) -> String {
    match conditions.as_slice() {
        [only] => only.clone(),
        [] => String::new(),
        _ => ["(", &conditions.join(" OR "), ")"].concat(),
    }
}

/// Returns the condition that all of several hold.
fn all(conditions: &[String]) -> String {
    let conditions: Vec<&str> = conditions.iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
    conditions.join(" AND ")
}

/// Returns a text in quotes.
fn quoted(text: &str) -> String {
    ["'", &text.replace('\\', "\\\\").replace('\'', "\\'"), "'"].concat()
}

/// Returns a name as it can stand in an expression.
fn name(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let starts_well = !name.starts_with(|first: char| first.is_ascii_digit()) && !name.is_empty();
    if starts_well && name.chars().all(is_plain) {
        return name.to_owned();
    }
    ["`", &name.replace('\\', "\\\\").replace('`', "``"), "`"].concat()
}
